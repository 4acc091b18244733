"""Cars, first version: records of a head unit whose clock shows local time, without a zone, and is often wrong.

Positions are whole seconds, records are numbered anew in every trip, and what was recorded without a network comes
in one burst. `car_v2` has ticks beside the clock; here the clock is all there is.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw
from segue.ingest.envelope import parse

_KINDS = {
    "TRACK": EventKind.PLAY,
    "POS": EventKind.PROGRESS,
    "HOLD": EventKind.PAUSE,
    "CONT": EventKind.RESUME,
    "JUMP": EventKind.SEEK,
    "END": EventKind.COMPLETE,
    "NEXT": EventKind.SKIP,
    "PREV": EventKind.SKIP,
    "STOP": EventKind.STOP,
    "IGN_ON": EventKind.POWER,
    "IGN_OFF": EventKind.POWER,
    "FAV": EventKind.LIKE,
}
_ENDS = {"END": "trackdone", "NEXT": "fwdbtn", "PREV": "backbtn", "STOP": "endplay"}
_STARTS = {"LIST": "clickrow", "AUTO": "trackdone", "NEXT": "fwdbtn", "PREV": "backbtn", "VOICE": "voice"}
_NAMES = {"title": "title", "artist": "artist", "release": "album"}
_CLOCK = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_SECONDS = 1000.0
_USED = frozenset(
    ("rec", "trip", "t", "ev", "title", "artist", "album", "pos", "len", "from", "by", "zone", "src", "shuf", "moving")
)


def _clock(value: object, field: str, ahead: timedelta) -> datetime:
    """Local time as the instrument cluster shows it, less what the zone is ahead of UTC, as far as it is told."""
    if value is None:
        raise Malformed(field, "is missing")
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Malformed(field, f"must be like 2026-03-01 08:15:30, got {checks.show(value)}")
    try:
        shown = datetime(*map(int, found.groups()), tzinfo=checks.EPOCH.tzinfo)  # type: ignore[arg-type,misc]
        when = shown - ahead
    except (ValueError, OverflowError):
        raise Malformed(field, f"{checks.show(value)} is no time") from None
    if not checks.EPOCH <= when <= checks.LATEST:
        raise Malformed(field, f"{checks.show(value)} is before 1970 or in the far future")
    return when


def _ahead(message: Raw) -> timedelta:
    return timedelta(minutes=checks.whole(message.get("utc_offset_min"), "utc_offset_min", -1_080, 1_080) or 0)


def _head(message: Raw) -> Head:
    sent = message.get("sent")
    at = None if sent is None else _clock(sent, "sent", _ahead(message))
    firmware = checks.text(message.get("fw"), "fw", checks.MAX_REASON)
    return player.head(message, message.get("head_unit"), "head_unit", at, device_kind="car", app=firmware)


def _read(head: Head, item: Raw) -> Iterator[Event]:
    told = item.get("ev")
    kind = player.word(told, "ev", _KINDS)
    number = checks.required(item.get("rec"), "rec", 0, 2**53)
    trip = checks.required(item.get("trip"), "trip", 0, 2**53)
    where = player.milliseconds(item.get("pos"), "pos", _SECONDS)
    length = player.milliseconds(item.get("len"), "len", _SECONDS)
    position, length, repaired = player.place(where, length, "pos")
    shuffled, moving, by = item.get("shuf"), item.get("moving"), item.get("by")
    yield Event(
        event_id=player.key("car1", head.device, trip, number),
        kind=kind,
        at=player.in_second(_clock(item.get("t"), "t", _ahead(head.fields)), kind, position),
        track=player.track(item, "", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "trip": str(trip),
                "location": player.area(item.get("zone"), "zone"),
                "source": checks.text(item.get("src"), "src", checks.MAX_REASON),
                "shuffle": None if shuffled is None else bool(checks.whole(shuffled, "shuf", 0, 1)),
                "activity": "driving" if checks.whole(moving, "moving", 0, 1) else None,
            }
        ),
        extra=player.rest(
            item,
            _USED,
            state=None if kind is not EventKind.POWER else "on" if told == "IGN_ON" else "off",
            from_ms=player.milliseconds(item.get("from"), "from", _SECONDS),
            **repaired,
        ),
        dialect="car_v1",
        reason_start=player.word(by or "AUTO", "by", _STARTS) if kind is EventKind.PLAY else None,
        reason_end=_ENDS.get(str(told)),
    )


def _record(number: int, at: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"rec": number, "trip": 311, "t": f"2026-03-01 {at}", "ev": kind, **more}


_SONG = {"title": "Hyperballad", "artist": "Björk", "album": "Post", "len": 321}
_envelope = Envelope("records", _head, _read)
dialect = Dialect(
    title="Cars",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "car_v1",
            "head_unit": "hu-8841",
            "fw": "3.1.7",
            "sent": "2026-03-01 08:40:00",
            "utc_offset_min": 60,
            "records": [
                _record(0, "08:14:58", "IGN_ON", zone="u33d"),
                _record(1, "08:15:30", "TRACK", **_SONG, pos=0, by="LIST", src="USB", shuf=1, zone="u33d", moving=1),
                _record(2, "08:16:30", "POS", **_SONG, pos=60, zone="u33d", moving=1),
                _record(3, "08:16:31", "NEXT", **_SONG, pos=61),
                _record(4, "08:20:12", "IGN_OFF", zone="u33e"),
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
