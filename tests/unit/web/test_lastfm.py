"""The Last.fm routes as its clients use them; a program itself is in tests/clients."""

import json
import re
from hashlib import md5
from typing import Any
from xml.etree import ElementTree

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind

_AT = 1_772_349_330
_SIGNED = {"api_key": "any", "api_sig": "0" * 32}


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _password(place: Any, name: str = "ann") -> str:
    accounts = place.app.accounts
    return accounts.passwords.of(accounts.named(name).id) or accounts.passwords.renew(accounts.named(name).id)


def _ask(place: Any, method: str, path: str = "/2.0/", **parameters: Any) -> Any:
    return place.client.post(path, data={"method": method, **_SIGNED, **parameters})


def _json(place: Any, method: str, **parameters: Any) -> Any:
    return _ask(place, method, format="json", **parameters).json()


def _session(place: Any, name: str = "ann") -> str:
    proof = _md5(name + _md5(_password(place, name)))
    key: str = _json(place, "auth.getMobileSession", username=name, authToken=proof)["session"]["key"]
    return key


def _scrobbles(*titles: str, at: int = _AT) -> dict[str, str]:
    told = {}
    for i, title in enumerate(titles):
        told |= {f"artist[{i}]": "Radiohead", f"track[{i}]": title, f"timestamp[{i}]": str(at + 300 * i)}
    return told


def test_a_session_by_either_proof_in_either_format(place: Any) -> None:
    password = _password(place)
    proof = _md5("ann" + _md5(password))
    by_proof = _ask(place, "auth.getMobileSession", username="ann", authToken=proof)
    tree = ElementTree.fromstring(by_proof.text)
    assert (tree.tag, tree.get("status"), tree.findtext("session/name")) == ("lfm", "ok", "ann")
    key = tree.findtext("session/key")
    assert key is not None
    assert re.fullmatch("[0-9a-f]{32}", key)
    by_password = _json(place, "auth.getMobileSession", username="ann", password=password)
    assert by_password == {"session": {"name": "ann", "key": key, "subscriber": "0"}}


def test_pylast_has_the_user_name_in_the_query_and_the_rest_in_the_body(place: Any) -> None:
    proof = _md5("ann" + _md5(_password(place)))
    answer = _ask(place, "auth.getMobileSession", "/2.0/?username=ann", authToken=proof)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/2.0", "/2.0/", "//2.0/", "/2.0//"])
def test_slashes_too_many_are_no_matter(place: Any, path: str) -> None:
    answer = place.client.post(f"http://testserver.local{path}", data={"method": "auth.getToken", "api_key": "x"})
    assert answer.status_code == 200


def test_web_scrobblers_request_has_all_in_the_query(place: Any) -> None:
    told = {"method": "track.updatenowplaying", **_SIGNED, "sk": _session(place), "format": "json"}
    answer = place.client.post("/2.0/", params={**told, "artist": "Radiohead", "track": "Just", "duration": "234"})
    playing = answer.json()["nowplaying"]
    assert playing["track"] == {"corrected": "0", "#text": "Just"}
    assert playing["ignoredMessage"] == {"code": "0", "#text": ""}
    (event,) = place.ann.recorded()
    assert (event.kind, event.duration_ms, event.dialect) == (EventKind.PLAY, 234_000, "lastfm")


def test_scrobbles_are_recorded_and_answered_one_by_one(place: Any) -> None:
    key = _session(place)
    answer = _ask(place, "track.scrobble", sk=key, **_scrobbles("Creep", "Just"))
    tree = ElementTree.fromstring(answer.text)
    scrobbles = tree.find("scrobbles")
    assert scrobbles is not None
    assert scrobbles.attrib == {"accepted": "2", "ignored": "0"}
    assert [one.findtext("track") for one in scrobbles] == ["Creep", "Just"]
    assert [e.track.title for e in place.ann.recorded()] == ["Creep", "Just"]
    again = _json(place, "track.scrobble", sk=key, **_scrobbles("Creep"))["scrobbles"]
    assert again["@attr"] == {"accepted": "1", "ignored": "0"}
    assert again["scrobble"]["timestamp"] == str(_AT)
    assert len(place.ann.recorded()) == 2, "the same scrobble again changes nothing"


def test_a_scrobble_without_index(place: Any) -> None:
    told = {"artist": "Radiohead", "track": "Creep", "timestamp": str(_AT), "chosenByUser": "0", "mbid": "x"}
    answer = _json(place, "track.scrobble", sk=_session(place), **told)
    assert answer["scrobbles"]["@attr"]["accepted"] == "1"
    (event,) = place.ann.recorded()
    assert event.context == {"chosen_by_listener": False}
    assert event.track.mbid is None
    assert not {"sk", "api_key", "api_sig"} & event.extra.keys()


