"""A phone: a batch every minute, the position every 15 s."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": "picked", "trackdone": "auto", "fwdbtn": "seek_next"}
_ENDS = {"complete": "ended", "skip": "next", "stop": "stopped"}


def _message(play: Play, moment: Moment, number: int, clock: Clock, _: str) -> Message:
    kind = "position"
    more: Message = {}
    if moment.kind == "start":
        kind, more = "item_transition", {"reason": _STARTS[play.why]}
    elif moment.kind in ("pause", "resume"):
        kind, more = "is_playing", {"playing": moment.kind == "resume", "reason": "user_request"}
    elif moment.kind == "seek":
        kind, more = "discontinuity", {"toMs": moment.position_ms}
    elif moment.kind == "end":
        kind, more = "item_end", {"reason": _ENDS[play.outcome]}
    return {
        "seq": number,
        "time": clock.ms(moment.at),
        "event": kind,
        "session": f"s-{play.number}",
        "item": {"mediaId": play.track.id, "title": play.track.title, "artist": play.track.artist},
        "positionMs": moment.position_ms if moment.from_ms is None else moment.from_ms,
        "durationMs": -(2**63) + 1 if moment.kind == "start" else play.length_ms,
        "foreground": True,
        "network": "wifi",
        **more,
    }


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    return {
        "dialect": "mobile",
        "install": device,
        "app": "tempo 4.2.1",
        "sentAt": clock.ms(sent),
        "events": [*messages],
    }


device = Device("mobile", 15_000, 60, _message, _body)
