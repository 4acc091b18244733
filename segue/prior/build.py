"""Building a prior: from a file of listens, counted on disk; from whoever was heard; hidden where that is asked."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from segue.prior.file import write
from segue.prior.learn import Heard, Progress, Size, learn, silent
from segue.prior.listens_dump import Source
from segue.prior.pairs import learn_pairs
from segue.prior.prior import Manifest, Prior
from segue.prior.private import Budget, Noise, hide
from segue.prior.tally import Play, Tally

BATCH = 100_000  # listens between two checkpoints
_TOLD = 5  # refused lines that are named


@dataclass(frozen=True, slots=True)
class Built:
    """refused: lines that were; first: of those, where and why; resumed: lines an earlier run had counted."""

    prior: Prior
    refused: int
    first: tuple[str, ...]
    resumed: int


class NothingHeard(ValueError):  # noqa: N818 - told to a person
    """There is nothing to learn in it; `first`: lines that were refused, where and why."""

    def __init__(self, why: str, refused: int, first: tuple[str, ...]) -> None:
        super().__init__(why)
        self.refused, self.first = refused, first


def build(
    source: Path,
    out: Path,
    manifest: Manifest,
    size: Size,
    seed: int,
    progress: Progress = silent,
    checkpoint: Callable[[int], None] = lambda position: None,
    budget: Budget | None = None,
) -> Built:
    """Reads `source`, or what is left of it since a build that was stopped; `checkpoint` hears each position saved.

    Raises:
        ValueError: it is damaged; NothingHeard: nothing can be learnt from it.
        OSError: it cannot be read, or `out` not be written.
    """
    there = source.stat()
    partial = out.with_name(f"{out.name}.partial")
    told: list[str] = []
    what = f"{source.resolve()} {there.st_size} {there.st_mtime_ns}"
    with Tally(partial, what, recordings=size.recordings > 0) as tally:
        resumed = position = tally.state().position
        lines = Source(source)
        plays: list[Play] = []
        refused = 0
        with closing(lines.read(resumed)) as listens:
            for play, where, reason in listens:
                position += 1
                if play is None:
                    refused += 1
                    if len(told) < _TOLD:
                        told.append(f"{source.name} {where}: {reason}")
                else:
                    plays.append(play)
                if len(plays) + refused >= BATCH:
                    tally.add(plays, position, refused)
                    plays, refused = [], 0
                    checkpoint(position)
                    progress(f"{position:,} listens", 0.65 * lines.share)
        tally.add(plays, position, refused)
        checkpoint(position)
        progress("who heard whom", 0.65)
        every = tally.state().refused
        try:
            prior = learnt(tally.heard(size), size, manifest, seed, progress, budget)
        except ValueError as error:
            raise NothingHeard(str(error), every, tuple(told)) from error
        write(prior, out)
        tally.remove()
    return Built(prior, every, tuple(told), resumed)


def learnt(
    heard: Heard, size: Size, manifest: Manifest, seed: int, progress: Progress = silent, budget: Budget | None = None
) -> Prior:
    """With a budget nobody can be read from it; its noise comes from the system and never from a seed.

    Raises ValueError when nothing can be learnt.
    """
    if budget is None:
        return learn(heard, size, manifest, seed, progress)
    progress("hiding listeners", 0.67)
    heard = heard if size.recordings else replace(heard, recordings=None)
    hidden = hide(heard, Noise.of(budget), np.random.default_rng())
    # how many plays there were would tell how much each of a few listens
    return learn_pairs(hidden, size, replace(manifest, private=str(budget), plays=0), seed, progress)


def writable(out: Path) -> None:
    """Raises OSError before hours of work, not after them."""
    if not out.parent.is_dir():
        raise OSError(f"{out.parent}: there is no such folder")
    if out.is_dir() or not os.access(out.parent, os.W_OK):
        raise OSError(f"{out}: cannot be written to")
