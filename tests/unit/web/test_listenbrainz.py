"""The ListenBrainz routes as its clients use them; the programs themselves are in tests/clients."""

import json
from typing import Any

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind

_AT = 1_772_349_330


def _listen(at: int | None = _AT, title: str = "Creep", **info: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"track_metadata": {"track_name": title, "artist_name": "Radiohead"}}
    if at is not None:
        told["listened_at"] = at
    if info:
        told["track_metadata"]["additional_info"] = info
    return told


def _submit(person: Any, kind: str, *listens: Any, **headers: str) -> Any:
    body = json.dumps({"listen_type": kind, "payload": listens}).encode()
    return person.post("/1/submit-listens", body, **{"Authorization": f"Token {person.token}", **headers})


@pytest.mark.parametrize("content_type", [None, "application/json", "application/json; charset=UTF-8", "text/plain"])
def test_a_listen_counts_whatever_the_content_type(place: Any, content_type: str | None) -> None:
    answer = _submit(place.ann, "single", _listen(), **({"Content-Type": content_type} if content_type else {}))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    (event,) = place.ann.recorded()
    assert (event.kind, event.dialect, event.track.title) == (EventKind.COMPLETE, "listenbrainz", "Creep")


def test_the_same_listen_again_is_ok_and_not_doubled(place: Any) -> None:
    for _ in range(3):
        assert _submit(place.ann, "single", _listen()).json() == {"status": "ok"}
    assert len(place.ann.recorded()) == 1


def test_playing_now_is_a_play(place: Any) -> None:
    assert _submit(place.ann, "playing_now", _listen(at=None)).status_code == 200
    assert [e.kind for e in place.ann.recorded()] == [EventKind.PLAY]


def test_navidromes_request(place: Any) -> None:
    told = _listen(
        submission_client="navidrome",
        submission_client_version="0.63.0",
        tracknumber=2,
        artist_names=["Radiohead"],
        artist_mbids=[""],
        release_mbid="",
        recording_mbid="6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
        duration_ms=238_000,
    )
    check = place.client.request(
        "GET",
        "/1/validate-token",
        content=b"{}",
        headers={"Authorization": f"Token {place.ann.token}", "Content-Type": "application/json; charset=UTF-8"},
    )
    assert check.json() == {"code": 200, "message": "Token valid.", "valid": True, "user_name": "ann"}
    answer = _submit(place.ann, "single", told, **{"Content-Type": "application/json; charset=UTF-8"})
    assert answer.json()["status"] == "ok"
    (event,) = place.ann.recorded()
    assert (event.duration_ms, event.device) == (238_000, "navidrome")
    assert event.track.mbid == "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def test_multi_scrobblers_request(place: Any) -> None:
    assert place.client.get("/apis/web/v1/stats").status_code == 404  # its probe for another server
    told = _listen(
        artist_names=["Radiohead"],
        release_artist_names=["Radiohead"],
        media_player="Jellyfin",
        music_service="spotify.com",
        music_service_name="Spotify",
        origin_url="https://open.spotify.com/track/70LcF31zb1H0PyJoS1Sx1r",
        spotify_id="https://open.spotify.com/track/70LcF31zb1H0PyJoS1Sx1r",
        isrc="GBAYE9200070",
        duration=238,
        track_mbid=None,
        artist_mbids=[],
        submission_client="multi-scrobbler",
    )
    answer = _submit(place.ann, "single", told, **{"Content-Type": "application/json", "Connection": "close"})
    assert answer.json() == {"status": "ok"}
    (event,) = place.ann.recorded()
    assert (event.duration_ms, event.device) == (238_000, "Jellyfin")
    assert (event.track.uri, event.track.isrc) == ("spotify:track:70LcF31zb1H0PyJoS1Sx1r", "GBAYE9200070")


def test_one_bad_listen_does_not_cost_the_good_ones(place: Any) -> None:
    answer = _submit(place.ann, "import", _listen(), _listen(at=1), _listen(title="Just"))
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert [(r["index"], r["field"]) for r in answer.json()["rejected"]] == [(1, "listened_at")]
    assert len(place.ann.recorded()) == 2
    assert place.app.quarantine.list()[0].dialect == "listenbrainz"


def test_refusals_speak_as_listenbrainz_does(place: Any) -> None:
    assert _submit(place.ann, "single", _listen(at=1)).json()["code"] == 400
    for kind, listens in (("single", ()), ("single", (_listen(), _listen(2 * 10**9))), ("song", (_listen(),))):
        answer = _submit(place.ann, kind, *listens)
        assert (answer.status_code, answer.json()["code"]) == (400, 400)
    assert _submit(place.ann, "import", *[_listen()] * 1001).status_code == 400
    assert _submit(place.ann, "single", _listen(note="x" * 11_000)).status_code == 400
    for body in (b"", b"x", b"[]", b"{}", b"[" * 10_000, b"\xff", b'{"listen_type":NaN,"payload":[]}'):
        answer = place.ann.post("/1/submit-listens", body)
        assert (answer.status_code, answer.json()["code"]) == (400, 400), body
        assert answer.json()["error"]
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.RECORD)
    assert _submit(place.ann, "single", _listen()).json()["code"] == 403


def test_the_limit_of_a_body_is_told_too(place: Any) -> None:
    answer = place.ann.post("/1/submit-listens", b" " * (place.app.settings.max_body_bytes + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, 413)


def test_validate_token(place: Any) -> None:
    ask = place.client.get
    good = {"code": 200, "message": "Token valid.", "valid": True, "user_name": "ann"}
    bad = {"code": 200, "message": "Token invalid.", "valid": False}
    assert ask("/1/validate-token", headers={"Authorization": f"Token {place.ann.token}"}).json() == good
    assert ask("/1/validate-token", params={"token": place.ann.token}).json() == good
    assert ask("/1/validate-token", params={"token": "nobody"}).json() == bad
    assert ask("/1/validate-token").status_code == 400
    assert int(ask("/1/validate-token").headers["x-ratelimit-remaining"]) > 0


def test_without_a_token_401(place: Any) -> None:
    answer = place.client.post("/1/submit-listens", content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (401, 401)


def test_a_listen_moves_the_next_answer(place: Any) -> None:
    track = place.tracks["pop"][0]
    told = {"listened_at": _AT, "track_metadata": {"track_name": track.title, "artist_name": track.artist}}
    before = place.ann.slate().json()
    _submit(place.ann, "single", told)
    assert place.ann.recorded()[0].track_id == track.id
    after = place.ann.slate().json()
    assert after["offset"] > before["offset"]
