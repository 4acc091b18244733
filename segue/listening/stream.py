"""The kernel as a stream: what a distributed engine runs for each shard of listeners, and the tests hold it to.

Sessions are emitted once, when nothing that is still to come can change them.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.listening.derive import Derived, derive
from segue.listening.ends import LATEST_MS
from segue.listening.schema import EVENTS
from segue.listening.sessions import GAP_MS
from segue.settings import Settings

SETTLED_MS = 15 * 60_000  # so long after its end a listen may be told of by another route


class Step(NamedTuple):
    """state: events of sessions that may still change; emitted: sessions that are final, with their listens."""

    state: pa.Table
    emitted: Derived


def empty() -> pa.Table:
    """The state before the first batch."""
    return EVENTS.empty_table()


def advance(state: pa.Table, batch: pa.Table, watermark_ms: int, settings: Settings, gap_ms: int = GAP_MS) -> Step:
    """Take in a batch. watermark_ms: Unix time before which nothing is expected any more.

    Everything that was ever emitted, with what a last call at the end of time emits, equals `derive` of all events
    at once, as long as none came in later than the watermark.
    """
    columns = EVENTS.names
    events = pa.concat_tables([state.select(columns), batch.select(columns)])
    found = derive(events, settings, gap_ms)
    sessions, listens = found.sessions, found.listens
    if not sessions.num_rows:
        return Step(events, found)
    until = pc.cast(sessions["end"], pa.int64()).to_numpy() // 1000
    of = np.searchsorted(np.cumsum(sessions["listens"].to_numpy()), np.arange(listens.num_rows), side="right")
    open_ = np.zeros(sessions.num_rows, bool)
    open_[of[found.waiting]] = True
    wait = np.maximum(np.where(open_, LATEST_MS, 0), gap_ms + SETTLED_MS)
    final = until + wait < watermark_ms
    done = final[of]
    owner = found.owner
    stays = (owner < 0) | ~done[np.maximum(owner, 0)]
    # what belongs to no listen, such as deletions, stays as long as what it may be about
    at = pc.cast(events["at"], pa.int64()).to_numpy() // 1000
    stays &= (owner >= 0) | (at + LATEST_MS >= watermark_ms)
    place = np.full(listens.num_rows + 1, -1, np.int64)
    place[:-1][done] = np.arange(int(done.sum()))
    emitted = Derived(
        listens.filter(pa.array(done)), sessions.filter(pa.array(final)), place[owner], found.waiting[done]
    )
    return Step(events.filter(pa.array(stays)), emitted)
