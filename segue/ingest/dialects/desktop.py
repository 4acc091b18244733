"""Desktops: an agent that watches a player over MPRIS (the D-Bus interface of Linux players) and owns the media keys.

MPRIS tells what changed, never that something ended: the agent puts what was playing before beside a new track
(https://specifications.freedesktop.org/mpris-spec/latest/). Positions and lengths are microseconds.
"""

from collections.abc import Iterator
from typing import Any

from segue.domain.event import Event, EventKind
from segue.ingest import checks, player
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw
from segue.ingest.envelope import parse

_CHANGES = ("Metadata", "PlaybackStatus", "Position", "Seeked", "Rating", "Idle")
_STATUS = {"Playing": EventKind.RESUME, "Paused": EventKind.PAUSE, "Stopped": EventKind.STOP}
_STARTS = {"Next": "fwdbtn", "Previous": "backbtn", "Play": "playbtn", "OpenUri": "clickrow", "end": "trackdone"}
_ENDS = {
    "Next": (EventKind.SKIP, "fwdbtn"),
    "Previous": (EventKind.SKIP, "backbtn"),
    "OpenUri": (EventKind.STOP, "clickrow"),
    "Play": (EventKind.STOP, "clickrow"),
    "Stop": (EventKind.STOP, "endplay"),
    "end": (EventKind.COMPLETE, "trackdone"),
}
_NAMES = {
    "title": "xesam:title", "artist": "xesam:artist", "release": "xesam:album", "mbid": "mb:trackId", "uri": "xesam:url"
}  # fmt: skip
_MICROSECONDS = 0.001
_USED = frozenset(
    ("id", "at", "change", "status", "playback", "Metadata", "Position", "From", "Shuffle", "LoopStatus", "via",
     "before", "rating", "idle", "workspace")
)  # fmt: skip


def _head(message: Raw) -> Head:
    name = checks.text(message.get("player"), "player", checks.MAX_REASON)
    sent = player.clock(message.get("sent_at"), "sent_at")
    return player.head(message, message.get("host"), "host", sent, device_kind="desktop", app=name)


def _metadata(value: object, field: str) -> dict[str, Any]:
    """MPRIS metadata: artists are a list, and local paths are nobody's business."""
    told = dict(player.inside(value, field))
    artists = told.get("xesam:artist")
    if isinstance(artists, list):
        told["xesam:artist"] = ", ".join(map(str, artists[:8]))
    if str(told.get("xesam:url", "")).startswith(("file:", "/")):
        del told["xesam:url"]
    return told


def _length(metadata: Raw, field: str) -> int | None:
    return player.milliseconds(metadata.get("mpris:length"), f"{field}.mpris:length", _MICROSECONDS)


def _moment(head: Head, item: Raw, suffix: str, kind: EventKind, state: Raw, field: str, **told: Any) -> Event:
    """One event: of the track in `state`, which is the item itself or what it says was there before."""
    below = f"{field}." if field else ""
    metadata = _metadata(state.get("Metadata"), f"{below}Metadata")
    where = player.milliseconds(state.get("Position"), f"{below}Position", _MICROSECONDS)
    position, length, repaired = player.place(where, _length(metadata, f"{below}Metadata"), f"{below}Position")
    playback = state.get("playback")
    return Event(
        event_id=player.key("desktop", head.device, checks.identifier(item.get("id"), "id") + suffix),
        kind=kind,
        at=player.clock(item.get("at"), "at"),
        track=player.track(metadata, f"{below}Metadata", kind, _NAMES),
        device=head.device,
        position_ms=position,
        duration_ms=length,
        context=head.context
        | player.present(
            {
                "shuffle": player.flag(item.get("Shuffle"), "Shuffle"),
                "repeat": checks.text(item.get("LoopStatus"), "LoopStatus", checks.MAX_REASON),
                "activity": checks.text(item.get("workspace"), "workspace", checks.MAX_REASON),
            }
        ),
        extra=player.rest(item, _USED, **repaired, **(told.get("extra") or {})),
        dialect="desktop",
        play_id=checks.identifier_or_none(playback, f"{below}playback"),
        reason_start=told.get("reason_start"),
        reason_end=told.get("reason_end"),
    )


