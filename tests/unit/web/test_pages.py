"""The page without a browser: who gets in, what is refused, and what the answers say to caches and browsers."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from segue.app import App, build
from segue.domain.event import EventKind, TrackId
from segue.domain.shown import shown_of
from segue.domain.track import Track
from segue.portrait.week import week
from segue.settings import Settings
from segue.web.auth import COOKIE
from segue.web.server import litestar

HERE = {"Sec-Fetch-Site": "same-origin"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = build(Settings(home=tmp_path))
    app.catalog.add(
        Track(TrackId(str(UUID(int=i))), f"Track {i} {EVIL}", f"봄 {i % 7}", tags=(f"tag {i % 3}",))
        for i in range(1, 31)
    )
    yield app
    app.close()


@pytest.fixture
def client(app: App) -> Iterator[TestClient[Any]]:
    with TestClient(litestar(app)) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def token(app: App) -> str:
    return app.accounts.add("Zoë", "Europe/Berlin", datetime.now(UTC))


@pytest.fixture
def inside(client: TestClient[Any], token: str) -> TestClient[Any]:
    assert client.post("/sign-in", data={"token": token}, headers=HERE).status_code == 303
    return client


def _events(app: App) -> list[Any]:
    events = [e for b in app.log.read(0, 100) for e in b.events]  # type: ignore[arg-type]
    return [e for e in events if shown_of(e) is None]


def test_a_stranger_gets_the_form(client: TestClient[Any]) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'name="token"' in answer.text
    assert "segue listener add" in answer.text


def test_the_right_token_becomes_a_cookie_that_scripts_and_other_sites_cannot_use(
    client: TestClient[Any], token: str
) -> None:
    answer = client.post("/sign-in", data={"token": f"  {token.upper()} "}, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={token};")
    for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=34560000"):
        assert part.lower() in cookie.lower()
    assert "secure" not in cookie.lower()
    assert "For you" in client.get("/").text


def test_over_https_the_cookie_is_secure(app: App, token: str) -> None:
    with TestClient(litestar(app), base_url="https://segue.example") as client:
        client.follow_redirects = False
        answer = client.post("/sign-in", data={"token": token}, headers=HERE)
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("given", "status"),
    [("", 422), ("nobody", 401), ("x" * 5000, 401), ("\ud7ff\u202e봄", 401), ("a\x00b", 401)],
)
def test_a_wrong_token_is_told_without_a_cookie(client: TestClient[Any], given: str, status: int) -> None:
    answer = client.post("/sign-in", data={"token": given}, headers=HERE)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/act"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver.local"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.local.evil.example"},
    ],
)
def test_a_form_from_elsewhere_is_refused(
    inside: TestClient[Any], app: App, path: str, headers: dict[str, str]
) -> None:
    form = {"kind": "ban", "track": str(UUID(int=1)), "token": "x"}
    answer = inside.post(path, data=form, headers=headers)
    assert answer.status_code == 403
    assert "text/html" in answer.headers["content-type"]
    assert _events(app) == []


def test_an_old_browser_is_known_by_its_origin(inside: TestClient[Any]) -> None:
    form = {"kind": "like", "track": str(UUID(int=1)), "slate": "s"}
    origin = {"Origin": "http://testserver.local"}
    assert inside.post("/act", data=form, headers=origin).status_code == 303


def test_the_headers_of_a_personal_page(inside: TestClient[Any]) -> None:
    headers = inside.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_names_are_escaped_and_whole(inside: TestClient[Any]) -> None:
    text = inside.get("/").text
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert "봄" in text
    assert "style=" not in text


@pytest.mark.parametrize("kind", ["skip", "complete", "like", "ban"])
def test_a_button_is_one_durable_event_however_often_it_is_sent(inside: TestClient[Any], app: App, kind: str) -> None:
    form = {"kind": kind, "track": UUID(int=1).hex, "slate": "slate-1", "recipe": "discover"}
    answer = inside.post("/act", data=form, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?recipe=discover")
    answer = inside.post("/act", data=form, headers={**HERE, "HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "answer;dur=" in answer.headers["server-timing"]
    (event,) = _events(app)
    assert (event.kind, event.slate_id, event.device) == (EventKind(kind), "slate-1", "segue-web")
    assert event.track_id == str(UUID(int=1))
    assert event.position_ms == (5000 if kind == "skip" else None)


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "login", "track": str(UUID(int=1))},
        {"kind": "skip"},
        {"kind": "skip", "track": "nonsense"},
        {"kind": "skip", "track": str(UUID(int=999))},
        {"kind": "skip", "track": str(UUID(int=1)), "slate": "x" * 65},
    ],
)
def test_a_button_that_does_not_exist(inside: TestClient[Any], app: App, form: dict[str, str]) -> None:
    answer = inside.post("/act", data=form, headers={**HERE, "HX-Request": "true"})
    assert answer.status_code == 400
    assert answer.headers["hx-retarget"] == "#trouble"
    assert _events(app) == []


def test_signed_out_in_the_middle(inside: TestClient[Any]) -> None:
    answer = inside.post("/sign-out", headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    inside.cookies.clear()
    answer = inside.post("/act", data={}, headers={**HERE, "HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/"
    assert inside.get("/profile").headers["location"] == "/"


def test_static_files_are_kept_only_under_their_version(client: TestClient[Any]) -> None:
    page = client.get("/").text
    url = page.split('rel="stylesheet" href="')[1].split('"')[0]
    kept = client.get(url)
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-type"].startswith("text/css")
    plain = client.get(url.split("?")[0])
    assert plain.headers["cache-control"] == "no-cache"
    again = client.get(url, headers={"If-None-Match": kept.headers["etag"]})
    assert again.status_code == 304
    for missing in ("nothing.css", "..%2f..%2fauth.py", "__init__.py"):
        assert client.get(f"/static/{missing}").status_code == 404


def test_the_week_in_words() -> None:
    nothing = [0] * 168
    assert "Nothing was heard yet" in week(nothing, nothing, 0.3).words[0]
    heard, skipped = list(nothing), list(nothing)
    skipped[8], heard[8] = 6, 2  # Monday 08:00
    heard[5 * 24 + 20] = 10  # Saturday 20:00
    seen = week(heard, skipped, 0.31)
    assert seen.words[0] == "You leave about 3 in 10 tracks early."
    assert seen.words[1] == "Most on Monday mornings (6 of 8), least on Saturday evenings (0 of 10)."
    assert seen.cells[8].text == "Monday 08:00, 6 of 8 left early"
    assert (seen.cells[8].level, seen.cells[9].level) == (3, -1)


@pytest.mark.parametrize("name", ["autoplay", "library_radio", "discover_weekly"])
def test_what_stands_below_the_pressed_track_of_a_mix_stays(inside: TestClient[Any], name: str) -> None:
    """Also of a mix that is made anew whenever it is asked for, and of one that has little to go on."""

    def tracks(answer: Any) -> list[str]:
        return list(dict.fromkeys(re.findall(r'data-track="([0-9a-f-]+)"', answer.text)))

    ids = tracks(inside.get(f"/mixes/{name}"))
    for pressed in range(3):
        form = {"kind": "complete", "track": ids[0], "slate": f"s{pressed}", "seen": f"s{pressed}"}
        answer = inside.post(f"/mixes/{name}/act", data=form, headers={**HERE, "HX-Request": "true"})
        assert answer.status_code == 200
        assert tracks(answer)[:8] == ids[1:9]
        ids = tracks(answer)
