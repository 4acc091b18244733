"""Mixes over HTTP: listed, read, pictured, and turned by a skip."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from segue.catalog.libraries import Reading, Row
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


def test_a_mix_that_stands_is_told_in_any_language_to_its_last_reason(place: Any) -> None:
    _hears(place)
    english = _get(place.ann, "/library_radio", lang="en").json()
    korean = _get(place.ann, "/library_radio", lang="ko").json()
    assert [t["id"] for t in korean["tracks"]] == [t["id"] for t in english["tracks"]]
    for before, after in zip(english["tracks"], korean["tracks"], strict=True):
        assert re.search("[가-힣]", after["reason"]["text"])
        assert not re.search("[가-힣]", before["reason"]["text"])
        assert (before["reason"]["code"], before["reason"]["evidence"]) == (
            after["reason"]["code"], after["reason"]["evidence"],
        )  # fmt: skip
    assert _get(place.ann, "/library_radio", lang="en").json() == english
    skip = place.ann.event(EventKind.SKIP, {"id": english["tracks"][0]["id"]}, position_ms=3000)
    sent = {"events": [skip], "request": {"playing": english["tracks"][1]["id"]}}
    path = "/api/v1/mixes/library_radio/next?lang=ko"
    turned = place.ann.client.post(path, json=sent, headers=place.ann.headers).json()
    assert (turned["changed"], turned["title"]) == (1, "보관함 라디오")
    assert all(re.search("[가-힣]", t["reason"]["text"]) for t in turned["tracks"])
    assert not any(
        re.search("[가-힣]", t["reason"]["text"]) for t in _get(place.ann, "/library_radio").json()["tracks"]
    )


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


def test_an_issue_of_the_library_is_one_of_its_own_and_turns_as_that(place: Any) -> None:
    _hears(place)
    assert _get(place.ann, "/discover_weekly", library="owned").json()["tracks"] == []
    there = [*place.tracks["metal"], *place.tracks["pop"]]
    rows = [Row(str(n), track.id, "") for n, track in enumerate(there)]
    place.app.holdings.libraries.save("music.home", rows, Reading())
    place.app.holdings.reload()
    whole, here = (_get(place.ann, "/discover_weekly", library=one).json() for one in ("both", "owned"))
    ids, owned = [t["id"] for t in here["tracks"]], {t.id for t in there}
    assert set(ids) <= owned
    assert len(ids) == len(there) - 12, "all that is there and was not heard"
    assert here["id"] == whole["id"]
    sent = {"events": [place.ann.event(EventKind.SKIP, {"id": ids[0]}, position_ms=3000)]}
    sent["request"] = {"playing": ids[1], "library": "owned"}
    after = place.ann.client.post("/api/v1/mixes/discover_weekly/next", json=sent, headers=place.ann.headers).json()
    assert after["tracks"][0]["id"] == ids[1]
    assert {t["id"] for t in after["tracks"]} == set(ids[1:])
    assert _get(place.ann, "/discover_weekly", library="owned").json()["tracks"] == after["tracks"]
    assert _get(place.ann, "/discover_weekly").json()["tracks"] == whole["tracks"]
    listed = {one["name"]: one["length"] for one in _get(place.ann, library="owned").json()["mixes"]}
    assert listed["discover_weekly"] == len(ids) - 1
    radio = [t["id"] for t in _get(place.ann, "/library_radio").json()["tracks"]]
    assert set(radio) <= owned, "that one is of what is here, whether that is asked for or not"
    assert len(radio) == len(there) - 12 - 1, "the skipped one is not new any more"


@pytest.mark.parametrize("name", ["library_radio", "autoplay"])
def test_what_the_listener_sees_stays_as_far_as_the_player_says(place: Any, name: str) -> None:
    _hears(place)
    ids = [track["id"] for track in _get(place.ann, f"/{name}").json()["tracks"]]
    heard = place.ann.event(EventKind.COMPLETE, {"id": ids[0]}, position_ms=180_000)
    sent = {"events": [heard], "request": {"playing": ids[1], "visible": 20}}
    after = place.ann.client.post(f"/api/v1/mixes/{name}/next", json=sent, headers=place.ann.headers).json()
    assert [track["id"] for track in after["tracks"]][:21] == ids[1:22]


def test_a_like_moves_what_is_not_seen_yet_and_nothing_else_does(place: Any) -> None:
    _hears(place)
    before = [track["id"] for track in _get(place.ann, "/library_radio").json()["tracks"]]

    def go_on(*events: Any) -> list[str]:
        sent = {"events": list(events), "request": {"playing": before[0]}}
        told = place.ann.client.post("/api/v1/mixes/library_radio/next", json=sent, headers=place.ann.headers)
        return [track["id"] for track in told.json()["tracks"]]

    pop = {t.id for t in place.tracks["pop"]}
    far = next(one for one in before[4:] if one in pop)
    assert go_on() == before
    assert go_on(place.ann.event(EventKind.PLAY, {"id": before[0]}, position_ms=0)) == before
    after = go_on(place.ann.event(EventKind.LIKE, {"id": far}))
    assert after[:4] == before[:4]
    assert set(after) <= set(before)
    assert after != before
    assert go_on() == after


def test_the_same_question_twice_has_the_same_answer(place: Any) -> None:
    _hears(place)
    ids = [track["id"] for track in _get(place.ann, "/library_radio").json()["tracks"]]
    skip = place.ann.event(EventKind.SKIP, {"id": ids[0]}, position_ms=3000)
    told = []
    for _ in range(2):
        sent = {"events": [skip], "request": {"playing": ids[1]}}
        after = place.ann.client.post("/api/v1/mixes/library_radio/next", json=sent, headers=place.ann.headers)
        told.append([track["id"] for track in after.json()["tracks"]])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("request_", "where"),
    [({"visible": -1}, "visible"), ({"visible": True}, "visible"), ({"visible": 501}, "visible"),
     ({"visible": "3"}, "visible"), ({"library": "mine"}, "library"), ({"library": []}, "library")],
)  # fmt: skip
def test_what_is_seen_and_of_which_library_is_checked(place: Any, request_: Any, where: str) -> None:
    sent = {"events": [], "request": request_}
    told = place.ann.client.post("/api/v1/mixes/autoplay/next", json=sent, headers=place.ann.headers)
    assert (told.status_code, told.json()["position"]) == (400, f"request.{where}")


def test_what_was_made_with_nothing_to_go_on_is_made_anew_when_there_is_more(place: Any) -> None:
    first = _get(place.ann, "/discover_weekly").json()
    assert first["little"]
    assert _get(place.ann, "/discover_weekly").json() == first
    _hears(place)
    after = _get(place.ann, "/discover_weekly").json()
    assert not after["little"]
    assert (after["id"], after["period"]) == (first["id"], first["period"])
    assert not {t.id for t in place.tracks["metal"][:12]} & {t["id"] for t in after["tracks"]}
    assert _get(place.ann, "/discover_weekly").json() == after


def test_it_is_not_made_anew_while_it_plays(place: Any) -> None:
    """The play that says enough of a taste must not change the list under whoever listens to it."""
    ids = [track["id"] for track in _get(place.ann, "/discover_weekly").json()["tracks"]]
    for at in range(12):
        heard = place.ann.event(EventKind.COMPLETE, {"id": ids[0]}, position_ms=180_000)
        sent = {"events": [heard], "request": {"playing": ids[1]}}
        after = place.ann.client.post("/api/v1/mixes/discover_weekly/next", json=sent, headers=place.ann.headers).json()
        told = [track["id"] for track in after["tracks"]]
        assert told[:4] == ids[1:5], at
        ids = told


def test_what_plays_and_is_seen_goes_on_over_the_end_of_an_issue(place: Any) -> None:
    _hears(place)
    app, who = place.app, place.app.accounts.named("ann")
    monday = datetime(2026, 11, 30, 0, 2, tzinfo=who.zone)
    before = app.mixes.playlist(who, "discover_weekly", monday - timedelta(minutes=4))
    ids = [track.id for track in before.tracks]
    fresh = {track.id for track in app.mixes.playlist(who, "discover_weekly", monday).tracks}
    assert not fresh & set(ids)
    after = app.mixes.turned(who, "discover_weekly", monday, playing=ids[5])
    assert after.period != before.period
    assert [track.id for track in after.tracks[:4]] == ids[5:9]
    assert {track.id for track in after.tracks[4:]} <= fresh
    assert app.mixes.playlist(who, "discover_weekly", monday + timedelta(minutes=1)) == after
    again = app.mixes.turned(who, "discover_weekly", monday + timedelta(minutes=2), playing=ids[5])
    assert again == after
