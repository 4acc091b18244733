"""Rebuild: profiles and the lake once more from the log, which alone cannot be made again."""

from collections.abc import Callable
from datetime import datetime

from segue.domain.event import Offset
from segue.flows.follow import Follower
from segue.flows.keep import Keeper
from segue.ports import EventLog

_READ = 64  # batches at a time

Progress = Callable[[str, float], None]


def rebuild(
    log: EventLog, follower: Follower, keeper: Keeper, after: Offset, progress: Progress = lambda what, share: None
) -> tuple[int, int]:
    """Make again whatever followed from the log after an offset; returns (profiles, events in the lake).

    A profile of somebody who tells anything after it is built from the first byte: what it was before is not kept.
    """
    follower.sweep()
    people, end, at = set(), log.end(), after
    while batches := log.read(at, _READ):
        people |= {follower.person(batch.listener) for batch in batches}
        at = batches[-1].offset
        progress("reading the log", 0.2 * (at - after) / max(end - after, 1))
    for number, listener in enumerate(sorted(people)):
        follower.rebuild(listener)
        if number % 100 == 99:
            follower.save()
        progress("profiles", 0.2 + 0.3 * number / len(people))
    follower.save()
    events = keeper.replay(after, lambda what, share: progress(what, 0.5 + 0.5 * share))
    return len(people), events


def offset_before(log: EventLog, moment: datetime) -> Offset:
    """The last offset before the first one that holds an event of this moment or later; the log's end without any."""
    at = Offset(0)
    while batches := log.read(at, _READ):
        for batch in batches:
            if any(event.at >= moment for event in batch.events):
                return at
            at = batch.offset
    return at