def test_a_bad_scrobble_is_ignored_and_the_others_count(place: Any) -> None:
    told = {**_scrobbles("Creep", "Just", "Lucky", "No Surprises"), "timestamp[1]": "5", "timestamp[2]": "9" * 11}
    del told["artist[3]"]
    answer = _json(place, "track.scrobble", sk=_session(place), **told)["scrobbles"]
    assert answer["@attr"] == {"accepted": "1", "ignored": "3"}
    assert [one["ignoredMessage"]["code"] for one in answer["scrobble"]] == ["0", "3", "4", "1"]
    assert "before 2002-10-01" in answer["scrobble"][1]["ignoredMessage"]["#text"]
    held = place.app.quarantine.list()
    assert {(one.dialect, one.field) for one in held} == {
        ("lastfm", "timestamp"),
        ("lastfm", "at"),
        ("lastfm", "artist"),
    }
    assert all(b'"sk"' not in one.raw for one in held)


def test_love_unlove_and_read_back(place: Any) -> None:
    key = _session(place)
    track = {"artist": "Radiohead", "track": "Creep"}
    assert _ask(place, "track.love", sk=key, **track).text.endswith('<lfm status="ok"></lfm>\n')
    loved = _json(place, "user.getLovedTracks", sk=key, user="ann")["lovedtracks"]
    assert [(one["name"], one["artist"]["name"]) for one in loved["track"]] == [("Creep", "Radiohead")]
    assert _json(place, "track.unlove", sk=key, **track) == {}
    assert "track" not in _json(place, "user.getLovedTracks", sk=key, user="ann")["lovedtracks"]
    assert [e.kind for e in place.ann.recorded()] == [EventKind.LIKE, EventKind.UNLIKE]


def test_what_was_heard_comes_back(place: Any) -> None:
    key = _session(place)
    _ask(place, "track.scrobble", sk=key, **_scrobbles("Creep", "Just", "Creep"))
    recent = _json(place, "user.getRecentTracks", sk=key, user="ann", limit=2)["recenttracks"]
    assert [(one["name"], one["artist"]["#text"]) for one in recent["track"]] == [
        ("Creep", "Radiohead"),
        ("Just", "Radiohead"),
    ]
    assert recent["@attr"] == {"user": "ann", "page": "1", "perPage": "2", "totalPages": "2", "total": "3"}
    second = _json(place, "user.getRecentTracks", sk=key, user="ann", limit=2, page=2)["recenttracks"]
    assert [one["name"] for one in second["track"]] == ["Creep"]
    top = _json(place, "user.getTopTracks", sk=key, user="ann")["toptracks"]["track"]
    assert [(one["name"], one["playcount"], one["@attr"]["rank"]) for one in top] == [
        ("Creep", "2", "1"),
        ("Just", "1", "2"),
    ]
    info = _json(place, "user.getInfo", sk=key)["user"]
    assert (info["name"], info["playcount"]) == ("ann", "3")


def test_a_scrobble_is_taken_back(place: Any) -> None:
    key = _session(place)
    _ask(place, "track.scrobble", sk=key, **_scrobbles("Creep", "Just"))
    told = {"artist": "Radiohead", "track": "Creep", "timestamp": str(_AT)}
    assert _json(place, "library.removeScrobble", sk=key, **told) == {}
    recent = _json(place, "user.getRecentTracks", sk=key)["recenttracks"]["track"]
    assert [one["name"] for one in recent] == ["Just"]


def test_one_listener_does_not_read_another(place: Any) -> None:
    bob = _session(place, "bob")
    for name in ("ann", "nobody"):
        for method in ("getInfo", "getRecentTracks", "getTopTracks", "getLovedTracks"):
            answer = _ask(place, f"user.{method}", sk=bob, user=name, format="json")
            assert (answer.status_code, answer.json()["error"]) == (403, 17)
    assert _json(place, "user.getInfo", user="ann")["error"] == 17


def test_a_new_app_password_ends_the_sessions_and_a_restart_does_not(place: Any) -> None:
    key = _session(place)
    assert _session(place) == key
    assert "user" in _json(place, "user.getInfo", sk=key)
    place.app.accounts.passwords.renew(place.app.accounts.named("ann").id)
    assert _json(place, "user.getInfo", sk=key)["error"] == 9


