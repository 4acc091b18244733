"""Love and hate: set, and read back."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from segue.app import App
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.ingest.dialects.listenbrainz import feedback, read_feedback
from segue.profiles.features.ratings import Ratings
from segue.web.api.events import record
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz import shapes
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking, asking_for, reply
from segue.web.protocols.listenbrainz.documented import FeedbackOperation, GetFeedbackOperation
from segue.web.protocols.listenbrainz.listens import whole
from segue.web.protocols.listenbrainz.submit import read_object

_SET = "POST /1/feedback/recording-feedback"
_MOST = 1_000
_USUAL = 25
Said = tuple[int, TrackId, int]  # Unix ms, track, 1 or -1


def said(app: App, listener: Listener) -> list[Said]:
    """What is loved and hated now, the latest first."""
    with app.follower.use(listener.id) as profile:
        ratings: Ratings = profile.states["ratings"]
        words = [(ms, track, 1) for track, (ms, _, yes) in ratings.likes.items() if yes]
        words += [(ms, track, -1) for track, (ms, _, yes) in ratings.bans.items() if yes]
    return sorted(words, reverse=True)


@post(
    "/1/feedback/recording-feedback",
    status_code=200,
    operation_class=FeedbackOperation,
    tags=["ListenBrainz"],
    request_max_body_size=None,
    exception_handlers=IN_THEIR_WORDS,
)
async def set_feedback(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Love (1), hate (-1) or neither (0). What says nothing new is not recorded again."""
    app, listener = app_of(request), asking(request)
    ref, score = read_feedback(await read_object(request, app))
    if ref.id is not None and app.catalog.get(TrackId(ref.id)) is None:
        raise Problem(404, "there is no recording with this recording_msid")
    track = app.catalog.resolve(ref)
    now = {(t, s) for _, t, s in await asyncio.to_thread(said, app, listener)}
    events = feedback(ref, score, datetime.now(UTC), loved=(track, 1) in now, hated=(track, -1) in now)
    await record(app, listener, datetime.now(UTC), events, [], "listenbrainz", _SET)
    return reply({"status": "ok"})


@get(
    "/1/feedback/user/{user_name:str}/get-feedback",
    operation_class=GetFeedbackOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_feedback(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """What is loved and hated, the latest first."""
    app, listener = app_of(request), asking_for(request, user_name)
    score = whole(request, "score", least=-1)
    if score not in (None, 0, 1, -1):
        raise Problem(400, "score must be 1 or -1")
    count = min(whole(request, "count", _USUAL) or 0, _MOST)
    offset = whole(request, "offset") or 0
    named = request.query_params.get("metadata", "").lower() == "true"
    found = [one for one in await asyncio.to_thread(said, app, listener) if not score or one[2] == score]
    told = [_told(app, listener, one, named) for one in found[offset : offset + count]]
    return reply({"feedback": told, "count": len(told), "total_count": len(found), "offset": offset})


def _told(app: App, listener: Listener, one: Said, named: bool) -> dict[str, Any]:
    ms, key, score = one
    track = app.catalog.get(key)
    return {
        "user_id": listener.name,
        "created": ms // 1000,
        "recording_msid": track.id if track else key,
        "recording_mbid": track.mbid if track else None,
        "score": score,
        "track_metadata": shapes.metadata(track) if named else None,
    }
