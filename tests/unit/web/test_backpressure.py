"""A disk that takes nothing: every protocol says "not now" in its own words, and none of them 429."""

import json
import time
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import md5
from typing import Any
from xml.etree import ElementTree

import pytest

from segue.ports import Unavailable

_AT = 1_772_349_330


@pytest.fixture
def fill(place: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def full(*_: object) -> Any:
        done: Future[Any] = Future()
        done.set_exception(Unavailable("the event log cannot write: disk full"))
        return done

    return lambda: monkeypatch.setattr(type(place.app.log), "submit", full)


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _password(place: Any) -> str:
    password: str = place.app.accounts.passwords.renew(place.app.accounts.named("ann").id)
    return password


def test_our_own(place: Any, fill: Callable[[], None]) -> None:
    fill()
    for answer in (place.ann.tell(place.ann.event("login")), place.ann.next(place.ann.event("login"))):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json()["detail"] == "the event log cannot write: disk full"
    assert place.ann.slate().status_code == 200  # asking needs no disk


def test_the_page(place: Any, fill: Callable[[], None]) -> None:
    fill()
    track = place.tracks["pop"][0].id
    headers = {"cookie": f"segue_token={place.ann.token}", "sec-fetch-site": "same-origin"}
    answer = place.client.post("/act", data={"kind": "like", "track": track}, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_listenbrainz_has_the_code_that_navidrome_looks_for(place: Any, fill: Callable[[], None]) -> None:
    fill()
    listen = {"listened_at": _AT, "track_metadata": {"artist_name": "a", "track_name": "b"}}
    playing = {"track_metadata": {"artist_name": "a", "track_name": "b"}}
    headers = {"Authorization": f"Token {place.ann.token}"}
    for kind, one in (("single", listen), ("playing_now", playing), ("import", listen)):
        body = json.dumps({"listen_type": kind, "payload": [one]}).encode()
        answer = place.client.post("/1/submit-listens", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, 503)
        assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_lastfm_says_16_which_its_clients_try_again(place: Any, fill: Callable[[], None], form: str) -> None:
    told = {"api_key": "any", "api_sig": "0" * 32}
    proof = {"username": "ann", "authToken": _md5("ann" + _md5(_password(place)))}
    greeted = place.client.post("/2.0/", data={"method": "auth.getMobileSession", "format": "json", **told, **proof})
    fill()
    one = {"artist[0]": "a", "track[0]": "b", "timestamp[0]": str(_AT), "sk": greeted.json()["session"]["key"]}
    asked = {"method": "track.scrobble", **told, **one, **({"format": "json"} if form == "json" else {})}
    answer = place.client.post("/2.0/", data=asked)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    if form == "json":
        assert answer.json()["error"] == 16
    else:
        found = ElementTree.fromstring(answer.text).find("error")
        assert found is not None
        assert found.get("code") == "16"


def test_audioscrobbler_says_failed_which_keeps_the_journal(place: Any, fill: Callable[[], None]) -> None:
    at = str(int(time.time()))
    told = {
        "hs": "true",
        "p": "1.2",
        "c": "mdc",
        "v": "0.24",
        "u": "ann",
        "t": at,
        "a": _md5(_md5(_password(place)) + at),
    }
    session = place.client.get("/audioscrobbler/", params=told).text.split("\n")[1]
    fill()
    one = {
        "a[0]": "a",
        "t[0]": "b",
        "l[0]": "238",
        "i[0]": str(_AT),
        "o[0]": "P",
        "r[0]": "",
        "b[0]": "",
        "n[0]": "",
        "m[0]": "",
    }
    answer = place.client.post("/audioscrobbler/submit", data={"s": session, **one})
    assert answer.text.startswith("FAILED ")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


def test_subsonic_says_no_in_its_own_envelope(place: Any, fill: Callable[[], None]) -> None:
    fill()
    asked = {"apiKey": place.ann.token, "v": "1.16.1", "c": "x", "f": "json", "id": place.tracks["pop"][0].id}
    answer = place.client.get("/rest/scrobble", params=asked)
    said = answer.json()["subsonic-response"]
    assert (said["status"], said["error"]["code"]) == ("failed", 0)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_jellyfin(place: Any, fill: Callable[[], None]) -> None:
    fill()
    report = {
        "ItemId": "6b0c8e5e0f2b4a3f9d5e3b8a9d1c2f47", "PositionTicks": 0, "PlaySessionId": "p",
        "Item": {"Name": "b", "Artists": ["a"], "Type": "Audio", "RunTimeTicks": 2_000_000_000},
    }  # fmt: skip
    who = f'MediaBrowser Client="Finamp", Device="d", DeviceId="x1", Version="0.9", Token="{place.ann.token}"'
    answer = place.client.post("/Sessions/Playing", json=report, headers={"Authorization": who})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
