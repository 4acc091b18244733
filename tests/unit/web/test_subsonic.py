"""The OpenSubsonic side, in process: who may call, what the answers look like, what becomes an event."""

import json
import time
from hashlib import md5
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from segue.domain.event import EventKind, Whole
from segue.domain.track import hex_id
from tests.unit.web.subsonic_caller import asker, heard, ids

_NS = "{http://subsonic.org/restapi}"


@pytest.fixture
def password(place: Any) -> str:
    return place.app.accounts.passwords.renew(place.app.accounts.named("ann").id)


@pytest.fixture
def ask(place: Any, password: str) -> Any:
    """`ask("star", id=[...])`: the reply as ann, by token."""
    return asker(place, "ann", password)


def reply(place: Any, method: str, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = place.client.get(f"/rest/{method}", params={"f": "json", **params}).json()
    return found["subsonic-response"]


# who may call


def test_every_way_to_prove_oneself(place: Any, password: str) -> None:
    frame = {"v": "1.16.1", "c": "x"}
    proof = md5((password + "a").encode()).hexdigest()
    for good in (
        {"u": "ann", "p": password},
        {"u": "ann", "p": f"enc:{password.encode().hex()}"},
        {"u": "ann", "p": f"enc:{password.encode().hex().upper()}"},
        {"u": "ann", "t": proof, "s": "a"},
        {"u": "ann", "t": proof.upper(), "s": "a"},
        {"apiKey": place.ann.token},
        {"u": "ann", "p": place.ann.token},
        {"u": "ann", "p": f"enc:{place.ann.token.encode().hex()}"},
    ):
        assert reply(place, "ping", **frame, **good)["status"] == "ok", good


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, 10),
        ({"u": "ann", "v": "1.16.1", "c": "x"}, 10),
        ({"u": "ann", "p": "x", "c": "x"}, 10),
        ({"u": "ann", "p": "x", "v": "1.16.1"}, 10),
        ({"u": "ann", "t": "00", "v": "1.16.1", "c": "x"}, 10),
        ({"u": "ann", "p": "x", "v": "2.0", "c": "x"}, 30),
        ({"u": "ann", "p": "x", "v": "0.9", "c": "x"}, 20),
        ({"u": "ann", "p": "wrong", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "ann", "p": "enc:zz", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "ann", "p": "", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "ann", "t": "ö", "s": "ö", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "bob", "p": "has none yet", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "bob", "t": "00", "s": "has none yet", "v": "1.16.1", "c": "x"}, 41),
        ({"u": "bob", "p": "ANN'S TOKEN", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "nobody", "p": "x", "v": "1.16.1", "c": "x"}, 40),
        ({"u": "ann", "jwt": "x.y.z", "v": "1.16.1", "c": "x"}, 42),
        ({"u": "ann", "apiKey": "x", "v": "1.16.1", "c": "x"}, 43),
        ({"apiKey": "x", "t": "y", "s": "z", "v": "1.16.1", "c": "x"}, 43),
        ({"apiKey": "nobody's", "v": "1.16.1", "c": "x"}, 44),
    ],
)
def test_each_way_to_fail_has_its_code(place: Any, password: str, params: dict[str, str], code: int) -> None:
    given = {k: place.ann.token if v == "ANN'S TOKEN" else v for k, v in params.items()}
    found = reply(place, "ping", **given)
    assert found["status"] == "failed"
    assert found["error"]["code"] == code
    assert password not in found["error"]["message"]


def test_extensions_are_told_to_anybody(place: Any) -> None:
    told = reply(place, "getOpenSubsonicExtensions")["openSubsonicExtensions"]
    assert {"apiKeyAuthentication", "formPost", "playbackReport"} <= {one["name"] for one in told}


def test_token_info_names_the_holder_of_the_key(place: Any, ask: Any) -> None:
    found = reply(place, "tokenInfo", apiKey=place.ann.token, v="1.16.1", c="x")
    assert found["tokenInfo"] == {"username": "ann"}
    assert ask("tokenInfo")["error"]["code"] == 42


# how it is written


def test_get_and_form_with_and_without_view(place: Any, password: str) -> None:
    params = {"u": "ann", "p": password, "v": "1.16.1", "c": "x", "f": "json"}
    for name in ("ping", "ping.view"):
        assert place.client.get(f"/rest/{name}", params=params).json()["subsonic-response"]["status"] == "ok"
        assert place.client.post(f"/rest/{name}", data=params).json()["subsonic-response"]["status"] == "ok"
    mixed = place.client.post("/rest/ping?f=json&v=1.16.1&c=x", data={"u": "ann", "p": password})
    assert mixed.json()["subsonic-response"]["status"] == "ok"


