"""Spotify's extended streaming history of what was played: a row for each play, as a person downloads them."""

from collections.abc import Iterable, Iterator
from typing import Any

from segue.world.telling.play import Play

_PLATFORMS = {"phone": "android", "laptop": "windows", "speaker": "sonos", "car": "android auto", "watch": "ios"}
_ENDS = {"complete": "trackdone", "skip": "fwdbtn", "stop": "endplay"}


def rows(plays: Iterable[Play], device: str, *, shuffle: bool) -> Iterator[dict[str, Any]]:
    """`ts` is the end of a play, `offline_timestamp` its beginning, both in whole seconds."""
    for play in plays:
        yield {
            "ts": f"{play.end:%Y-%m-%dT%H:%M:%SZ}",
            "platform": _PLATFORMS[device],
            "ms_played": play.heard_ms,
            "conn_country": "DE",
            "master_metadata_track_name": play.track.title,
            "master_metadata_album_artist_name": play.track.artist,
            "master_metadata_album_album_name": play.track.release,
            "spotify_track_uri": f"spotify:track:{play.track.id.replace('-', '')[:22]}",
            "reason_start": play.why,
            "reason_end": _ENDS[play.outcome],
            "shuffle": shuffle,
            "skipped": play.outcome == "skip",
            "offline": False,
            "offline_timestamp": int(play.start.timestamp()),
            "incognito_mode": False,
        }
