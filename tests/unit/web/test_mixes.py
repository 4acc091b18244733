"""Mixes over HTTP: listed, read, pictured, and turned by a skip."""

from typing import Any
from xml.etree import ElementTree

from segue.domain.event import EventKind


def _get(person: Any, path: str = "", **query: Any) -> Any:
    return person.client.get(f"/api/v1/mixes{path}", params=query, headers=person.headers)


def _hears(place: Any) -> None:
    for track in place.tracks["metal"][:12]:
        place.ann.tell(place.ann.event(EventKind.COMPLETE, track, position_ms=200_000, duration_ms=200_000))


def test_mixes_are_listed_with_what_is_in_them(place: Any) -> None:
    _hears(place)
    told = _get(place.ann)
    assert told.status_code == 200, told.text
    mixes = {one["name"]: one for one in told.json()["mixes"]}
    assert {"discover_weekly", "daily_mix_1", "autoplay", "on_repeat"} <= mixes.keys()
    assert all(one["length"] and one["title"] and one["about"] for one in mixes.values())
    whole = _get(place.ann, "/discover_weekly").json()
    assert len(whole["tracks"]) == mixes["discover_weekly"]["length"]
    assert whole["id"] == mixes["discover_weekly"]["id"] != _get(place.bob, "/discover_weekly").json()["id"]
    assert all(track["reason"]["text"] for track in whole["tracks"])
    assert told.headers["cache-control"] == "private, no-store"


def test_titles_come_in_the_language_that_is_asked_for(place: Any) -> None:
    assert _get(place.ann, "/autoplay", lang="ko").json()["title"] == "이어 듣기"
    accepting = {**place.ann.headers, "accept-language": "ko-KR,ko;q=0.9"}
    told = place.ann.client.get("/api/v1/mixes/autoplay", headers=accepting)
    assert told.json()["title"] == "이어 듣기"


def test_the_cover_is_a_picture_of_its_own(place: Any) -> None:
    first, other = (_get(place.ann, f"/{name}/cover.svg") for name in ("autoplay", "library_radio"))
    assert first.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(first.text).tag.endswith("svg")
    assert first.text != other.text


def test_a_skip_turns_the_mix_in_one_round_trip(place: Any) -> None:
    _hears(place)
    before = _get(place.ann, "/library_radio").json()
    first, second = (track["id"] for track in before["tracks"][:2])
    skip = place.ann.event(EventKind.SKIP, {"id": first}, position_ms=3000)
    sent = {"events": [skip], "request": {"playing": second}}
    after = place.ann.client.post("/api/v1/mixes/library_radio/next", json=sent, headers=place.ann.headers)
    assert after.status_code == 200, after.text
    told = after.json()
    assert (told["accepted"], told["changed"], told["id"]) == (1, 1, before["id"])
    assert first not in {track["id"] for track in told["tracks"]}
    assert told["tracks"][0]["id"] == second


def test_what_makes_no_sense_is_refused_before_anything_is_recorded(place: Any) -> None:
    skip = place.ann.event(EventKind.SKIP, place.tracks["metal"][0], position_ms=3000)
    for name, sent, status, where in (
        ("nonsense", {"events": [skip]}, 404, "name"),
        ("autoplay", {"events": [skip], "request": {"playing": 7}}, 400, "request.playing"),
        ("autoplay", {"events": [skip], "request": {"playing": "x"}}, 400, "request.playing"),
        ("autoplay", {"events": [skip], "request": 3}, 400, "request"),
    ):
        told = place.ann.client.post(f"/api/v1/mixes/{name}/next", json=sent, headers=place.ann.headers)
        assert (told.status_code, told.json().get("position")) == (status, where), told.text
    assert place.ann.recorded() == []
    assert _get(place.ann, "/nonsense").status_code == 404
    assert place.ann.client.get("/api/v1/mixes").status_code == 401


def test_what_is_shown_is_an_event_once_for_each_turn(place: Any) -> None:
    for _ in range(2):
        _get(place.ann, "/library_radio")
    _hears(place)  # what comes after it in the log is there, so it is, too
    shown = [e for e in place.ann.recorded(shown=True) if e.kind == EventKind.IMPRESSION]
    assert len(shown) == 1
    assert shown[0].extra["recipe"] == "library_radio"


def test_only_what_is_in_a_library_here_where_that_is_asked_for(place: Any) -> None:
    assert _get(place.ann, "/library_radio", library="owned").json()["tracks"] == []
    assert _get(place.ann, "/library_radio", library="new").json()["tracks"]
    refused = _get(place.ann, "/library_radio", library="mine")
    assert (refused.status_code, refused.json()["position"]) == (400, "library")
