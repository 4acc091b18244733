"""Prompts on the page: words become a playlist, its parts are chips, and a chip that is pressed is gone."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


def _ask(page: Page, site: Any, words: str) -> None:
    page.goto(f"{site.url}/prompt")
    page.get_by_label("In your own words").fill(words)
    page.get_by_role("button", name="Make a playlist").click()
    page.wait_for_selector("#understood")


def _chips(page: Page) -> list[str]:
    return page.locator(".chips-form bdi").all_inner_texts()


def _tracks(page: Page) -> list[str]:
    found: list[str] = page.locator(".slate .track").evaluate_all("all => all.map(one => one.dataset.track)")
    return found


def test_words_become_chips_and_a_pressed_chip_is_gone(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    page.get_by_role("link", name="Prompt").click()
    _ask(page, site, "ambient, 6 tracks")
    page.evaluate("window.stays = true")
    assert _chips(page) == ["ambient", "six tracks"]
    assert "ambient" in page.locator(".understood").inner_text()
    ambient = {t.id for t in site.app.catalog if t.tags[0] == "ambient"}
    assert len(_tracks(page)) == 6
    assert set(_tracks(page)) <= ambient
    page.get_by_role("button", name="Take away: ambient").click()
    page.wait_for_selector(".chips-form li:only-child")
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert _chips(page) == ["six tracks"]
    page.wait_for_selector("#chip-1:focus")
    assert "six tracks" in page.locator("#said").inner_text()
    page.get_by_role("button", name="Take away: six tracks").click()
    page.wait_for_selector(".chips-form", state="detached")
    page.wait_for_selector("#live:focus")
    assert all("ambient" not in url for url in site.requests), "words stand in no address"
    assert site.console == []


def test_a_press_on_a_track_is_an_event_and_the_prompt_is_answered_again(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    _ask(page, site, "pop, 6 tracks")
    first = _tracks(page)[0]
    page.locator("#ban-1").click()
    page.wait_for_selector(".did")
    assert first not in _tracks(page)
    assert _chips(page) == ["pop", "six tracks"]
    event = site.events()[-1]
    assert (event.kind, event.track_id) == ("ban", first)


def test_without_scripts_chips_and_examples_work_as_forms(site: Any, browser: Any) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = site.sign_in(phone.new_page())
        _ask(page, site, "metal, 6 tracks")
        assert page.get_by_label("In your own words").input_value() == "metal, 6 tracks"
        assert page.locator("body").evaluate("e => e.scrollWidth <= e.clientWidth")
        page.get_by_role("button", name="Take away: metal").click()
        page.wait_for_selector("#understood")
        assert _chips(page) == ["six tracks"]
        page.locator("#example-2").click()
        page.wait_for_selector("#understood")
        assert len(_chips(page)) >= 2
