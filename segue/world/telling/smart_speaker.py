"""A smart speaker: a pause is a stop that somebody asked for; the position every minute."""

from collections.abc import Sequence
from datetime import datetime

from segue.world.telling.device import Clock, Device, Message
from segue.world.telling.play import Moment, Play

_STARTS = {"clickrow": {"intent": "PlayIntent"}, "trackdone": {}, "fwdbtn": {"intent": "AMAZON.NextIntent"}}
_ENDS: dict[str, Message] = {
    "complete": {"type": "AudioPlayer.PlaybackFinished"},
    "skip": {"type": "AudioPlayer.PlaybackStopped", "intent": "AMAZON.NextIntent"},
    "stop": {"type": "AudioPlayer.PlaybackStopped", "intent": "AMAZON.StopIntent"},
}
_KINDS: dict[str, Message] = {
    "beat": {"type": "AudioPlayer.ProgressReportIntervalElapsed"},
    "pause": {"type": "AudioPlayer.PlaybackStopped", "intent": "AMAZON.PauseIntent"},
    "resume": {"type": "AudioPlayer.PlaybackStarted"},
}


def _message(play: Play, moment: Moment, number: int, clock: Clock, device: str) -> Message:
    how = _ENDS[play.outcome] if moment.kind == "end" else _KINDS.get(moment.kind, {})
    if moment.kind == "start":
        how = {"type": "AudioPlayer.PlaybackStarted", **_STARTS[play.why]}
    if moment.from_ms is not None:
        how = {"type": "AudioPlayer.Seeked", "fromMilliseconds": moment.from_ms}
    track = play.track
    return {
        "requestId": f"req.{number}",
        "timestamp": clock.shows(moment.at).isoformat(timespec="seconds"),
        "token": f"tok-{track.id}",
        "offsetInMilliseconds": moment.position_ms,
        "audioItem": {
            "metadata": {"title": track.title, "subtitle": track.artist, "durationInMilliseconds": play.length_ms}
        },
        **how,
    }


def _body(device: str, messages: Sequence[Message], clock: Clock, sent: datetime) -> Message:
    at = clock.shows(sent).isoformat(timespec="milliseconds")
    speaker = {"deviceId": device, "room": "kitchen"}
    return {"dialect": "smart_speaker", "device": speaker, "sentAt": at, "requests": [*messages]}


def spoken_to_by(person: str) -> Device:
    """The speaker, when it knows whose voice it hears."""

    def message(play: Play, moment: Moment, number: int, clock: Clock, device: str) -> Message:
        return {**_message(play, moment, number, clock, device), "person": {"personId": person}}

    return Device("smart_speaker", 60_000, 0.2, message, _body)


device = Device("smart_speaker", 60_000, 0.2, _message, _body)
