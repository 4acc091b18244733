"""Taste: what came of each track so far, with the events that say so."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.profiles import window
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_WINDOW = 32  # marks whose chains may still change
_PROOF = 3  # event ids kept per track and side


class Tally(Struct):
    """One track's record with one listener. `finished` and `left` hold (Unix ms, event id), latest last."""

    likes: float = 0.0  # completions and what counts like them
    skips: float = 0.0  # summed skip strength
    plays: int = 0
    finished: list[tuple[int, str]] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)


class Taste(Struct):
    settled: dict[TrackId, Tally] = field(default_factory=dict)
    window: list[Mark] = field(default_factory=list)


def update(state: Taste, new: Mark) -> None:
    if new.track is None or not (new.like or new.skip):
        return
    weight = 1.0
    if len(state.window) >= _WINDOW and state.window[0].order < new.order:
        weight = window.first_chain(state.window)
    old = window.insert(state.window, new, _WINDOW)
    if old is not None:
        _count(state.settled, old, weight)


def read(state: Taste, now: datetime) -> dict[TrackId, Tally]:
    """Tallies of every track with an outcome; a copy where the window adds to it."""
    tallies = dict(state.settled)
    touched: set[TrackId] = set()
    for m, weight in zip(state.window, window.chain_weights(state.window), strict=True):
        assert m.track is not None
        if m.track not in touched:
            touched.add(m.track)
            if m.track in tallies:
                t = tallies[m.track]
                tallies[m.track] = Tally(t.likes, t.skips, t.plays, [*t.finished], [*t.left])
        _count(tallies, m, weight)
    return tallies


def _count(tallies: dict[TrackId, Tally], m: Mark, weight: float) -> None:
    assert m.track is not None
    tally = tallies.setdefault(m.track, Tally())
    tally.likes += m.like
    tally.skips += m.skip * weight
    tally.plays += m.plays
    for proof, said in ((tally.finished, m.like), (tally.left, m.skip)):
        if said:
            proof.append((m.at_ms, m.event_id))
            proof.sort()
            del proof[:-_PROOF]


feature = Feature(title="What you finish and what you leave", state=Taste, update=update, read=read)