def test_xml_is_the_default_and_says_the_same(place: Any, ask: Any, password: str) -> None:
    params = {"u": "ann", "p": password, "v": "1.16.1", "c": "x"}
    answer = place.client.get("/rest/getSong", params={**params, "id": ids(place)[0]})
    assert answer.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.text)
    assert root.tag == f"{_NS}subsonic-response"
    assert root.attrib["status"] == "ok"
    song = root.find(f"{_NS}song")
    assert song is not None
    plain = ask("getSong", id=ids(place)[0])["song"]
    assert song.attrib["title"] == plain["title"]
    assert song.attrib["duration"] == str(plain["duration"])
    assert song.attrib["isDir"] == "false"
    assert [g.attrib["name"] for g in song.findall(f"{_NS}genres")] == [g["name"] for g in plain["genres"]]


def test_xml_holds_no_character_that_xml_forbids(place: Any, password: str) -> None:
    params = {"u": "ann", "p": password, "v": "1.16.1", "c": "x"}
    answer = place.client.get("/rest/a%0B%3Cb%3E&%22", params=params)
    assert ElementTree.fromstring(answer.text).attrib["status"] == "failed"


def test_jsonp_takes_only_a_name_as_its_callback(place: Any, password: str) -> None:
    params = {"u": "ann", "p": password, "v": "1.16.1", "c": "x", "f": "jsonp"}
    good = place.client.get("/rest/ping", params={**params, "callback": "jq.cb1"})
    assert good.text.startswith("jq.cb1({")
    bad = place.client.get("/rest/ping", params={**params, "callback": "alert(1)//"})
    assert json.loads(bad.text)["subsonic-response"]["status"] == "ok"


def test_an_unknown_method_is_a_fault_of_the_protocol(ask: Any) -> None:
    assert ask("makeCoffee")["error"]["code"] == 0
    assert ask("stream", id="x")["error"]["code"] == 70


# what is told


def test_scrobbles_of_several_songs_with_times(place: Any, ask: Any) -> None:
    now = int(time.time()) * 1000
    two = ids(place, 2)
    sent = {"id": two, "time": [now - 900_000, now - 400_000], "submission": "True"}
    assert ask("scrobble", **sent)["status"] == "ok"
    assert ask("scrobble", **sent)["status"] == "ok"
    events = heard(place)
    assert [(e.kind, e.whole, round(e.at.timestamp() * 1000)) for e in events] == [
        (EventKind.COMPLETE, Whole.EITHER, now - 900_000),
        (EventKind.COMPLETE, Whole.EITHER, now - 400_000),
    ]
    assert [hex_id(e.track_id) for e in events if e.track_id] == two
    assert {e.device for e in events} == {"Test"}
    assert {e.dialect for e in events} == {"subsonic"}


@pytest.mark.parametrize("no", ["false", "False", "0"])
def test_a_notice_of_what_plays_is_a_moment(place: Any, ask: Any, no: str) -> None:
    ask("scrobble", id=ids(place)[0], submission=no)
    (event,) = heard(place)
    assert (event.kind, event.whole, event.position_ms) == (EventKind.PLAY, None, None)


def test_a_bad_song_costs_itself_and_the_rest_counts(place: Any, ask: Any) -> None:
    good = ids(place)[0]
    assert ask("scrobble", id=[good, "f" * 32, "no id"])["status"] == "ok"
    assert len(heard(place)) == 1
    assert len(place.app.quarantine.list()) == 2
    held = b"".join(q.raw for q in place.app.quarantine.list())
    assert b'"t"' not in held
    assert b'"s"' not in held


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("scrobble", {}, 10),
        ("scrobble", {"id": "f" * 32}, 70),
        ("scrobble", {"id": "1"}, 70),
        ("scrobble", {"id": ["a" * 32, "b" * 32], "time": "1"}, 0),
        ("star", {}, 10),
        ("setRating", {"id": "SONG"}, 10),
        ("setRating", {"id": "SONG", "rating": "6"}, 0),
        ("setRating", {"id": "SONG", "rating": "many"}, 0),
        ("createBookmark", {"id": "SONG"}, 10),
        ("createBookmark", {"position": "1"}, 10),
        ("reportPlayback", {"mediaId": "SONG", "positionMs": "1"}, 10),
        ("reportPlayback", {"mediaId": "SONG", "positionMs": "1", "state": "dancing"}, 0),
        ("reportPlayback", {"mediaId": "SONG", "positionMs": "-1", "state": "playing"}, 0),
        ("getSong", {}, 10),
        ("getSong", {"id": "x"}, 70),
        ("getUser", {"username": "bob"}, 50),
    ],
)
def test_what_cannot_be_taken_is_answered_with_its_code(
    place: Any, ask: Any, method: str, params: dict[str, Any], code: int
) -> None:
    known = {k: ids(place)[0] if v == "SONG" else v for k, v in params.items()}
    assert ask(method, **known)["error"]["code"] == code
    assert heard(place) == []


