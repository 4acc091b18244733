"""Programs that cannot be installed here, by the requests they send: recorded, or read from their source.

Each is sent byte for byte over a socket, and the listens are read back as the program itself would.
"""

import json
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.clients


def _send(person: Any, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """`body` is JSON when it is an object; headers as given, and no others."""
    data = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else (body or b"")
    connection = HTTPConnection("127.0.0.1", person.server.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(data)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, json.loads(text)
    finally:
        connection.close()


def test_navidrome(person: Any) -> None:
    """Navidrome 0.63 with `ND_LISTENBRAINZ_BASEURL=http://…/1/`; it loses a listen for good on 400 and 429."""
    at = int(time.time()) - 2_000
    auth = {"Authorization": f"Token {person.token}", "Content_Type": "application/json; charset=UTF-8"}

    def body(kind: str, title: str, listened_at: int | None, *, tagged: bool = True) -> dict[str, Any]:
        info: dict[str, Any] = {
            "submission_client": "navidrome",
            "submission_client_version": "0.63.0 (abcdef)",
            "tracknumber": 2,
            "artist_names": ["Björk"],
            "artist_mbids": ["87c5dedd-371d-4a53-9f7f-80522fb7f3cb" if tagged else ""],
            "duration_ms": 321_000,
        }
        if tagged:
            info["recording_mbid"] = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
            info["release_mbid"] = "be7d4a8e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
        told = {"artist_name": "Björk", "track_name": title, "release_name": "Post", "additional_info": info}
        listen = (
            {"track_metadata": told} if listened_at is None else {"listened_at": listened_at, "track_metadata": told}
        )
        return {"listen_type": kind, "payload": [listen]}

    status, told = _send(person, "GET", "/1/validate-token", b"{}", **auth)
    assert (status, told["valid"], told["user_name"]) == (200, True, person.name)
    for kind, title, when, tagged in (
        ("playing_now", "Hyperballad", None, True),
        ("single", "Hyperballad", at, True),
        ("playing_now", "Jóga", None, False),
        ("single", "Jóga", at + 400, False),
        ("single", "Jóga", at + 400, False),  # after an answer that got lost
    ):
        status, told = _send(person, "POST", "/1/submit-listens", body(kind, title, when, tagged=tagged), **auth)
        assert (status, told) == (200, {"status": "ok"})
    assert person.heard() == [(at, "Björk", "Hyperballad"), (at + 400, "Björk", "Jóga")]


def test_multi_scrobbler(person: Any) -> None:
    """multi-scrobbler 0.16: reads a window before it scrobbles; one malformed ISRC in it would stop it."""
    at = int(time.time()) - 3_000
    auth = {"Authorization": f"Token {person.token}", "Connection": "close"}
    as_json = {**auth, "Content_Type": "application/json"}
    assert _send(person, "GET", "/1/validate-token", **auth)[1]["valid"] is True
    assert _send(person, "GET", "/apis/web/v1/stats", **auth)[0] == 404, "its probe for another server"

    def window(**query: int) -> dict[str, Any]:
        asked = urlencode({"user": person.name, "count": 100, **query})
        status, told = _send(person, "GET", f"/1/user/{person.name}/listens?{asked}", **auth)
        assert status == 200, told
        payload: dict[str, Any] = told["payload"]
        return payload

    assert window(min_ts=at - 600, max_ts=at + 600)["listens"] == []
    for i, isrc in enumerate(("GBAYE9200070", "not an isrc", "QZ-ES7-20-00001")):
        info = {
            "artist_names": ["Radiohead"],
            "release_artist_names": ["Radiohead"],
            "release_artist_name": "Radiohead",
            "media_player": "Jellyfin",
            "music_service": "spotify.com",
            "music_service_name": "Spotify",
            "origin_url": "https://open.spotify.com/track/70LcF31zb1H0PyJoS1Sx1r",
            "isrc": isrc,
            "duration": 238.5,
            "track_mbid": None,
            "artist_mbids": [],
            "submission_client": "multi-scrobbler",
        }
        told = {"track_name": f"Song {i}", "artist_name": "Radiohead", "release_name": "", "additional_info": info}
        body = {"listen_type": "single", "payload": [{"listened_at": at + 400 * i, "track_metadata": told}]}
        assert _send(person, "POST", "/1/submit-listens", body, **as_json) == (200, {"status": "ok"})
    read = window(min_ts=at - 600, max_ts=at + 6_000)
    assert read["count"] == 3
    listens = [one["track_metadata"] for one in reversed(read["listens"])]
    assert [one["track_name"] for one in listens] == ["Song 0", "Song 1", "Song 2"]
    codes = [one["additional_info"].get("isrc") for one in listens]
    assert codes == ["GBAYE9200070", None, "QZES72000001"]
    assert {one["additional_info"]["duration_ms"] for one in listens} == {238_500}
    status, told = _send(person, "GET", f"/1/user/{person.name}/playing-now", **auth)
    assert (status, told["payload"]["count"]) == (200, 0)


def test_pano_scrobbler(person: Any) -> None:
    """Pano Scrobbler as a custom ListenBrainz server: pages through history, loves, deletes."""
    at = int(time.time()) - 20_000
    auth = {"Authorization": f"token {person.token}", "Content_Type": "application/json"}
    assert _send(person, "GET", "/1/validate-token", **auth)[1]["user_name"] == person.name

    def metadata(title: str) -> dict[str, Any]:
        info = {"duration_ms": 200_000, "submission_client": "Pano Scrobbler", "submission_client_version": "4.0"}
        return {"artist_name": "IU", "track_name": title, "release_name": "Palette", "additional_info": info}

    body = {"listen_type": "playing_now", "payload": [{"track_metadata": metadata("Palette")}]}
    status, told = _send(person, "POST", "/1/submit-listens?return_msid=true", body, **auth)
    msid = told["recording_msid"]
    assert (status, told["status"]) == (200, "ok")
    listens = [{"listened_at": at + 300 * i, "track_metadata": metadata(f"Song {i}")} for i in range(40)]
    assert _send(person, "POST", "/1/submit-listens", {"listen_type": "import", "payload": listens}, **auth)[0] == 200

    seen: list[dict[str, Any]] = []
    until = ""
    while True:
        payload = _send(person, "GET", f"/1/user/{person.name}/listens?count=25{until}", **auth)[1]["payload"]
        seen += payload["listens"]
        if payload["listens"][-1]["listened_at"] <= payload["oldest_listen_ts"]:
            break
        until = f"&max_ts={payload['listens'][-1]['listened_at']}"
    assert [one["track_metadata"]["track_name"] for one in seen] == [f"Song {i}" for i in reversed(range(40))]

    love = {"recording_msid": msid, "score": 1}
    assert _send(person, "POST", "/1/feedback/recording-feedback", love, **auth)[1] == {"status": "ok"}
    path = f"/1/feedback/user/{person.name}/get-feedback?offset=0&metadata=true&count=25"
    feedback = _send(person, "GET", path, **auth)[1]
    assert (feedback["total_count"], feedback["feedback"][0]["track_metadata"]["track_name"]) == (1, "Palette")
    gone = {"listened_at": seen[7]["listened_at"], "recording_msid": seen[7]["recording_msid"]}
    assert _send(person, "POST", "/1/delete-listen", gone, **auth)[1] == {"status": "ok"}
    assert _send(person, "GET", f"/1/user/{person.name}/listen-count", **auth)[1] == {"payload": {"count": 39}}
    assert (gone["listened_at"], "IU", seen[7]["track_metadata"]["track_name"]) not in person.heard()


def test_pano_scrobbler_as_gnu_fm(person: Any) -> None:
    """The same program over the Last.fm API: logs in with the password itself, takes a scrobble back."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    at = int(time.time()) - 2_000

    def call(method: str, **more: Any) -> Any:
        told = {"method": method, "format": "json", "api_key": "b25b959554ed76058ac220b7b2e0a026", **more}
        body = urlencode({**told, "api_sig": "0123456789abcdef0123456789abcdef"}).encode()
        return _send(person, "POST", "/2.0/", body, **form)

    status, told = call("auth.getMobileSession", username=person.name, password=person.password)
    assert status == 200
    key = told["session"]["key"]
    songs = {f"{name}[{i}]": f"{value}{i}" for i in range(2) for name, value in (("artist", "IU "), ("track", "Song "))}
    songs |= {f"timestamp[{i}]": str(at + 300 * i) for i in range(2)}
    assert call("track.scrobble", sk=key, **songs)[1]["scrobbles"]["@attr"] == {"accepted": "2", "ignored": "0"}
    assert person.heard() == [(at, "IU 0", "Song 0"), (at + 300, "IU 1", "Song 1")]
    assert call("library.removeScrobble", sk=key, artist="IU 0", track="Song 0", timestamp=str(at)) == (200, {})
    assert person.heard() == [(at + 300, "IU 1", "Song 1")]


def test_web_scrobbler(person: Any) -> None:
    """The browser extension with its own API URL, which is that of submit-listens itself."""
    at = int(time.time()) - 2_000
    told = {
        "artist_name": "새소년",
        "track_name": "난춘",
        "additional_info": {
            "submission_client": "Web Scrobbler",
            "submission_client_version": "3.9.0",
            "music_service_name": "YouTube",
            "origin_url": "https://www.youtube.com/watch?v=KsznX5j2oQ0",
            "duration": 222,
        },
    }
    auth = {"Authorization": f"Token {person.token}", "Content_Type": "application/json; charset=UTF-8"}
    for kind, listen in (("playing_now", {}), ("import", {"listened_at": at})):
        body = {"listen_type": kind, "payload": [{**listen, "track_metadata": told}]}
        assert _send(person, "POST", "/1/submit-listens", body, **auth) == (200, {"status": "ok"})
    assert person.heard() == [(at, "새소년", "난춘")]


def test_one_play_told_by_three_programs_is_one_listen(person: Any) -> None:
    """A scrobble of Navidrome, its copy by multi-scrobbler, and mpdscribble's with the end of the play."""
    at, auth = int(time.time()) - 2_000, {"Authorization": f"Token {person.token}"}
    told = {"track_name": "Hyperballad", "artist_name": "Björk", "additional_info": {"duration_ms": 321_000}}
    for when, client in ((at, "navidrome"), (at + 1, "multi-scrobbler")):
        named = {**told, "additional_info": {**told["additional_info"], "submission_client": client}}  # type: ignore[dict-item]
        body = {"listen_type": "single", "payload": [{"listened_at": when, "track_metadata": named}]}
        assert _send(person, "POST", "/1/submit-listens", body, **auth)[0] == 200
    key = _session(person)
    track = {"a[0]": "Björk", "t[0]": "Hyperballad", "i[0]": str(at + 321), "l[0]": "321", "o[0]": "P", "r[0]": ""}
    status, _, text = person.server.ask("POST", "/audioscrobbler/submit", urlencode({"s": key, **track}).encode())
    assert (status, text) == (200, b"OK\n")
    assert len(person.heard()) == 1


def _session(person: Any) -> str:
    from hashlib import md5

    def md5_hex(text: str) -> str:
        return md5(text.encode()).hexdigest()

    when = str(int(time.time()))
    proof = md5_hex(md5_hex(person.password) + when)
    query = urlencode({"hs": "true", "p": "1.2", "c": "tst", "v": "1", "u": person.name, "t": when, "a": proof})
    answer: bytes = person.server.ask("GET", f"/audioscrobbler?{query}")[2]
    return answer.decode().split("\n")[1]
