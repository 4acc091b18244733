"""A home in which many generated listeners have listened: accounts, log, profiles and lake.

The first listeners come the long way, which costs about 150 µs of CPU a play: recorder, log, follower, keeper. What
that leaves of everybody else is written as it would stand: a profile like one of the first, with tallies and skips of
their own, and their listens in the lake. The log holds nothing of them, since a refresh only asks it for what is newer
than a profile. A test compares what a refresh reads of homes filled both ways.
"""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import insert

from benchmarks.generated import Generated
from segue.accounts.tables import consents, listeners
from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.listener import Listener
from segue.ports import Appended, StoredProfile
from segue.profiles.features.taste import Tally
from segue.profiles.mark import week_cell

LONG_WAY = 200  # listeners
_DAYS, _SESSION, _PLAY_S = 180, 15, 200  # days of listening; plays of an evening; seconds of one
_WAITING = 256  # batches on their way to the disk
_TOGETHER = 2_000  # profiles written, and listeners' listens, at a time
_PROOF = 6  # as many as `Tally` keeps
_SKIP = 0.97  # what leaving a play after 3 of 200 s counts


class Plays(NamedTuple):
    """Of one listener in their order: Unix seconds when each ended, (n,) int64; track, (n,) int32; left, (n,) bool."""

    at_s: NDArray[np.int64]
    track: NDArray[np.int32]
    left: NDArray[np.bool_]

    def rows(self) -> Iterable[tuple[int, int, bool]]:
        return zip(self.at_s.tolist(), self.track.tolist(), self.left.tolist(), strict=True)


def listen(app: App, made: Generated, now: datetime, long_way: int = LONG_WAY) -> None:
    """All of `made` into an empty home; says what each part took."""
    took = _Clock()
    app.catalog.add(made.tracks)
    took(f"{len(made.tracks):,} tracks into the catalogue")
    known = _people(app, made.data.histories.liked.shape[0], now)
    took(f"{len(known):,} accounts")
    ids = made.ids
    told = zip(known, _plays(made, now), strict=True)
    first = _the_long_way(app, islice(told, long_way), [TrackRef(id=i) for i in ids])
    took(f"{len(first):,} of them the long way")
    examples = [_Example(app, who) for who in first]
    while some := list(islice(told, _TOGETHER)):
        _fill(app, ids, some, examples)
    took(f"{len(made.who):,} plays in all")


def _the_long_way(app: App, told: Iterable[tuple[Listener, Plays]], refs: list[TrackRef]) -> list[Listener]:
    first: list[Listener] = []
    waiting: list[Future[Appended]] = []
    for who, plays in told:
        first.append(who)
        waiting.append(app.recorder.submit(who, _events(who, plays, refs)))
        if len(waiting) == _WAITING:
            for one in waiting:
                one.result()
            waiting.clear()
    for one in waiting:
        one.result()
    app.follower.sweep()
    app.keeper.sweep()
    return first


class _Clock:
    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def __call__(self, what: str) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        print(f"  {what:42} {wall - self._wall:7.0f} s, {cpu - self._cpu:7.0f} CPU-s", flush=True)
        self._wall, self._cpu = wall, cpu


def _people(app: App, count: int, now: datetime) -> list[Listener]:
    ids, at = [UUID(int=i + 1).hex for i in range(count)], now.isoformat()
    with app.engine.begin() as db:
        db.execute(
            insert(listeners), [{"id": i, "name": f"l{n:07}", "zone": "UTC", "created": at} for n, i in enumerate(ids)]
        )
        db.execute(insert(consents), [{"listener": i, "purpose": p, "given": at} for i in ids for p in Purpose])
    return app.accounts.all()


def _plays(made: Generated, now: datetime) -> Iterator[Plays]:
    """Evenings of fifteen plays, spread over half a year. A track is always skipped by who skipped it in `made`."""
    skipped, rng = made.data.histories.skipped, np.random.default_rng(0)
    people, width = skipped.shape
    left = np.repeat(np.arange(people), np.diff(skipped.indptr)) * np.int64(width) + skipped.indices
    skip = np.isin(made.who * np.int64(width) + made.what, left)
    begins = np.searchsorted(made.who, np.arange(people + 1))
    first = int((now - timedelta(days=_DAYS + 1)).timestamp())
    for a, b in pairwise(begins.tolist()):
        yield Plays(first + _seconds(rng, b - a), made.what[a:b], skip[a:b])


