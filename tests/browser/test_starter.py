"""A new listener ticks a few artists, and the list is theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from segue.app import build
from segue.settings import Settings
from tests.browser.conftest import _serve, catalogue

pytestmark = pytest.mark.browser


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Any]:
    """A catalogue, and Zoë, of whom nothing is known."""
    app = build(Settings(home=tmp_path / "home", refresh_every_s=0, explore_share=0.0))
    app.catalog.add(catalogue())
    yield from _serve(app, history=False)


def test_ticking_artists_makes_the_list_personal(new_site: Any, context: BrowserContext, tmp_path: Path) -> None:
    page = new_site.sign_in(context.new_page())
    page.get_by_role("link", name="Choose a few artists you like").click()
    page.wait_for_selector("#starter")
    assert page.locator("#artists label").count() == 12
    for name in ("Motörhead", "Mgła"):
        page.get_by_label(name).check()
    page.screenshot(path=tmp_path / "starter.png", full_page=True)
    page.get_by_role("button", name="These").click()
    page.wait_for_selector(".slate")
    assert page.locator(".hello").count() == 0
    shown = page.locator(".slate .track").evaluate_all("all => all.map(one => one.dataset.track)")
    metal = {t.id for t in new_site.app.catalog if t.tags[0] == "metal"}
    assert len(metal.intersection(shown)) >= 8
    assert [(e.kind, e.extra["artist"]) for e in new_site.events()] == [("follow", "Motörhead"), ("follow", "Mgła")]
    assert new_site.console == []


def test_it_works_on_a_phone_without_scripts(new_site: Any, browser: Any) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False) as phone:
        page = new_site.sign_in(phone.new_page())
        page.goto(f"{new_site.url}/starter")
        assert page.locator("#artists").evaluate("e => e.scrollWidth <= e.clientWidth")
        page.get_by_label("ABBA").check()
        page.get_by_role("button", name="These").click()
        page.wait_for_selector(".slate")
        assert [e.extra["artist"] for e in new_site.events()] == ["ABBA"]
