"""A real server on a small hand-made catalogue, and Debian's Chromium in front of it."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from segue.app import App, build
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.shown import shown_of
from segue.domain.track import Track
from segue.settings import Settings
from segue.web.server import beside, litestar

CHROMIUM = os.environ.get("SEGUE_CHROMIUM", "/usr/bin/chromium")
LAN_NAME = "segue.test"  # resolves to 127.0.0.1 in the browser only: plain http away from localhost
_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {LAN_NAME} 127.0.0.1",
]
_STYLES = {
    "ambient": ("Björk", "Hiroshi Yoshimura", "Brian Eno", "吉村弘"),
    "metal": ("Motörhead", "Mgła", "Iron Maiden", "Sigh"),
    "pop": ("아이유", "ABBA", "<b>Bold & Co</b>", "فيروز"),
}
_LONG = "A rather long title that has to wrap on a phone"
_WORDS = ("봄 설레임", "Hyperballad", "夜の海", "Šed' & “Quote”", _LONG)


def catalogue() -> list[Track]:
    """60 tracks: 3 styles of 4 artists with 5 titles each."""
    found = []
    for style, artists in _STYLES.items():
        for artist in artists:
            for i, word in enumerate(_WORDS):
                key = TrackId(str(uuid5(NAMESPACE_URL, f"{style}/{artist}/{word}")))
                tags = (style, f"{style}-{i % 2}")
                found.append(Track(key, f"{word} {artist[:3]}", artist, duration_ms=180_000, tags=tags))
    return found


@dataclass
class Site:
    """The running server and what a person needs for it."""

    app: App
    port: int
    token: str
    lan_name: str = LAN_NAME
    requests: list[str] = field(default_factory=list)  # of the browser, all of them
    console: list[str] = field(default_factory=list)  # errors and warnings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def events(self) -> list[Event]:
        listener = self.app.accounts.named("Zoë")
        assert listener is not None
        events = [e for b in self.app.log.read(0, 1000, listener.id) for e in b.events]  # type: ignore[arg-type]
        return [e for e in events if shown_of(e) is None]

    def sign_in(self, page: Page, host: str = "127.0.0.1") -> Page:
        """Open the page, note every request and what the console says, and come in with the token."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.goto(f"http://{host}:{self.port}/")
        page.get_by_label("Your token").fill(self.token)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("#live")
        return page

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.console.append(said.text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not there: apt-get install chromium")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, headless=True, args=_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Zoë has finished four ambient tracks and left four metal ones, over the last days."""
    app = build(Settings(home=tmp_path / "home", refresh_every_s=0, explore_share=0.0))
    app.catalog.add(catalogue())
    yield from _serve(app, history=True)


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """Called with the other site's origin: a server that lets its pages speak to it."""
    with ExitStack() as stack:

        def begin(origin: str) -> Site:
            app = build(Settings(home=tmp_path / "home", refresh_every_s=0, explore_share=0.0, page_origins=(origin,)))
            app.catalog.add(catalogue())
            return stack.enter_context(contextmanager(_serve)(app, history=True))

        yield begin


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    yield from _serve(build(Settings(home=tmp_path / "home", refresh_every_s=0)), history=False)


def _serve(app: App, *, history: bool) -> Iterator[Site]:
    now = datetime.now(UTC)
    token = app.accounts.add("Zoë", "Asia/Seoul", now)
    if history:
        _listen(app, now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(litestar(app), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="uvicorn")
    with beside(app):
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield Site(app, port, token)
        server.should_exit = True
        thread.join()
    app.close()


def _listen(app: App, now: datetime) -> None:
    listener = app.accounts.named("Zoë")
    assert listener is not None
    events = []
    of = {style: [t for t in app.catalog if t.tags[0] == style] for style in _STYLES}
    for n in range(4):
        for hours, style, kind, ms in ((0, "ambient", "complete", 180_000), (2, "metal", "skip", 4_000)):
            at = now - timedelta(days=n + 2, hours=hours)
            track = TrackRef(id=of[style][n * 5].id)
            key = f"phone:{n}:{style}"
            events.append(Event(key, EventKind(kind), at, track=track, device="phone", position_ms=ms))
    app.recorder.submit(listener, events).result(10)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as one:
        yield one
