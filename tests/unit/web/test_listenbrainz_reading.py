"""Listens, counts, playing now and feedback as ListenBrainz clients read and write them."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from segue.domain.event import EventKind

_AT = 1_772_349_330
_MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def _post(person: Any, path: str, told: Any, **headers: str) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return person.post(path, body, **{"Authorization": f"token {person.token}", **headers})


def _listen(at: int | None, title: str, **info: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"track_metadata": {"track_name": title, "artist_name": "Radiohead"}}
    if info:
        told["track_metadata"]["additional_info"] = info
    return told if at is None else {**told, "listened_at": at}


def _submit(person: Any, *listens: Any, kind: str = "import", query: str = "") -> Any:
    answer = _post(person, f"/1/submit-listens{query}", {"listen_type": kind, "payload": listens})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _get(person: Any, path: str, **query: Any) -> Any:
    return person.client.get(path, params=query, headers={"Authorization": f"Token {person.token}"})


def _titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["track_metadata"]["track_name"] for one in answer.json()["payload"]["listens"]]


@pytest.fixture
def heard(place: Any) -> Any:
    """Five listens of ann, one each 10 minutes."""
    _submit(place.ann, *(_listen(_AT + 600 * i, f"Song {i}", duration_ms=200_000) for i in range(5)))
    return place


def test_listens_come_back_newest_first(heard: Any) -> None:
    answer = _get(heard.ann, "/1/user/ann/listens")
    payload = answer.json()["payload"]
    assert _titles(answer) == [f"Song {i}" for i in (4, 3, 2, 1, 0)]
    assert (payload["count"], payload["user_id"]) == (5, "ann")
    assert (payload["oldest_listen_ts"], payload["latest_listen_ts"]) == (_AT, _AT + 2_400)
    first = payload["listens"][-1]
    assert first["listened_at"] == _AT
    assert first["recording_msid"] == heard.ann.recorded()[0].track_id
    assert first["track_metadata"]["artist_name"] == "Radiohead"
    assert first["track_metadata"]["additional_info"]["duration_ms"] == 200_000


def test_windows_leave_out_their_ends(heard: Any) -> None:
    def ask(**query: int) -> list[str]:
        return _titles(_get(heard.ann, "/1/user/ann/listens", **query))

    assert ask(count=2) == ["Song 4", "Song 3"]
    assert ask(max_ts=_AT + 1_200) == ["Song 1", "Song 0"]
    assert ask(min_ts=_AT + 1_200) == ["Song 4", "Song 3"]
    assert ask(min_ts=_AT, count=2) == ["Song 2", "Song 1"], "those right after it"
    assert ask(min_ts=_AT, max_ts=_AT + 2_400) == ["Song 3", "Song 2", "Song 1"], "multi-scrobbler sends both"
    assert ask(count=0) == []
    assert ask(max_ts=1) == []
    assert ask(count=10**6) == [f"Song {i}" for i in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "query",
    [{"count": "many"}, {"count": "-1"}, {"max_ts": "1e9"}, {"min_ts": "9" * 30}, {"min_ts": 5, "max_ts": 5}],
)
def test_windows_that_make_no_sense(heard: Any, query: dict[str, Any]) -> None:
    answer = _get(heard.ann, "/1/user/ann/listens", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert answer.json()["error"]


def test_an_isrc_is_well_formed_or_not_there(place: Any) -> None:
    _submit(
        place.ann,
        _listen(
            _AT, "Creep", isrc="GB-AYE-92-00070", spotify_id="https://open.spotify.com/track/70LcF31zb1H0PyJoS1Sx1r"
        ),
        _listen(_AT + 600, "Just", isrc="123456789012"),  # twelve letters and digits, but not of an ISRC
    )
    just, creep = (
        one["track_metadata"]["additional_info"]
        for one in _get(place.ann, "/1/user/ann/listens").json()["payload"]["listens"]
    )
    assert creep["isrc"] == "GBAYE9200070"
    assert creep["spotify_id"] == "https://open.spotify.com/track/70LcF31zb1H0PyJoS1Sx1r"
    assert "isrc" not in just


def test_how_many(heard: Any) -> None:
    assert _get(heard.ann, "/1/user/ann/listen-count").json() == {"payload": {"count": 5}}
    assert _get(heard.bob, "/1/user/bob/listen-count").json() == {"payload": {"count": 0}}


def test_playing_now(place: Any) -> None:
    nothing = _get(place.ann, "/1/user/ann/playing-now").json()["payload"]
    assert nothing == {"count": 0, "user_id": "ann", "playing_now": True, "listens": []}
    _submit(place.ann, _listen(None, "Creep", duration_ms=240_000), kind="playing_now")
    payload = _get(place.ann, "/1/user/ann/playing-now").json()["payload"]
    (one,) = payload["listens"]
    assert (one["playing_now"], one["track_metadata"]["track_name"]) == (True, "Creep")
    assert "listened_at" not in one


@pytest.mark.parametrize("what", ["listens", "listen-count", "playing-now"])
def test_only_the_listener_reads_their_own(heard: Any, what: str) -> None:
    without = heard.client.get(f"/1/user/ann/{what}")
    assert (without.status_code, without.json()["code"]) == (401, 401)
    for name in ("ann", "nobody", "b ob"):
        answer = _get(heard.bob, f"/1/user/{name}/{what}")
        assert (answer.status_code, answer.json()["code"]) == (403, 403)
        assert "Song" not in answer.text
    assert _get(heard.ann, f"/1/user/ANN/{what}").status_code == 200


def test_every_answer_says_that_there_is_plenty_left(heard: Any) -> None:
    answers = [
        _get(heard.ann, "/1/user/ann/listens"),
        _get(heard.ann, "/1/user/bob/listens"),
        _get(heard.ann, "/1/validate-token"),
        _get(heard.ann, "/1/feedback/user/ann/get-feedback"),
        _post(heard.ann, "/1/submit-listens", b"{"),
        _post(heard.ann, "/1/delete-listen", b"[]"),
        _post(heard.ann, "/1/feedback/recording-feedback", b""),
    ]
    for answer in answers:
        assert int(answer.headers["x-ratelimit-remaining"]) > 0
        assert int(answer.headers["x-ratelimit-reset-in"]) > 0


def test_a_listen_is_taken_back(heard: Any) -> None:
    two = _get(heard.ann, "/1/user/ann/listens").json()["payload"]["listens"][2]
    told = {"listened_at": two["listened_at"], "recording_msid": two["recording_msid"]}
    for _ in range(2):
        assert _post(heard.ann, "/1/delete-listen", told).json() == {"status": "ok"}
    assert _titles(_get(heard.ann, "/1/user/ann/listens")) == ["Song 4", "Song 3", "Song 1", "Song 0"]
    assert _get(heard.ann, "/1/user/ann/listen-count").json()["payload"]["count"] == 4
    assert [e.kind for e in heard.ann.recorded()].count(EventKind.DELETE_LISTEN) == 1


def test_a_recording_that_nobody_knows_is_no_new_track(heard: Any) -> None:
    before = len(heard.app.catalog)
    assert _post(heard.ann, "/1/delete-listen", {"listened_at": _AT, "recording_msid": str(uuid4())}).status_code == 200
    answer = _post(heard.ann, "/1/feedback/recording-feedback", {"recording_msid": str(uuid4()), "score": 1})
    assert (answer.status_code, answer.json()["code"]) == (404, 404)
    assert len(heard.app.catalog) == before


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"[]",
        b"\xff",
        {},
        {"listened_at": _AT},
        {"listened_at": "x", "recording_msid": str(uuid4())},
        {"listened_at": 10**15, "recording_msid": str(uuid4())},
        {"listened_at": _AT, "recording_msid": "x"},
        {"listened_at": _AT, "recording_msid": 5},
    ],
)
def test_nothing_is_taken_back_by_nonsense(heard: Any, told: Any) -> None:
    answer = _post(heard.ann, "/1/delete-listen", told)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert answer.json()["error"]


def test_the_msid_of_what_was_submitted_is_told_when_asked(place: Any) -> None:
    playing = _listen(None, "Creep")
    assert _submit(place.ann, playing, kind="playing_now") == {"status": "ok"}
    assert _submit(place.ann, playing, kind="playing_now", query="?return_msid=false") == {"status": "ok"}
    said = _submit(place.ann, playing, kind="playing_now", query="?return_msid=true")
    assert said == {"status": "ok", "recording_msid": place.ann.recorded()[0].track_id}
    loved = {"recording_msid": said["recording_msid"], "score": 1}
    assert _post(place.ann, "/1/feedback/recording-feedback", loved).json() == {"status": "ok"}
    assert [e.kind for e in place.ann.recorded()] == [EventKind.PLAY, EventKind.LIKE]


def test_feedback_by_msid_and_mbid_is_set_changed_and_read(place: Any) -> None:
    _submit(place.ann, _listen(_AT, "Creep", recording_mbid=_MBID), _listen(_AT + 600, "Just"))
    msid = place.ann.recorded()[1].track_id

    def rate(score: int, **key: str) -> None:
        answer = _post(place.ann, "/1/feedback/recording-feedback", {**key, "score": score})
        assert answer.json() == {"status": "ok"}, answer.text

    def read(**query: Any) -> list[tuple[str, int]]:
        told = _get(place.ann, "/1/feedback/user/ann/get-feedback", metadata="true", **query).json()
        assert told["count"] == len(told["feedback"])
        return [(one["track_metadata"]["track_name"], one["score"]) for one in told["feedback"]]

    rate(1, recording_mbid=_MBID)
    rate(-1, recording_msid=msid)
    assert read() == [("Just", -1), ("Creep", 1)]
    assert (read(score=1), read(score=-1), read(count=1), read(offset=1)) == (
        [("Creep", 1)],
        [("Just", -1)],
        [("Just", -1)],
        [("Creep", 1)],
    )
    (one,) = _get(place.ann, "/1/feedback/user/ann/get-feedback", score=1).json()["feedback"]
    assert (one["recording_mbid"], one["user_id"], one["track_metadata"]) == (_MBID, "ann", None)
    assert abs(one["created"] - datetime.now(UTC).timestamp()) < 60
    before = len(place.ann.recorded())
    rate(-1, recording_msid=msid)
    assert len(place.ann.recorded()) == before, "what says nothing new is not recorded"
    rate(1, recording_msid=msid)
    rate(0, recording_mbid=_MBID)
    assert read() == [("Just", 1)]
    kinds = [e.kind for e in place.ann.recorded()[2:]]
    assert kinds == [EventKind.LIKE, EventKind.BAN, EventKind.LIKE, EventKind.UNBAN, EventKind.UNLIKE]
    assert _get(place.bob, "/1/feedback/user/ann/get-feedback").status_code == 403
    assert _get(place.bob, "/1/feedback/user/bob/get-feedback").json()["feedback"] == []


@pytest.mark.parametrize(
    "told",
    [
        b"",
        {},
        {"score": 1},
        {"recording_mbid": _MBID},
        {"recording_mbid": _MBID, "score": 2},
        {"recording_mbid": _MBID, "score": True},
        {"recording_mbid": _MBID, "score": "1"},
        {"recording_mbid": "x", "score": 1},
        {"recording_msid": 7, "score": 1},
    ],
)
def test_feedback_that_makes_no_sense(place: Any, told: Any) -> None:
    answer = _post(place.ann, "/1/feedback/recording-feedback", told)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert place.ann.recorded() == []


@pytest.mark.parametrize("path", ["delete-listen", "feedback/recording-feedback"])
def test_without_a_token_nothing_is_written(place: Any, path: str) -> None:
    answer = place.client.post(f"/1/{path}", content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (401, 401)


@pytest.mark.parametrize("prefix", ["/1", "/1/1", "//1", "/1//1"])
def test_a_base_url_with_its_prefix_twice(place: Any, prefix: str) -> None:
    base = "http://testserver.local"
    told = {"listen_type": "single", "payload": [_listen(_AT, "Creep")]}
    assert _post(place.ann, f"{base}{prefix}/submit-listens", told).json() == {"status": "ok"}
    assert _get(place.ann, f"{base}{prefix}/validate-token").json()["valid"] is True
    assert _titles(_get(place.ann, f"{base}{prefix}/user/ann/listens")) == ["Creep"]


def test_what_other_servers_answer_is_not_there(place: Any) -> None:
    assert _get(place.ann, "/apis/web/v1/stats").status_code == 404


def test_what_is_not_here_is_said_in_their_words(place: Any) -> None:
    headers = {"Authorization": f"Token {place.ann.token}"}
    for path, method, status in (("/1/explore/fresh-releases", "GET", 404), ("/1/user/ann/listens", "DELETE", 405)):
        told = place.ann.client.request(method, path, headers=headers)
        assert (told.status_code, told.json()["code"]) == (status, status)
        assert told.json()["error"]
