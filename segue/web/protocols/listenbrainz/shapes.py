"""A listen and a rating as ListenBrainz spells them."""

import re
from datetime import datetime
from typing import Any

from segue.domain.listen import Listen
from segue.domain.track import Track

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def seconds(when: datetime) -> int:
    return int(when.timestamp())


def metadata(track: Track | None, **beside: object) -> dict[str, Any]:
    """`track_metadata`. An ISRC that is not well-formed is left out: one would cost multi-scrobbler the whole reply."""
    if track is None:
        return {"track_name": "Unknown", "artist_name": "Unknown", "additional_info": {}}
    isrc = track.isrc if track.isrc and _ISRC.fullmatch(track.isrc) else None
    info = {
        "recording_msid": track.id,
        "recording_mbid": track.mbid,
        "isrc": isrc,
        "spotify_id": _spotify(track.uri),
        "duration_ms": track.duration_ms,
        **beside,
    }
    told = {
        "track_name": track.title,
        "artist_name": track.artist,
        "release_name": track.release,
        "additional_info": {name: value for name, value in info.items() if value is not None},
    }
    if track.mbid:
        told["mbid_mapping"] = {"recording_mbid": track.mbid}
    return {name: value for name, value in told.items() if value is not None}


def _spotify(uri: str | None) -> str | None:
    """`spotify:track:…` as the address that ListenBrainz wants."""
    scheme, _, rest = (uri or "").partition(":")
    kind, _, key = rest.partition(":")
    return f"https://open.spotify.com/{kind}/{key}" if scheme == "spotify" and key else None


def listen(one: Listen, track: Track | None, user_name: str) -> dict[str, Any]:
    return {
        "listened_at": seconds(one.start),
        "inserted_at": seconds(one.end),
        "recording_msid": one.track_id,
        "user_name": user_name,
        "track_metadata": metadata(track, **_beside(one)),
    }


def playing_now(one: Listen, track: Track | None) -> dict[str, Any]:
    """ListenBrainz gives no time here."""
    return {"playing_now": True, "recording_msid": one.track_id, "track_metadata": metadata(track, **_beside(one))}


def _beside(one: Listen) -> dict[str, object]:
    told: dict[str, object] = {"media_player": one.device}
    if one.duration_ms:
        told["duration_ms"] = one.duration_ms
    if one.played_ms:
        told["duration_played"] = one.played_ms // 1000
    return told
