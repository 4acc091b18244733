"""Listens out: history, how many, what is playing."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz import shapes
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking_for, reply
from segue.web.protocols.listenbrainz.documented import ListenCountOperation, ListensOperation, PlayingNowOperation
from segue.web.scrobbled import scrobbled

_MOST = 1_000  # listens in one answer
_USUAL = 25
_LATEST_S = 253_000_000_000


def whole(request: Request[Any, Any, Any], name: str, usual: int | None = None, least: int = 0) -> int | None:
    """A whole number of the query. Raises Problem 400."""
    written = request.query_params.get(name)
    if written is None or written == "":
        return usual
    try:
        value = int(written) if len(written) < 20 else _LATEST_S + 1
    except ValueError:
        raise Problem(400, f"{name} must be a whole number") from None
    if not least <= value <= _LATEST_S:
        raise Problem(400, f"{name} must be from {least} to {_LATEST_S}")
    return value


@get(
    "/1/user/{user_name:str}/listens",
    operation_class=ListensOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_listens(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """Newest first; `min_ts` alone means those right after it, as ListenBrainz does it."""
    app, listener = app_of(request), asking_for(request, user_name)
    before, after = whole(request, "max_ts"), whole(request, "min_ts")
    count = min(whole(request, "count", _USUAL) or 0, _MOST)
    if before is not None and after is not None and before <= after:
        raise Problem(400, "max_ts must be greater than min_ts")

    def read() -> dict[str, Any]:
        everything = scrobbled(app, listener.id)
        found = [
            one
            for one in everything
            if (after is None or shapes.seconds(one.start) > after)
            and (before is None or shapes.seconds(one.start) < before)
        ]
        right_after = before is None and after is not None
        told = found[max(0, len(found) - count) :] if right_after else found[:count]
        return {
            "count": len(told),
            "user_id": listener.name,
            "listens": [shapes.listen(one, app.catalog.get(one.track_id), listener.name) for one in told],
            "latest_listen_ts": shapes.seconds(everything[0].start) if everything else 0,
            "oldest_listen_ts": shapes.seconds(everything[-1].start) if everything else 0,
        }

    return reply({"payload": await asyncio.to_thread(read)})


@get(
    "/1/user/{user_name:str}/listen-count",
    operation_class=ListenCountOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_listen_count(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """How many listens there are."""
    app, listener = app_of(request), asking_for(request, user_name)
    return reply({"payload": {"count": len(await asyncio.to_thread(scrobbled, app, listener.id))}})


@get(
    "/1/user/{user_name:str}/playing-now",
    operation_class=PlayingNowOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_playing_now(request: Request[Any, Any, Any], user_name: FromPath[str]) -> Response[bytes]:
    """What is playing, none or one."""
    app, listener = app_of(request), asking_for(request, user_name)
    now = await asyncio.to_thread(app.history.playing, listener.id, datetime.now(UTC))
    listens = [shapes.playing_now(now, app.catalog.get(now.track_id))] if now else []
    told = {"count": len(listens), "user_id": listener.name, "playing_now": True, "listens": listens}
    return reply({"payload": told})
