"""A television: a status every 30 s, in whole seconds; the keys of a remote control."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": {"key": "SELECT"}, "trackdone": {}, "fwdbtn": {"key": "NEXT"}}
_ENDS: dict[str, Message] = {
    "complete": {"cause": "STATUS", "playerState": "IDLE", "idleReason": "FINISHED"},
    "skip": {"cause": "KEY", "key": "NEXT"},
    "stop": {"cause": "STATUS", "playerState": "IDLE", "idleReason": "CANCELLED"},
}
_KINDS: dict[str, Message] = {
    "beat": {"cause": "STATUS", "playerState": "PLAYING"},
    "pause": {"cause": "KEY", "key": "PAUSE"},
    "resume": {"cause": "KEY", "key": "PLAY"},
}


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    how = _ENDS[play.outcome] if moment.kind == "end" else _KINDS.get(moment.kind, {})
    if moment.kind == "start":
        how = {"cause": "LOAD", "playerState": "PLAYING", **_STARTS[play.why]}
    if moment.from_ms is not None:
        how = {"cause": "KEY", "key": "REWIND", "from": moment.from_ms / 1000}
    metadata = {"metadataType": 3, "title": play.track.title, "artist": play.track.artist}
    return {
        "time": clock.ms(moment.at) // 1000,
        "mediaSessionId": 3,
        "currentTime": moment.position_ms / 1000,
        "media": {"contentType": "audio/flac", "duration": play.length_ms / 1000, "metadata": metadata},
        **how,
    }


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    receiver = {"id": device, "model": "Living TV 55", "room": "living room"}
    return {"dialect": "tv", "receiver": receiver, "sentAt": clock.ms(sent) / 1000, "statuses": [*messages]}


device = Device("tv", 30_000, 5, _message, _body)
