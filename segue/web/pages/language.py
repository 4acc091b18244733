"""The language of the page and of all answers, as the listener chooses it."""

import re
from typing import Any

from litestar import Request, post

from segue.web.auth import app_of
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, signed_in
from segue.web.pages.render import Page, see
from segue.web.pages.tell import words
from segue.web.problems import Problem

_HERE = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}", re.ASCII)  # a path of this server


@post("/language", status_code=303)
async def choose(request: Request[Any, Any, Any]) -> Page:
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    fields = await fields_of(request)
    lang, back = fields.get("lang", ""), fields.get("back", "")
    if lang not in words():
        raise Problem(400, f"there are {', '.join(words())}", "lang")
    app_of(request).accounts.languages.choose(listener.id, lang)
    return see(back if _HERE.fullmatch(back) else "/")
