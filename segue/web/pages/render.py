"""Templates to answers: escaped, never cached, under the strict policy."""

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from segue import __version__
from segue.domain.consent import Refused
from segue.ports import Unavailable
from segue.web import problems
from segue.web.pages import static
from segue.web.pages.button import SKIPPED_AT_MS, event_id
from segue.web.pages.csp import PERSONAL
from segue.web.problems import Problem

Page = Response[Any]


@cache
def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("segue.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(static=static.url, version=__version__, event_id=event_id, skipped_at_ms=SKIPPED_AT_MS)
    env.filters.update(sentence=sentence, moment=moment)
    return env


def sentence(text: str) -> str:
    """A reason as a sentence of its own."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def moment(at: datetime) -> str:
    """ "3 Nov 2026, 08:12"."""
    return f"{at.day} {at:%b %Y, %H:%M}"


def by_htmx(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


def page(name: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any) -> Page:
    """An answer made of `templates/<name>.html`."""
    body = _templates().get_template(f"{name}.html").render(**context)
    return Response(body, status_code=status, media_type=MediaType.HTML, headers={**PERSONAL, **(headers or {})})


def see(path: str) -> Page:
    """After a form: go and look there."""
    return Redirect(path, status_code=303, headers=PERSONAL)


def _failed(request: Request[Any, Any, Any], problem: Problem) -> Page:
    """A no, for a person: a whole page, or a line above the list when htmx asked."""
    headers = {"Retry-After": "5"} if problem.status == 503 else {}
    if by_htmx(request):
        headers |= {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"}
        return page("trouble", status=problem.status, headers=headers, detail=problem.detail)
    title = problem.document()["title"]
    return page("problem", status=problem.status, headers=headers, title=title, detail=problem.detail)


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
