"""Taste: what came of each track so far, with the events that say so."""

from bisect import insort
from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_PROOF = 6  # event ids kept per track and side


class Tally(Struct):
    """One track's record with one listener. `finished` and `left` hold (Unix ms, event id), latest last."""

    likes: float = 0.0  # completions and what counts like them
    skips: float = 0.0  # summed skip strength
    plays: int = 0
    finished: list[tuple[int, str]] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)


class Taste(Struct):
    tallies: dict[TrackId, Tally] = field(default_factory=dict)


def update(state: Taste, new: Mark) -> None:
    if new.track is None or not (new.like or new.skip):
        return
    tally = state.tallies.setdefault(new.track, Tally())
    tally.likes += new.like
    tally.skips += new.skip
    tally.plays += new.plays
    for proof, said in ((tally.finished, new.like), (tally.left, new.skip)):
        if said:
            insort(proof, new.order)
            del proof[:-_PROOF]


def heard(state: Taste, new: Mark, listen: Listen) -> None:
    update(state, new)


def unheard(state: Taste, old: Mark, listen: Listen) -> None:
    if old.track is None or not (old.like or old.skip):
        return
    tally = state.tallies[old.track]
    tally.likes -= old.like
    tally.skips -= old.skip
    tally.plays -= old.plays
    for proof in (tally.finished, tally.left):
        if old.order in proof:
            proof.remove(old.order)
    if not (tally.likes or tally.skips or tally.plays):
        del state.tallies[old.track]


def finishes(tally: Tally) -> tuple[int, int]:
    """Unix ms at which the track was first and last finished; 0 for the first where so many came after it that it is
    forgotten. `tally.finished` is not empty."""
    return 0 if len(tally.finished) == _PROOF else tally.finished[0][0], tally.finished[-1][0]


def read(state: Taste, now: datetime) -> dict[TrackId, Tally]:
    """Tallies of every track with an outcome."""
    return dict(state.tallies)


feature = Feature(
    title="What you finish and what you leave", state=Taste, update=update, heard=heard, unheard=unheard, read=read
)
