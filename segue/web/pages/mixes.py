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
from segue.flows.mixes import NoMix
from segue.playlists.cover import cover
from segue.playlists.sequence import explain
from segue.recommend.message import DEFAULT
from segue.web.auth import app_of
from segue.web.pages.button import mark
from segue.web.pages.csp import PERSONAL, require_same_site
from segue.web.pages.curve import curve
from segue.web.pages.evidence import Told, told
from segue.web.pages.fields import fields_of
from segue.web.pages.listening import pressed
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.problems import Problem


@get("/mixes")
async def cards(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page()
    app = app_of(request)
    found = await asyncio.to_thread(app.mixes.all, listener, datetime.now(UTC), _lang(app, listener))
    return page("mixes", listener=listener, mixes=found, faults=app.mixes.faults, tracks=len(app.catalog))


@get("/mixes/{name:str}")
async def mix(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page()
    app = app_of(request)
    _known(app, name)
    shown = await asyncio.to_thread(_shown, app, listener, name, None)
    return page("mix", listener=listener, mark=mark(listener.id), **shown)


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
    return page("mix_live", **await asyncio.to_thread(_shown, app, listener, name, None))


@get("/mixes/{name:str}/cover.svg")
async def picture(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    listener = signed_in(request)
    if listener is None:
        raise Problem(401, "sign in first")
    app = app_of(request)
    _known(app, name)
    one = await asyncio.to_thread(app.mixes.playlist, listener, name, datetime.now(UTC), _lang(app, listener))
    drawn = cover(one.title, ", ".join(dict.fromkeys(t.artist for t in one.tracks[:3])), name, _mood(app, name))
    headers = {**PERSONAL, "Cache-Control": "private, max-age=300"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


@post("/mixes/{name:str}/act", status_code=200)
async def act(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """One event, durable, and the mix as it goes on after it."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app = app_of(request)
    _known(app, name)
    event = pressed(app, await fields_of(request), datetime.now(UTC))
    await asyncio.wrap_future(app.recorder.submit(listener, [event]))
    if not by_htmx(request):
        await asyncio.to_thread(app.mixes.turned, listener, name, datetime.now(UTC))
        return see(f"/mixes/{name}")
    return page("mix_live", **await asyncio.to_thread(_shown, app, listener, name, event))


def _shown(app: App, listener: Listener, name: str, event: Event | None) -> dict[str, Any]:
    """What the template `mix_live` wants."""
    now, lang = datetime.now(UTC), _lang(app, listener)
    before = app.mixes.playlist(listener, name, now, lang)
    one = app.mixes.turned(listener, name, now, lang=lang) if event is not None else before
    app.mixes.shown(listener, one, now)
    rows = [known for t in one.tracks if (known := app.catalog.get(t.id)) is not None]
    recipe = app.mixes.recipes()[app.mixes.named(name).recipe].mix
    shape = recipe.shape if recipe else "level"
    proof: dict[str, Told] = {}
    liked: Mapping[TrackId, str] = {}
    if app.accounts.consent(listener.id).permits(Purpose.PERSONALISE):
        with app.follower.use(listener.id) as held:
            events = {e for t in one.tracks for e in t.reason.evidence}
            proof = told(held, app.catalog, events, now.astimezone(listener.zone))
            liked = held.read("ratings", now).liked
    return {
        "mix": one,
        "slate_id": f"{one.id[:13]}.{one.period}.{one.changed}"[:64],
        "curve": curve(explain(rows, range(len(rows)), shape).steps) if len(rows) > 2 else None,
        "proof": {t.id: [proof[e] for e in t.reason.evidence if e in proof] for t in one.tracks},
        "liked": liked,
        "said": _said(before, one, event, app),
    }


def _said(before: Playlist, after: Playlist, event: Event | None, app: App) -> str:
    if event is None or event.track is None or event.track.id is None:
        return ""
    known = app.catalog.get(TrackId(event.track.id))
    fresh = len({t.id for t in after.tracks} - {t.id for t in before.tracks})
    return f"{event.kind.value.capitalize()}: {known.title if known else ''}; {fresh} new in the mix"


def _mood(app: App, name: str) -> str:
    recipe = app.mixes.recipes()[app.mixes.named(name).recipe].mix
    return recipe.mood if recipe else ""


def _lang(app: App, listener: Listener) -> str:
    return app.accounts.languages.of(listener.id) or DEFAULT


def _known(app: App, name: str) -> None:
    try:
        app.mixes.named(name)
    except NoMix as none:
        raise Problem(404, str(none)) from None
