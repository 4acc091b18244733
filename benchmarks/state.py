"""How long one more event moves a listener's state: profile, long-term vector, transformer, and the session's intent.

    python -m benchmarks state

A listener of 5,000 events in evenings of forty plays, then 1,600 events more one by one, one thread; and the same once
more of somebody who never stops: the listens of the last six hours may still change, so they cost most. Nothing here
reads the disk; `visible` measures the way there. CPU time of the thread, so that busy neighbours count less. Baseline
in the same run: the profile worked out anew from the whole history, and the vector solved without its last value.
"""

import time
from datetime import UTC, timedelta

import numpy as np
from msgspec.structs import replace

from benchmarks.visible import BEFORE, _evening
from segue.domain.event import Event, EventKind, Offset
from segue.learning.model import COMPLETE, SKIP
from segue.learning.models.ials import FittedIals, Weighting
from segue.learning.sequence.live import Live
from segue.learning.sequence.weights import Shape, fresh
from segue.profiles.profile import Profile
from segue.recommend.intent import direction, outcomes
from segue.world import World

TRACKS, DIMENSIONS, EVENTS, PLAYS = 2_000, 128, 1_600, 40
SHAPE, WINDOW = Shape(64, 2, 4), 200
HOW = Weighting(a0=0.05, ridge=0.01, skip_weight=0.3, skip_target=-0.5)


def main() -> None:
    refs = World(seed=1, tracks=TRACKS).catalogue.refs
    row_of = {ref.id: row for row, ref in enumerate(refs)}
    told = [replace(e, track_id=e.track.id) for e in _evening(refs, BEFORE + EVENTS) if e.track]
    print(f"ms of CPU an event, {EVENTS:,} events after {BEFORE:,}; d = {DIMENSIONS}; window of {WINDOW}")
    _one(f"evenings of {PLAYS} plays", _with_nights(told), row_of)
    _one("without a stop", told, row_of)


def _with_nights(told: list[Event]) -> list[Event]:
    """The same with ten hours of silence after every `PLAYS` plays."""
    return [replace(e, at=e.at + timedelta(hours=10 * (i // (2 * PLAYS)))) for i, e in enumerate(told)]


def _one(name: str, told: list[Event], row_of: dict[str, int]) -> None:
    rng = np.random.default_rng(0)
    space = rng.standard_normal((TRACKS, DIMENSIONS)).astype(np.float32)
    space /= np.linalg.norm(space, axis=1, keepdims=True)
    table = (0.1 * rng.standard_normal((TRACKS, SHAPE.width))).astype(np.float32)
    ials = FittedIals(np.float32(0.3) * space, HOW)
    live = Live(fresh(SHAPE, table, 0.4, 0), SHAPE, WINDOW)
    profile, heard = Profile(), live.start()
    profile.take(told[:BEFORE], [Offset(1)] * BEFORE, UTC)
    liked, skipped = _sides(told[:BEFORE], row_of)
    vector = ials.fold_in(*_columns(liked), *_columns(skipped))
    took = np.zeros((EVENTS, 4))
    for i, event in enumerate(told[BEFORE:]):
        row, clock = row_of[event.track_id], time.thread_time
        begin = clock()
        profile.update([event], Offset(i + 2), UTC)
        took[i, 0] = clock() - begin
        if event.kind is not EventKind.PLAY:
            for side in (liked, skipped):
                side.pop(row, None)
            (skipped if event.kind is EventKind.SKIP else liked)[row] = None
            columns = (*_columns(liked), *_columns(skipped))
            begin = clock()
            vector = ials.fold_in(*columns, vector)
            took[i, 1] = clock() - begin
            begin = clock()
            live.push(heard, row, SKIP if event.kind is EventKind.SKIP else COMPLETE)
            took[i, 2] = clock() - begin
        marks, rate = profile.read("recent", event.at), profile.read("skip_habit", event.at)
        begin = clock()
        direction(space, outcomes(marks, event.at.timestamp() * 1000, row_of, skips_count=True), 1 - rate.now)
        took[i, 3] = clock() - begin
    print(name)
    parts = ("profile", "vector", "transformer", "intent")
    for part, seconds in (*zip(parts, took.T, strict=True), ("all of it", took.sum(axis=1))):
        p50, p99 = np.percentile(seconds[100:][seconds[100:] > 0] * 1000, [50, 99])
        print(f"  {part:12}  p50 {p50:6.3f}   p99 {p99:6.3f}")
    begin = clock()
    Profile().take(told, [Offset(1)] * len(told), UTC)
    print(f"  from the whole history instead: profile {(clock() - begin) * 1000:.0f}", end=", ")
    begin = clock()
    for _ in range(100):
        ials.fold_in(*columns)
    print(f"vector {(clock() - begin) * 10:.3f}")


def _sides(told: list[Event], row_of: dict[str, int]) -> tuple[dict[int, None], dict[int, None]]:
    """Rows finished and rows left, the latest 200 of each at most."""
    ends = [e for e in told if e.kind is not EventKind.PLAY][-400:]
    skipped = {row_of[e.track_id]: None for e in ends if e.kind is EventKind.SKIP and e.track_id}
    return {row_of[e.track_id]: None for e in ends if e.kind is not EventKind.SKIP and e.track_id}, skipped


def _columns(rows: dict[int, None]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    return np.array(list(rows), np.int32), np.ones(len(rows), np.float32)


if __name__ == "__main__":
    main()
