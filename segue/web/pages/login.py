"""Signing in with the token of `segue listener add`, and out again.

The token lives in a cookie, never in a URL.
"""

from typing import Any

from litestar import Request, post
from litestar.datastructures import Cookie

from segue.domain.listener import Listener
from segue.web.auth import COOKIE, app_of
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of, tell

_KEPT_S = 400 * 86_400  # the longest that browsers allow
_LONGEST = 200  # characters of a pasted token that are looked at


def signed_in(request: Request[Any, Any, Any]) -> Listener | None:
    """Whose cookie it is; None: nobody's."""
    token = request.cookies.get(COOKIE)
    return app_of(request).accounts.by_token(token) if token else None


def sign_in_page(request: Request[Any, Any, Any], problem: str = "", status: int = 200) -> Page:
    """problem: a key of the page's words."""
    return page(request, "sign_in", status=status, problem=tell(lang_of(request), problem) if problem else "")


def sign_in_again(request: Request[Any, Any, Any]) -> Page:
    """The cookie is gone or its token revoked in the middle of things."""
    if by_htmx(request):
        return page(
            request, "trouble", status=401, headers={"HX-Redirect": "/"}, detail=tell(lang_of(request), "sign_in.again")
        )
    return see("/")


@post("/sign-in", status_code=303)
async def sign_in(request: Request[Any, Any, Any]) -> Page:
    require_same_site(request)
    token = (await fields_of(request)).get("token", "").strip()
    if not token:
        return sign_in_page(request, "sign_in.empty", 422)
    if len(token) > _LONGEST or app_of(request).accounts.by_token(token) is None:
        return sign_in_page(request, "sign_in.nobody", 401)
    answer = see("/")
    answer.set_cookie(_cookie(request, token.lower(), _KEPT_S))
    return answer


@post("/sign-out", status_code=303)
async def sign_out(request: Request[Any, Any, Any]) -> Page:
    require_same_site(request)
    answer = see("/")
    answer.set_cookie(_cookie(request, "", 0))
    return answer


def _cookie(request: Request[Any, Any, Any], token: str, seconds: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.scope["scheme"] == "https",
    )