def test_the_web_flow(place: Any) -> None:
    token = _json(place, "auth.getToken")["token"]
    assert _json(place, "auth.getSession", token=token)["error"] == 14
    page = place.client.get("/api/auth/", params={"api_key": "any", "token": token})
    assert page.status_code == 200
    assert token in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    form = {"token": token, "own": place.ann.token}
    elsewhere = place.client.post("/api/auth", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    here = {"Sec-Fetch-Site": "same-origin"}
    wrong = place.client.post("/api/auth", data={**form, "own": "nobody"}, headers=here)
    assert wrong.status_code == 401
    assert _json(place, "auth.getSession", token=token)["error"] == 14
    assert "Done" in place.client.post("/api/auth", data=form, headers=here).text
    session = _json(place, "auth.getSession", token=token)["session"]
    assert session["name"] == "ann"
    assert _json(place, "user.getInfo", sk=session["key"])["user"]["name"] == "ann"
    assert _json(place, "auth.getSession", token=token)["error"] == 14, "it works once"


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "ffffffff" + "0" * 24])
def test_a_token_that_is_not_ours(place: Any, token: str) -> None:
    assert place.client.get("/api/auth", params={"token": token}).status_code == 400
    answer = _json(place, "auth.getSession", token=token)
    assert answer["error"] == (4 if token else 6)


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({}, 400, 6),
        ({"method": "x", "api_key": "k"}, 400, 3),
        ({"method": "auth.getToken"}, 403, 10),
        ({"method": "auth.getMobileSession", "api_key": "k"}, 403, 13),
        ({"method": "auth.getMobileSession", **_SIGNED}, 400, 6),
        ({"method": "auth.getMobileSession", **_SIGNED, "username": "ann"}, 400, 6),
        ({"method": "auth.getMobileSession", **_SIGNED, "username": "ann", "password": "x"}, 403, 4),
        ({"method": "auth.getMobileSession", **_SIGNED, "username": "x\0", "authToken": "é"}, 403, 4),
        ({"method": "track.scrobble", "api_key": "k", "sk": "x"}, 403, 13),
        ({"method": "track.scrobble", **_SIGNED, "sk": "x"}, 403, 9),
        ({"method": "track.love", **_SIGNED, "sk": "0" * 32}, 403, 9),
        ({"method": "user.getInfo", **_SIGNED, "sk": "0" * 32}, 403, 9),
    ],
)
def test_errors_have_the_codes_of_last_fm_in_both_formats(
    place: Any, parameters: dict[str, str], status: int, code: int
) -> None:
    answer = place.client.post("/2.0/", data={**parameters, "format": "json"})
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["message"]
    answer = place.client.get("/2.0/", params=parameters)
    tree = ElementTree.fromstring(answer.text)
    error = tree.find("error")
    assert error is not None
    assert (answer.status_code, tree.get("status"), error.get("code")) == (status, "failed", str(code))


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        ("track.scrobble", {}),
        ("track.scrobble", _scrobbles(*"x" * 51)),
        ("track.love", {"artist": "Radiohead"}),
        ("track.updateNowPlaying", {"artist": "Radiohead", "track": "a\0b"}),
        ("library.removeScrobble", {"artist": "a", "track": "b", "timestamp": "now"}),
        ("user.getRecentTracks", {"limit": "many"}),
        ("user.getRecentTracks", {"limit": "0"}),
        ("user.getRecentTracks", {"page": "-1"}),
        ("user.getTopTracks", {"period": "decade"}),
    ],
)
def test_parameters_that_make_no_sense_are_6(place: Any, method: str, wrong: dict[str, str]) -> None:
    answer = _ask(place, method, sk=_session(place), format="json", **wrong)
    assert (answer.status_code, answer.json()["error"]) == (400, 6)


@pytest.mark.parametrize(
    "body", [b"%ff=%ff", b"\xff", b"&" * 5_000, b"method=" + b"x" * 10_000, json.dumps({}).encode()]
)
def test_a_body_that_is_no_form(place: Any, body: bytes) -> None:
    answer = place.client.post("/2.0/?format=json", content=body)
    assert (answer.status_code, answer.json()["error"]) in ((400, 6), (403, 10), (400, 3))


def test_times_beyond_all_calendars(place: Any) -> None:
    told = {"from": "9" * 30, "to": "9" * 30, "page": "9" * 30}
    assert _ask(place, "user.getRecentTracks", sk=_session(place), **told).status_code == 200


def test_control_characters_do_not_break_the_xml(place: Any) -> None:
    key = _session(place)
    answer = _ask(place, "track.scrobble", sk=key, **{**_scrobbles('a\x01<b>&"c\ufffe'), "artist[0]": "R\x0b"})
    assert ElementTree.fromstring(answer.text).findtext("scrobbles/scrobble/track") == 'a<b>&"c'
    assert ElementTree.fromstring(_ask(place, "user.getRecentTracks", sk=key).text).findtext(".//name") == 'a<b>&"c'


def test_who_does_not_allow_recording_hears_4(place: Any) -> None:
    key = _session(place)
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.RECORD)
    assert _json(place, "track.scrobble", sk=key, **_scrobbles("Creep"))["error"] == 4
