"""`/dj`: one track after the other, and before some a line about it, which the page plays where it can be heard."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, get, post

from segue.app import App
from segue.domain.event import Event, EventKind, TrackId
from segue.domain.listener import Listener
from segue.domain.slate import Request as Asked
from segue.web.auth import app_of
from segue.web.pages import shown
from segue.web.pages.button import mark
from segue.web.pages.csp import require_same_site
from segue.web.pages.evidence import told
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.pressed import pressed
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem

_STAYS = frozenset({EventKind.LIKE, EventKind.UNLIKE})  # the track goes on
_TALKS = {"never": 0.0, "some": 0.5, "always": 1.0, "auto": None}


@get("/dj")
async def ask(request: Request[Any, Any, Any]) -> Page:
    """Nothing plays yet: a turn is taken by a press."""
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    talk = _named(app_of(request).accounts.talk.of(listener.id))
    return page(request, "dj", listener=listener, mark=mark(listener.id), turn=None, talks=tuple(_TALKS), talk=talk)


@post("/dj", status_code=200)
async def go_on(request: Request[Any, Any, Any]) -> Page:
    """What was done with the last track, durable; then the next one. After a like the track stays."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, lang, fields = app_of(request), lang_of(request), await fields_of(request)
    events: list[Event] = []
    if fields.get("kind"):
        events = pressed(app, fields, datetime.now(UTC), lang)
        await asyncio.wrap_future(app.recorder.submit(listener, events))
    context = await asyncio.to_thread(_turned, app, listener, events[0] if events else None, lang)
    if by_htmx(request):
        return page(request, "dj_live", **context)
    context |= {"talks": tuple(_TALKS), "talk": _named(app.accounts.talk.of(listener.id))}
    return page(request, "dj", listener=listener, mark=mark(listener.id), here="/dj", **context)


@post("/dj/talk", status_code=303)
async def choose(request: Request[Any, Any, Any]) -> Page:
    """How talkative it is for this listener, from now on."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    wanted = (await fields_of(request)).get("talk", "")
    if wanted not in _TALKS:
        raise Problem(400, tell(lang_of(request), "no_such.button"))
    app_of(request).accounts.talk.choose(listener.id, _TALKS[wanted])
    return see("/dj")


def _turned(app: App, listener: Listener, event: Event | None, lang: str) -> dict[str, Any]:
    """What the template `dj_live` wants."""
    now = datetime.now(UTC)
    local = now.astimezone(listener.zone)
    did = shown.done(event, app.catalog, lang)
    stays = event.track.id if event is not None and event.track is not None and event.kind in _STAYS else None
    found = None if stays else app.dj.next(listener, Asked(listener.id, local, lang=lang))
    ids = set(found.track.reason.evidence) if found and found.track else set()
    with app.follower.use(listener.id) as held:
        proof = told(held, app.catalog, ids, local, lang)
        liked = held.read("ratings", now).liked
    track = found.track.id if found and found.track else TrackId(stays) if stays else None
    return {
        "turn": True,
        "track": app.catalog.get(track) if track else None,
        "reason": found.track.reason.text if found and found.track else "",
        "proof": list(proof.values()),
        "line": found.line if found else None,
        "slate_id": (found.slate_id if found else event.slate_id if event else "") or "",
        "liked": liked,
        "did": did,
    }


def _named(talk: float | None) -> str:
    """The choice that is nearest to it."""
    if talk is None:
        return "auto"
    return "never" if talk <= 0.05 else "always" if talk >= 0.95 else "some"
