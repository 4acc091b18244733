"""The DJ on the page: a press gives a track, a skip the next one; how talkative it is, is stored."""

import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from segue.adapters.embedded.speech import SpeechEngine
from segue.flows.speech import Speeches

pytestmark = pytest.mark.browser


def _track(page: Page) -> str:
    return page.locator(".track").get_attribute("data-track") or ""


def test_a_skip_gives_the_next_track_and_a_like_keeps_it(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    page.get_by_role("link", name="DJ").click()
    page.get_by_label("How talkative").select_option("always")
    page.get_by_role("button", name="Set").click()
    page.wait_for_selector("option[value=always][selected]", state="attached")
    listener = site.app.accounts.named("Zoë")
    assert site.app.accounts.talk.of(listener.id) == 1
    page.get_by_role("button", name="Next track").click()
    page.wait_for_selector(".track")
    first = _track(page)
    assert len(page.locator(".line").inner_text()) > 5
    page.locator("#like-1").click()
    page.wait_for_selector(".track button[aria-pressed=true]")
    assert _track(page) == first
    page.locator("#skip-1").click()
    page.wait_for_selector(".did:has-text('You skipped')")
    assert _track(page) != first
    assert [(e.kind, e.track_id) for e in site.events()[-2:]] == [("like", first), ("skip", first)]
    assert site.console == []


def test_a_line_is_played_aloud(site: Any, context: BrowserContext, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "said.wav"), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(b"\x00\x08\x00\xf8" * 16_000)
    chosen = replace(site.app.settings, dj_speech=f"cat {tmp_path}/said.wav")
    site.app.dj.speeches = Speeches(chosen, SpeechEngine(chosen))
    site.app.accounts.talk.choose(site.app.accounts.named("Zoë").id, 1.0)
    page = site.sign_in(context.new_page())
    page.goto(f"{site.url}/dj")
    page.get_by_role("button", name="Next track").click()
    page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0")
    assert page.locator("audio").evaluate("one => one.duration") == pytest.approx(2, abs=0.1)
    assert page.locator("audio").get_attribute("aria-label")
    assert site.console == []


def test_without_scripts_in_korean(site: Any, browser: Any) -> None:
    listener = site.app.accounts.named("Zoë")
    site.app.accounts.languages.choose(listener.id, "ko")
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(site.url)
        page.locator("#token").fill(site.token)
        page.locator("button.primary").click()
        page.goto(f"{site.url}/dj")
        page.get_by_role("button", name="다음 곡").click()
        page.wait_for_selector(".track")
        assert page.locator("body").evaluate("e => e.scrollWidth <= e.clientWidth")
