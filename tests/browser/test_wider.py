"""Bans and likes of more or less than a track, for as long as is wanted; and the dial between new and familiar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


def _artists(page: Page) -> list[str]:
    return page.locator(".slate .artist").all_inner_texts()


def test_an_artist_is_banned_for_a_month_and_allowed_again(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    artist = _artists(page)[0]
    row = page.locator(".track").first
    row.get_by_text("More", exact=True).click()
    row.get_by_label("Never propose").select_option("artist")
    row.get_by_label("For how long").select_option("month")
    row.locator("#ban-wide-1").click()
    page.wait_for_selector(".did")
    assert artist not in _artists(page)
    event = site.events()[-1]
    assert (event.kind, event.extra["scope"]) == ("ban", "artist")
    days = (event.extra["until"] / 1000 - datetime.now(UTC).timestamp()) / 86_400
    assert 29.9 < days <= 30
    held = page.locator("#held .words li", has_text="the artist")
    held.wait_for()
    assert artist in held.inner_text()
    assert "until" in held.inner_text()
    held.get_by_role("button").click()
    page.wait_for_selector(".did:has-text('You allowed again')")
    assert (site.events()[-1].kind, site.events()[-1].extra["scope"]) == ("unban", "artist")
    listener = site.app.accounts.named("Zoë")
    with site.app.follower.use(listener.id) as profile:
        assert not any(ban.yes for ban in profile.read("ratings", datetime.now(UTC) + timedelta(seconds=5)).scoped)
    assert site.console == []


def test_a_genre_for_a_day_without_scripts_and_an_artist_is_liked(site: Any, browser: Any) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = site.sign_in(phone.new_page())
        row = page.locator(".track").first
        track = site.app.catalog.get(row.get_attribute("data-track"))
        row.get_by_text("More", exact=True).click()
        assert page.locator("body").evaluate("e => e.scrollWidth <= e.clientWidth")
        row.locator("select[name=scope]").nth(1).select_option("artist")
        row.locator("#like-wide-1").click()
        page.wait_for_selector(".slate")
        assert (site.events()[-1].kind, site.events()[-1].extra["artist"]) == ("follow", track.artist)
        row = page.locator(".track").first
        track = site.app.catalog.get(row.get_attribute("data-track"))
        row.get_by_text("More", exact=True).click()
        row.get_by_label("Never propose").select_option("genre")
        row.get_by_label("For how long").select_option("day")
        row.locator("#ban-wide-1").click()
        page.wait_for_selector(".slate")
        assert site.events()[-1].extra["genre"] == track.tags[0]
        shown = page.locator(".track").evaluate_all("all => all.map(one => one.dataset.track)")
        assert shown
        assert all(track.tags[0] not in site.app.catalog.get(one).tags for one in shown)


def test_the_dial_is_kept_and_moves_the_list(site: Any, context: BrowserContext) -> None:
    page = site.sign_in(context.new_page())
    listener = site.app.accounts.named("Zoë")
    dials, dial = site.app.accounts.dials, page.get_by_label("New or familiar")
    assert dials.of(listener.id) is None
    heard = {e.track_id for e in site.events()}

    def known() -> int:
        shown = page.locator(".track").evaluate_all("all => all.map(one => one.dataset.track)")
        return len(heard.intersection(shown))

    dial.focus()
    with page.expect_response("**/dial"):
        page.keyboard.press("End")
    page.wait_for_selector("#dial[aria-valuetext='100 % familiar']")
    page.wait_for_selector(".did")
    assert dials.of(listener.id) == 1
    many = known()
    page.evaluate("document.querySelector('.did').remove()")
    with page.expect_response("**/dial"):
        page.keyboard.press("Home")
    page.wait_for_selector(".did")
    assert page.evaluate("document.activeElement.id") == "dial"
    assert dials.of(listener.id) == 0
    assert known() < many
    page.reload()
    assert page.get_by_label("New or familiar").input_value() == "0"
    page.get_by_role("button", name="Learn it from me").click()
    page.wait_for_selector("#dial")
    assert dials.of(listener.id) is None
    assert page.get_by_role("button", name="Learn it from me").count() == 0
    assert site.console == []
