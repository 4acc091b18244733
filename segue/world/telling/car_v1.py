"""A car with nothing but a clock: records in whole seconds, the position every minute."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": "LIST", "trackdone": "AUTO", "fwdbtn": "NEXT"}
_ENDS = {"complete": "END", "skip": "NEXT", "stop": "STOP"}
_KINDS = {"start": "TRACK", "beat": "POS", "pause": "HOLD", "resume": "CONT", "seek": "JUMP"}


def _shown(clock: Clock, at: datetime) -> str:
    return f"{clock.shows(at):%Y-%m-%d %H:%M:%S}"


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    told: Message = {
        "rec": number,
        "trip": 311,
        "t": _shown(clock, moment.at),
        "ev": _ENDS[play.outcome] if moment.kind == "end" else _KINDS[moment.kind],
        "title": play.track.title,
        "artist": play.track.artist,
        "pos": moment.position_ms // 1000,
        "len": play.length_ms // 1000,
        "zone": "u33d",
        "moving": 1,
    }
    if moment.kind == "start":
        told["by"] = _STARTS[play.why]
    if moment.from_ms is not None:
        told["from"] = moment.from_ms // 1000
    return told


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    head = {"dialect": "car_v1", "head_unit": device, "fw": "3.1.7", "sent": _shown(clock, sent)}
    return {**head, "records": [*messages]}


device = Device("car_v1", 60_000, 20, _message, _body)
