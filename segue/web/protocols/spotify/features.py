"""How tracks sound: `audio-features`, and of `audio-analysis` what is known of the track as a whole."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.domain.sound import Sound
from segue.domain.track import Track, hex_id
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import several, track_of
from segue.web.protocols.spotify.documented import ManyFeaturesOperation, SpokenOperation
from segue.web.protocols.spotify.shapes import View

_MOST = 100
_PLAIN = (
    "acousticness", "danceability", "energy", "instrumentalness", "key", "liveness", "mode", "speechiness",
    "time_signature", "valence",
)  # fmt: skip
_PARTS = ("bars", "beats", "sections", "segments", "tatums")


@get(
    "/v1/audio-features",
    operation_class=ManyFeaturesOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_many_features(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Of up to 100 `ids`; null for each whose sound nobody knows."""
    app, view = app_of(request), View.of(request)
    asking(request)
    found = [track_of(app, one) for one in several(request, "ids", _MOST)]
    return reply({"audio_features": [_features(view, one) if one is not None else None for one in found]})


@get(
    "/v1/audio-features/{track:str}",
    operation_class=SpokenOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_features(request: Request[Any, Any, Any], track: FromPath[str]) -> Response[bytes]:
    """Of one track; fields that nobody knows are null, and 404 where it is all of them."""
    app, view = app_of(request), View.of(request)
    asking(request)
    found = track_of(app, track)
    told = _features(view, found) if found is not None else None
    if told is None:
        raise Problem(404, "analysis not found")
    return reply(told)


@get(
    "/v1/audio-analysis/{track:str}",
    operation_class=SpokenOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_analysis(request: Request[Any, Any, Any], track: FromPath[str]) -> Response[bytes]:
    """`track` as far as it is known; bars, beats, sections, segments and tatums are null, because nobody keeps them."""
    app = app_of(request)
    asking(request)
    found = track_of(app, track)
    if found is None or found.sound is None or found.sound == Sound():
        raise Problem(404, "analysis not found")
    sound = found.sound
    told = {
        "duration": found.duration_ms / 1000 if found.duration_ms else None,
        "loudness": sound.loudness_db,
        "tempo": sound.tempo_bpm,
        "time_signature": sound.time_signature,
        "key": sound.key,
        "mode": sound.mode,
    }
    return reply({"meta": {"analyzer_version": "segue", "status_code": 0}, "track": told, **dict.fromkeys(_PARTS)})


def _features(view: View, track: Track) -> dict[str, Any] | None:
    sound, key = track.sound, hex_id(track.id)
    if sound is None or sound == Sound():
        return None
    return {
        **{name: getattr(sound, name) for name in _PLAIN},
        "loudness": sound.loudness_db,
        "tempo": sound.tempo_bpm,
        "duration_ms": track.duration_ms,
        "id": key,
        "uri": f"spotify:track:{key}",
        "track_href": f"{view.base}tracks/{key}",
        "analysis_url": f"{view.base}audio-analysis/{key}",
        "type": "audio_features",
    }
