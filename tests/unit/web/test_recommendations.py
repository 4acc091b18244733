"""The slate: its parts, what a skip does to it, determinism, freshness, and whose it is."""

from typing import Any

import pytest

from segue.domain.consent import Purpose
from segue.domain.track import hex_id


def _order(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [t["id"] for t in answer.json()["tracks"]]


def _taught(place: Any, person: Any) -> None:
    """They finish ambient and leave metal."""
    ambient, metal = place.tracks["ambient"], place.tracks["metal"]
    finished = [person.event("complete", t, position_ms=180_000) for t in ambient[:6]]
    person.tell(*finished, *[person.event("skip", t, position_ms=4_000) for t in metal[:3]])


def test_a_slate_has_all_its_parts(place: Any) -> None:
    _taught(place, place.ann)
    slate = place.ann.slate(n=5).json()
    assert set(slate) == {"slate_id", "recipe", "tracks", "changes", "dropped", "model", "offset"}
    assert (slate["recipe"], slate["model"], slate["offset"]) == ("for_you", "cold", 1)
    assert len(slate["tracks"]) == 5
    for track in slate["tracks"]:
        assert set(track) >= {"id", "title", "artist", "score", "sources", "reason"}
        assert track["sources"]
        assert set(track["reason"]) == {"code", "text", "evidence"}
    assert slate["dropped"].keys() >= {"banned", "just_played", "just_skipped"}
    assert all(isinstance(count, int) for count in slate["dropped"].values())


def test_an_empty_server_gives_an_empty_slate(place: Any, tmp_path: Any) -> None:
    from datetime import UTC, datetime

    from litestar.testing import TestClient

    from segue.app import build
    from segue.settings import Settings
    from segue.web.server import litestar

    app = build(Settings(home=tmp_path / "empty"))
    token = app.accounts.add("ann", "UTC", datetime.now(UTC))
    with TestClient(litestar(app)) as client:
        answer = client.get("/api/v1/recommendations", headers={"Authorization": f"Token {token}"})
    app.close()
    assert _order(answer) == []


def test_the_same_request_gets_the_same_tracks(place: Any) -> None:
    _taught(place, place.ann)
    for recipe in ("for_you", "discover", "familiar"):
        first = _order(place.ann.slate(recipe=recipe, seed=3))
        assert _order(place.ann.slate(recipe=recipe, seed=3)) == first


def test_next_answers_as_recommendations_does(place: Any) -> None:
    _taught(place, place.ann)
    assert _order(place.ann.next(n=7)) == _order(place.ann.slate(n=7))


def test_a_skip_changes_the_very_next_answer_and_says_so(place: Any) -> None:
    _taught(place, place.ann)
    before = place.ann.slate().json()
    top = before["tracks"][0]
    skip = place.ann.event("skip", {"id": top["id"]}, position_ms=3_000, slate_id=before["slate_id"])
    after = place.ann.next(skip).json()
    assert (after["accepted"], after["rejected"]) == (1, [])
    assert after["offset"] > before["offset"]
    assert top["id"] not in [t["id"] for t in after["tracks"]]
    (left,) = [c for c in after["changes"] if c["id"] == top["id"]]
    assert (left["change"], left["before"], left["after"]) == ("left", 0, None)
    assert left["because"]["evidence"] == [skip["event_id"]]
    assert left["because"]["text"]
    assert after["dropped"]["just_skipped"] >= 1
    for change in after["changes"]:
        assert change["change"] in ("entered", "left", "moved")
        assert (change["before"] is None) == (change["change"] == "entered")
        assert (change["after"] is None) == (change["change"] == "left")


def test_nothing_new_changes_nothing(place: Any) -> None:
    _taught(place, place.ann)
    place.ann.slate()
    assert place.ann.slate().json()["changes"] == []


def test_evidence_names_events_of_this_listener(place: Any) -> None:
    _taught(place, place.ann)
    mine = {e.event_id for e in place.ann.recorded()}
    told = {e for t in place.ann.slate().json()["tracks"] for e in t["reason"]["evidence"]}
    assert told
    assert told <= mine


@pytest.mark.parametrize(
    ("kind", "extra", "why"),
    [
        ("complete", {"position_ms": 180_000}, "because you finished"),
        ("like", {}, "because you like"),
        ("rate", {"rating": 5}, "because you seem to like"),
        ("stop", {"position_ms": 100_000}, "because you seem to like"),
    ],
)
def test_only_what_was_finished_is_said_to_be(place: Any, kind: str, extra: dict[str, Any], why: str) -> None:
    place.ann.tell(*[place.ann.event(kind, track, **extra) for track in place.tracks["ambient"][:3]])
    reasons = [t["reason"] for t in place.ann.slate(n=20).json()["tracks"]]
    about = [one["text"] for one in reasons if one["code"] in ("artist", "alike", "tag")]
    assert about
    assert all(text.startswith(why) for text in about), about
    assert (kind == "complete") or not any("finished" in one["text"] for one in reasons)


def test_a_ban_is_for_good_and_unban_takes_it_back(place: Any) -> None:
    track = place.ann.slate().json()["tracks"][0]["id"]
    slate = place.ann.next(place.ann.event("ban", {"id": track}), n=60).json()
    assert track not in [t["id"] for t in slate["tracks"]]
    assert slate["dropped"]["banned"] == 1
    again = place.ann.next(place.ann.event("unban", {"id": track}), n=60).json()
    assert track in [t["id"] for t in again["tracks"]]


def test_seeds_in_both_spellings_of_an_id(place: Any) -> None:
    seed = place.tracks["metal"][0].id
    plain = _order(place.ann.slate(seeds=seed))
    assert plain == _order(place.ann.slate(seeds=hex_id(seed)))
    assert plain == _order(place.ann.next(seeds=[hex_id(seed)]))
    assert plain != _order(place.ann.slate())
    metal = {t.id for t in place.tracks["metal"]}
    assert sum(t in metal for t in plain) > len(plain) / 2


def test_after_is_never_older_than_that_event(place: Any) -> None:
    for track in place.tracks["pop"][:3]:
        offset = place.ann.tell(place.ann.event("complete", track)).json()["offset"]
        assert place.ann.slate(after=offset).json()["offset"] >= offset
    beyond = place.ann.slate(after=99)
    assert (beyond.status_code, beyond.json()["position"]) == (400, "after")


def test_next_without_events_only_answers(place: Any) -> None:
    for body in (b"{}", b'{"events":[]}', b'{"events": null}', b'{"request":{"n":3}}', b'{"events":[ ],"request":{}}'):
        answer = place.ann.post("/api/v1/next", body)
        assert answer.status_code == 200, body
        assert (answer.json()["accepted"], answer.json()["rejected"]) == (0, [])
    assert len(place.ann.post("/api/v1/next", b'{"request":{"n":3}}').json()["tracks"]) == 3
    assert place.ann.recorded() == []


def test_next_keeps_the_good_events_and_names_the_bad_one(place: Any) -> None:
    track = place.tracks["pop"][0]
    answer = place.ann.next(place.ann.event("complete", track), place.ann.event("dance", track)).json()
    assert answer["accepted"] == 1
    assert [(r["index"], r["field"]) for r in answer["rejected"]] == [(1, "kind")]
    assert answer["tracks"]


_WRONG = {
    "n": ["", "x", "1.5", 0, 101, -1, "9" * 30],
    "recipe": ["", "../x", "nothing"],
    "seed": ["x", -1, 2**63],
    "seeds": ["x", "../../log.db", "00000000-0000-0000-0000-000000000000"],
    "after": ["x", "1e3", "9" * 30],
}


@pytest.mark.parametrize("name", _WRONG)
def test_a_wrong_parameter_is_a_problem_with_its_name(place: Any, name: str) -> None:
    for value in _WRONG[name]:
        answer = place.ann.slate(**{name: value})
        assert answer.status_code == 400, value
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["position"].split("[")[0] == name


_WRONG_FIELDS: dict[str, list[Any]] = {
    "n": [None, "10", 1.0, True, 0, 101, [], 10**30],
    "recipe": [None, 7, [], {}, "nothing", "\ud800", "x" * 100_000],
    "seed": [None, "1", -1, 2**63, 1.5],
    "seeds": [None, "x", {}, [1], [None], ["x"], ["00000000-0000-0000-0000-000000000000"], [""] * 101],
    "context": [None, [], "running", 1],
}


@pytest.mark.parametrize("name", _WRONG_FIELDS)
def test_a_wrong_field_of_the_request_is_refused_and_nothing_recorded(place: Any, name: str) -> None:
    for value in _WRONG_FIELDS[name]:
        answer = place.ann.next(place.ann.event("login"), **{name: value})
        assert answer.status_code == 400, value
        assert answer.json()["position"].split("[")[0] == f"request.{name}"
        assert len(answer.content) < 2_000
    assert place.ann.recorded() == []


@pytest.mark.parametrize(
    "request_",
    [b"null", b"[]", b"7", b'{"n":1,"n":2}', b'{"n":"\xff"}', b'{"context":' + b"[" * 10_000 + b"]" * 10_000 + b"}"],
)
@pytest.mark.parametrize("events", [b"[]", b'[{"event_id":"a","kind":"login","at":1772349330250}]'])
def test_a_request_that_is_no_object(place: Any, request_: bytes, events: bytes) -> None:
    answer = place.ann.post("/api/v1/next", b'{"events":' + events + b',"request":' + request_ + b"}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert place.ann.recorded() == []


def test_events_are_never_lost_to_a_second_list(place: Any) -> None:
    body = b'{"events":[{"event_id":"a","kind":"login","at":1772349330250}],"events":[]}'
    assert place.ann.post("/api/v1/next", body).status_code == 400


def test_a_listener_who_withdrew_personalisation_gets_what_everybody_gets(place: Any) -> None:
    _taught(place, place.ann)
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.PERSONALISE)
    slate = place.ann.slate().json()
    assert [t["id"] for t in slate["tracks"]] == _order(place.bob.slate())
    assert not any(t["reason"]["evidence"] for t in slate["tracks"])
    assert slate["offset"] == 0


def test_no_token_reads_or_moves_what_is_anothers(place: Any) -> None:
    alone = _order(place.bob.slate())
    _taught(place, place.ann)
    shown = place.ann.slate().json()
    skip = place.ann.event("skip", {"id": shown["tracks"][0]["id"]}, position_ms=2_000)
    place.ann.next(skip)
    his = place.bob.slate().json()
    assert [t["id"] for t in his["tracks"]] == alone
    assert his["changes"] == []
    assert "ann:" not in place.bob.slate().text
    assert his["slate_id"] != shown["slate_id"]
    assert place.bob.recorded() == []


def test_a_slate_is_not_to_be_cached(place: Any) -> None:
    for answer in (place.ann.slate(), place.ann.next()):
        assert answer.headers["cache-control"] == "private, no-store"


def test_a_query_says_where_it_is_asked_as_a_request_does(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = [], type(place.app.server).answer

    def noted(self: Any, who: Any, request: Any) -> Any:
        asked.append(request.context)
        return answer(self, who, request)

    monkeypatch.setattr(type(place.app.server), "answer", noted)
    told = {"activity": "running", "location": "park", "device": "Pixel phone"}
    assert place.client.get("/api/v1/recommendations", params=told, headers=place.ann.headers).status_code == 200
    body = {"events": [], "request": {"context": told}}
    assert place.client.post("/api/v1/next", json=body, headers=place.ann.headers).status_code == 200
    assert place.client.get("/api/v1/recommendations", headers=place.ann.headers).status_code == 200
    assert asked == [told, told, {}]
