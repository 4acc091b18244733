"""Listens of one listener from events in memory: what a profile needs after every batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import Event, EventKind, ListenerId, TrackId
from segue.domain.listen import Listen
from segue.listening import kernel, sessions
from segue.listening.columns import FORMATS, KINDS, MUSIC, WHOLES, Events
from segue.listening.made import Made, listens
from segue.listening.order import hashes
from segue.listening.touch import BY_HAND
from segue.settings import Settings

_RELEVANT = frozenset((*KINDS, EventKind.DELETE_LISTEN))


@dataclass(frozen=True, slots=True)
class Live:
    """listens: by start; owner: (n,) the listen of each event that was given, -1 = of none; session: (m,).

    waiting: (m,) a route that told of its start may yet tell of its end
    """

    listens: list[Listen]
    owner: NDArray[np.int64]
    waiting: NDArray[np.bool_]
    session: NDArray[np.int64]


def tells_of_a_play(event: Event) -> bool:
    """Whether the kernel looks at this event."""
    return event.kind in _RELEVANT and event.track_id is not None


def unix_ms(at: datetime) -> int:
    """Whole milliseconds, cut off as in the lake."""
    return int(at.timestamp()) * 1000 + at.microsecond // 1000


def listens_of(
    listener: ListenerId,
    events: Sequence[Event],
    format_of: Callable[[TrackId], str],
    settings: Settings,
    gap_ms: int = sessions.GAP_MS,
    times_ms: Sequence[int] | None = None,
    made: Made | None = None,
) -> Live:
    """`events`: of one listener, each one `tells_of_a_play`, in any order; `times_ms`: their times, when known.

    made: from an earlier call for this listener; what did not change since is taken from there, and it is brought up
    to date.
    """
    tracks: dict[str, int] = {}
    routes: dict[tuple[str | None, str], int] = {}
    names: dict[str, int] = {}
    rows: list[tuple[int, ...]] = []
    where: list[int] = []  # row of `events` of each row here
    deletions: list[tuple[int, int, int]] = []
    for i, (e, at) in enumerate(zip(events, times_ms or [unix_ms(e.at) for e in events], strict=True)):
        track = tracks.setdefault(e.track_id, len(tracks))  # type: ignore[arg-type]
        if e.kind is EventKind.DELETE_LISTEN:
            deletions.append((0, track, at))
            continue
        where.append(i)
        rows.append(
            (
                routes.setdefault((e.device, e.dialect), len(routes)),
                -1 if e.play_id is None else names.setdefault(e.play_id, len(names)),
                track,
                KINDS[e.kind],
                at,
                -1 if e.position_ms is None else e.position_ms,
                -1 if e.duration_ms is None else e.duration_ms,
                0 if e.whole is None else WHOLES[e.whole],
                -1 if e.played_ms is None else e.played_ms,
                _number(e, "from_ms"),
                _number(e, "plays") if "plays" in e.extra else 1,
                e.reason_start in BY_HAND,
            )
        )
    if not rows:
        return Live([], np.full(len(events), -1, np.int64), np.empty(0, bool), np.empty(0, np.int64))
    told = [events[i] for i in where]
    c = np.array(rows, np.int64).T
    formats = [FORMATS.get(_format(e, format_of), MUSIC) for e in told]
    columns = Events(
        np.zeros(len(told), np.int32), c[0].astype(np.int32), c[1].astype(np.int32), c[2].astype(np.int32),
        c[3].astype(np.int8), c[4], c[5], c[6], c[7].astype(np.int8), c[8], c[9],
    )  # fmt: skip
    ids = [e.event_id.encode() for e in told]
    offsets = np.zeros(len(ids) + 1, np.int64)
    np.cumsum([len(i) for i in ids], out=offsets[1:])
    texts = kernel.Texts(
        hashes(np.frombuffer(b"".join(ids), np.uint8), offsets),
        np.array(formats, np.int8),
        c[11] > 0,
        c[10],
        np.array(deletions, np.int64).reshape(-1, 3),
    )
    found = kernel.find(columns, texts, settings, gap_ms)
    owner = np.full(len(events), -1, np.int64)
    owner[where] = found.owner
    heard = listens(listener, told, found, texts.ids, {} if made is None else made)
    return Live(heard, owner, found.waiting, found.session)


def _number(event: Event, name: str) -> int:
    value = event.extra.get(name)
    return value if type(value) is int and 0 <= value < 2**31 else -1


def _format(event: Event, format_of: Callable[[TrackId], str]) -> str:
    named = event.track.format if event.track is not None else None
    return named or format_of(event.track_id)  # type: ignore[arg-type]
