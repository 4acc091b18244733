"""The listening kernel over 5 million events, against DuckDB that only drops duplicates and numbers sessions.

    python -m benchmarks kernel

The kernel does more: plays from moments, routes merged, ends worked out, rules, sessions. CPU-seconds, because the
machine is shared.
"""

import time

import duckdb
import numpy as np
import pyarrow as pa

from segue.listening.derive import derive
from segue.listening.schema import EVENTS, TIME
from segue.listening.sessions import GAP_MS
from segue.settings import Settings

EVENTS_MADE, LISTENERS, TRACKS = 5_000_000, 2_000, 20_000
_SQL = f"""
    with once as (select distinct on (listener, event_id) listener, "at" from events),
    gaps as (select listener, "at", "at" - lag("at") over (partition by listener order by "at") as gap from once)
    select listener, "at", sum(case when gap is null or gap > interval {GAP_MS} milliseconds then 1 else 0 end)
      over (partition by listener order by "at") as session from gaps
"""


def made(events: int, seed: int = 1) -> pa.Table:
    """A start and an end of every play; each listener has sessions; 2 % of the events come twice; in time order."""
    r = np.random.default_rng(seed)
    plays = events // 2
    who = np.sort(r.integers(0, LISTENERS, plays))
    length = r.integers(120, 300, plays) * 1000
    full = r.random(plays) < 0.6
    heard = np.where(full, length, (length * r.random(plays) ** 3).astype(np.int64))
    away = r.random(plays) < 0.05
    gap = np.where(away, r.integers(1_800, 90_000, plays) * 1000, r.integers(0, 3_000, plays))
    start = np.cumsum(heard + gap)
    first = np.searchsorted(who, np.arange(LISTENERS))
    start += 1_770_000_000_000 - start[np.minimum(first[who], plays - 1)]
    n = 2 * plays
    at = np.stack([start, start + heard], axis=1).ravel()
    kind = np.where(np.arange(n) % 2 == 0, 0, np.repeat(np.where(full, 1, 2), 2))
    ids = np.arange(n)
    twice = np.flatnonzero(r.random(n) < 0.02)
    ids[twice] = np.maximum(ids[twice] - 1, 0)

    def pick(words: list[str], codes: np.ndarray) -> pa.Array:
        return pa.array(words).take(pa.array(codes))

    columns = {
        "listener": pick([f"{i:032x}" for i in range(LISTENERS)], np.repeat(who, 2)),
        "event_id": pa.array(np.char.add("client:", ids.astype(str))),
        "kind": pick(["play", "complete", "skip"], kind),
        "at": pa.array(at * 1000).cast(TIME),
        "track_id": pick(
            [f"00000000-0000-4000-8000-{i:012d}" for i in range(TRACKS)], np.repeat(r.integers(0, TRACKS, plays), 2)
        ),
        "device": pick(["phone", "car", "tv"], np.repeat(r.integers(0, 3, plays), 2)),
        "dialect": pick(["native"], np.zeros(n, np.int64)),
        "position_ms": pa.array(np.stack([np.zeros(plays, np.int64), heard], axis=1).ravel()),
        "duration_ms": pa.array(np.repeat(length, 2)),
    }
    table = pa.table({f.name: columns.get(f.name, pa.nulls(n, f.type)) for f in EVENTS}, schema=EVENTS)
    return table.take(pa.array(np.argsort(at, kind="stable"))).combine_chunks()


def main() -> None:
    derive(made(1_000), Settings.example())  # compiled code is loaded
    events = made(EVENTS_MADE)
    start, wall = time.process_time(), time.perf_counter()
    found = derive(events, Settings.example())
    ours, ours_wall = time.process_time() - start, time.perf_counter() - wall
    listens, sessions = found.listens.num_rows, found.sessions.num_rows
    del found
    with duckdb.connect() as db:
        db.execute("set threads = 2")
        start, wall = time.process_time(), time.perf_counter()
        numbered = db.sql(_SQL).to_arrow_table()
        theirs, theirs_wall = time.process_time() - start, time.perf_counter() - wall
    print(f"{events.num_rows:,} events of {LISTENERS:,} listeners: {listens:,} listens, {sessions:,} sessions")
    print(f"kernel, everything                    {ours:6.2f} CPU-s  {ours_wall:6.2f} s")
    print(
        f"DuckDB, duplicates and sessions only  {theirs:6.2f} CPU-s  {theirs_wall:6.2f} s  ({numbered.num_rows:,} rows)"
    )
    print(f"DuckDB / kernel                       {theirs / ours:6.2f}")
