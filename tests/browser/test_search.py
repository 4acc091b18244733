"""Search on the page: results while typing, each to be played from or liked, and offers where there are none."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def found(site: Any) -> Any:
    site.app.search.follow()
    return site


def _titles(page: Page) -> list[str]:
    return page.locator(".slate .title").all_inner_texts()


def test_results_come_while_typing_and_a_play_is_a_taken_search(found: Any, context: BrowserContext) -> None:
    page = found.sign_in(context.new_page())
    page.get_by_role("link", name="Search").click()
    page.wait_for_selector("#q")
    page.evaluate("window.stays = true")
    page.locator("#q").press_sequentially("hyperb", delay=10)
    page.wait_for_selector(".slate .title:has-text('Hyperballad')")
    assert page.evaluate("window.stays && document.activeElement.id === 'q'")
    assert "results" in page.locator("#said").inner_text()
    before = len(found.events())
    page.locator(".track").first.get_by_role("button", name="Like").first.click()
    page.wait_for_selector(".track button[aria-pressed=true]")
    assert [e.kind for e in found.events()[before:]] == ["like"], "typing is no search yet"
    page.locator(".track").nth(1).get_by_role("button", name="Play from here").click()
    page.wait_for_url("**/mixes/track_radio:*")
    page.wait_for_selector(".slate .track")
    search, select = found.events()[-2:]
    assert (search.kind, search.extra["query"]) == ("search", "hyperb")
    assert (select.kind, select.extra) == ("select", {"search": search.event_id, "rank": 1})
    assert found.console == []


def test_without_scripts_and_on_a_phone(found: Any, browser: Any) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = found.sign_in(phone.new_page())
        page.goto(f"{found.url}/search")
        page.locator("#q").fill("bjork")
        page.get_by_role("button", name="Search").click()
        page.wait_for_selector(".found")
        assert "Björk" in page.locator(".found").first.inner_text()
        assert page.locator("body").evaluate("e => e.scrollWidth <= e.clientWidth")
        page.get_by_role("button", name="Radio of Björk").first.click()
        page.wait_for_selector(".slate .track")
        assert found.events()[-1].kind == "select"
        page.goto(f"{found.url}/search?q=hyperballad")
        page.locator(".acts .like").first.click()
        page.wait_for_selector(".track button[aria-pressed=true]")


def test_no_result_offers_something_else(found: Any, context: BrowserContext) -> None:
    page = found.sign_in(context.new_page())
    page.goto(f"{found.url}/search?q=zzqqxxvv")
    assert "Nothing is called “zzqqxxvv”" in page.locator(".empty").inner_text()
    offered = page.locator(".empty .chip")
    assert offered.count() > 0
    moods = page.locator(".empty ul.chips .chip")
    tops = moods.evaluate_all("all => new Set(all.map(one => one.getBoundingClientRect().top)).size")
    assert moods.count() > tops, "beside each other"
    page.locator(".empty form[action='/prompt'] .chip").first.click()
    page.wait_for_selector("#understood")
