"""A web page: the position every 15 s in seconds, beacons that leave at once."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": "click", "trackdone": "autoplay", "fwdbtn": "nexttrack"}
_ENDS = {"complete": "ended", "skip": "nexttrack", "stop": "pagehide"}
_KINDS = {"start": "start", "beat": "timeupdate", "pause": "pause", "resume": "playing", "seek": "seeked"}


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    told: Message = {
        "k": number,
        "t": clock.ms(moment.at),
        "type": _ENDS[play.outcome] if moment.kind == "end" else _KINDS[moment.kind],
        "play": play.number,
        "media": {"title": play.track.title, "artist": play.track.artist},
        "currentTime": moment.position_ms / 1000,
        "duration": play.length_ms / 1000 if moment.kind != "start" else None,
        "visible": True,
    }
    if moment.kind == "start":
        told["cause"] = _STARTS[play.why]
    if moment.from_ms is not None:
        told["from"] = moment.from_ms / 1000
    return told


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    head = {"dialect": "web", "client": device, "view": "v-1", "site": "music.example"}
    return {**head, "sent_at": clock.ms(sent), "beacons": [*messages]}


device = Device("web", 15_000, 1, _message, _body)