def test_reports_of_a_playback(place: Any, ask: Any) -> None:
    song = ids(place)[0]
    told = (("starting", 0), ("playing", 8000), ("paused", 9000), ("playing", 9000), ("stopped", 70_000))
    for state, at in told:
        assert ask("reportPlayback", mediaId=song, mediaType="song", positionMs=at, state=state)["status"] == "ok"
    kinds = [EventKind.PLAY, EventKind.PROGRESS, EventKind.PAUSE, EventKind.PROGRESS, EventKind.STOP]
    assert [(e.kind, e.position_ms) for e in heard(place)] == list(
        zip(kinds, (0, 8000, 9000, 9000, 70_000), strict=True)
    )


def test_stars_and_ratings_come_back(place: Any, ask: Any) -> None:
    one, two, three = ids(place, 3)
    ask("star", id=[one, two], artistId="x")
    ask("unstar", id=two)
    ask("setRating", id=three, rating=4)
    assert [s["id"] for s in ask("getStarred2")["starred2"]["song"]] == [one]
    assert [s["id"] for s in ask("getStarred")["starred"]["song"]] == [one]
    assert ask("getSong", id=one)["song"]["starred"]
    assert ask("getSong", id=three)["song"]["userRating"] == 4
    ask("setRating", id=three, rating=0)
    assert "userRating" not in ask("getSong", id=three)["song"]
    kinds = [EventKind.LIKE, EventKind.LIKE, EventKind.FOLLOW, EventKind.UNLIKE, EventKind.RATE, EventKind.RATE]
    assert [e.kind for e in heard(place)] == kinds


def test_starred_artists_and_albums_come_back_and_an_artist_counts(place: Any, ask: Any) -> None:
    metal = place.tracks["metal"]
    place.app.catalog.add([replace(t, release="Heavy") for t in metal[:4]])
    artist = ask("search3", query=metal[0].artist, artistCount=1)["searchResult3"]["artist"][0]["id"]
    (album,) = [one["id"] for one in ask("getArtist", id=artist)["artist"]["album"] if one["name"] == "Heavy"]
    assert ask("getStarred2")["starred2"] == {"artist": [], "album": [], "song": []}
    for how in ({"artistId": artist, "albumId": album}, {"id": [artist, album]}):
        ask("star", **how)
        told = ask("getStarred2")["starred2"]
        assert [one["name"] for one in told["artist"]] == [metal[0].artist]
        assert [one["name"] for one in told["album"]] == ["Heavy"]
        assert told["song"] == []
        assert ask("getArtist", id=artist)["artist"]["starred"] == told["artist"][0]["starred"]
        assert ask("getAlbum", id=album)["album"]["starred"] == told["album"][0]["starred"]
        slate = place.ann.slate(n=10).json()["tracks"]
        assert "followed" in {one["reason"]["code"] for one in slate}
        ask("unstar", **how)
        assert ask("getStarred2")["starred2"] == {"artist": [], "album": [], "song": []}
        assert "starred" not in ask("getArtist", id=artist)["artist"]
    assert {e.kind for e in heard(place)} <= {
        EventKind.FOLLOW, EventKind.UNFOLLOW, EventKind.SEARCH, EventKind.IMPRESSION,
    }  # fmt: skip


def test_the_queue_comes_back_also_from_another_player(place: Any, ask: Any) -> None:
    three = ids(place, 3)
    assert "playQueue" not in ask("getPlayQueue")
    ask("savePlayQueue", id=three, current=three[1], position=61_000)
    queue = ask("getPlayQueue", c="Other")["playQueue"]
    assert [s["id"] for s in queue["entry"]] == three
    assert (queue["current"], queue["position"], queue["changedBy"]) == (three[1], 61_000, "Test")
    ask("savePlayQueueByIndex", id=[three[0], three[0]], currentIndex=1, position=5)
    assert ask("getPlayQueueByIndex")["playQueueByIndex"]["currentIndex"] == 1
    ask("savePlayQueueByIndex")
    assert "playQueueByIndex" not in ask("getPlayQueueByIndex")


