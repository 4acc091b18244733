"""Templates to answers: escaped, never cached, under the strict policy."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from segue import __version__
from segue.domain.consent import Refused
from segue.ports import Unavailable
from segue.recommend.message import languages
from segue.web import problems
from segue.web.pages import static
from segue.web.pages.button import SKIPPED_AT_MS, event_id
from segue.web.pages.csp import PERSONAL
from segue.web.pages.tell import lang_of, moment, tell, words
from segue.web.problems import Problem

Page = Response[Any]
_TITLED = frozenset({400, 401, 403, 404, 405, 413, 429, 500, 503})


@cache
def _templates(lang: str) -> Environment:
    env = Environment(
        loader=PackageLoader("segue.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(static=static.url, version=__version__, event_id=event_id, skipped_at_ms=SKIPPED_AT_MS)
    env.globals.update(t=partial(tell, lang), lang=lang, days=words()[lang].days, spoken=_spoken())
    env.filters.update(sentence=sentence, moment=partial(moment, lang))
    return env


def _spoken() -> list[tuple[str, str]]:
    """The languages of the page, and what each calls itself."""
    return [(lang, languages()[lang].name) for lang in words()]


def sentence(text: str, begins: bool = True) -> str:
    """A reason as a sentence of its own; begins: with a capital letter."""
    text = text[:1].upper() + text[1:] if begins else text
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def by_htmx(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


def page(
    request: Request[Any, Any, Any],
    name: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Page:
    """An answer made of `templates/<name>.html`, in the language of whoever asks."""
    at = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    whole = {"here": at if request.method == "GET" else "/", **context}
    body = _templates(lang_of(request)).get_template(f"{name}.html").render(**whole)
    return Response(body, status_code=status, media_type=MediaType.HTML, headers={**PERSONAL, **(headers or {})})


def see(path: str) -> Page:
    """After a form: go and look there."""
    return Redirect(path, status_code=303, headers=PERSONAL)


def _failed(request: Request[Any, Any, Any], problem: Problem) -> Page:
    """A no, for a person: a whole page, or a line above the list when htmx asked."""
    headers = {"Retry-After": "5"} if problem.status == 503 else {}
    if by_htmx(request):
        headers |= {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"}
        return page(request, "trouble", status=problem.status, headers=headers, detail=problem.detail)
    title = f"status.{problem.status}" if problem.status in _TITLED else "status.other"
    return page(request, "problem", status=problem.status, headers=headers, title=title, detail=problem.detail)


def on_problem(request: Request[Any, Any, Any], error: Problem) -> Page:
    return _failed(request, error)


def on_refused(request: Request[Any, Any, Any], error: Refused) -> Page:
    return _failed(request, Problem(403, str(error)))


def on_unavailable(request: Request[Any, Any, Any], error: Unavailable) -> Page:
    return _failed(request, Problem(503, str(error)))


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Page:
    return _failed(request, problems.of_http(error))


def on_failure(request: Request[Any, Any, Any], error: Exception) -> Page:
    problems.on_failure(request, error)  # logs it
    return _failed(request, Problem(500, "Segue failed; the server's log has what happened"))
