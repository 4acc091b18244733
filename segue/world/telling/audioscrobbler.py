"""An old player that speaks AudioScrobbler 1.2: now-playing and submission forms."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from segue.world.telling.play import Play


def tell(play: Play, session: str) -> Iterator[tuple[datetime, dict[str, str]]]:
    """Form fields, and when they come in; a submission's keys end in `[0]`."""
    length = str(play.length_ms // 1000)
    soon = timedelta(milliseconds=500)
    named = {"a": play.track.artist, "t": play.track.title, "b": "", "l": length, "n": "", "m": ""}
    yield play.start + soon, {"s": session, **named}
    if play.scrobbled:
        told = {**named, "i": str(int(play.start.timestamp())), "o": "P", "r": ""}
        yield play.end + soon, {"s": session, **{f"{key}[0]": value for key, value in told.items()}}
