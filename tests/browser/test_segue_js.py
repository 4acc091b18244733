"""segue.js in a real browser: offline and back, reloads, a page that is left, two tabs, no storage, another site."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from segue.domain.event import Event

pytestmark = pytest.mark.browser
EVENTS = "**/api/v1/events"
SONG = {"title": "Hyperballad", "artist": "Björk"}


def _open(site: Any, context: BrowserContext, **options: Any) -> Page:
    """A bare page of the same origin with the SDK on it, signed in by token."""
    page = context.new_page()
    page.goto(f"{site.url}/health/live")
    _load(page, site, **options)
    return page


def _load(page: Page, site: Any, **options: Any) -> None:
    page.add_script_tag(url=f"{site.url}/static/segue.js")
    wanted = {"token": site.token, "device": "web", "everyMs": 50, "firstMs": 20, **options}
    page.evaluate(
        """([url, wanted]) => {
            window.said = { delivered: [], refused: [], troubles: [] };
            window.segue = new Segue.Client(url, { ...wanted,
                ondelivered: (ids) => said.delivered.push(...ids),
                onrefused: (event, field, reason) => said.refused.push([event.kind, field, reason]),
                ontrouble: (sentence) => said.troubles.push(sentence) });
        }""",
        [site.url, wanted],
    )


def _ids(site: Any) -> list[str]:
    return [e.event_id for e in _told(site)]


def _told(site: Any) -> list[Event]:
    """Without what the home had before, and without what the server itself noted as shown."""
    return [e for e in site.events() if not e.event_id.startswith("phone:") and e.kind != "impression"]


def _wait(page: Page, check: Callable[[], bool]) -> None:
    for _ in range(200):
        if check():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")


def test_offline_and_back(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    context.set_offline(True)
    ids = page.evaluate("song => [1, 2, 3].map(() => segue.complete(song))", SONG)
    page.wait_for_timeout(300)
    assert _ids(site) == []
    assert page.evaluate("[segue.queued, said.troubles]") == [3, ["the server does not answer"]]
    context.set_offline(False)
    _wait(page, lambda: page.evaluate("segue.queued") == 0)
    assert _ids(site) == ids == page.evaluate("said.delivered")


def test_a_play_tells_its_moments_under_one_name(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    page.evaluate(
        """song => { const play = segue.play(song, { duration_ms: 321000.4, slate_id: "s1", reason_start: "clickrow" });
            play.progress({ position_ms: 10000.7 }); play.seek({ position_ms: 5000, from_ms: 12000 });
            play.skip({ position_ms: 9000, reason_end: "fwdbtn" }); segue.search("봄 설레임", { results: 0 });
            return segue.flush(); }""",
        SONG,
    )
    told = _told(site)[-5:]
    assert [e.kind for e in told] == ["play", "progress", "seek", "skip", "search"]
    assert len({e.play_id for e in told[:4]}) == 1
    assert [e.position_ms for e in told[:4]] == [0, 10001, 5000, 9000]
    assert {e.duration_ms for e in told[:4]} == {321000}
    assert (told[2].extra["from_ms"], told[3].slate_id, told[3].reason_start) == (12000, "s1", None)
    assert told[4].extra["query"] == "봄 설레임"


def test_a_reload_keeps_the_queue(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    page.route(EVENTS, lambda route: route.abort())
    ids = page.evaluate("song => [segue.like(song), segue.complete(song)]", SONG)
    page.wait_for_timeout(150)
    page.reload()
    page.unroute(EVENTS)
    _load(page, site)
    _wait(page, lambda: page.evaluate("segue.queued") == 0)
    assert _ids(site) == ids


def test_another_token_does_not_send_what_was_told_under_the_first(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    page.route(EVENTS, lambda route: route.abort())
    page.evaluate("song => segue.like(song)", SONG)
    page.reload()
    page.unroute(EVENTS)
    _load(page, site, token="somebody else's")
    assert page.evaluate("segue.queued") == 0


def test_a_page_that_is_left_tells_what_it_holds(site: Any, context: BrowserContext) -> None:
    page = _open(site, context, everyMs=60_000)
    told = page.evaluate("song => segue.complete(song)", SONG)
    page.goto("about:blank")
    _wait(page, lambda: _ids(site) == [told])


def test_the_cookie_of_the_page_is_enough_for_a_beacon(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    page.evaluate(
        """() => { const send = navigator.sendBeacon.bind(navigator);
            navigator.sendBeacon = (url, body) => { localStorage.beacon = body.type; return send(url, body); }; }"""
    )
    _load(page, site, token="", everyMs=60_000, account="zoë")
    told = page.evaluate("song => segue.complete(song)", SONG)
    page.goto("about:blank")
    _wait(page, lambda: _ids(site) == [told])
    page.goto(f"{site.url}/health/live")
    assert page.evaluate("localStorage.beacon") == "text/plain;charset=utf-8"


def test_after_503_it_waits_as_long_as_it_was_told(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            problem = json.dumps({"status": 503, "detail": "the disk is full"})
            route.fulfill(
                status=503, body=problem, headers={"retry-after": "1", "content-type": "application/problem+json"}
            )
        else:
            route.continue_()

    page.route(EVENTS, answer)
    page.evaluate("song => { window.began = performance.now(); segue.like(song); }", SONG)
    page.wait_for_timeout(700)
    assert len(asked) == 1
    _wait(page, lambda: page.evaluate("segue.queued") == 0)
    assert page.evaluate("performance.now() - began") >= 1000
    assert page.evaluate("said.troubles") == ["the disk is full"]
    assert len(_ids(site)) == 1


def test_one_bad_event_is_told_and_the_others_count(site: Any, context: BrowserContext) -> None:
    page = _open(site, context)
    page.evaluate(
        "song => { segue.like(song); segue.tell('dance'); segue.like({ title: 'alone' }); segue.ban(song); }", SONG
    )
    _wait(page, lambda: page.evaluate("segue.queued") == 0)
    assert [r[:2] for r in page.evaluate("said.refused")] == [["dance", "kind"], ["like", "track"]]
    assert [e.kind for e in site.events()][-2:] == ["like", "ban"]


def test_a_wrong_token_keeps_the_events(site: Any, context: BrowserContext) -> None:
    page = _open(site, context, token="nonsense")
    page.evaluate("song => segue.like(song)", SONG)
    _wait(page, lambda: page.evaluate("said.troubles") == ["this token is nobody's"])
    assert page.evaluate("segue.queued") == 1


def test_two_tabs_send_each_event_once(site: Any, context: BrowserContext) -> None:
    one = _open(site, context)
    one.route(EVENTS, lambda route: route.abort())
    two = _open(site, context)
    sent: list[str] = []
    two.on("request", lambda r: sent.append(r.post_data or "") if "/events" in r.url else None)
    ids = one.evaluate("song => Array.from({ length: 20 }, () => segue.like(song))", SONG)
    ids += two.evaluate("song => Array.from({ length: 20 }, () => segue.like(song))", SONG)
    _wait(two, lambda: two.evaluate("segue.queued") == 0)
    assert sorted(_ids(site)) == sorted(ids)
    carried = [e["event_id"] for body in sent for e in json.loads(body)["events"]]
    assert sorted(carried) == sorted(ids)


def test_it_works_where_storage_is_forbidden_and_names_are_plain_http(site: Any, context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page = context.new_page()
    page.goto(f"http://{site.lan_name}:{site.port}/health/live")
    assert page.evaluate("[window.isSecureContext, typeof navigator.locks, typeof crypto.randomUUID]") == [
        False, "undefined", "undefined",
    ]  # fmt: skip
    page.add_script_tag(url=f"http://{site.lan_name}:{site.port}/static/segue.js")
    page.evaluate(
        "([token, song]) => { window.segue = new Segue.Client('', { token, everyMs: 20 }); segue.like(song); }",
        [site.token, SONG],
    )
    _wait(page, lambda: len(_ids(site)) == 1)
    _wait(page, lambda: page.evaluate("segue.queued") == 0)  # it has heard the answer, too


def test_a_full_queue_gives_up_heartbeats_first(site: Any, context: BrowserContext) -> None:
    page = _open(site, context, most=3)
    context.set_offline(True)
    page.evaluate("song => { for (const k of ['like', 'progress', 'ban', 'like', 'ban']) segue.tell(k, song); }", SONG)
    assert page.evaluate("[segue.queued, segue.queue.dropped]") == [3, 2]
    context.set_offline(False)
    _wait(page, lambda: page.evaluate("segue.queued") == 0)
    assert [e.kind for e in site.events()][-3:] == ["ban", "like", "ban"]


def test_next_is_one_round_trip(site: Any, context: BrowserContext) -> None:
    page = _open(site, context, everyMs=60_000)
    first = page.evaluate("segue.next({ n: 3 })")
    second = page.evaluate(
        """async first => { segue.skip(first.tracks[0].id, { position_ms: 4000, slate_id: first.slate_id });
            return segue.next({ n: 3 }); }""",
        first,
    )
    assert first["tracks"][0]["id"] not in {t["id"] for t in second["tracks"]}
    assert page.evaluate("segue.queued") == 0
    assert page.evaluate("segue.next({ recipe: 'nonsense' }).catch(e => e.status)") == 400


def test_a_press_that_the_server_missed_arrives_later_and_counts_once(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    for glob in ("**/act", EVENTS):
        page.route(glob, lambda route: route.abort())
    title = page.locator(".slate .title").first.inner_text()
    page.locator("#skip-1").click()
    page.wait_for_selector("#trouble:has-text('kept and told')")
    page.wait_for_timeout(200)
    assert _told(site) == []
    page.unroute("**/act")
    page.unroute(EVENTS)
    page.wait_for_function(
        "title => ![...document.querySelectorAll('.slate .title')].some(t => t.innerText === title)", arg=title
    )
    (event,) = _told(site)
    assert (event.kind, event.position_ms, event.device) == ("skip", 5000, "segue-web")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_press_that_arrived_is_not_told_again(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.post_data) if "/api/" in r.url else None)
    page.locator("#like-2").click()
    page.wait_for_selector(".did:has-text('You liked')")
    page.wait_for_timeout(300)
    page.get_by_role("link", name="Discover").click()
    page.wait_for_selector("h1:has-text('Discover')")
    assert sent == []
    assert page.evaluate("Object.keys(localStorage)") == []


@contextmanager
def _other_site(page: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_page_of_another_site_that_is_allowed(browser: Browser, open_site: Any) -> None:
    with _other_site("<title>indie</title>") as origin, browser.new_context() as context:
        site = open_site(origin)
        page = context.new_page()
        page.goto(origin)
        _load(page, site)
        page.evaluate("song => segue.like(song)", SONG)
        _wait(page, lambda: page.evaluate("segue.queued") == 0)
        assert len(_ids(site)) == 1


def test_a_page_of_another_site_that_is_not_allowed(site: Any, context: BrowserContext) -> None:
    with _other_site("<title>indie</title>") as origin:
        page = context.new_page()
        page.goto(origin)
        _load(page, site)
        page.evaluate("song => segue.like(song)", SONG)
        _wait(page, lambda: page.evaluate("said.troubles.length") > 0)
    assert _ids(site) == []
