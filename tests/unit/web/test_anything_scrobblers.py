"""Whatever a scrobbler sends, no answer is a failure of ours, and every no is in its own words."""

import json
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_CALM = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
_text = st.text(max_size=12)
_value = _text | st.sampled_from(["1772349330", "9" * 25, "-1", "Radiohead", "L", "\0", "\ud7ff\x01", "²"])
_leaf = st.none() | st.booleans() | st.integers() | st.floats() | _text
_anything = st.recursive(_leaf, lambda x: st.lists(x, max_size=3) | st.dictionaries(_text, x, max_size=3))


def _pairs(names: list[str]) -> Any:
    name = st.sampled_from(names) | _text
    indexed = st.builds(lambda n, i: f"{n}[{i}]", name, st.integers(-1, 60) | _text)
    pair = st.tuples(name | indexed, _value)
    return st.lists(pair, max_size=12).map(lambda told: urlencode(told).encode()) | st.binary(max_size=40)


_METHODS = [
    *("track.scrobble", "track.updateNowPlaying", "track.love", "library.removeScrobble", "auth.getSession"),
    *("auth.getMobileSession", "user.getInfo", "user.getRecentTracks", "user.getTopTracks", "user.getLovedTracks"),
]
_FIELDS = ["artist", "track", "album", "timestamp", "duration", "mbid", "chosenByUser", "limit", "page", "from", "to"]


@pytest.mark.parametrize("method", _METHODS)
def test_last_fm(place: Any, method: str) -> None:
    ann = place.app.accounts.named("ann")
    place.app.accounts.passwords.renew(ann.id)
    known = {
        "method": method,
        "api_key": "k",
        "api_sig": "0" * 32,
        "sk": place.app.accounts.sessions.open(ann.id, "lastfm"),
    }

    @settings(_CALM, max_examples=40)
    @given(
        body=_pairs([*_FIELDS, "token", "username", "password", "authToken", "user", "period"]), as_json=st.booleans()
    )
    def holds(body: bytes, as_json: bool) -> None:
        query = {**known, **({"format": "json"} if as_json else {})}
        answer = place.client.post("/2.0/", params=query, content=body)
        assert answer.status_code in (200, 400, 403), answer.text
        if answer.headers["content-type"].startswith("application/json"):
            assert ("error" in answer.json()) == (answer.status_code >= 400)
        else:
            status = ElementTree.fromstring(answer.content).get("status")
            assert status == ("ok" if answer.status_code == 200 else "failed")

    holds()


@pytest.mark.parametrize("path", ["submit", "nowplaying"])
def test_audioscrobbler(place: Any, path: str) -> None:
    ann = place.app.accounts.named("ann")
    place.app.accounts.passwords.renew(ann.id)
    session = place.app.accounts.sessions.open(ann.id, "audioscrobbler")

    @_CALM
    @given(body=_pairs([*"atbilmnorsx"]))
    def holds(body: bytes) -> None:
        answer = place.client.post(f"/audioscrobbler/{path}?s={session}", content=body)
        assert answer.status_code == 200, answer.text
        assert answer.text.split()[0] in ("OK", "BADSESSION", "FAILED")
        assert answer.text.endswith("\n")
        assert answer.text.count("\n") == 1

    holds()


@_CALM
@given(
    query=st.dictionaries(
        st.sampled_from(["hs", "p", "u", "t", "a", "x"]), _value | st.sampled_from(["true", "1.2", "ann"])
    )
)
def test_a_handshake(place: Any, query: dict[str, str]) -> None:
    answer = place.client.get("/audioscrobbler", params=query)
    assert answer.status_code == 200
    assert answer.text.split()[0] in ("BADAUTH", "BADTIME", "FAILED")


_document = st.dictionaries(
    st.sampled_from(["listened_at", "recording_msid", "recording_mbid", "score", "x"]),
    _anything | st.sampled_from([1_772_349_330, 1, -1, "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"]),
)


@pytest.mark.parametrize("path", ["delete-listen", "feedback/recording-feedback"])
def test_listenbrainz_bodies(place: Any, path: str) -> None:
    @_CALM
    @given(body=_document.map(lambda d: json.dumps(d).encode("utf-8", "surrogatepass")) | st.binary(max_size=40))
    def holds(body: bytes) -> None:
        answer = place.ann.post(f"/1/{path}", body)
        assert answer.status_code in (200, 400, 404), answer.text
        assert answer.status_code == 200 or answer.json()["code"] == answer.status_code
        assert "x-ratelimit-remaining" in answer.headers

    holds()


@_CALM
@given(
    what=st.sampled_from(
        ["user/ann/listens", "user/ann/playing-now", "user/ann/listen-count", "feedback/user/ann/get-feedback"]
    ),
    query=st.dictionaries(st.sampled_from(["count", "max_ts", "min_ts", "score", "offset", "metadata"]), _value),
)
def test_listenbrainz_queries(place: Any, what: str, query: dict[str, str]) -> None:
    answer = place.client.get(f"/1/{what}", params=query, headers=place.ann.headers)
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 200 or answer.json()["code"] == 400


@_CALM
@given(name=st.text(min_size=1, max_size=8).filter(lambda name: name.casefold() != "ann"))
def test_names_of_others(place: Any, name: str) -> None:
    answer = place.client.get(
        f"http://testserver.local/1/user/{urlencode({'': name})[1:]}/listens", headers=place.ann.headers
    )
    assert answer.status_code in (403, 404, 400), answer.text
