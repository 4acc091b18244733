"""The page of conclusions: every part of it is there, in words and pictures, for whoever looks or listens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from segue.accounts.links import How
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackRef
from segue.portrait.conclusion import conclusions
from segue.portrait.message import say

pytestmark = pytest.mark.browser


def _listen(site: Any) -> None:
    """Three weeks on phone, car and speaker; metal this week instead of ambient; a hook, pauses, a podcast."""
    app, listener = site.app, site.app.accounts.named("Zoë")
    of = {style: [t for t in app.catalog if t.tags[0] == style] for style in ("ambient", "metal", "pop")}
    now, told = datetime.now(UTC), []

    def tell(key: str, kind: str, at: datetime, ref: TrackRef | None, **more: Any) -> None:
        told.append(Event(key, EventKind(kind), at, track=ref, **more))

    for day in range(2, 23):
        evening = now.replace(hour=18, minute=0, second=0, microsecond=0) - timedelta(days=day)
        for n in range(12):
            style = "metal" if day < 7 and n % 4 else "ambient"
            track = TrackRef(id=of[style][(day * 5 + n * 3) % 20].id)
            device = ("phone", "CarPlay", "Kitchen speaker")[n // 4]
            play = {"device": device, "play_id": f"{day}.{n}", "duration_ms": 180_000}
            at = evening + timedelta(minutes=3.5 * n)
            tell(f"{day}.{n}.0", "play", at, track, position_ms=0, **play)
            if n == 5:
                tell(f"{day}.{n}.1", "seek", at + timedelta(seconds=70), track, position_ms=40_000,
                     extra={"from_ms": 70_000}, **play)  # fmt: skip
                tell(f"{day}.{n}.2", "pause", at + timedelta(seconds=80), track, position_ms=50_000, **play)
                tell(f"{day}.{n}.3", "resume", at + timedelta(seconds=95), track, position_ms=50_000, **play)
            end, kind, left = (8, "skip", 8_000) if n % 5 == 4 else (195 if n == 5 else 180, "complete", 180_000)
            tell(f"{day}.{n}.9", kind, at + timedelta(seconds=end), track, position_ms=left, **play)
        show = TrackRef(title=f"Folge {day}", artist="라디오 <b>북</b>", format="podcast")
        tell(f"{day}.p", "complete", evening - timedelta(hours=9), show, device="phone", position_ms=600_000,
             duration_ms=600_000)  # fmt: skip
    track = TrackRef(id=of["ambient"][0].id)
    for n, (kind, extra) in enumerate(
        [("like", {}), ("save", {}), ("share", {}), ("rate", {"rating": 4}), ("comment", {"text": "최고"})]
    ):
        tell(f"said.{n}", kind, now - timedelta(hours=5), track, extra=extra)
    tell("search", "search", now - timedelta(hours=5), None, extra={"query": "봄", "results": 4})
    tell("select", "select", now - timedelta(hours=5), track, extra={"search": "search", "rank": 1})
    for start in range(0, len(told), 200):
        app.recorder.submit(listener, told[start : start + 200]).result(10)


def _open(site: Any, context: BrowserContext) -> Page:
    page = site.sign_in(context.new_page())
    page.get_by_role("link", name="What Segue concludes from it").click()
    page.wait_for_selector("h1:has-text('What Segue concludes')")
    return page


def test_every_part_is_there_in_words_and_pictures(site: Any, context: BrowserContext, tmp_path: Path) -> None:
    _listen(site)
    page = _open(site, context)
    for name in conclusions():
        part = page.get_by_role("region", name=say("en", f"{name}.title"), exact=True)
        assert part.count() == 1, name
        assert len(part.locator("p").first.inner_text()) > 10

    def said(name: str) -> str:
        return page.locator(f"#about-{name}").inner_text()

    assert "Your engagement is" in said("engagement")
    assert "Your taste has moved" in said("changes")
    assert "metal" in said("changes")
    assert "A session ends after" in said("sessions")
    assert "You listen most" in said("hours")
    assert "phone → car" in said("devices")
    assert "podcasts" in said("formats")
    assert "songs you hear to the end" in said("leaving")
    assert "You pause" in said("leaving")
    assert "You go back to 0:40" in said("hooks")
    assert "searched once" in said("searches")
    assert "liked" in said("said")
    for name, charts in (("hours", 1), ("skips", 1), ("leaving", 1)):
        pictures = page.locator(f"#about-{name} svg[role=img]")
        assert pictures.count() >= charts, name
        for i in range(pictures.count()):
            assert len(pictures.nth(i).locator("desc").text_content() or "") > 10
            assert pictures.nth(i).bounding_box()["height"] > 30  # type: ignore[index]
    assert page.locator("#about-hours rect").count() == 168
    assert page.locator("#about-hours rect title").count() == 168
    page.screenshot(path=tmp_path / "portrait.png", full_page=True)
    assert (tmp_path / "portrait.png").stat().st_size > 10_000
    assert site.console == []
    assert [u for u in site.requests if not u.startswith((site.url, "data:"))] == []


def test_names_in_any_script_are_text(site: Any, context: BrowserContext) -> None:
    listener = site.app.accounts.named("Zoë")
    track = TrackRef(title="봄 <i>설레임</i>", artist="<b>فيروز</b>")
    at = datetime.now(UTC) - timedelta(hours=9)
    told = [
        Event(f"o{n}", EventKind.COMPLETE, at + timedelta(minutes=9 * n), track=track, device="<u>전화</u>")
        for n in range(9)
    ]
    site.app.recorder.submit(listener, told).result(10)
    page = _open(site, context)
    assert "봄 <i>설레임</i> by <b>فيروز</b>" in page.locator("#about-repeats").inner_text()
    assert page.locator(".conclusions :is(b, i, u)").count() == 0
    assert "Zoë" in page.locator(".who").inner_text()


def test_who_has_heard_nothing_is_told_so(empty_site: Any, context: BrowserContext) -> None:
    page = _open(empty_site, context)
    assert page.locator(".conclusions section").count() == len(conclusions())
    assert page.locator(".conclusions svg").count() == 0
    assert "Nothing was heard yet" in page.locator("#about-engagement").inner_text()
    assert empty_site.console == []


def test_without_consent_the_page_says_so(site: Any, context: BrowserContext) -> None:
    site.app.accounts.withdraw(site.app.accounts.named("Zoë").id, Purpose.PERSONALISE)
    page = _open(site, context)
    assert "concludes nothing about you" in page.locator(".notice").inner_text()
    assert page.locator("section").count() == 0


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_read_in_both_schemes(site: Any, context: BrowserContext, width: int, scheme: Any) -> None:
    _listen(site)
    page = _open(site, context)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    style = "(at, what) => getComputedStyle(document.querySelector(at))[what]"
    looked = (("body", "color"), ("section", "backgroundColor"), (".heat .l4", "fill"))
    colours = [page.evaluate(f"([at, what]) => ({style})(at, what)", [*one]) for one in looked]
    ink, card, heat = (_brightness(c) for c in colours)
    assert (ink > card) == (scheme == "dark")
    assert abs(heat - card) > 60


def _brightness(colour: str) -> float:
    red, green, blue = (float(n) for n in re.findall(r"[\d.]+", colour)[:3])
    return 0.3 * red + 0.6 * green + 0.1 * blue


def test_who_counts_as_me_and_taking_it_back(site: Any, context: BrowserContext) -> None:
    app = site.app
    me, now = app.accounts.named("Zoë"), datetime.now(UTC)
    who, _ = app.accounts.add_anonymous("전화 <b>1</b>", "UTC", now, 100)
    app.accounts.add("가족", "UTC", now)
    home = app.accounts.named("가족")
    links = app.accounts.links
    links.link(who, me.id, How.LOGIN, now)
    links.link(links.part(home.id, "voice", "Küche", "Zoë"), me.id, How.EXPLICIT, now + timedelta(seconds=1))
    page = _open(site, context)
    rows = page.locator("#linked li")
    assert rows.count() == 2
    assert "Before you signed in 전화 <b>1</b>" in rows.nth(0).inner_text()
    assert "Joined by hand: Zoë 가족 Küche" in rows.nth(1).inner_text()
    page.get_by_role("button", name="Take back: Before you signed in").click()
    page.wait_for_function("document.querySelectorAll('#linked li').length === 1")
    assert links.ids(who) == (who,)
    page.get_by_role("button", name="Take back: Joined by hand Zoë").click()
    page.wait_for_selector("#linked", state="detached")
    assert links.ids(me.id) == (me.id,)
    assert site.console == []
