"""A car with ticks beside its clock: the position every 30 s."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": "list", "trackdone": "auto", "fwdbtn": "wheel_next"}
_ENDS = {"complete": "end", "skip": "next", "stop": "stop"}
_KINDS = {"start": "play", "beat": "tick", "pause": "pause", "resume": "resume", "seek": "seek"}


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    told: Message = {
        "n": number,
        "boot": clock.boot,
        "uptime_ms": clock.uptime_ms(moment.at),
        "clock_ms": clock.ms(moment.at),
        "what": _ENDS[play.outcome] if moment.kind == "end" else _KINDS[moment.kind],
        "play": play.number,
        "item": {"name": play.track.title, "by": play.track.artist},
        "pos_ms": moment.position_ms if moment.from_ms is None else moment.from_ms,
        "len_ms": play.length_ms,
        "trip": "t-311",
        "area": "cell-u33d",
        "speed_band": "city",
    }
    if moment.kind == "start":
        told["cause"] = _STARTS[play.why]
    if moment.from_ms is not None:
        told["to_ms"] = moment.position_ms
    return told


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    now = {"clock_ms": clock.ms(sent), "uptime_ms": clock.uptime_ms(sent), "boot": clock.boot}
    return {"dialect": "car_v2", "unit": {"id": device, "software": "11.2.0"}, "sent": now, "log": [*messages]}


device = Device("car_v2", 30_000, 10, _message, _body)
