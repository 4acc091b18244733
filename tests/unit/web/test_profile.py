"""`GET /api/v1/profile` and `/portrait`."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from segue.domain.consent import Purpose
from segue.portrait.conclusion import conclusions
from segue.portrait.message import say
from segue.web.auth import COOKIE

_DOCS = Path(__file__).parents[3] / "docs"


def _evening(place: Any) -> None:
    """Three tracks on the phone, the third is carried on by the speaker; a skip, a like, a search, a comment."""
    ann, tracks = place.ann, place.tracks["ambient"]
    began = datetime.now(UTC) - timedelta(hours=3)

    def at(minute: float) -> str:
        return (began + timedelta(minutes=minute)).isoformat()

    told = []
    for n, (device, minute, track) in enumerate([("phone", 0, 0), ("phone", 3, 1), ("phone", 6, 2), ("speaker", 8, 2)]):
        play = {"device": device, "play_id": f"p{n}", "duration_ms": 180_000}
        told.append(ann.event("play", tracks[track], **{**play, "at": at(minute), "position_ms": 0}))
        if n < 2:
            told.append(ann.event("complete", tracks[track], **{**play, "at": at(minute + 3), "position_ms": 180_000}))
        if n == 2:
            told.append(ann.event("stop", tracks[track], **{**play, "at": at(7.5), "position_ms": 90_000}))
    told.append(ann.event("complete", tracks[2], device="speaker", play_id="p3", at=at(9.5), position_ms=180_000))
    told.append(ann.event("skip", tracks[3], device="speaker", at=at(10), position_ms=4_000))
    told.append(ann.event("like", tracks[0], at=at(10)))
    told.append(ann.event("comment", tracks[0], at=at(11), text="최고! love it"))
    told.append(ann.event("search", at=at(12), query="봄", results=3))
    answer = ann.tell(*told)
    assert answer.json()["rejected"] == [], answer.text


def test_everything_that_is_concluded_is_told_in_words_and_data(place: Any) -> None:
    _evening(place)
    answer = place.client.get("/api/v1/profile", headers=place.ann.headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    told = answer.json()["conclusions"]
    assert list(told) == list(conclusions())
    assert all(one["words"] and one["title"] for one in told.values())
    assert 0 < told["engagement"]["data"]["score"] < 100
    assert told["sessions"]["data"]["count"] == 1
    journeys = told["devices"]["data"]["journeys"]
    assert (journeys["count"], journeys["across_devices"]) == (1, 1)
    assert journeys["handed_over"] == [{"from": "mobile", "to": "smart_speaker", "count": 1}]
    assert told["devices"]["data"]["kinds"].keys() == {"mobile", "smart_speaker"}
    assert told["formats"]["data"]["music"]["listens"] >= 4
    assert told["said"]["data"]["liked"] == 1
    assert told["said"]["data"]["comments"]["glad"] == 1
    assert told["searches"]["data"]["count"] == 1
    assert sum(told["hours"]["data"]["played_ms"]) > 5 * 60_000


def test_nobody_else_and_nobody_without_consent(place: Any) -> None:
    assert place.client.get("/api/v1/profile").status_code == 401
    _evening(place)
    bob = place.client.get("/api/v1/profile", headers=place.bob.headers).json()["conclusions"]
    assert bob["engagement"]["data"]["score"] == 0
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.PERSONALISE)
    refused = place.client.get("/api/v1/profile", headers=place.ann.headers)
    assert (refused.status_code, "personalise" in refused.json()["detail"]) == (403, True)
    place.client.cookies.set(COOKIE, place.ann.token)
    page = place.client.get("/portrait")
    assert page.status_code == 200
    assert "not allowed" in page.text
    assert "<section" not in page.text


def test_the_page_shows_every_conclusion_under_its_policy(place: Any) -> None:
    _evening(place)
    place.client.cookies.set(COOKIE, place.ann.token)
    page = place.client.get("/portrait")
    for name in conclusions():
        assert f'id="about-{name}"' in page.text
        assert say("en", f"{name}.title") in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script(?! src=)|style=|onclick", page.text)
    assert "/portrait" in place.client.get("/").text


def test_who_is_not_signed_in_is_sent_to_the_door(place: Any) -> None:
    assert place.client.get("/portrait", follow_redirects=False).status_code == 303


def test_every_conclusion_is_in_its_page_of_the_docs() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (_DOCS / "profile.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(conclusions())


def test_in_the_language_that_is_asked_for(place: Any) -> None:
    _evening(place)

    def title(lang: str = "", accepted: str = "") -> str:
        headers = {**place.ann.headers, "Accept-Language": accepted}
        told = place.client.get("/api/v1/profile", params={"lang": lang} if lang else {}, headers=headers)
        return str(told.json()["conclusions"]["engagement"]["title"])

    assert (title(), title("ko"), title(accepted="ko"), title("en", "ko")) == (
        "Engagement",
        "참여도",
        "참여도",
        "Engagement",
    )
    assert place.client.get("/api/v1/profile?lang=xx", headers=place.ann.headers).status_code == 400
    place.app.accounts.languages.choose(place.app.accounts.named("ann").id, "ko")
    assert title() == "참여도"
    place.client.cookies.set(COOKIE, place.ann.token)
    assert "참여도는 100점 만점에" in place.client.get("/portrait").text