def _read(head: Head, item: Raw) -> Iterator[Event]:
    change = player.word(item.get("change"), "change", dict(zip(_CHANGES, _CHANGES, strict=True)))
    via = item.get("via")
    if change == "Metadata":
        before = player.inside(item.get("before"), "before")
        if before:
            kind, ended = player.word(via or "end", "via", _ENDS)
            yield _moment(head, item, ":end", kind, before, "before", reason_end=ended)
        if item.get("Metadata"):
            began = player.word(via or "end", "via", {**_STARTS, "Stop": "playbtn"})
            yield _moment(head, item, "", EventKind.PLAY, item, "", reason_start=began)
        elif not before:
            raise Malformed("Metadata", "is missing, and so is what was there before")
    elif change == "PlaybackStatus":
        kind = player.word(item.get("status"), "status", _STATUS)
        yield _moment(head, item, "", kind, item, "", reason_end="endplay" if kind is EventKind.STOP else None)
    elif change == "Position":
        yield _moment(head, item, "", EventKind.PROGRESS, item, "")
    elif change == "Seeked":
        came_from = player.milliseconds(item.get("From"), "From", _MICROSECONDS)
        yield _moment(head, item, "", EventKind.SEEK, item, "", extra={"from_ms": came_from})
    elif change == "Rating":
        stars = item.get("rating")
        if isinstance(stars, bool) or not isinstance(stars, int | float) or not 0 <= stars <= 1:
            raise Malformed("rating", f"must be a number from 0 to 1, got {checks.show(stars)}")
        yield _moment(head, item, "", EventKind.RATE, item, "", extra={"rating": round(stars * 5, 1)})
    else:
        state = "off" if player.flag(item.get("idle"), "idle") else "on"
        yield _moment(head, item, "", EventKind.POWER, item, "", extra={"state": state})


def _song(title: str, length: int) -> dict[str, Any]:
    return {
        "mpris:trackid": "/org/mpris/MediaPlayer2/Track/42", "mpris:length": length, "xesam:title": title,
        "xesam:artist": ["Björk"], "xesam:album": "Post", "xesam:url": "file:///home/me/Music/a.flac",
    }  # fmt: skip


_ONE, _TWO = _song("Hyperballad", 321_000_000), _song("Army of Me", 234_000_000)
_envelope = Envelope("changes", _head, _read)
dialect = Dialect(
    title="Desktops",
    parse=parse(_envelope),
    examples=(
        {
            "dialect": "desktop",
            "host": "thinkpad-2f",
            "player": "strawberry",
            "sent_at": "2026-03-01T08:18:00+01:00",
            "changes": [
                {"id": "c1", "at": "2026-03-01T08:15:30.250+01:00", "change": "Metadata", "via": "Play",
                 "playback": "p-17", "Metadata": _ONE, "Position": 0, "Shuffle": False, "LoopStatus": "None"},
                {"id": "c2", "at": "2026-03-01T08:16:00.250+01:00", "change": "Position", "playback": "p-17",
                 "Metadata": _ONE, "Position": 30_000_000},
                {"id": "c3", "at": "2026-03-01T08:16:05.000+01:00", "change": "Metadata", "via": "Next",
                 "before": {"playback": "p-17", "Metadata": _ONE, "Position": 34_750_000},
                 "playback": "p-18", "Metadata": _TWO, "Position": 0},
                {"id": "c4", "at": "2026-03-01T08:17:00+01:00", "change": "Rating", "rating": 0.8, "Metadata": _TWO},
                {"id": "c5", "at": "2026-03-01T08:17:30+01:00", "change": "Idle", "idle": True},
            ],
        },
    ),
    envelope=_envelope,
)  # fmt: skip
