"""The promise, by hand: skip a track on the page, and the list changes in place and says why."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


def _titles(page: Page) -> list[str]:
    return [t.strip() for t in page.locator(".slate .title").all_inner_texts()]


def _act(page: Page, kind: str, place: int) -> str:
    """Press a button; returns the title it stood at, once the list has changed."""
    title = page.locator(".slate .title").nth(place - 1).inner_text()
    done = {"skip": "skipped", "complete": "finished", "like": "liked", "ban": "banned"}[kind]
    page.locator(f"#{kind}-{place}").click()
    page.wait_for_selector(f".did:has-text('You {done}')")
    return title


def test_a_skip_changes_the_list_in_place_and_says_why(site: Any, context: BrowserContext, tmp_path: Path) -> None:
    page = site.sign_in(context.new_page())
    before = _titles(page)
    assert len(before) == 10
    page.evaluate("window.stays = true")
    skipped = _act(page, "skip", 1)
    assert page.evaluate("window.stays"), "the page was loaded anew"
    after = _titles(page)
    assert skipped in before
    assert skipped not in after
    assert page.locator(".left .gone").first.inner_text() == skipped
    assert "because you skipped it just now" in page.locator(".left li").first.inner_text()
    assert page.locator(".track.new, .track.up, .track.down").count() > 0
    assert re.fullmatch(r"\d+ ms from click to answer", page.locator("[data-ms]").inner_text())
    assert skipped in page.locator("#said").inner_text()
    assert "milliseconds" in page.locator("#said").inner_text()
    event = site.events()[-1]
    assert (event.kind, event.position_ms, event.device) == ("skip", 5000, "segue-web")
    assert event.slate_id
    page.screenshot(path=tmp_path / "skipped.png", full_page=True)
    assert (tmp_path / "skipped.png").stat().st_size > 10_000


def test_the_reason_of_a_change_names_the_skipped_track(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    skipped = _act(page, "skip", 1)
    reasons = page.locator(".slate .moved").evaluate_all("all => all.map(one => one.title)")
    assert any(f"you skipped “{skipped}”" in reason for reason in reasons)


def test_like_ban_and_their_undo(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    liked = _act(page, "like", 2)
    page.wait_for_selector(f"#held .words:has-text({liked!r})")
    row = page.locator(".track", has=page.get_by_text(liked, exact=True))
    if row.count():
        assert row.locator("button[aria-pressed=true]").inner_text() == "Liked"
    banned = _act(page, "ban", 1)
    assert banned not in _titles(page)
    page.get_by_role("button", name=f"Allow again: {banned}").click()
    page.wait_for_selector(".did:has-text('You allowed again')")
    page.get_by_role("button", name=f"Take back the like of: {liked}").click()
    page.wait_for_selector(".did:has-text('You took back your like of')")
    page.wait_for_selector("#held h3:has-text('Bans') + .nothing")
    assert [e.kind for e in site.events()][-4:] == ["like", "ban", "unban", "unlike"]


def test_a_double_click_is_one_skip(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    before = len(site.events())
    page.locator("#skip-1").dblclick()
    page.wait_for_selector(".did")
    page.wait_for_timeout(300)
    assert len(site.events()) == before + 1


def test_the_keyboard_is_enough_and_the_focus_stays(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    page.locator("#skip-2").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".did")
    page.wait_for_function("document.activeElement.id === 'skip-2'")


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_scrolls_sideways(site: Any, context: BrowserContext, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 780})
    site.sign_in(page)
    _act(page, "skip", 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#skip-1").bounding_box()["height"] >= 44  # type: ignore[index]


def test_a_clean_console_and_no_request_elsewhere(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    for kind in ("complete", "like", "skip"):
        _act(page, kind, 1)
    page.get_by_role("link", name="Discover").click()
    page.wait_for_selector("h1:has-text('Discover')")
    page.wait_for_timeout(200)
    assert site.console == []
    assert site.requests
    assert [u for u in site.requests if not u.startswith((site.url, "data:"))] == []
    assert all(site.token not in u for u in site.requests)


def test_without_javascript_the_forms_do_the_same(site: Any, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = site.sign_in(context.new_page())
        title = page.locator(".slate .title").first.inner_text()
        page.locator("#skip-1").click()
        page.wait_for_selector(".left")
        assert page.locator(".left .gone").first.inner_text() == title
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_selector("#token")


def test_plain_http_on_a_local_name_works_too(site: Any, context: BrowserContext) -> None:
    """There browsers send no Sec-Fetch-Site, and Origin only if the referrer policy lets them."""
    page = site.sign_in(context.new_page(), site.lan_name)
    _act(page, "skip", 1)
    assert site.console == []


def test_an_empty_home_says_what_to_do(empty_site: Any, context: BrowserContext) -> None:
    page = empty_site.sign_in(context.new_page())
    text = page.locator(".empty").inner_text()
    assert "segue catalog import" in text
    assert "segue import spotify" in text
    assert empty_site.console == []


def test_a_server_that_is_gone_is_told(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    for path in ("**/act", "**/api/v1/events"):
        page.route(path, lambda route: route.abort())
    page.locator("#skip-1").click()
    page.wait_for_selector("#trouble:has-text('does not answer')")


def test_a_no_of_the_server_stands_above_the_list(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    page.locator(".acts [name=track]").first.evaluate("one => { one.value = 'nonsense' }")
    page.locator("#skip-1").click()
    page.wait_for_selector("#trouble:has-text('A track id is a UUID')")
    assert len(_titles(page)) == 10
    assert page.locator("#live[aria-busy]").count() == 0
    _act(page, "skip", 2)
    assert page.locator("#trouble").inner_text() == ""


def test_a_reason_opens_to_its_events(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    title = _act(page, "complete", 1)
    page.locator(".left summary").first.click()
    said = page.locator(".left details li").first.inner_text()
    assert said.startswith(f"Finished “{title}”")
    assert said.endswith("segue-web")
