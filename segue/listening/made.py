"""Made: `Listen`s from the columns of the kernel; those that did not change since the call before are used again.

After every event the kernel looks at all of a listener's last hours, and one or two listens of a hundred are new.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import Event, ListenerId
from segue.domain.listen import Listen, Passage, Pause
from segue.listening.columns import AUDIOBOOK, MUSIC, PODCAST
from segue.listening.kernel import Found
from segue.listening.words import reason_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMATS = {MUSIC: "music", PODCAST: "podcast", AUDIOBOOK: "audiobook"}


class _Row(NamedTuple):
    """What a listen is made of, beside the words of its events."""

    events: int  # sum of the hashes of their ids: other events, another listen
    start: int
    end: int
    played: int
    position: int
    duration: int
    ending: int
    seeks_forward: int
    fraction: float  # -1 = unknown
    plays: int
    outcome: int
    like: float
    skip: float
    weight: float
    again: bool
    format: int
    pauses: tuple[Pause, ...]
    replayed: tuple[Passage, ...]


Made = dict[_Row, Listen]


class _Around(NamedTuple):
    """Words of the events of each listen, by its number."""

    routes: dict[int, set[str]]
    slate_id: dict[int, str]
    reason_start: dict[int, str]
    activity: dict[int, str]
    location: dict[int, str]


def listens(
    listener: ListenerId, told: Sequence[Event], found: Found, ids: NDArray[np.uint64], made: Made
) -> list[Listen]:
    """(m,) as `found` has them. told, ids: the (n,) events and hashes of their ids.

    made: those of an earlier call for this listener; now those of this one.
    """
    rows = _rows(found, ids)
    fresh = np.array([row not in made for row in rows] + [False])  # the last: of no listen, -1
    around = _around(told, found.owner, fresh)
    begins, ends = found.plays.first.tolist(), found.plays.last.tolist()
    heard = []
    for i, row in enumerate(rows):
        if not fresh[i]:
            heard.append(made[row])
            continue
        last = told[ends[i]] if ends[i] >= 0 else None
        heard.append(_listen(listener, told[begins[i]], last, row, found.titles[row.outcome], i, around))
    made.clear()
    made.update(zip(rows, heard, strict=True))
    return heard


def _rows(found: Found, ids: NDArray[np.uint64]) -> list[_Row]:
    p, d = found.plays, found.details
    events = np.zeros(len(p.first), np.uint64)
    mine = found.owner >= 0
    np.add.at(events, found.owner[mine], ids[mine])
    pauses: dict[int, tuple[Pause, ...]] = {}
    passages: dict[int, tuple[Passage, ...]] = {}
    for i, at, length, resumed in zip(
        d.pause_play.tolist(), d.pause_at.tolist(), d.pause_length.tolist(), d.pause_resumed.tolist(), strict=True
    ):
        pauses[i] = (*pauses.get(i, ()), Pause(at, length, bool(resumed)))
    for i, a, b in zip(d.replay_play.tolist(), d.replay_from.tolist(), d.replay_to.tolist(), strict=True):
        passages[i] = (*passages.get(i, ()), Passage(a, b))
    columns: list[NDArray[Any]] = [
        events, p.start, p.end, p.played, p.position, p.duration, p.ending, p.seeks_forward,
        np.where(np.isnan(found.fraction), -1.0, found.fraction),
        found.count, found.outcome, found.like, found.skip, found.weight, found.again, found.format,
    ]  # fmt: skip
    told = zip(*(c.tolist() for c in columns), strict=True)
    return [_Row._make((*row, pauses.get(i, ()), passages.get(i, ()))) for i, row in enumerate(told)]


def _around(told: Sequence[Event], owner: NDArray[np.int64], fresh: NDArray[np.bool_]) -> _Around:
    found = _Around({}, {}, {}, {}, {})
    for at in np.flatnonzero(fresh[owner]).tolist():
        event, i = told[at], int(owner[at])
        found.routes.setdefault(i, set()).add(event.dialect)
        context = event.context or {}
        words = (event.slate_id, event.reason_start, context.get("activity"), context.get("location"))
        for held, word in zip(found[1:], words, strict=True):
            if isinstance(word, str):
                held[i] = min(word, held.get(i, word))
    return found


def _listen(
    listener: ListenerId, first: Event, last: Event | None, row: _Row, outcome: str, i: int, around: _Around
) -> Listen:
    assert first.track_id is not None
    return Listen(
        id=first.event_id,
        listener=listener,
        track_id=first.track_id,
        start=_moment(row.start),
        end=_moment(row.end),
        played_ms=max(row.played, 0),
        fraction=row.fraction if row.fraction >= 0 else None,
        duration_ms=row.duration if row.duration > 0 else None,
        position_ms=row.position if row.position >= 0 else None,
        format=_FORMATS[row.format],
        device=first.device,
        routes=tuple(sorted(around.routes.get(i, ()))),
        reason_start=first.reason_start or around.reason_start.get(i),
        reason_end=reason_of(row.ending, last.reason_end if last else None, row.again),
        pauses=row.pauses,
        seeks_forward=row.seeks_forward,
        replayed=row.replayed,
        plays=row.plays,
        slate_id=first.slate_id or around.slate_id.get(i),
        outcome=outcome,
        like=row.like,
        skip=row.skip,
        weight=row.weight,
        end_id=last.event_id if last else None,
        activity=around.activity.get(i),
        location=around.location.get(i),
    )


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)
