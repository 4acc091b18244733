"""`/portrait`: everything Segue concludes about whoever is signed in, in words and small charts."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Request, get, post

from segue.app import App
from segue.domain.consent import Purpose
from segue.domain.listener import Listener
from segue.flows.portray import portray
from segue.portrait.chart import Chart
from segue.web.auth import app_of
from segue.web.pages.csp import require_same_site
from segue.web.pages.fields import fields_of
from segue.web.pages.login import sign_in_again, signed_in
from segue.web.pages.render import Page, page, see
from segue.web.pages.tell import lang_of, tell
from segue.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Linked:
    """Another id that counts for this listener, or for whom this one counts. `name` is empty for nobody by name."""

    id: str
    how: str  # login, device, explicit, or tells: this one counts for the other
    device: str
    person: str
    name: str
    since: datetime
    undoable: bool


@get("/portrait")
async def shown(request: Request[Any, Any, Any]) -> Page:
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app, now = app_of(request), datetime.now(UTC)
    linked = await asyncio.to_thread(_linked, app, listener)
    if not app.accounts.consent(listener.id).permits(Purpose.PERSONALISE):
        return page(
            request, "portrait", listener=listener, personal=False, conclusions=[], kind_of=_kind_of, linked=linked
        )
    asked = (app.settings, app.accounts, app.follower, app.catalog, listener, now, lang_of(request))
    found = await asyncio.to_thread(portray, *asked)
    return page(
        request,
        "portrait",
        listener=listener,
        personal=True,
        conclusions=found.conclusions,
        kind_of=_kind_of,
        linked=linked,
    )


@post("/unlink", status_code=303)
async def unlink(request: Request[Any, Any, Any]) -> Page:
    """Take back what made two ids one listener."""
    require_same_site(request)
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    app = app_of(request)
    link = (await fields_of(request)).get("link", "")
    if app.accounts.links.undoable(link, listener.id) is None:
        raise Problem(404, tell(lang_of(request), "linked.gone"))
    await asyncio.to_thread(app.unlink, link, datetime.now(UTC))
    return see("/portrait")


def _linked(app: App, listener: Listener) -> list[Linked]:
    """Links in force, the oldest first."""
    found, links = [], app.accounts.links
    for one, part in links.of(listener.id):
        if one.undone is not None:
            continue
        to_me = one.target == listener.id
        other = app.accounts.get(part.of if part else one.source) if to_me else app.accounts.get(one.target)
        device = part.device if part else app.accounts.nameless.device(one.source) if to_me else None
        found.append(
            Linked(
                id=one.id,
                how=one.how.value if to_me else "tells",
                device=device or "",
                person=part.person if part and part.why == "voice" else "",
                name="" if other is None or (device and not part) else other.name,
                since=datetime.fromisoformat(one.since).astimezone(listener.zone),
                undoable=links.undoable(one.id, listener.id) is not None,
            )
        )
    return found


def _kind_of(chart: Chart) -> str:
    return str(chart.__struct_config__.tag)
