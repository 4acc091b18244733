"""Building a prior from a file of listens: count on disk, learn, write."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from segue.prior.file import write
from segue.prior.learn import Progress, Size, learn, silent
from segue.prior.listens_dump import Source
from segue.prior.prior import Manifest, Prior
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


def build(
    source: Path,
    out: Path,
    manifest: Manifest,
    size: Size,
    seed: int,
    progress: Progress = silent,
    checkpoint: Callable[[int], None] = lambda position: None,
) -> Built:
    """Reads `source`, or what is left of it since a build that was stopped; `checkpoint` hears each position saved.

    Raises:
        ValueError: it is damaged, or nothing can be learnt from it.
        OSError: it cannot be read, or `out` not be written.
    """
    there = source.stat()
    partial = out.with_name(f"{out.name}.partial")
    told: list[str] = []
    with Tally(partial, f"{source.resolve()} {there.st_size} {there.st_mtime_ns}") as tally:
        resumed = position = tally.state().position
        lines = Source(source)
        plays: list[Play] = []
        refused = 0
        for play, where, reason in lines.read(resumed):
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
        prior = learn(tally.heard(size), size, manifest, seed, progress)
        write(prior, out)
        every = tally.state().refused
        tally.remove()
    return Built(prior, every, tuple(told), resumed)


def writable(out: Path) -> None:
    """Raises OSError before hours of work, not after them."""
    if not os.access(out.parent, os.W_OK):
        raise OSError(f"{out.parent}: cannot be written to")
