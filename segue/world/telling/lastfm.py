"""A program that tells Last.fm: `track.updateNowPlaying` and `track.scrobble`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from segue.world.telling.play import Play


def tell(play: Play, *, at_end: bool = False) -> Iterator[tuple[datetime, dict[str, str]]]:
    """Form fields without key and signature, and when they come in."""
    named = {"artist": play.track.artist, "track": play.track.title, "duration": str(play.length_ms // 1000)}
    soon = timedelta(milliseconds=400)
    yield play.start + soon, {"method": "track.updateNowPlaying", **named}
    if play.scrobbled:
        at = play.end if at_end else play.start
        yield play.end + soon, {"method": "track.scrobble", **named, "timestamp": str(int(at.timestamp()))}
