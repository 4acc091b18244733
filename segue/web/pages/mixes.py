"""`/mixes`: the mixes of whoever is signed in as cards, one of them with its tracks, and what a press does to it."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.event import Event, TrackId
from segue.domain.listener import Listener
from segue.domain.playlist import Playlist
from segue.playlists.asked import NoMix
from segue.playlists.sequence import explain
from segue.web.auth import app_of
from segue.web.pages import shown
from segue.web.pages.button import mark
from segue.web.pages.csp import PERSONAL, require_same_site
from segue.web.pages.curve import curve
from segue.web.pages.evidence import Told, told
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.pressed import pressed
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem

_VISIBLE = 8  # tracks below the one that was pressed, which stand on a screen


@get("/mixes")
async def cards(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    app = app_of(request)
    found = await asyncio.to_thread(app.mixes.all, listener, datetime.now(UTC), lang_of(request))
    return page(request, "mixes", listener=listener, mixes=found, faults=app.mixes.faults, tracks=len(app.catalog))


@get("/mixes/{name:str}")
async def mix(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    app = app_of(request)
    _known(app, name)
    found = await asyncio.to_thread(_shown, app, listener, name, None, lang_of(request))
    return page(request, "mix", listener=listener, mark=mark(listener.id), **found)


@get("/mixes/{name:str}/live")
async def live(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """The list alone, as it is now."""
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app = app_of(request)
    _known(app, name)
    if not by_htmx(request):
        return see(f"/mixes/{name}")
    return page(request, "mix_live", **await asyncio.to_thread(_shown, app, listener, name, None, lang_of(request)))


@get("/mixes/{name:str}/cover.svg")
async def picture(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    listener = signed_in(request)
    if listener is None:
        raise Problem(401, "sign in first")
    app = app_of(request)
    _known(app, name)
    one = await asyncio.to_thread(app.mixes.playlist, listener, name, datetime.now(UTC), lang_of(request))
    headers = {**PERSONAL, "Cache-Control": "private, max-age=300"}
    return Response(app.mixes.cover(one), media_type="image/svg+xml", headers=headers)


@post("/mixes/{name:str}/act", status_code=200)
async def act(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """One event, durable, and the mix as it goes on after it."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app = app_of(request)
    _known(app, name)
    events = pressed(app, await fields_of(request), datetime.now(UTC), lang_of(request))
    await asyncio.wrap_future(app.recorder.submit(listener, events))
    if not by_htmx(request):
        await asyncio.to_thread(app.mixes.turned, listener, name, datetime.now(UTC), visible=_VISIBLE)
        return see(f"/mixes/{name}")
    return page(
        request, "mix_live", **await asyncio.to_thread(_shown, app, listener, name, events[0], lang_of(request))
    )


def _shown(app: App, listener: Listener, name: str, event: Event | None, lang: str) -> dict[str, Any]:
    """What the template `mix_live` wants."""
    now = datetime.now(UTC)
    before = app.mixes.kept(listener, name, now) if event is not None else None
    if event is not None:
        one = app.mixes.turned(listener, name, now, lang=lang, visible=_VISIBLE)
    else:
        one = app.mixes.playlist(listener, name, now, lang)
    app.mixes.shown(listener, one, now)
    rows = [known for t in one.tracks if (known := app.catalog.get(t.id)) is not None]
    recipe = app.mixes.recipes()[app.mixes.named(name).recipe].mix
    shape = recipe.shape if recipe else "level"
    proof: dict[str, Told] = {}
    liked: Mapping[TrackId, str] = {}
    if app.accounts.consent(listener.id).permits(Purpose.PERSONALISE):
        with app.follower.use(listener.id) as held:
            events = {e for t in one.tracks for e in t.reason.evidence}
            proof = told(held, app.catalog, events, now.astimezone(listener.zone), lang)
            liked = held.read("ratings", now).liked
    return {
        "mix": one,
        "slate_id": f"{one.id[:13]}.{one.period}.{one.changed}"[:64],
        "curve": curve(explain(rows, range(len(rows)), shape).steps, lang) if len(rows) > 2 else None,
        "proof": {t.id: [proof[e] for e in t.reason.evidence if e in proof] for t in one.tracks},
        "liked": liked,
        "said": _said(before or one, one, event, app, lang),
        "known": app.catalog.get,
    }


def _said(before: Playlist, after: Playlist, event: Event | None, app: App, lang: str) -> str:
    did = shown.done(event, app.catalog, lang)
    fresh = len({t.id for t in after.tracks} - {t.id for t in before.tracks})
    return tell(lang, "mix.said", fresh, did=did, count=fresh) if did else ""


def _known(app: App, name: str) -> None:
    try:
        app.mixes.named(name)
    except NoMix as none:
        raise Problem(404, str(none)) from None
