"""Listens of one listener from events in memory: what a profile needs after every batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import Event, EventKind, ListenerId, TrackId
from segue.domain.listen import Listen, Passage, Pause
from segue.listening import kernel, sessions
from segue.listening.columns import AUDIOBOOK, FORMATS, KINDS, MUSIC, PODCAST, WHOLES, Events
from segue.listening.order import hashes
from segue.listening.touch import BY_HAND
from segue.listening.words import reason_of
from segue.settings import Settings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMATS = {MUSIC: "music", PODCAST: "podcast", AUDIOBOOK: "audiobook"}
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
) -> Live:
    """`events`: of one listener, each one `tells_of_a_play`, in any order; `times_ms`: their times, when known."""
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
    return Live(_listens(listener, told, found), owner, found.waiting, found.session)


def _number(event: Event, name: str) -> int:
    value = event.extra.get(name)
    return value if type(value) is int and 0 <= value < 2**31 else -1


def _format(event: Event, format_of: Callable[[TrackId], str]) -> str:
    named = event.track.format if event.track is not None else None
    return named or format_of(event.track_id)  # type: ignore[arg-type]


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def _listens(listener: ListenerId, told: Sequence[Event], found: kernel.Found) -> list[Listen]:
    p = found.plays
    slates: dict[int, str] = {}
    routes: dict[int, set[str]] = {}
    reasons: dict[int, str] = {}
    around: dict[str, dict[int, str]] = {"activity": {}, "location": {}}
    for e, owner in zip(told, found.owner.tolist(), strict=True):
        routes.setdefault(owner, set()).add(e.dialect)
        if e.slate_id is not None:
            slates[owner] = min(e.slate_id, slates.get(owner, e.slate_id))
        if e.reason_start is not None:
            reasons[owner] = min(e.reason_start, reasons.get(owner, e.reason_start))
        if e.context:
            for name, said in around.items():
                if isinstance(told_so := e.context.get(name), str):
                    said[owner] = min(told_so, said.get(owner, told_so))
    pauses: dict[int, list[Pause]] = {}
    passages: dict[int, list[Passage]] = {}
    d = found.details
    for i, at, length, resumed in zip(
        d.pause_play.tolist(), d.pause_at.tolist(), d.pause_length.tolist(), d.pause_resumed.tolist(), strict=True
    ):
        pauses.setdefault(i, []).append(Pause(at, length, bool(resumed)))
    for i, a, b in zip(d.replay_play.tolist(), d.replay_from.tolist(), d.replay_to.tolist(), strict=True):
        passages.setdefault(i, []).append(Passage(a, b))
    columns: list[NDArray[Any]] = [
        p.first, p.last, p.start, p.end, p.played, p.position, p.duration, p.ending, p.seeks_forward,
        found.fraction, found.count, found.outcome, found.like, found.skip, found.weight, found.again, found.format,
    ]  # fmt: skip
    listens = []
    for i, row in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        first, last, start, end, played, left, length, ending, ahead, share = row[:10]
        count, how, like, skip, weight, again, format_ = row[10:]
        e = told[first]
        assert e.track_id is not None
        listens.append(
            Listen(
                id=e.event_id,
                listener=listener,
                track_id=e.track_id,
                start=_moment(start),
                end=_moment(end),
                played_ms=max(played, 0),
                fraction=share if share == share else None,
                duration_ms=length if length > 0 else None,
                position_ms=left if left >= 0 else None,
                format=_FORMATS[format_],
                device=e.device,
                routes=tuple(sorted(routes.get(i, ()))),
                reason_start=e.reason_start or reasons.get(i),
                reason_end=reason_of(ending, told[last].reason_end if last >= 0 else None, again),
                pauses=tuple(pauses.get(i, ())),
                seeks_forward=ahead,
                replayed=tuple(passages.get(i, ())),
                plays=count,
                slate_id=e.slate_id or slates.get(i),
                outcome=found.titles[how],
                like=like,
                skip=skip,
                weight=weight,
                end_id=told[last].event_id if last >= 0 else None,
                activity=around["activity"].get(i),
                location=around["location"].get(i),
            )
        )
    return listens
