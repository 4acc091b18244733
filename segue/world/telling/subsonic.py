"""A Subsonic client: `reportPlayback` at each change where it knows it, else `scrobble` twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from segue.domain.track import hex_id
from segue.world.telling.play import Play

_STATES = {"start": "starting", "resume": "playing", "seek": "playing", "beat": "playing", "pause": "paused"}


class Call(NamedTuple):
    """One request, and when it comes in."""

    received: datetime
    method: str
    params: dict[str, list[str]]


def report(play: Play, every_ms: int = 20_000) -> Iterator[Call]:
    """OpenSubsonic's playback reports. They carry no time: it is when they come in."""
    for moment in play.told(every_ms):
        params = {
            "mediaId": [hex_id(play.track.id)],
            "mediaType": ["song"],
            "positionMs": [str(moment.position_ms)],
            "state": [_STATES.get(moment.kind, "stopped")],
        }
        yield Call(moment.at + timedelta(milliseconds=120), "reportPlayback", params)


def scrobble(play: Play) -> Iterator[Call]:
    """The two calls of older clients."""
    song = {"id": [hex_id(play.track.id)]}
    soon = timedelta(milliseconds=200)
    yield Call(play.start + soon, "scrobble", {**song, "submission": ["false"]})
    if play.scrobbled:
        started = str(int(play.start.timestamp() * 1000))
        yield Call(play.end + soon, "scrobble", {**song, "submission": ["true"], "time": [started]})
