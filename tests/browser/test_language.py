"""The page in Korean: chosen by the browser or by hand, and then in nothing else."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import catalogue

pytestmark = pytest.mark.browser
# What a person reads, but for names (bdi), what is typed (code), and what says that it is English.
_READ = """() => {
  const found = [], over = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (over.nextNode()) {
    const at = over.currentNode.parentElement;
    if (!at.closest("bdi, code, script, style, [lang=en], [data-ms]")) found.push(over.currentNode.data);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [data-said]"))
    if (!one.closest("[lang=en]") && !one.closest(".track, .words, .mix"))
      found.push(...["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name) ?? ""));
  return found.join(" ");
}"""
_OURS = {"Segue", "xxxxxxxx", "xxxx", "xxxxxxxxxxxx"}
_NAMES = {name for track in catalogue() for name in (track.title, track.artist, *track.tags)}


def _english(page: Page) -> set[str]:
    text = page.evaluate(_READ)
    for name in sorted(_NAMES, key=len, reverse=True):
        text = text.replace(name, " ")
    return set(re.findall("[A-Za-z][a-z]{2,}", text)) - _OURS


def test_the_switch_is_stored_and_the_whole_page_follows(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{site.url}/mixes")
    page.get_by_role("button", name="한국어").click()
    page.wait_for_selector("html[lang=ko]")
    assert page.url == f"{site.url}/mixes"
    listener = site.app.accounts.named("Zoë")
    assert site.app.accounts.languages.of(listener.id) == "ko"
    pages = (
        "/",
        "/?recipe=discover",
        "/mixes",
        "/mixes/autoplay",
        "/mixes/on_repeat",
        "/dj",
        "/prompt",
        "/search?q=b",
        "/starter",
        "/portrait",
    )
    for path in pages:
        page.goto(site.url + path)
        assert page.locator("html").get_attribute("lang") == "ko", path
        assert _english(page) == set(), path
    page.goto(site.url)
    page.locator("#skip-1").click()
    page.wait_for_selector(".did:has-text('건너뛰었습니다')")
    assert "만에 답했습니다" in page.locator("[data-ms]").inner_text()
    assert _english(page) == set()
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert site.console == []


def test_the_browser_chooses_for_who_has_not(site: Any, browser: Any) -> None:
    with browser.new_context(locale="ko-KR") as korean:
        page = korean.new_page()
        page.goto(site.url)
        assert page.locator("html").get_attribute("lang") == "ko"
        assert _english(page) == set()
        page.get_by_label("내 토큰").fill("nobody")
        page.get_by_role("button", name="로그인").click()
        page.wait_for_selector("[role=alert]")
        assert _english(page) == set()
        page.get_by_label("내 토큰").fill(site.token)
        page.get_by_role("button", name="로그인").click()
        page.wait_for_selector("#live")
        assert "추천" in page.locator("h1").inner_text()
