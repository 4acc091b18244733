"""The Litestar application: routes, error documents, headers, and what runs beside the requests."""

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components
from litestar.types import Message, Scope
from sqlalchemy.exc import OperationalError
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from segue import __version__
from segue.app import App
from segue.discovery import discover
from segue.domain.consent import Refused
from segue.ports import Unavailable
from segue.web import health, problems
from segue.web.api.dial import get_dial, post_dial
from segue.web.api.dj import get_dj_next, get_dj_speech, post_dj_talk
from segue.web.api.events import post_events
from segue.web.api.identity import delete_link, get_links, post_adopt, post_anonymous, post_links
from segue.web.api.mixes import get_cover, get_mix, get_mixes, post_mix_next
from segue.web.api.profile import get_profile
from segue.web.api.prompts import post_prompt
from segue.web.api.recommendations import get_recommendations, post_next
from segue.web.api.search import get_search
from segue.web.api.starter import get_starter, post_starter
from segue.web.api.tracks import get_track
from segue.web.body import Reading
from segue.web.documented import SECURITY
from segue.web.pace import Pace
from segue.web.pages.routes import pages
from segue.web.protocol import Protocol, SayNo
from segue.web.proxy.route import Proxy
from segue.web.quick import Quick

_log = logging.getLogger(__name__)
_LONGEST_PAUSE_S = 2.0  # of the consumer
_FIRST_SYNC_S = 30.0  # after the start
_FIRST_REFRESH_S = 10.0  # between two looks whether there is anything to learn from
_GROWTH_S = 30.0  # between two looks whether tracks came
_GROWN_S = 300.0  # between a refresh and one for tracks alone
_REST = 10  # a catalogue that grows is indexed at most in a tenth of the time
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


