"""`/search`: what is called so, while it is typed; each result can be played from, liked, or banned."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, get, post

from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.listener import Listener
from segue.flows.search import Wanted
from segue.listening.live import unix_ms
from segue.web.auth import app_of
from segue.web.pages import shown
from segue.web.pages.button import mark
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.pressed import DEVICE, pressed, track_of
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem

_LONGEST = 500  # characters of a query
_SHOWN = 10  # of each kind


@get("/search")
async def ask(request: Request[Any, Any, Any]) -> Page:
    """The page, or for htmx what is found alone. `typing`: the query goes on, and is not recorded yet."""
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request) if by_htmx(request) else sign_in_page(request)
    app, lang = app_of(request), lang_of(request)
    query, typing = _query(request.query_params.get("q", ""), lang), "typing" in request.query_params
    found = await asyncio.to_thread(_found, app, listener, query, typing, lang, None)
    if by_htmx(request):
        return page(request, "search_live", **found)
    return page(request, "search", listener=listener, mark=mark(listener.id), **found)


@post("/search/act", status_code=200)
async def act(request: Request[Any, Any, Any]) -> Page:
    """One press on a result, durable, and what is found as it stands then."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, lang, fields = app_of(request), lang_of(request), await fields_of(request)
    query = _query(fields.get("q", ""), lang)
    events = pressed(app, fields, datetime.now(UTC), lang)
    await asyncio.wrap_future(app.recorder.submit(listener, events))
    if not by_htmx(request):
        return see(f"/search?q={quote(query, safe='')}&typing=1")
    return page(request, "search_live", **await asyncio.to_thread(_found, app, listener, query, True, lang, events[0]))


@post("/search/play", status_code=303)
async def play(request: Request[Any, Any, Any]) -> Page:
    """A result is taken: the radio that begins there. What was only typed is a finished search by that."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, lang, fields = app_of(request), lang_of(request), await fields_of(request)
    query, rank, artist = _query(fields.get("q", ""), lang), fields.get("rank", ""), fields.get("artist", "")
    track = None if artist else track_of(app, fields.get("track", ""), lang).id
    if (artist and not len(app.models.current().by_artist.named(artist))) or not rank.isdecimal() or len(rank) > 3:
        raise Problem(400, tell(lang, "no_such.track"))
    if app.accounts.consent(listener.id).permits(Purpose.RECORD):
        search = fields.get("search", "")[:100]
        if not search:
            finished = Wanted(query, datetime.now(UTC), _SHOWN, lang, device=DEVICE)
            search = (await asyncio.to_thread(app.search.find, listener, finished)).search_id or ""
        if search:
            event = Event(
                event_id=f"select:{search}:{track or artist}"[:128],
                kind=EventKind.SELECT,
                at=datetime.now(UTC),
                track=TrackRef(id=track) if track else None,
                device=DEVICE,
                extra={"search": search, "rank": int(rank)},
            )
            await asyncio.wrap_future(app.recorder.submit(listener, [event]))
    return see(f"/mixes/artist_radio:{quote(artist, safe='')}" if artist else f"/mixes/track_radio:{track}")


def _found(app: App, listener: Listener, query: str, typing: bool, lang: str, event: Event | None) -> dict[str, Any]:
    """What the template `search_live` wants."""
    now = datetime.now(UTC)
    wanted = Wanted(query, now, _SHOWN, lang, typing, device=DEVICE)
    found = app.search.find(listener, wanted) if query.strip() else None
    with app.follower.use(listener.id) as held:
        liked = held.read("ratings", now).liked
    did = shown.done(event, app.catalog, lang)
    return {
        "q": query,
        "found": found,
        "liked": liked,
        "did": did,
        "known": app.catalog.get,
        "seen": f"search:{unix_ms(now)}",
    }


def _query(text: str, lang: str) -> str:
    """Raises Problem 400."""
    if len(text) > _LONGEST:
        raise Problem(400, tell(lang, "search.long", most=_LONGEST))
    return text
