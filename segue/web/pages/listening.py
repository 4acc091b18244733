"""`/`: the slate of whoever is signed in, and the buttons that tell what they did with it."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from litestar import Request, get, post

from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import Event
from segue.domain.listener import Listener
from segue.domain.slate import Request as Asked
from segue.web.auth import app_of
from segue.web.pages import dial, profile, shown
from segue.web.pages.button import mark
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.pressed import pressed
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of

_RECIPES = ("for_you", "discover", "familiar")


@get("/")
async def home(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    app, now = app_of(request), datetime.now(UTC)
    recipe = _recipe(request.query_params.get("recipe", ""))
    answer = _answer(app, listener, recipe, now, None, lang_of(request))
    return page(
        request,
        "home",
        listener=listener,
        mark=mark(listener.id),
        tabs=_RECIPES,
        dial=round(100 * app.server.dial(listener, now)),
        dialled=app.accounts.dials.of(listener.id) is not None,
        held=await asyncio.to_thread(profile.held_of, app, listener, now, lang_of(request)),
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
    return page(
        request, "slate", **_answer(app_of(request), listener, recipe, datetime.now(UTC), None, lang_of(request))
    )


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
    lang = lang_of(request)
    events = pressed(app, fields, now, lang)
    recipe = _recipe(fields.get("recipe", ""))
    await asyncio.wrap_future(app.recorder.submit(listener, events))
    if not by_htmx(request):
        return see(f"/?recipe={recipe}")
    answer = _answer(app, listener, recipe, now, events[0], lang)
    ms = (perf_counter() - began) * 1000
    timing = {"Server-Timing": f"answer;dur={ms:.1f}"}
    return page(request, "slate", headers=timing, **{**answer, "ms": ms})


def _new_here(app: App, listener: Listener, now: datetime) -> bool:
    """Nothing is known of their taste, and there are artists to be asked about."""
    with app.follower.use(listener.id) as held:
        silent = not held.read("taste", now) and not held.read("follows", now) and not held.read("ratings", now).liked
    return silent and len(app.catalog) > 0


def _recipe(name: str) -> str:
    return name if name in _RECIPES else _RECIPES[0]


def _answer(app: App, listener: Listener, recipe: str, now: datetime, event: Event | None, lang: str) -> dict[str, Any]:
    """What the template `slate` wants."""
    began = perf_counter()
    asked = Asked(listener.id, now.astimezone(listener.zone), recipe=recipe, lang=lang, explain=True)
    answer = app.server.answer(listener, asked)
    with app.follower.use(listener.id) as held:
        view = shown.view(answer, held, app.catalog, asked.now, event, lang)
    ms = (perf_counter() - began) * 1000
    return {"view": view, "recipe": recipe, "ms": ms, "tracks": len(app.catalog), "known": app.catalog.get}


@post("/dial", status_code=200)
async def turn(request: Request[Any, Any, Any]) -> Page:
    """How much of a list was heard before: stored for this listener, for every player that does not say otherwise."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, fields, lang = app_of(request), await fields_of(request), lang_of(request)
    app.accounts.dials.turn(listener.id, None if fields.get("learn") else dial.told(fields.get("share", ""), lang))
    recipe = _recipe(fields.get("recipe", ""))
    if not by_htmx(request):
        return see(f"/?recipe={recipe}")
    return page(request, "slate", **_answer(app, listener, recipe, datetime.now(UTC), None, lang))
