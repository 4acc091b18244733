"""What Segue's own page tells with segue.js: by cookie, and never from another site's page."""

import json
from typing import Any

import pytest

from segue.settings import Settings


def _post(place: Any, **headers: str) -> Any:
    body = json.dumps({"events": [place.ann.event("login")]}).encode()
    cookie = {"cookie": f"segue_token={place.ann.token}", "content-type": "text/plain;charset=UTF-8"}
    return place.client.post("/api/v1/events", content=body, headers={**cookie, **headers})


def test_the_cookie_counts_on_the_own_page(place: Any) -> None:
    assert _post(place, **{"sec-fetch-site": "same-origin"}).status_code == 202
    assert (
        _post(place, origin="http://testserver.local", host="testserver.local").status_code == 202
    )  # plain http on a LAN
    assert len(place.ann.recorded()) == 2


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"},
     {"origin": "null"}, {}],
)  # fmt: skip
def test_the_cookie_does_not_count_elsewhere(place: Any, headers: dict[str, str]) -> None:
    answer = _post(place, **headers)
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("this form was not sent from")
    assert place.ann.recorded() == []


def test_a_cookie_that_is_nobodys(place: Any) -> None:
    answer = _post(place, cookie="segue_token=nonsense", **{"sec-fetch-site": "same-origin"})
    assert answer.status_code == 401


def test_the_cookie_opens_only_the_door_for_events(place: Any) -> None:
    cookie = {"cookie": f"segue_token={place.ann.token}", "sec-fetch-site": "same-origin"}
    assert place.client.get("/api/v1/recommendations", headers=cookie).status_code == 401
    assert place.client.post("/api/v1/next", content=b"{}", headers=cookie).status_code == 401


def test_pages_elsewhere_are_told_nothing_unless_named(place: Any, tmp_path: Any) -> None:
    asked = {"origin": "https://music.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in place.client.options("/api/v1/events", headers=asked).headers
    from litestar.testing import TestClient

    from segue.app import build
    from segue.web.server import litestar

    app = build(Settings(home=tmp_path / "other", page_origins=("https://music.example",)))
    with TestClient(litestar(app)) as client:
        said = client.options("/api/v1/events", headers=asked).headers
        assert said["access-control-allow-origin"] == "https://music.example"
        assert "access-control-allow-credentials" not in said
        other = {**asked, "origin": "https://evil.example"}
        assert "access-control-allow-origin" not in client.options("/api/v1/events", headers=other).headers
    app.close()
