"""What keeps the page to itself: the content security policy, no caching, and no posts from elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from segue.web.problems import Problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERSONAL = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "private, no-store",
    "Vary": "Cookie, HX-Request, Accept-Language",
}


def require_same_site(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site sent here in this browser.

    `Sec-Fetch-Site` settles it. Browsers leave it out for plain http on a local network: there `Origin` has
    to name this host. (The page asks for `referrer: same-origin`, or `Origin` would be "null".)

    Raises:
        Problem: 403.
    """
    came = request.headers.get("sec-fetch-site")
    if came is not None:
        if came in ("same-origin", "none"):
            return
    elif (origin := request.headers.get("origin")) is not None:
        host = request.headers.get("host", "")
        if host and urlsplit(origin).netloc.lower() == host.lower():
            return
    raise Problem(403, "this form was not sent from Segue's own page")
