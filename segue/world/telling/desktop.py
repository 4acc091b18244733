"""A desktop: every change at once, the position every 30 s, in microseconds."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": "OpenUri", "trackdone": "end", "fwdbtn": "Next"}
_ENDS = {"complete": "end", "skip": "Next", "stop": "Stop"}


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    state: Message = {
        "playback": f"p-{play.number}",
        "Metadata": {
            "mpris:length": play.length_ms * 1000,
            "xesam:title": play.track.title,
            "xesam:artist": [play.track.artist],
            "xesam:url": "file:///home/someone/Music/a.flac",
        },
        "Position": moment.position_ms * 1000,
    }
    base: Message = {"id": f"c{number}", "at": clock.shows(moment.at).isoformat(timespec="milliseconds")}
    if moment.kind == "start":
        return {**base, "change": "Metadata", "via": _STARTS[play.why], **state}
    if moment.kind == "end":
        return {**base, "change": "Metadata", "via": _ENDS[play.outcome], "before": state}
    if moment.kind in ("pause", "resume"):
        return {
            **base,
            "change": "PlaybackStatus",
            "status": "Paused" if moment.kind == "pause" else "Playing",
            **state,
        }
    if moment.from_ms is not None:
        return {**base, "change": "Seeked", "From": moment.from_ms * 1000, **state}
    return {**base, "change": "Position", **state}


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    at = clock.shows(sent).isoformat(timespec="milliseconds")
    return {"dialect": "desktop", "host": device, "player": "strawberry", "sent_at": at, "changes": [*messages]}


device = Device("desktop", 30_000, 0.2, _message, _body)
