"""`/prompt`: a playlist from words, how they were understood, and its parts as chips that can be taken away."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, get, post

from segue.app import App
from segue.domain.event import Event
from segue.domain.listener import Listener
from segue.domain.slate import Request as Asked
from segue.flows.prompt import Prompted
from segue.ingest.body import read_message
from segue.ingest.dialect import Malformed
from segue.playlists.prompt.plain import LONGEST
from segue.web.auth import app_of
from segue.web.pages import shown
from segue.web.pages.button import mark
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, sign_in_page, signed_in
from segue.web.pages.pressed import pressed
from segue.web.pages.render import Page, by_htmx, page
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem

_MOST_BYTES = 16_000  # of a query that comes back


@get("/prompt")
async def ask(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_page(request)
    return page(request, "prompt", listener=listener, mark=mark(listener.id), words="", found=None, longest=LONGEST)


@post("/prompt", status_code=200)
async def answer(request: Request[Any, Any, Any]) -> Page:
    """Words; or the query they became, without a chip, or after a press on one of its tracks.

    They come in the body of a form and are answered at once: they stand in no address, and nothing of them is kept.
    """
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, lang, fields = app_of(request), lang_of(request), await fields_of(request)
    words = fields.get("example") or fields.get("prompt", "")
    what = _query(fields["query"], lang) if fields.get("query") else _words(words, lang)
    events: list[Event] = []
    if fields.get("kind"):
        events = pressed(app, fields, datetime.now(UTC), lang)
        await asyncio.wrap_future(app.recorder.submit(listener, events))
    gone = [fields["without"]] if fields.get("without") else []
    context = await asyncio.to_thread(_found, app, listener, what, gone, lang, events[0] if events else None)
    context |= {"words": words, "longest": LONGEST}
    if by_htmx(request):
        return page(request, "prompt_live", **context)
    return page(request, "prompt", listener=listener, mark=mark(listener.id), here="/prompt", **context)


def _found(
    app: App, listener: Listener, what: str | Mapping[str, Any], gone: list[str], lang: str, event: Event | None
) -> dict[str, Any]:
    """What the template `prompt_live` wants."""
    now = datetime.now(UTC)
    asked = Asked(listener.id, now.astimezone(listener.zone), lang=lang)
    found: Prompted = app.prompter.prompted(listener, what, asked, gone)
    with app.follower.use(listener.id) as held:
        view = shown.view(found.slate, held, app.catalog, asked.now, event, lang)
    query = msgspec.json.encode(found.query).decode()
    return {"found": found, "view": view, "query": query, "known": app.catalog.get}


def _words(text: str, lang: str) -> str:
    """Raises Problem 400."""
    if not text.strip():
        raise Problem(400, tell(lang, "prompt.empty"))
    if len(text) > LONGEST:
        raise Problem(400, tell(lang, "prompt.long", most=LONGEST))
    return text


def _query(text: str, lang: str) -> Mapping[str, Any]:
    """Raises Problem 400."""
    try:
        if len(text) > _MOST_BYTES:
            raise Malformed("", "too long")
        return read_message(text.encode("utf-8", "replace"))
    except Malformed:
        raise Problem(400, tell(lang, "prompt.wrong")) from None
