"""Who one is, and what one heard: the listener of the token, their top and recent tracks, what is on."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.catalog.names import artist_id
from segue.domain.event import TrackId
from segue.domain.listen import HEARD_OUT, Listen
from segue.flows.sheets import MAKER
from segue.ingest.checks import EPOCH
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, done, reply
from segue.web.protocols.spotify.asked import stretch, whole
from segue.web.protocols.spotify.documented import PagedOperation, PlayingOperation, RecentOperation, SpokenOperation
from segue.web.protocols.spotify.lists import user
from segue.web.protocols.spotify.shapes import View, page

_DAYS = {"short_term": 28, "medium_term": 182, "long_term": 365}
_HEARD_MS = 30_000  # what Spotify calls a play
_LATEST_MS = 253_000_000_000_000


@get("/v1/me", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_me(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The listener of the token."""
    listener = asking(request)
    return reply({**user(View.of(request), listener.name), "followers": {"href": None, "total": 0}, "images": []})


@get("/v1/users/{user_id:str}", operation_class=SpokenOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_user(request: Request[Any, Any, Any], user_id: FromPath[str]) -> Response[bytes]:
    """Yourself, and the one who makes mixes; who else is here is nobody's business."""
    listener, view = asking(request), View.of(request)
    for name in (listener.name, MAKER):
        if user_id.casefold() == name.casefold():
            return reply({**user(view, name), "followers": {"href": None, "total": 0}, "images": []})
    raise Problem(404, "Resource not found")


@get("/v1/me/top/{kind:str}", operation_class=PagedOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_top(request: Request[Any, Any, Any], kind: FromPath[str]) -> Response[bytes]:
    """`tracks` or `artists` most heard in `time_range`: short_term is four weeks, medium_term (as usual) half a year,
    long_term a year."""
    app, listener = app_of(request), asking(request)
    if kind not in ("tracks", "artists"):
        raise Problem(404, "Resource not found: there are tracks and artists")
    span = request.query_params.get("time_range") or "medium_term"
    if span not in _DAYS:
        raise Problem(400, f"Invalid time_range: one of {', '.join(_DAYS)}")
    limit, offset = stretch(request)
    view, since = View.of(request), datetime.now(UTC) - timedelta(days=_DAYS[span])

    def read() -> dict[str, Any]:
        heard: Counter[TrackId] = Counter()
        for one in app.history.listens(listener.id, since=since, limit=None):
            if _counts(one):
                heard[one.track_id] += one.plays
        known = [(t, n) for key, n in heard.items() if (t := app.catalog.get(key)) is not None and t.format == "music"]
        known.sort(key=lambda one: (-one[1], one[0].id))
        if kind == "tracks":
            told = [view.track(t) for t, _ in known[offset : offset + limit]]
            return page(request, told, len(known), limit, offset)
        names: dict[str, str] = {}
        plays: Counter[str] = Counter()
        for track, n in known:
            key = artist_id(track.artist)
            names.setdefault(key, track.artist)
            plays[key] += n
        ranked = sorted(plays, key=lambda key: (-plays[key], key))
        some = [view.artist(names[key], view.model.by_artist.named(key)) for key in ranked[offset : offset + limit]]
        return page(request, some, len(ranked), limit, offset)

    return reply(await asyncio.to_thread(read))


@get(
    "/v1/me/player/recently-played",
    operation_class=RecentOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_recent(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What was heard for half a minute or to its end, the latest first; `after` or `before` are Unix milliseconds."""
    app, listener = app_of(request), asking(request)
    limit = whole(request, "limit", 20, 1, 50)
    given = [name for name in ("after", "before") if request.query_params.get(name)]
    if len(given) > 1:
        raise Problem(400, "Only one of after and before can be specified")
    after, before = whole(request, "after", -1, 0, _LATEST_MS), whole(request, "before", _LATEST_MS, 0, _LATEST_MS)
    view = View.of(request)

    def read() -> list[tuple[int, dict[str, Any]]]:
        held = [(_ms(one), one) for one in app.history.listens(listener.id, limit=None) if _counts(one)]
        held.sort(key=lambda one: -one[0])
        held = [one for one in held if after < one[0] < before]
        some = held[-limit:] if after >= 0 else held[:limit]
        told = [(ms, one, app.catalog.get(one.track_id)) for ms, one in some]
        return [
            (ms, {"track": view.track(track), "played_at": _iso(one.end), "context": None})
            for ms, one, track in told
            if track is not None
        ]

    found = await asyncio.to_thread(read)
    href = f"{view.base}me/player/recently-played"
    older = f"{href}?{urlencode({'before': found[-1][0], 'limit': limit})}" if len(found) == limit else None
    return reply(
        {
            "href": href,
            "items": [item for _, item in found],
            "limit": limit,
            "next": older,
            "cursors": {"after": str(found[0][0]), "before": str(found[-1][0])} if found else None,
        }
    )


@get(
    "/v1/me/player/currently-playing",
    status_code=200,
    operation_class=PlayingOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_playing(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What is on; 204 when nothing is."""
    app, listener = app_of(request), asking(request)
    now = datetime.now(UTC)
    on = await asyncio.to_thread(app.history.playing, listener.id, now)
    track = app.catalog.get(on.track_id) if on else None
    if on is None or track is None:
        return done(204)
    return reply(
        {
            "context": None,
            "currently_playing_type": "track",
            "is_playing": True,
            "item": View.of(request).track(track),
            "progress_ms": on.position_ms or on.played_ms,
            "timestamp": round(now.timestamp() * 1000),
        }
    )


def _counts(listen: Listen) -> bool:
    return listen.played_ms >= _HEARD_MS or listen.outcome in HEARD_OUT


def _ms(listen: Listen) -> int:
    return (listen.end - EPOCH) // timedelta(milliseconds=1)


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
