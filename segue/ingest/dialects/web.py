"""Web pages: what a page with an audio element tells, in beacons that leave even while the page is closed.

The words are those of HTML media elements and of the Media Session API; times in a track are seconds with a
fraction. `navigator.sendBeacon` sets no headers, so a beacon may come as text/plain with its token in the body.
"""

from collections.abc import Iterator
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Raw
from segue.ingest.envelope import parse

_KINDS = {
    "start": EventKind.PLAY,
    "timeupdate": EventKind.PROGRESS,
    "pause": EventKind.PAUSE,
    "playing": EventKind.RESUME,
    "seeked": EventKind.SEEK,
    "ended": EventKind.COMPLETE,
    "nexttrack": EventKind.SKIP,
    "previoustrack": EventKind.SKIP,
    "stop": EventKind.STOP,
    "pagehide": EventKind.STOP,
    "error": EventKind.ERROR,
    "stalled": EventKind.BUFFER,
    "visibilitychange": EventKind.POWER,
    "like": EventKind.LIKE,
    "ban": EventKind.BAN,
    "share": EventKind.SHARE,
    "search": EventKind.SEARCH,
}
_ENDS = {
    "ended": "trackdone", "nexttrack": "fwdbtn", "previoustrack": "backbtn", "stop": "endplay", "pagehide": "endplay",
    "error": "trackerror",
}  # fmt: skip
_STARTS = {
    "click": "clickrow", "autoplay": "trackdone", "nexttrack": "fwdbtn", "previoustrack": "backbtn", "play": "playbtn"
}  # fmt: skip
_NAMES = {"id": "id", "title": "title", "artist": "artist", "release": "album", "isrc": "isrc", "uri": "uri"}
_SECONDS = 1000.0
_USED = frozenset(
    ("k", "t", "type", "play", "media", "currentTime", "duration", "from", "visible", "shuffle", "slate", "cause",
     "stalled", "connection")
)  # fmt: skip


def _head(message: Raw) -> Head:
    sent = player.clock(message.get("sent_at"), "sent_at")
    checks.identifier(message.get("view"), "view")
    site = checks.text(message.get("site"), "site", checks.MAX_REASON)
    return player.head(message, message.get("client"), "client", sent, device_kind="web", app=site)


def _read(head: Head, item: Raw) -> Iterator[Event]:
    told = item.get("type")
    kind = player.word(told, "type", _KINDS)
    number = checks.required(item.get("k"), "k", 0, 2**53)
    length = player.milliseconds(item.get("duration"), "duration", _SECONDS)
    where = player.milliseconds(item.get("currentTime"), "currentTime", _SECONDS)
    position, length, repaired = player.place(where, length, "currentTime")
    track = player.track(item.get("media"), "media", kind if told != "pagehide" else EventKind.BROWSE, _NAMES)
    if told == "pagehide" and track is None:
        kind = EventKind.POWER  # nothing was playing
    visible = player.flag(item.get("visible"), "visible")
    state = ("on" if visible else "off") if kind is EventKind.POWER else None
    play, slate = checks.whole(item.get("play"), "play", 0, 2**53), item.get("slate")
    view = head.fields["view"]
    yield Event(
        event_id=player.key("web", head.device, view, number),
        kind=kind,
        at=player.clock(item.get("t"), "t"),
        track=track,
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "foreground": visible,
                "shuffle": player.flag(item.get("shuffle"), "shuffle"),
                "network": checks.text(item.get("connection"), "connection", checks.MAX_REASON),
            }
        ),
        slate_id=checks.identifier_or_none(slate, "slate"),
        extra=player.rest(
            item,
            _USED,
            state=state,
            from_ms=player.milliseconds(item.get("from"), "from", _SECONDS),
            stalled_ms=player.milliseconds(item.get("stalled"), "stalled", _SECONDS),
            **repaired,
        ),
        dialect="web",
        play_id=None if play is None else player.playback(view, play),
        reason_start=player.word(item.get("cause") or "click", "cause", _STARTS) if told == "start" else None,
        reason_end=_ENDS.get(str(told)) if kind is not EventKind.POWER else None,
    )


_SONG = {"title": "Hyperballad", "artist": "Björk", "album": "Post"}
_BASE: dict[str, Any] = {"play": 2, "media": _SONG, "duration": 321.026, "visible": True}
_envelope = Envelope("beacons", _head, _read, hidden="token")
dialect = Dialect(
    title="Web pages",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "web",
            "client": "w-9f31",
            "view": "v-81c2",
            "site": "music.example",
            "sent_at": 1_772_349_362_000,
            "beacons": [
                {**_BASE, "k": 3, "t": 1_772_349_330_250, "type": "start", "currentTime": 0.0, "duration": None,
                 "cause": "click", "slate": "4b1f0c9e"},
                {**_BASE, "k": 4, "t": 1_772_349_345_262, "type": "timeupdate", "currentTime": 15.012},
                {**_BASE, "k": 5, "t": 1_772_349_350_250, "type": "seeked", "from": 20.0, "currentTime": 10.5},
                {**_BASE, "k": 6, "t": 1_772_349_361_900, "type": "pagehide", "currentTime": 22.15, "visible": False},
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
