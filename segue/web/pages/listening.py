"""`/`: the slate of whoever is signed in, and the buttons that tell what they did with it."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from litestar import Request, get, post

from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.listener import Listener
from segue.domain.slate import Request as Asked
from segue.domain.track import parse_track_id
from segue.playlists.recipe import recipes
from segue.recommend.message import DEFAULT
from segue.web.auth import app_of
from segue.web.pages import profile, shown
from segue.web.pages.button import SKIPPED_AT_MS, event_id, mark
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.problems import Problem

DEVICE = "segue-web"
_RECIPES = ("for_you", "discover", "familiar")
_KINDS = frozenset(
    {EventKind.COMPLETE, EventKind.SKIP, EventKind.LIKE, EventKind.UNLIKE, EventKind.BAN, EventKind.UNBAN}
)


@get("/")
async def home(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page()
    app, now = app_of(request), datetime.now(UTC)
    recipe = _recipe(request.query_params.get("recipe", ""))
    answer = _answer(app, listener, recipe, now, None)
    return page(
        "home",
        listener=listener,
        mark=mark(listener.id),
        tabs=[(name, recipes()[name].title) for name in _RECIPES],
        held=await asyncio.to_thread(profile.held_of, app, listener, now),
        personal=app.accounts.consent(listener.id).permits(Purpose.PERSONALISE),
        new_here=_new_here(app, listener, now),
        **answer,
    )


@get("/slate")
async def slate(request: Request[Any, Any, Any]) -> Page:
    """The list alone, as it is now: segue.js asks for it when something it kept has arrived."""
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    recipe = _recipe(request.query_params.get("recipe", ""))
    if not by_htmx(request):
        return see(f"/?recipe={recipe}")
    return page("slate", **_answer(app_of(request), listener, recipe, datetime.now(UTC), None))


@post("/act", status_code=200)
async def act(request: Request[Any, Any, Any]) -> Page:
    """One event, durable, and the list as it is after it: what `/api/v1/next` does, for a person."""
    began = perf_counter()
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, now = app_of(request), datetime.now(UTC)
    fields = await fields_of(request)
    event = pressed(app, fields, now)
    recipe = _recipe(fields.get("recipe", ""))
    await asyncio.wrap_future(app.recorder.submit(listener, [event]))
    if not by_htmx(request):
        return see(f"/?recipe={recipe}")
    answer = _answer(app, listener, recipe, now, event)
    ms = (perf_counter() - began) * 1000
    timing = {"Server-Timing": f"answer;dur={ms:.1f}"}
    return page("slate", headers=timing, **{**answer, "ms": ms})


def _new_here(app: App, listener: Listener, now: datetime) -> bool:
    """Nothing is known of their taste, and there are artists to be asked about."""
    with app.follower.use(listener.id) as held:
        silent = not held.read("taste", now) and not held.read("follows", now) and not held.read("ratings", now).liked
    return silent and len(app.catalog) > 0


def _recipe(name: str) -> str:
    return name if name in _RECIPES else _RECIPES[0]


def _answer(app: App, listener: Listener, recipe: str, now: datetime, event: Event | None) -> dict[str, Any]:
    """What the template `slate` wants."""
    began = perf_counter()
    lang = app.accounts.languages.of(listener.id) or DEFAULT
    asked = Asked(listener.id, now.astimezone(listener.zone), recipe=recipe, lang=lang, explain=True)
    answer = app.server.answer(listener, asked)
    with app.follower.use(listener.id) as held:
        view = shown.view(answer, held, app.catalog, asked.now, event)
    ms = (perf_counter() - began) * 1000
    return {"view": view, "recipe": recipe, "ms": ms, "tracks": len(app.catalog)}


def pressed(app: App, fields: dict[str, str], now: datetime) -> Event:
    """What a button of a list tells.

    Raises:
        Problem: 400.
    """
    kind, slate_id, of = fields.get("kind", ""), fields.get("slate", ""), fields.get("of", "")
    if kind not in _KINDS or len(slate_id) > 64 or len(of) > 128:
        raise Problem(400, "this button does not exist")
    track = _track(app, fields.get("track", ""))
    known = app.catalog.get(track)
    position = {EventKind.SKIP: SKIPPED_AT_MS, EventKind.COMPLETE: known.duration_ms if known else None}
    return Event(
        event_id=event_id(slate_id, track, kind, of),
        kind=EventKind(kind),
        at=now,
        track=TrackRef(id=track),
        device=DEVICE,
        position_ms=position.get(EventKind(kind)),
        slate_id=slate_id or None,
    )


def _track(app: App, text: str) -> TrackId:
    try:
        track = parse_track_id(text)
    except ValueError as error:
        raise Problem(400, str(error)) from None
    if app.catalog.get(track) is None:
        raise Problem(400, "there is no such track any more; reload the page")
    return app.catalog.canonical(track)
