"""Recommended recordings, and what the catalogue knows of a recording: MusicBrainz's ids in and out."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.domain.event import TrackRef
from segue.domain.slate import Request as Wanted
from segue.domain.track import Track
from segue.ingest import checks
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking, asking_for, nothing, reply
from segue.web.protocols.listenbrainz.documented import RecommendedOperation, RecordingsOperation
from segue.web.protocols.listenbrainz.listens import whole

_RECIPES = {"top": "familiar", "similar": "discover", "raw": "for_you"}
_RANKED, _USUAL = 200, 25
_MOST_ASKED = 1_000


@get(
    "/1/cf/recommendation/user/{user_name:str}/recording",
    status_code=200,
    operation_class=RecommendedOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_recommended(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """The best 200 for you, as far as MusicBrainz knows them; 204 when it knows none of them.

    Fetching them is not being shown them: the next answer does not differ for it.
    """
    app, listener = app_of(request), asking_for(request, user_name)
    kind = request.query_params.get("artist_type", "raw")
    if kind not in _RECIPES:
        raise Problem(400, f"artist_type must be one of {', '.join(_RECIPES)}")
    count, offset = min(whole(request, "count", _USUAL) or 0, _RANKED), whole(request, "offset") or 0
    now = datetime.now(UTC)
    wanted = Wanted(listener.id, now.astimezone(listener.zone), _RANKED, _RECIPES[kind], format="music")
    slate = await asyncio.to_thread(app.server.ranked, listener, wanted)
    found = [
        {"recording_mbid": track.mbid, "score": round(one.score, 6)}
        for one in slate.tracks
        if (track := app.catalog.get(one.id)) is not None and track.mbid
    ]
    if not found:
        return nothing()
    page = found[offset : offset + count]
    told = {
        "mbids": page,
        "count": len(page),
        "total_mbid_count": len(found),
        "offset": offset,
        "entity": "recording",
        "user_name": listener.name,
        "last_updated": int(now.timestamp()),
        "model_id": slate.model,
        "model_url": "",
    }
    return reply({"payload": told})


@get(
    "/1/metadata/recording",
    operation_class=RecordingsOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_recordings(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Names, lengths, years and tags of recordings by their MBIDs; those that the catalogue lacks are left out."""
    app = app_of(request)
    asking(request)
    written = [one.strip() for one in request.query_params.get("recording_mbids", "").split(",") if one.strip()]
    if not written:
        raise Problem(400, "recording_mbids is missing")
    if len(written) > _MOST_ASKED:
        raise Problem(400, f"at most {_MOST_ASKED:,} recordings at once")
    told = {}
    for one in written:
        mbid = checks.uuid(one, "recording_mbids")
        key = app.catalog.find(TrackRef(mbid=mbid))
        track = app.catalog.get(key) if key is not None else None
        if mbid is not None and track is not None:
            told[mbid] = _recording(track)
    return reply(told)


def _recording(track: Track) -> dict[str, Any]:
    """Programs take the first of the artists without looking whether there is one: an MBID that is not known is ""."""
    recording = {"name": track.title, "length": track.duration_ms, "isrcs": [track.isrc] if track.isrc else []}
    release = {"name": track.release, "album_artist_name": track.artist, "year": track.year} if track.release else {}
    return {
        "recording": {**{k: v for k, v in recording.items() if v is not None}, "rels": []},
        "artist": {
            "name": track.artist,
            "artists": [{"name": track.artist, "artist_mbid": "", "join_phrase": ""}],
        },
        "release": {k: v for k, v in release.items() if v is not None},
        "tag": {"recording": [{"tag": tag, "count": 1} for tag in track.tags], "artist": [], "release_group": []},
    }
