"""The pictures of the page in the docs, on a synthetic town: `python -m tools.pictures docs/pictures`."""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import uvicorn
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright

from segue.app import App, build
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.settings import Settings
from segue.web.server import beside, litestar
from segue.world import World, history

_WORLD = World(seed=7, listeners=40, tracks=600, genres=12)
_WHO, _ZONE = 3, "Asia/Seoul"  # whose page it is
_PROMPT = "calm ambient, nothing I know, 12 tracks"


def _sounding(tracks: list[Track]) -> Iterator[Track]:
    """Each genre in a tempo and with an energy of its own."""
    genres = sorted({track.tags[0] for track in tracks})
    rng = np.random.default_rng(7)
    for track in tracks:
        at = genres.index(track.tags[0]) / len(genres)
        tempo, energy = 70 + 90 * at + 6 * rng.standard_normal(), 0.15 + 0.7 * at + 0.06 * rng.standard_normal()
        sound = Sound(tempo_bpm=float(tempo), energy=float(np.clip(energy, 0, 1)), key=int(rng.integers(12)), mode=1)
        yield replace(track, sound=sound)


def _town(app: App, now: datetime) -> str:
    """Everybody has listened for a month, and a model has learnt from it; returns the token of one of them."""
    app.catalog.add(_sounding(list(_WORLD.catalogue.tracks)))
    mine = ""
    for i, (_, events) in enumerate(history(_WORLD, 30, end=now)):
        token = app.accounts.add("Zoë" if i == _WHO else f"Person {i}", _ZONE, now)
        listener = app.accounts.by_token(token)
        assert listener is not None
        for start in range(0, len(events), 500):
            app.recorder.submit(listener, events[start : start + 500]).result(30)
        mine = token if i == _WHO else mine
    app.refresher.run(now, 1)
    app.models.current()
    app.search.follow()
    return mine


@contextmanager
def _served(app: App) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(litestar(app), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    with beside(app):
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@contextmanager
def _inside(browser: Browser, url: str, token: str, width: int, height: int, scheme: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(url)
    page.locator("#token").fill(token)
    page.locator("button.primary").click()
    page.wait_for_selector("#live")
    yield page
    context.close()


def _taken(browser: Browser, url: str, token: str, folder: Path) -> None:
    with _inside(browser, url, token, 1100, 760, "light") as page:
        page.locator("#skip-1").click()
        page.wait_for_selector(".did")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / "page-list.png")
        page.locator("#ban-wide-2").locator("xpath=ancestor::details").evaluate("one => { one.open = true }")
        page.locator(".track").nth(1).evaluate("one => one.scrollIntoView()")
        page.screenshot(path=folder / "page-more.png")
        page.goto(f"{url}/dj")
        page.get_by_label("How talkative").select_option("always")
        page.get_by_role("button", name="Set").click()
        page.wait_for_selector("option[value=always][selected]", state="attached")
        for _ in range(2):  # the second has something before it
            with page.expect_response("**/dj"):
                page.get_by_role("button", name="Next track").click()
        page.wait_for_selector("#live:not(.htmx-request) .line")
        if page.locator("audio").count():  # an engine for speech is here
            page.wait_for_function("() => document.querySelector('audio').readyState > 1")
        page.screenshot(path=folder / "page-dj.png")
        page.goto(f"{url}/search")
        page.locator("#q").press_sequentially("silv")
        page.wait_for_selector(".slate .track")
        page.screenshot(path=folder / "page-search.png")
        page.goto(f"{url}/prompt")
        page.locator("#prompt").fill(_PROMPT)
        page.locator("#prompt-do").click()
        page.wait_for_selector("#understood")
        page.screenshot(path=folder / "page-prompt.png")
    with _inside(browser, url, token, 1100, 760, "dark") as page:
        page.goto(f"{url}/mixes")
        page.wait_for_function("() => [...document.images].slice(0, 8).every(one => one.complete)")
        page.screenshot(path=folder / "page-mixes.png")
    with _inside(browser, url, token, 390, 800, "light") as page:
        page.goto(f"{url}/mixes/workout")
        page.wait_for_function("() => [...document.images].every(one => one.complete)")
        page.screenshot(path=folder / "page-mix.png")
        page.goto(url)
        page.get_by_role("button", name="한국어").click()
        page.wait_for_selector("html[lang=ko]")
        page.screenshot(path=folder / "page-korean.png")


def main() -> None:
    folder, now = Path(sys.argv[1]), datetime.now(UTC)
    with TemporaryDirectory() as home:
        app = build(Settings(home=Path(home), refresh_every_s=0, explore_share=0.0, mixes_every_s=0))
        try:
            token = _town(app, now)
            with _served(app) as url, sync_playwright() as play:
                chromium = os.environ.get("SEGUE_CHROMIUM", "/usr/bin/chromium")
                browser = play.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
                _taken(browser, url, token, folder)
                browser.close()
        finally:
            app.close()


if __name__ == "__main__":
    main()
