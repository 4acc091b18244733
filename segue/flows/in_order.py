"""In order: everything the log holds of a listener, by the time it happened instead of the time it came in."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np

from segue.domain.event import Event, ListenerId, Offset
from segue.listening.live import unix_ms
from segue.ports import EventLog

_BATCHES = 64  # read from the log at a time
_CHUNK = 1_000
_HELD = 128  # decoded batches in memory: times and offsets are in much the same order


def in_order(log: EventLog, ids: Sequence[ListenerId], end: Offset) -> Iterator[tuple[list[Event], list[Offset]]]:
    """Up to 1,000 events at a time with the offsets of their batches, up to offset `end`, in order of time.

    Of the events only time and place are kept, 24 bytes each: a history may be longer than memory likes.
    """
    place: list[np.ndarray[tuple[int, int], np.dtype[np.int64]]] = []
    whose: dict[int, ListenerId] = {}
    for one in ids:
        after = Offset(0)
        while batches := log.read(after, _BATCHES, one):
            for batch in batches:
                after = batch.offset
                if after > end:
                    continue
                whose[after] = one
                rows = [(unix_ms(e.at), after, i) for i, e in enumerate(batch.events)]
                place.append(np.array(rows, np.int64).reshape(-1, 3))
    if not place:
        return
    table = np.concatenate(place)
    table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
    held: OrderedDict[int, Sequence[Event]] = OrderedDict()
    for first in range(0, len(table), _CHUNK):
        events: list[Event] = []
        offsets: list[Offset] = []
        for _, offset, i in table[first : first + _CHUNK].tolist():
            if offset not in held:
                again = log.read(Offset(offset - 1), 1, whose[offset])
                # nothing, or another: it was erased meanwhile
                held[offset] = again[0].events if again and again[0].offset == offset else ()
                if len(held) > _HELD:
                    held.popitem(last=False)
            if i < len(held[offset]):
                held.move_to_end(offset)
                events.append(held[offset][i])
                offsets.append(Offset(offset))
        yield events, offsets