def _seconds(rng: np.random.Generator, plays: int) -> NDArray[np.int64]:
    """(plays,) int64 ascending: when each ends."""
    evenings = np.sort(rng.choice(_DAYS, min(_DAYS, -(-plays // _SESSION)), replace=False)).astype(np.int64)
    evening = np.arange(plays) * len(evenings) // max(plays, 1)
    place = np.arange(plays) - np.searchsorted(evening, evening)
    start = rng.integers(0, 6 * 3600, len(evenings))
    return evenings[evening] * 86_400 + start[evening] + place * _PLAY_S


def _events(who: Listener, plays: Plays, refs: list[TrackRef]) -> list[Event]:
    told = []
    for n, (at, track, left) in enumerate(plays.rows()):
        kind, position = (EventKind.SKIP, 3_000) if left else (EventKind.COMPLETE, 200_000)
        when, name = datetime.fromtimestamp(at, UTC), f"{who.name}-{n}"
        told.append(Event(name, kind, when, track=refs[track], position_ms=position, duration_ms=200_000))
    return told


class _Example:
    """A stored profile to make others of."""

    def __init__(self, app: App, who: Listener) -> None:
        stored = app.features.read(who.id)
        assert stored is not None
        self.offset, self._body = stored.offset, msgspec.msgpack.decode(stored.body, type=dict[str, msgspec.Raw])
        self._states = msgspec.msgpack.decode(self._body["states"], type=dict[str, msgspec.Raw])

    def of(self, who: Listener, plays: Plays, ids: list[TrackId]) -> StoredProfile:
        tallies: dict[TrackId, Tally] = {}
        heard, skipped = [0.0] * 168, [0.0] * 168
        for n, (at, track, left) in enumerate(plays.rows()):
            tally = tallies.setdefault(ids[track], Tally())
            # as the real ones came about: a play starts before it ends
            cell = week_cell(datetime.fromtimestamp(at - (3 if left else _PLAY_S), UTC))
            tally.likes += not left
            tally.skips += left * round(_SKIP * 2**20) / 2**20
            tally.plays += not left
            (tally.left if left else tally.finished).append((at * 1000, f"{who.name}-{n}"))
            (skipped if left else heard)[cell] += 1.0
        for tally in tallies.values():
            del tally.finished[:-_PROOF], tally.left[:-_PROOF]
        own = {"taste": {"tallies": tallies}, "skip_habit": {"heard": heard, "skipped": skipped}}
        body = self._body | {"states": self._states | own, "ids": (who.id,)}
        return StoredProfile(self.offset, msgspec.msgpack.encode(body))


def _fill(app: App, ids: list[TrackId], some: list[tuple[Listener, Plays]], examples: list[_Example]) -> None:
    profiles = {}
    for n, (who, plays) in enumerate(some):
        profiles[who.id] = examples[n % len(examples)].of(who, plays, ids)
    app.features.write(profiles, app.features.consumed())
    at = app.lake.offset("listens")
    app.lake.append("listens", _listens(ids, some), at, at)


def _listens(ids: list[TrackId], some: list[tuple[Listener, Plays]]) -> pa.Table:
    from segue.flows.keep import _no_rows

    schema = _no_rows("listens").schema
    sizes = [len(plays.track) for _, plays in some]
    at_us, track, left = (np.concatenate([plays[i] for _, plays in some]) for i in range(3))
    start = (at_us - np.where(left, 3, _PLAY_S)) * 1_000_000
    n = len(track)
    told: dict[str, Any] = {
        "listener": np.repeat([who.id for who, _ in some], sizes).tolist(),
        "listen_id": [f"{who.name}-{i}" for (who, _), size in zip(some, sizes, strict=True) for i in range(size)],
        "track_id": pa.array(ids).take(pa.array(track)),
        "start": pa.array(start).cast(pa.timestamp("us")).cast(schema.field("start").type),
        "outcome": np.where(left, "skipped", "finished").tolist(),
        "like": np.where(left, 0.0, 1.0),
        "skip": np.where(left, _SKIP, 0.0),
        "plays": np.ones(n, np.int64),
        "gone": np.zeros(n, np.bool_),
    }
    told["end"] = pa.array(at_us * 1_000_000).cast(pa.timestamp("us")).cast(schema.field("end").type)
    told["day"] = told["start"].cast(pa.date32())
    told["session_id"], told["format"] = told["listen_id"], pa.array(["music"] * n)
    return pa.table(
        {f.name: pa.array(told[f.name], f.type) if f.name in told else pa.nulls(n, f.type) for f in schema}, schema
    )