def front(app: App) -> Quick:
    """What a server serves: the framework, and before it the short way for single events."""
    framework = litestar(app)
    behind = ProxyHeadersMiddleware(cast(Any, framework), os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"))
    return Quick(app, cast(Any, behind), framework.state.pace, _HEADERS)


def litestar(app: App) -> Litestar:
    """The ASGI application over an `App`; the consumer is `beside`'s business.

    Raises:
        ValueError: a setting about protocols that cannot be.
    """
    proxy = Proxy(app) if app.settings.subsonic_upstream else None
    spoken = _spoken(app)
    return Litestar(
        route_handlers=[
            post_events,
            get_recommendations,
            post_next,
            get_profile,
            post_prompt,
            get_track,
            get_search,
            get_mixes,
            get_mix,
            get_cover,
            post_mix_next,
            get_dj_next,
            get_dj_speech,
            post_dj_talk,
            get_dial,
            post_dial,
            get_starter,
            post_starter,
            post_anonymous,
            post_adopt,
            get_links,
            post_links,
            delete_link,
            *(route for protocol in spoken for route in protocol.routes),
            *([proxy.route()] if proxy else []),
            health.live,
            health.ready,
            *pages(),
        ],
        state=State({"segue": app, "pace": Pace(app.settings.requests_per_s), "reading": Reading()}),
        lifespan=[proxy.beside] if proxy else [],
        before_send=[_safe_headers],
        exception_handlers={
            problems.Problem: problems.on_problem,
            Refused: problems.on_refused,
            Unavailable: problems.on_unavailable,
            OperationalError: problems.on_records,
            HTTPException: _missing(spoken),
            Exception: problems.on_failure,
        },
        openapi_config=OpenAPIConfig(
            title="Segue",
            version=__version__,
            path="/schema",
            use_handler_docstrings=True,
            components=Components(security_schemes={**SECURITY}),
            render_plugins=[JsonRenderPlugin(path=("/", "/openapi.json"))],
        ),
        cors_config=_elsewhere(app.settings.page_origins),
        logging_config=None,
        compression_config=None,
    )


def _spoken(app: App) -> list[Protocol]:
    """Every protocol that is not switched off. Behind the proxy it is the other server's /rest/."""
    protocols = discover("segue.web.protocols", Protocol)
    if unknown := set(app.settings.protocols_off) - set(protocols):
        raise ValueError(f"protocols_off: there is no {', '.join(sorted(unknown))}; there are {', '.join(protocols)}")
    off = {*app.settings.protocols_off, *(["subsonic"] if app.settings.subsonic_upstream else [])}
    return [protocol for name, protocol in protocols.items() if name not in off]


def _missing(spoken: Sequence[Protocol]) -> SayNo:
    """How the framework's own refusals are told: as the protocol says them whose path it is."""
    said = {begins: say for protocol in spoken for begins, say in protocol.missing.items()}

    def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
        path = request.scope["path"]
        say = next((say for begins, say in said.items() if path.startswith(begins)), problems.on_http)
        return say(request, error)

    return on_http


def _elsewhere(origins: Sequence[str]) -> CORSConfig | None:
    """Pages of these sites may speak to the API with a token; the cookie is never theirs."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type"],
        expose_headers=["retry-after"],
        max_age=86_400,
    )


async def _safe_headers(message: Message, _: Scope) -> None:
    """On every answer, also where no route is: a middleware would miss those."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_HEADERS]


@contextmanager
def beside(
    app: App,
    refresh: Callable[[], Any] | None = None,
    sync: Callable[[threading.Event], Any] | None = None,
    push: Callable[[threading.Event], Any] | None = None,
) -> Iterator[None]:
    """Run the consumer, and the periodic refresh, sync and push when given, in threads as long as the block lasts."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_follow, args=(app, stop), name="follower"),
        threading.Thread(target=_keep, args=(app, stop), name="keeper"),
        threading.Thread(target=_search, args=(app, stop), name="searcher"),
    ]
    if app.settings.mixes_every_s > 0:
        threads.append(threading.Thread(target=_mix, args=(app, stop, push), name="mixer"))
    if refresh is not None and app.settings.refresh_every_s > 0:
        threads.append(threading.Thread(target=_refresh, args=(app, stop, refresh), name="refresher"))
    if sync is not None and app.settings.sync_every_s > 0:
        threads.append(threading.Thread(target=_sync, args=(app, stop, sync), name="syncer"))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _follow(app: App, stop: threading.Event) -> None:
    """Sweep the log, save what was answered, notice what other processes added to the catalogue.

    A profile is brought up to date when it is asked for, so under load the sweep may take its time: it is at work for
    a third of it at most, and leaves the rest to those who wait for an answer.
    """
    while True:
        began = time.monotonic()
        try:
            app.catalog.reload()
            app.holdings.reload()
            app.follower.sweep()
            app.forget_again()
            app.server.save()
        except Exception as error:  # a full disk must not end the thread: it comes back
            _log.error("the consumer will try again: %s", error)
        if stop.wait(max(app.settings.follow_every_s, min(_LONGEST_PAUSE_S, 2 * (time.monotonic() - began)))):
            return


def _search(app: App, stop: threading.Event) -> None:
    """Take into the index of names what is new in the catalogue. The first time it may take a while."""
    while True:
        began = time.monotonic()
        try:
            app.search.follow()
        except Exception as error:  # what was found before is found still
            _log.error("the search index will be tried again: %s", error)
        if stop.wait(max(app.settings.follow_every_s, _REST * (time.monotonic() - began))):
            return


def _keep(app: App, stop: threading.Event) -> None:
    """Bring the log into the lake, at intervals and at the end; a full disk must not end the thread either."""
    due = time.monotonic() + app.settings.lake_every_s
    while True:
        last = stop.is_set()
        try:
            if last or time.monotonic() >= due:
                due = time.monotonic() + app.settings.lake_every_s
                app.keeper.sweep()
            app.keeper.forget_again()
        except Exception as error:
            _log.error("the lake will be written later: %s", error)
        if last:
            return
        stop.wait(min(1.0, app.settings.lake_every_s))


def _mix(app: App, stop: threading.Event, push: Callable[[threading.Event], Any] | None) -> None:
    """Make what is due by each listener's own clock, one mix at a time, so that players and the page find it there;
    then bring them where they are kept, also when one was turned by a skip."""
    pushed = -math.inf
    faults: list[str] = []
    if not stop.wait(min(5.0, app.settings.mixes_every_s)):
        app.mixes.warm()
    while not stop.wait(app.settings.mixes_every_s):
        try:
            app.mixes.reread()
            for fault in app.mixes.faults:
                if fault not in faults:
                    _log.warning("a recipe is left out: %s", fault)
            faults = app.mixes.faults
            made = False
            for _ in app.mixes.make_due(datetime.now(UTC)):
                made = True
                if stop.is_set():
                    return
            every_s = app.settings.push_every_s
            due = every_s > 0 and (made or time.monotonic() - pushed >= every_s)
            if push is not None and due and app.pusher.store.aims():
                pushed = time.monotonic()
                push(stop)
        except Exception as error:
            _log.error("mixes will be made later: %s", error)


def _refresh(app: App, stop: threading.Event, refresh: Callable[[], Any]) -> None:
    """The first model as soon as there is something to learn from, then at intervals, when there is news; and earlier
    when tracks came and no more are coming, for no answer holds them before."""
    every_s = app.settings.refresh_every_s
    told, known = -1, len(app.models.current()) if app.registry.current() else -1  # in the log, and tracks, at the last
    standing, due, rested = -1, time.monotonic() + every_s, 0.0
    while not stop.wait(min(_FIRST_REFRESH_S if app.registry.current() is None else _GROWTH_S, every_s)):
        app.catalog.reload()
        end, count, now = app.log.end(), len(app.catalog), time.monotonic()
        settled, standing = count == standing, count
        news = end != told and (now >= due or app.registry.current() is None)
        if not count or not (news or (settled and count > known and now >= rested)):
            continue
        told, known = end, count
        refresh()
        took_s = time.monotonic() - now
        due, rested = now + every_s, now + took_s + max(_GROWN_S, _REST * took_s)


def _sync(app: App, stop: threading.Event, sync: Callable[[threading.Event], Any]) -> None:
    """Soon after the start, then at intervals, while music servers are known."""
    pause_s = min(_FIRST_SYNC_S, app.settings.sync_every_s)
    while not stop.wait(pause_s):
        pause_s = app.settings.sync_every_s
        try:
            if app.connections.all():
                sync(stop)
        except (OSError, ValueError) as error:
            _log.error("no music server is read: %s", error)