def test_bookmarks_are_set_moved_and_taken_away(place: Any, ask: Any) -> None:
    one, two = ids(place, 2)
    ask("createBookmark", id=one, position=1000, comment="the hook")
    ask("createBookmark", id=two, position=2000)
    ask("createBookmark", id=one, position=3000)
    marks = {b["entry"]["id"]: b for b in ask("getBookmarks")["bookmarks"]["bookmark"]}
    assert {k: b["position"] for k, b in marks.items()} == {one: 3000, two: 2000}
    assert ask("getSong", id=one)["song"]["bookmarkPosition"] == 3000
    ask("deleteBookmark", id=one)
    assert [b["entry"]["id"] for b in ask("getBookmarks")["bookmarks"]["bookmark"]] == [two]


def test_nothing_of_one_listener_is_shown_to_another(place: Any, ask: Any) -> None:
    song = ids(place)[0]
    ask("star", id=song)
    ask("createBookmark", id=song, position=1)
    ask("savePlayQueue", id=song)
    ask("scrobble", id=song, submission="false")
    bob = {"apiKey": place.bob.token, "v": "1.16.1", "c": "x"}
    assert reply(place, "getStarred2", **bob)["starred2"]["song"] == []
    assert reply(place, "getBookmarks", **bob)["bookmarks"]["bookmark"] == []
    assert "playQueue" not in reply(place, "getPlayQueue", **bob)
    assert reply(place, "getNowPlaying", **bob)["nowPlaying"]["entry"] == []


# whatever is sent

_METHODS = ["scrobble", "star", "setRating", "savePlayQueue", "createBookmark", "reportPlayback", "search3", "getSong",
            "getAlbum", "getMusicDirectory", "getArtistInfo2", "getAlbumInfo", "getIndexes", "getUser",
            "getRandomSongs", "getPlayQueue", "savePlayQueueByIndex", "tokenInfo"]  # fmt: skip
_NAMES = ["id", "time", "submission", "rating", "position", "positionMs", "state", "mediaId", "current", "currentIndex",
          "query", "songCount", "songOffset", "size", "fromYear", "albumId", "comment", "f", "callback", "username",
          "playbackRate", "p", "t", "s", "u", "c", "apiKey"]  # fmt: skip
_values = st.sampled_from(["", "-1", "0", "1e9", "9" * 30, "true", "nan", "playing", "xml", "jsonp", "\x00", "\ud7ff"])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(_METHODS) | st.text("abc/%\x00é", max_size=8),
    params=st.lists(st.tuples(st.sampled_from(_NAMES), _values | st.text(max_size=12)), max_size=8),
    form=st.booleans(),
)
def test_no_call_makes_it_fail(place: Any, method: str, params: list[tuple[str, str]], form: bool) -> None:
    song = ids(place)[0]
    told = urlencode([(n, song if v == "9" * 30 and "id" in n.lower() else v) for n, v in params], errors="replace")
    frame = urlencode({"apiKey": place.ann.token, "v": "1.16.1", "c": "Test"})
    path = f"/rest/{quote(method, safe='')}?{frame}"
    answer = place.client.post(path, content=told.encode()) if form else place.client.get(f"{path}&{told}")
    assert answer.status_code in (200, 404), answer.text
    if answer.status_code == 200:
        assert "subsonic-response" in answer.text
        assert "Segue failed" not in answer.text


def test_a_forgotten_listener_leaves_no_queue_and_no_bookmark(place: Any, ask: Any) -> None:
    song = ids(place)[0]
    ask("savePlayQueue", id=song)
    ask("createBookmark", id=song, position=1)
    place.app.follower.sweep()
    ann = place.app.accounts.named("ann")
    assert place.app.features.read(ann.id) is not None
    place.app.forget(ann.id)
    assert place.app.features.read(ann.id) is None
    assert ask("getPlayQueue")["error"]["code"] == 40


def test_queue_bookmarks_and_stars_outlast_the_profile(place: Any, ask: Any) -> None:
    """They are events: whoever loses the state file builds them anew."""
    one, two = ids(place, 2)
    ask("savePlayQueue", id=[one, two], current=two, position=7)
    ask("createBookmark", id=one, position=5)
    ask("setRating", id=two, rating=3)
    place.app.follower.forget(place.app.accounts.named("ann").id)
    assert ask("getPlayQueue")["playQueue"]["current"] == two
    assert ask("getBookmarks")["bookmarks"]["bookmark"][0]["position"] == 5
    assert ask("getSong", id=two)["song"]["userRating"] == 3
