"""`POST /api/v1/prompts`: a playlist from words, or from the query that words became before."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response, post

from segue.playlists.prompt.plain import LONGEST
from segue.playlists.prompt.told import spoken_in
from segue.recommend.message import languages, spoken
from segue.web.api import asking
from segue.web.api.recommendations import PRIVATE
from segue.web.auth import app_of, listener_of
from segue.web.body import read_object
from segue.web.documented_prompts import PromptOperation
from segue.web.problems import Problem

_MOST_GONE = 200  # chips
_MARKUP = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))


@post(
    "/api/v1/prompts",
    status_code=200,
    operation_class=PromptOperation,
    tags=["listening"],
    request_max_body_size=None,
)
async def post_prompt(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A playlist for a prompt in the listener's own words, with one sentence on how it was understood and its parts as
    chips.

    To take a chip away, send `query` back without it, or its id in `without`. Nothing of the words is kept.
    """
    app, listener = app_of(request), listener_of(request)
    told = await read_object(request, app.settings)
    words, query = told.get("prompt"), told.get("query")
    if (words is None) == (query is None):
        raise Problem(400, "want either a prompt or a query", "prompt")
    if words is not None and (not isinstance(words, str) or not 0 < len(words) <= LONGEST):
        raise Problem(400, f"want a text of 1 to {LONGEST} characters", "prompt")
    if query is not None and not isinstance(query, Mapping):
        raise Problem(400, "want an object", "query")
    gone = told.get("without", [])
    if not isinstance(gone, list) or len(gone) > _MOST_GONE or not all(isinstance(one, str) for one in gone):
        raise Problem(400, f"want a list of at most {_MOST_GONE} ids of chips", "without")
    lang = told.get("lang")
    if lang is None:
        chosen = app.accounts.languages.of(listener.id) or spoken(request.headers.get("accept-language", ""))
        lang = spoken_in(words or "", chosen)
    if lang not in languages():
        raise Problem(400, f"want one of {', '.join(languages())}", "lang")
    fields = {name: told[name] for name in ("seed", "profiled") if name in told}
    asked = asking.from_fields(app, listener, {**fields, "lang": lang}, datetime.now(UTC), "")
    what: str | Mapping[str, Any] = words or query or {}
    found = await asyncio.to_thread(app.prompter.prompted, listener, what, asked, gone)
    return Response(without_markup(msgspec.json.encode(found)), media_type="application/json", headers=PRIVATE)


def without_markup(body: bytes) -> bytes:
    """The same JSON with no byte that a browser could take for a tag, whatever it is shown as."""
    for sign, escaped in _MARKUP:
        body = body.replace(sign, escaped)
    return body
