"""`/portrait`: everything Segue concludes about whoever is signed in, in words and small charts."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, get

from segue.domain.consent import Purpose
from segue.flows.portray import portray
from segue.portrait.chart import Chart
from segue.web.auth import app_of
from segue.web.pages.login import sign_in_again, signed_in
from segue.web.pages.render import Page, page


@get("/portrait")
async def shown(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, now = app_of(request), datetime.now(UTC)
    if not app.accounts.consent(listener.id).permits(Purpose.PERSONALISE):
        return page("portrait", listener=listener, personal=False, conclusions=[], kind_of=_kind_of)
    found = await asyncio.to_thread(portray, app.settings, app.accounts, app.follower, app.catalog, listener, now)
    return page("portrait", listener=listener, personal=True, conclusions=found.conclusions, kind_of=_kind_of)


def _kind_of(chart: Chart) -> str:
    return str(chart.__struct_config__.tag)
