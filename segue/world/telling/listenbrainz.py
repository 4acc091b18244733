"""A program that tells ListenBrainz: what is playing, and a listen when half of it was heard."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from segue.world.telling.play import Play


def tell(play: Play, *, at_end: bool = False, client: str = "navidrome") -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Submit-listens documents, and when they come in. With `at_end` the listen carries the time of its end."""
    metadata = {
        "track_name": play.track.title,
        "artist_name": play.track.artist,
        "additional_info": {"submission_client": client, "duration_ms": play.length_ms},
    }
    soon = timedelta(milliseconds=300)
    yield play.start + soon, {"listen_type": "playing_now", "payload": [{"track_metadata": metadata}]}
    if play.scrobbled:
        at = int((play.end if at_end else play.start).timestamp())
        listen = {"listened_at": at, "track_metadata": metadata}
        yield play.end + soon, {"listen_type": "single", "payload": [listen]}
