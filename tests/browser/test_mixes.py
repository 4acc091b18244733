"""Mixes as cards, one of them with its tracks, and what a press does to it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import BrowserContext

from segue.domain.sound import Sound
from tests.browser.conftest import catalogue

pytestmark = pytest.mark.browser


def _sounding(site: Any) -> None:
    """Every track is known to sound somehow, so that a mix has a curve."""
    fast = {"ambient": 80.0, "metal": 160.0, "pop": 118.0}
    lively = {"ambient": 0.2, "metal": 0.9, "pop": 0.6}
    for i, track in enumerate(catalogue()):
        style = track.tags[0]
        sound = Sound(tempo_bpm=fast[style] + i % 7, energy=lively[style] + i % 5 / 50, key=i % 12, mode=1)
        site.app.catalog.add([replace(track, sound=sound)])


def test_mixes_are_cards_and_a_skip_turns_one(site: Any, context: BrowserContext) -> None:
    _sounding(site)
    page = site.sign_in(context.new_page())
    page.get_by_role("link", name="Mixes").click()
    page.wait_for_selector(".mixes")
    titles = page.locator(".mix .title").all_inner_texts()
    assert {"Discover weekly", "Autoplay", "Library radio"} <= {t.removesuffix(", a first try") for t in titles}
    assert page.locator(".mix img").evaluate_all("all => all.every(one => one.complete ? one.naturalWidth > 0 : true)")
    page.get_by_role("link", name="Library radio").click()
    page.wait_for_selector(".slate .track")
    assert page.locator(".curve polyline.energy").count() == 1
    shown = page.locator(".slate .track").evaluate_all("all => all.map(one => one.dataset.track)")
    page.locator(".track").first.get_by_role("button", name="Skip").click()
    page.wait_for_selector(".did")
    after = page.locator(".slate .track").evaluate_all("all => all.map(one => one.dataset.track)")
    assert shown[0] not in after
    assert site.events()[-1].kind == "skip"
    assert site.console == []
    listener = site.app.accounts.named("Zoë")
    assert [t.id for t in site.app.mixes.playlist(listener, "library_radio", datetime.now(UTC)).tracks] == after


def test_mixes_fit_a_phone_without_scripts(site: Any, browser: Any) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = site.sign_in(phone.new_page())
        for path in ("/mixes", "/mixes/library_radio"):
            page.goto(f"{site.url}{path}")
            assert page.locator("body").evaluate("e => e.scrollWidth <= e.clientWidth"), path
        first = page.locator(".track").first.get_attribute("data-track")
        page.locator(".track").first.get_by_role("button", name="Ban").click()
        page.wait_for_selector(".slate .track")
        assert first not in page.locator(".slate .track").evaluate_all("all => all.map(one => one.dataset.track)")


def test_a_mix_that_is_not_there_says_which_are(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    answer = page.goto(f"{site.url}/mixes/nonsense")
    assert answer.status == 404
    assert "daily_mix" in page.locator("body").inner_text()
