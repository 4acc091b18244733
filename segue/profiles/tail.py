"""Tail: the latest events of a listener, whose listens may still change.

A play gets its end minutes after its start, and another route may tell of it later still. So the last hours are
kept as events, the kernel turns them into listens after every batch, and what changed is taken back and told
anew. Older listens are settled. Who brings news of a settled time is late: only reading the whole log in order of
time puts that right.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct, field

from segue.domain.event import Event, ListenerId, Offset, TrackId, Whole
from segue.domain.listen import Listen
from segue.listening.ends import LATEST_MS
from segue.listening.live import Live, listens_of, unix_ms
from segue.listening.made import Made
from segue.settings import Settings

_MOST, _LEAST = 240, 120  # events; more than the one are cut to the other
_MARGIN_MS = 15 * 60_000  # so long after its end a listen may be told of by another route
_EDGE = 24  # settled listens that a late route is held against


class Heard(NamedTuple):
    """A listen, and the offset of the latest batch that told of it."""

    listen: Listen
    offset: Offset


class Tail(Struct):
    """Events in order of time, with the offset of each one's batch."""

    events: list[Event] = field(default_factory=list)
    offsets: list[Offset] = field(default_factory=list)
    settled_ms: int = 0  # end of the latest settled listen
    edge: list[tuple[TrackId, int]] = field(default_factory=list)  # tracks and ends of the last settled listens


class Changed(NamedTuple):
    """gone: listens that are not true any more; new: those that are now."""

    gone: list[Heard]
    new: list[Heard]


class Listening:
    """The tail and the listens that stand in it today."""

    __slots__ = ("_format_of", "_heard", "_listener", "_made", "_settings", "_times", "tail")

    def __init__(
        self, listener: ListenerId, tail: Tail, format_of: Callable[[TrackId], str], settings: Settings
    ) -> None:
        self.tail = tail
        self._listener = listener
        self._format_of = format_of
        self._settings = settings
        self._times = [unix_ms(e.at) for e in tail.events]
        self._heard: dict[str, Heard] = {}
        self._made: Made = {}
        if tail.events:
            self._heard = {h.listen.id: h for h in self._derive(tail.events, tail.offsets, self._times, self._made)[0]}

    def is_late(self, event: Event, at: int) -> bool:
        """Whether it speaks of a time that is settled. at: its Unix time in milliseconds."""
        if at < self.tail.settled_ms:
            return True
        if event.whole is None or at > self.tail.settled_ms + _MARGIN_MS:
            return False
        start = at if event.whole is Whole.START else at - (event.played_ms or event.duration_ms or 0)
        return any(track == event.track_id and start <= end for track, end in self.tail.edge)

    def take(self, events: Sequence[Event], offsets: Sequence[Offset], times_ms: Sequence[int]) -> Changed:
        """`events`: none is late, each tells of a play; `offsets`: of the batches that brought them."""
        tail = self.tail
        for event, offset, at in zip(events, offsets, times_ms, strict=True):
            place = bisect_right(self._times, at)
            tail.events.insert(place, event)
            tail.offsets.insert(place, offset)
            self._times.insert(place, at)
        heard, live = self._derive(tail.events, tail.offsets, self._times, self._made)
        now = {h.listen.id: h for h in heard}
        gone = [h for key, h in self._heard.items() if now.get(key) != h]
        new = [h for key, h in now.items() if self._heard.get(key) != h]
        self._heard = now
        self._settle(heard, live.owner.tolist(), live.waiting.tolist())
        return Changed(gone, new)

    def alone(self, events: Sequence[Event], offsets: Sequence[Offset], times_ms: Sequence[int]) -> list[Heard]:
        """What `events` amount to without those of the tail."""
        return self._derive(events, offsets, times_ms, {})[0]

    def _derive(
        self, events: Sequence[Event], offsets: Sequence[Offset], times_ms: Sequence[int], made: Made
    ) -> tuple[list[Heard], Live]:
        live = listens_of(self._listener, events, self._format_of, self._settings, times_ms=times_ms, made=made)
        latest = np.zeros(len(live.listens), np.int64)
        mine = live.owner >= 0
        np.maximum.at(latest, live.owner[mine], np.array(offsets, np.int64)[mine])
        told = zip(live.listens, latest.tolist(), strict=True)
        return [Heard(one, Offset(o)) for one, o in told], live

    def _settle(self, heard: list[Heard], owner: list[int], waiting: list[bool]) -> None:
        """Let go of the oldest listens, when there is too much to look at after every event."""
        tail = self.tail
        if not heard:
            if len(tail.events) > _MOST:  # nothing but deletions and the like
                del tail.events[:-_LEAST], tail.offsets[:-_LEAST], self._times[:-_LEAST]
            return
        newest = self._times[-1]
        count = len(tail.events)
        if count <= _MOST and newest - self._times[0] <= LATEST_MS:
            return
        sizes = np.bincount([i for i in owner if i >= 0], minlength=len(heard)).tolist()
        chain_ms = self._settings.skip_chain_s * 1000
        ends = [unix_ms(h.listen.end) for h in heard]
        settled = 0
        left = count
        # `heard` is by start: what ends late holds back what began after it
        for i, end in enumerate(ends):
            too_many = left > _LEAST and newest - end > _MARGIN_MS
            if not (too_many or newest - end > LATEST_MS):
                break
            left -= sizes[i]
            if waiting[i] and newest - end <= LATEST_MS:
                break  # what begins next may tell how it ended
            chained = i + 1 < len(ends) and heard[i].listen.skip and heard[i + 1].listen.skip
            if not chained or ends[i + 1] - end > chain_ms:
                settled = i + 1
        if not settled:
            return
        for h, end in zip(heard[:settled], ends, strict=False):
            tail.settled_ms = max(tail.settled_ms, end)
            tail.edge.append((h.listen.track_id, end))
            del self._heard[h.listen.id]
        del tail.edge[:-_EDGE]
        # what belongs to no listen, such as deletions, stays a while: it must not come to life again in part
        since = newest - LATEST_MS
        kept = [k for k, i in enumerate(owner) if i >= settled or (i < 0 and self._times[k] > since)]
        tail.events = [tail.events[k] for k in kept]
        tail.offsets = [tail.offsets[k] for k in kept]
        self._times = [self._times[k] for k in kept]
