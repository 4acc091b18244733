"""Every page as axe-core reads it: in light and dark, on a phone and on a desk; and nothing scrolls sideways."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "axe" / "axe.min.js"
PATHS = (
    "/", "/mixes", "/mixes/on_repeat", "/mixes/nonsense", "/dj", "/prompt", "/search?q=bj",
    "/search?q=zzqqxxvv", "/starter", "/portrait",
)  # fmt: skip
LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
_OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
_RUN = """async (rules) => {
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const said = await axe.run(document, {resultTypes: ["violations"], ...only});
  return said.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`));
}"""


def _faults(page: Page, thorough: bool) -> list[str]:
    """Each width and each scheme once, and every rule once; thorough: every rule in every look, and all unfolded."""
    unfolded = "details" if thorough else ".track:first-child details"
    page.evaluate(f"document.querySelectorAll('{unfolded}').forEach(one => {{ one.open = true }})")
    page.evaluate(AXE.read_text())
    found: list[str] = []
    for width, scheme in LOOKS if thorough else (LOOKS[0], LOOKS[-1]):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        whole = thorough or (width, scheme) == LOOKS[0]
        found += [f"{width} {scheme} {fault}" for fault in page.evaluate(_RUN, [] if whole else _OF_LOOKS)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{width} scrolls sideways")
    return found


@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_page_can_be_used_by_everybody(site: Any, context: BrowserContext, thorough: bool) -> None:
    site.app.search.follow()
    page = context.new_page()
    page.goto(site.url)
    faults = {"sign-in": _faults(page, thorough)}
    site.sign_in(page)
    for path in PATHS:
        page.goto(site.url + path)
        faults[path] = _faults(page, thorough)
    page.goto(f"{site.url}/prompt")
    page.locator("#example-1").click()
    page.wait_for_selector("#understood")
    faults["prompt"] = _faults(page, thorough)
    page.goto(f"{site.url}/dj")
    page.locator("#dj-next").click()
    page.wait_for_selector("#live:not(.htmx-request) .track")
    faults["turn"] = _faults(page, thorough)
    page.goto(site.url)
    page.locator("#skip-1").click()
    page.wait_for_selector(".did")
    faults["skipped"] = _faults(page, thorough)
    assert {path: found for path, found in faults.items() if found} == {}


def test_axe_would_find_something(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><input><p style='color:#ccc'>pale</p></main>")
    assert {fault.split(": ")[0].split()[-1] for fault in _faults(page, False)} >= {"label", "color-contrast"}
