"""Cars, second version: ticks since the start of the head unit beside its clock, so that times can be repaired exactly.

A head unit without power forgets the time of day and guesses it until it has a satellite or a network; the ticks
since its boot are never wrong. With the ticks of the sending beside those of the event, `at` is counted back from
the time of receipt (docs/dialects/car_v2.md).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw, Reading
from segue.ingest.envelope import parse

_KINDS = {
    "play": EventKind.PLAY,
    "tick": EventKind.PROGRESS,
    "pause": EventKind.PAUSE,
    "resume": EventKind.RESUME,
    "seek": EventKind.SEEK,
    "end": EventKind.COMPLETE,
    "next": EventKind.SKIP,
    "back": EventKind.SKIP,
    "stop": EventKind.STOP,
    "ignition": EventKind.POWER,
    "like": EventKind.LIKE,
    "ban": EventKind.BAN,
}
_ENDS = {"end": "trackdone", "next": "fwdbtn", "back": "backbtn", "stop": "endplay"}
_STARTS = {
    "list": "clickrow", "auto": "trackdone", "wheel_next": "fwdbtn", "wheel_back": "backbtn", "voice": "voice",
    "ignition": "appload",
}  # fmt: skip
_NAMES = {"id": "key", "title": "name", "artist": "by", "release": "from", "isrc": "isrc", "uri": "uri"}
_MAX_UPTIME_MS = 400 * 86_400_000
_USED = frozenset(
    ("n", "boot", "uptime_ms", "clock_ms", "what", "play", "item", "pos_ms", "len_ms", "to_ms", "trip", "area", "cause",
     "shuffle", "on", "speed_band", "passenger")
)  # fmt: skip


def _head(message: Raw) -> Head:
    unit = player.inside(message.get("unit"), "unit")
    sent = message.get("sent")
    at = None
    if sent is not None:
        at = player.clock(player.inside(sent, "sent").get("clock_ms"), "sent.clock_ms")
    software = checks.text(unit.get("software"), "unit.software", checks.MAX_REASON)
    return player.head(message, unit.get("id"), "unit.id", at, device_kind="car", app=software)


def _read(head: Head, item: Raw) -> Iterator[Event]:
    kind = player.word(item.get("what"), "what", _KINDS)
    boot = checks.identifier(item.get("boot"), "boot")
    number = checks.whole(item.get("n"), "n", 0, 2**53)
    uptime = checks.required(item.get("uptime_ms"), "uptime_ms", 0, _MAX_UPTIME_MS)
    told_place = item.get("to_ms") if kind is EventKind.SEEK else item.get("pos_ms")
    position, length, told = player.place(
        player.milliseconds(told_place, "pos_ms"), player.milliseconds(item.get("len_ms"), "len_ms"), "pos_ms"
    )
    came_from = player.milliseconds(item.get("pos_ms"), "pos_ms") if kind is EventKind.SEEK else None
    state = None
    if kind is EventKind.POWER:
        state = "off" if player.flag(item.get("on"), "on") is False else "on"
    play, cause = checks.whole(item.get("play"), "play", 0, 2**53), item.get("cause")
    yield Event(
        event_id=player.key("car2", head.device, boot, uptime if number is None else number, item.get("what")),
        kind=kind,
        at=player.clock(item.get("clock_ms"), "clock_ms"),
        track=player.track(item.get("item"), "item", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "trip": checks.text(item.get("trip"), "trip", checks.MAX_REASON),
                "location": player.area(item.get("area"), "area"),
                "activity": "driving" if item.get("speed_band") not in (None, "standing") else None,
                "shuffle": player.flag(item.get("shuffle"), "shuffle"),
                "company": "passenger" if player.flag(item.get("passenger"), "passenger") else None,
            }
        ),
        extra=player.rest(item, _USED, state=state, from_ms=came_from, **told),
        dialect="car_v2",
        play_id=None if play is None else player.playback(boot, play),
        reason_start=None if cause is None or kind is not EventKind.PLAY else player.word(cause, "cause", _STARTS),
        reason_end=_ENDS.get(str(item.get("what"))),
    )


def _reading(head: Head, item: Raw, event: Event) -> Reading | None:
    """Ticks where event and sending belong to the same boot; else the clock, such as it is."""
    sent = player.inside(head.fields.get("sent"), "sent")
    boot = sent.get("boot")
    if boot is not None and boot == item.get("boot"):
        left = checks.required(sent.get("uptime_ms"), "sent.uptime_ms", 0, _MAX_UPTIME_MS)
        happened = checks.required(item.get("uptime_ms"), "uptime_ms", 0, _MAX_UPTIME_MS)
        if happened > left:
            raise Malformed("uptime_ms", f"{happened:,} is later than the sending at {left:,}")
        zero = checks.EPOCH
        return Reading(
            f"boot:{boot}", zero + timedelta(milliseconds=left), zero + timedelta(milliseconds=happened), True
        )
    return None if head.sent_at is None else Reading("wall", head.sent_at, event.at)


def _item(n: int, uptime_ms: int, what: str, **more: Any) -> dict[str, Any]:
    return {
        "n": n, "boot": "b-7c21", "uptime_ms": uptime_ms, "clock_ms": 946_684_800_000 + uptime_ms, "what": what, **more
    }  # fmt: skip


_SONG = {"name": "Hyperballad", "by": "Björk", "from": "Post", "isrc": "GBAHT9500204"}
_envelope = Envelope("log", _head, _read, _reading)
dialect = Dialect(
    title="Cars, with ticks beside the clock",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "car_v2",
            "unit": {"id": "ivi-04c7", "software": "11.2.0"},
            "sent": {"clock_ms": 1_772_349_930_000, "uptime_ms": 640_000, "boot": "b-7c21"},
            "log": [
                _item(1, 12_000, "ignition", on=True, trip="t-311"),
                _item(2, 40_000, "play", play=1, item=_SONG, pos_ms=0, len_ms=321_000, cause="list", trip="t-311",
                      area="cell-u33d", speed_band="city", shuffle=True),
                _item(3, 95_000, "tick", play=1, item=_SONG, pos_ms=55_000, len_ms=321_000, trip="t-311"),
                _item(4, 101_400, "next", play=1, item=_SONG, pos_ms=61_400, len_ms=321_000, trip="t-311"),
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
