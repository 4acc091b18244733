"""Through the proxy: bytes, ranges, errors and refusals arrive as they were, and what was told is recorded."""

import hashlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, Offset, Whole
from segue.settings import Settings
from tests.flows.music_server import IDS, KEY, NAME, PASSWORD, SIZE, MusicServer, sound
from tests.flows.server_process import ServerProcess, add_listener, eventually


@pytest.fixture(scope="module")
def upstream() -> Iterator[MusicServer]:
    with MusicServer() as running:
        yield running


@pytest.fixture(scope="module")
def proxy(upstream: MusicServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("proxy") / "home"
    add_listener(home, NAME)
    with ServerProcess(home, "--subsonic-upstream", upstream.url) as running:
        yield running


@pytest.fixture
def before(proxy: ServerProcess) -> int:
    """How many events there were."""
    return len(recorded(proxy))


def credentials(user: str = NAME, password: str = PASSWORD, client: str = "Test") -> dict[str, str]:
    proof = hashlib.md5(f"{password}salt".encode()).hexdigest()
    return {"u": user, "t": proof, "s": "salt", "v": "1.16.1", "c": client, "f": "json"}


def ask(
    proxy: ServerProcess, method: str, verb: str = "GET", headers: dict[str, str] | None = None, **params: Any
) -> tuple[int, http.client.HTTPMessage, bytes]:
    given = params if "u" in params or "apiKey" in params else {**credentials(), **params}
    path, body, headers = f"/rest/{method}", None, dict(headers or {})
    if verb == "POST":
        body, headers["Content-Type"] = urlencode(given, doseq=True), "application/x-www-form-urlencoded"
    else:
        path += "?" + urlencode(given, doseq=True)
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    try:
        connection.request(verb, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def recorded(proxy: ServerProcess) -> list[Event]:
    app = build(Settings(home=proxy.home))
    try:
        listener = app.accounts.named(NAME)
        assert listener is not None
        return [e for b in app.log.read(Offset(0), 100_000, listener.id) for e in b.events]
    finally:
        app.close()


def news(proxy: ServerProcess, before: int, count: int) -> list[Event]:
    eventually(lambda: len(recorded(proxy)) >= before + count, f"{count} events", 10)
    return recorded(proxy)[before:]


# as it was


def test_a_song_arrives_byte_for_byte(proxy: ServerProcess) -> None:
    status, headers, body = ask(proxy, "stream.view", id=IDS[5], client="Bytes")
    assert (status, body) == (200, sound(IDS[5]))
    assert (headers["Content-Type"], headers["Content-Length"], headers["ETag"]) == (
        "audio/flac",
        str(SIZE),
        f'"{IDS[5]}"',
    )


@pytest.mark.parametrize("asked", ["0-0", "5-104", f"{SIZE - 10}-", "0-", "1000000-1999999"])
def test_ranges_arrive_byte_for_byte(proxy: ServerProcess, asked: str) -> None:
    status, headers, body = ask(proxy, "stream", headers={"Range": f"bytes={asked}"}, id=IDS[5])
    first, last = asked.split("-")
    end = int(last) if last else SIZE - 1
    assert (status, body) == (206, sound(IDS[5])[int(first) : end + 1])
    assert headers["Content-Range"] == f"bytes {first}-{end}/{SIZE}"


def test_what_the_server_refuses_is_refused_the_same(proxy: ServerProcess, before: int) -> None:
    assert ask(proxy, "stream", headers={"Range": f"bytes={SIZE}-"}, id=IDS[5])[0] == 416
    status, headers, body = ask(proxy, "teapot")
    assert (status, headers["X-Odd"], body) == (418, "a, b", b"short and stout")
    status, _, body = ask(proxy, "stream", id="nothing")
    assert (status, json.loads(body)["subsonic-response"]["error"]["code"]) == (200, 70)
    wrong = credentials(password="wrong")
    for method in ("star", "scrobble", "stream"):
        status, _, body = ask(proxy, method, **wrong, id=IDS[0])
        assert (status, json.loads(body)["subsonic-response"]["error"]["code"]) == (200, 40)
    time.sleep(0.3)
    assert len(recorded(proxy)) == before, "what the server refused did not happen"


def test_head_gets_no_body_and_is_no_play(proxy: ServerProcess, before: int) -> None:
    status, headers, body = ask(proxy, "stream", "HEAD", id=IDS[5], client="Head")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == str(SIZE)
    time.sleep(0.2)
    assert len(recorded(proxy)) == before


def test_query_and_form_go_on_unchanged(proxy: ServerProcess, upstream: MusicServer) -> None:
    ask(proxy, "odd.view", name=["a b", "ü&=+%"], empty="")
    sent = upstream.calls("odd")[-1]
    assert sent["params"]["name"] == ["a b", "ü&=+%"]
    assert sent["query"].endswith("name=a+b&name=%C3%BC%26%3D%2B%25&empty=")
    ask(proxy, "odd", "POST", name=["a b", "ü&=+%"], empty="")
    sent = upstream.calls("odd")[-1]
    assert (sent["verb"], sent["query"], sent["params"]["name"]) == ("POST", "", ["a b", "ü&=+%"])


def test_headers_of_one_hop_stay_behind_and_the_way_is_told(proxy: ServerProcess, upstream: MusicServer) -> None:
    sent = {"Connection": "close, X-Mine", "X-Mine": "1", "TE": "trailers", "X-Other": "2", "Cookie": "player=1"}
    _, headers, _ = ask(proxy, "ping", headers=sent)
    got = upstream.calls("ping")[-1]["headers"]
    assert {"x-mine", "te"}.isdisjoint(got)
    assert (got["x-other"], got["cookie"], got["x-forwarded-for"]) == ("2", "player=1", "127.0.0.1")
    assert got["host"] == upstream.url.removeprefix("http://")
    assert headers["Set-Cookie"] == "player=1; Path=/"
    assert len(headers.get_all("date") or []) == 1


def test_what_is_compressed_stays_compressed(proxy: ServerProcess) -> None:
    for method, query in (("getGenres", {}), ("search3", {"query": '""', "songCount": 500})):
        _, headers, body = ask(proxy, method, headers={"Accept-Encoding": "gzip"}, **query)
        assert headers["Content-Encoding"] == "gzip"
        assert body[:2] == b"\x1f\x8b"


def test_only_rest_passes(proxy: ServerProcess, upstream: MusicServer) -> None:
    assert proxy.ask("GET", "/health/live")[0] == 200
    count = len(upstream.seen)
    assert proxy.ask("GET", "/restaurant")[0] == 404
    assert proxy.ask("GET", "/rest")[0] == 404
    for path in ("/rest/../app", "/rest/%2e%2e/metrics", "/rest/x/..%2f..%2fapp", "/rest/..\\app"):
        assert proxy.ask("GET", path)[0] == 404, path
    assert len(upstream.seen) == count


def test_no_player_is_read_ahead_of_and_one_that_leaves_ends_the_request(
    proxy: ServerProcess, upstream: MusicServer
) -> None:
    resident = Path(f"/proc/{proxy.pid}/statm")
    begin = int(resident.read_text().split()[1]) * 4096
    player = socket.create_connection(("127.0.0.1", proxy.port))
    player.sendall(f"GET /rest/endless?{urlencode(credentials())} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    player.recv(1000)
    eventually(lambda: upstream.endless_sent > 0, "the server sends", 10)
    sent = -1
    while sent != upstream.endless_sent:  # until nothing moves any more: the player does not read
        sent = upstream.endless_sent
        time.sleep(0.5)
    assert sent < 48 * 2**20, "kernel buffers, and one of ours"
    assert int(resident.read_text().split()[1]) * 4096 - begin < 16 * 2**20
    player.close()
    eventually(lambda: upstream.endless_open == 0, "the request to the server ended, too", 10)


# what is recorded


def test_a_scrobble_is_on_disk_when_the_player_hears_ok(proxy: ServerProcess, before: int) -> None:
    now = int(time.time() * 1000) - 300_000
    status, _, body = ask(proxy, "scrobble", "POST", id=[IDS[0], IDS[1]], time=[now - 200_000, now], submission="True")
    assert (status, json.loads(body)["subsonic-response"]["status"]) == (200, "ok")
    one, two = recorded(proxy)[before:]
    assert (one.kind, one.whole, round(one.at.timestamp() * 1000)) == (
        EventKind.COMPLETE,
        Whole.EITHER,
        now - 200_000,
    )
    assert one.track is not None
    assert (one.track.title, one.track.artist, one.track.uri) == ("Song 1", "Band 1", f"subsonic:{IDS[0]}")
    assert (two.duration_ms, two.device, two.dialect) == (200_000, "Test", "subsonic")
    ask(proxy, "scrobble", id=[IDS[0], IDS[1]], time=[now - 200_000, now])
    assert len(recorded(proxy)) == before + 2, "said twice, once with another verb: the same"


def test_stars_ratings_and_searches(proxy: ServerProcess, before: int) -> None:
    ask(proxy, "star", id=IDS[2])
    ask(proxy, "setRating", "POST", id=IDS[2], rating=4)
    ask(proxy, "search3", query="song 3")
    ask(proxy, "search3", query="zzz", **{"f": "xml", "u": NAME, **{k: credentials()[k] for k in "tsvc"}})
    ask(proxy, "search3", query="")
    star, rating, found, nothing = recorded(proxy)[before:]
    assert (star.kind, rating.kind, rating.extra["rating"]) == (EventKind.LIKE, EventKind.RATE, 4)
    assert (found.extra["query"], found.extra["results"]) == ("song 3", 1)
    assert (nothing.extra["query"], nothing.extra["results"]) == ("zzz", 0)


def test_a_starred_artist_is_followed_by_name(proxy: ServerProcess, before: int) -> None:
    ask(proxy, "star", artistId=["ar-1", "unknown"])
    ask(proxy, "unstar", artistId="ar-1")
    told = {(e.kind, e.extra["artistId"]): e.extra.get("artist") for e in recorded(proxy)[before:]}
    follow, unfollow = EventKind.FOLLOW, EventKind.UNFOLLOW
    assert told == {(follow, "ar-1"): "Band 1", (follow, "unknown"): None, (unfollow, "ar-1"): "Band 1"}


def test_who_does_not_wait_for_the_answer_has_told_it_all_the_same(proxy: ServerProcess, before: int) -> None:
    query = urlencode({**credentials(client="Hasty"), "id": IDS[4], "slow": 1})
    with socket.create_connection(("127.0.0.1", proxy.port)) as player:
        player.sendall(f"GET /rest/star?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.1)
    (star,) = news(proxy, before, 1)
    assert (star.kind, star.device) == (EventKind.LIKE, "Hasty")


def test_the_song_that_a_search_led_to(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Finds")
    ask(proxy, "search3", **mine, query="song")
    ask(proxy, "stream", **mine, id=IDS[1])
    found = news(proxy, before, 3)
    (search,) = [e for e in found if e.kind is EventKind.SEARCH]
    (select,) = [e for e in found if e.kind is EventKind.SELECT]
    assert select.extra == {"search": search.event_id, "rank": 1}


def test_an_api_key_is_whose_the_server_says(proxy: ServerProcess, upstream: MusicServer, before: int) -> None:
    for _ in range(3):
        ask(proxy, "star", "POST", apiKey=KEY, v="1.16.1", c="Key", f="json", id=IDS[3])
    assert [e.device for e in recorded(proxy)[before:]] == ["Key"] * 3
    assert len(upstream.calls("tokenInfo")) == 1
    assert all(KEY not in one["query"] for one in upstream.seen), "what came in a form stays out of addresses"
    assert all(one["query"] == "" for one in upstream.calls("tokenInfo"))


def test_who_does_not_listen_here_passes_unrecorded(proxy: ServerProcess, before: int) -> None:
    status, _, body = ask(proxy, "star", **credentials("stranger"), id=IDS[0])
    assert (status, json.loads(body)["subsonic-response"]["status"]) == (200, "ok")
    assert len(recorded(proxy)) == before


def test_nobody_is_recorded_under_the_name_of_another(proxy: ServerProcess, before: int) -> None:
    """Which of two names the server believes is its own affair."""
    mine = credentials("stranger")
    for path, form in ((f"u={NAME}", mine), ("u=stranger", {**mine, "u": NAME})):
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
        body = urlencode({**form, "id": IDS[0]})
        connection.request("POST", f"/rest/star?{path}", body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert connection.getresponse().status == 200
        connection.close()
    ask(proxy, "star", headers={"Remote-User": "stranger"}, id=IDS[0])
    assert len(recorded(proxy)) == before


def test_a_player_that_reports_after_it_asked_for_the_sound_is_heard_once(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Asks first")
    ask(proxy, "stream", **mine, id=IDS[1])
    for state, position in (("starting", 0), ("playing", 1000), ("stopped", 2000)):
        ask(proxy, "reportPlayback", **mine, mediaId=IDS[1], mediaType="song", positionMs=position, state=state)
        time.sleep(1)
    news(proxy, before, 4)
    app = build(Settings(home=proxy.home))
    try:
        listener = app.accounts.named(NAME)
        assert listener is not None
        found = [one for one in app.history.listens(listener.id) if one.device == "Asks first"]
    finally:
        app.close()
    (one,) = found
    assert 1500 <= one.played_ms <= 3000


def test_a_player_that_says_what_it_plays_and_is_told_to_skip(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Talks")
    ask(proxy, "stream", **mine, id=IDS[0])
    ask(proxy, "scrobble", **mine, id=IDS[0], submission="false")
    ask(proxy, "stream", **mine, id=IDS[1])  # fetched ahead
    time.sleep(1.2)
    ask(proxy, "scrobble", **mine, id=IDS[1], submission="false")
    play, skip, next_ = news(proxy, before, 3)
    assert [e.kind for e in (play, skip, next_)] == [EventKind.PLAY, EventKind.SKIP, EventKind.PLAY]
    assert play.play_id == skip.play_id != next_.play_id
    assert skip.track is not None
    assert skip.track.title == "Song 1"
    assert 1000 <= (skip.position_ms or 0) < 5000
    assert next_.track is not None
    assert next_.track.title == "Song 2"


def test_a_silent_player_that_hangs_up_for_another_song(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Silent")
    with socket.create_connection(("127.0.0.1", proxy.port)) as player:
        player.sendall(f"GET /rest/stream?{urlencode({**mine, 'id': IDS[0]})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        player.recv(100_000)
        time.sleep(1)
    ask(proxy, "stream", **mine, id=IDS[1])
    play, skip, next_ = news(proxy, before, 3)
    assert [e.kind for e in (play, skip, next_)] == [EventKind.PLAY, EventKind.SKIP, EventKind.PLAY]
    assert skip.track is not None
    assert skip.track.title == "Song 1"
    assert 900 <= (skip.position_ms or 0) < 5000


def test_a_jump_in_a_song_is_a_seek(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Jumps")
    with socket.create_connection(("127.0.0.1", proxy.port)) as player:
        player.sendall(f"GET /rest/stream?{urlencode({**mine, 'id': IDS[3]})} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        player.recv(100_000)
        time.sleep(5.2)  # later than the opening of a song
    ask(proxy, "stream", headers={"Range": f"bytes={SIZE * 3 // 4}-"}, **mine, id=IDS[3])
    play, seek = news(proxy, before, 2)
    assert (play.kind, seek.kind, seek.position_ms) == (EventKind.PLAY, EventKind.SEEK, 150_000)
    assert play.play_id == seek.play_id


def test_reports_are_taken_at_their_word(proxy: ServerProcess, before: int) -> None:
    mine = credentials(client="Reports")
    for state, position in (("starting", 0), ("playing", 5000), ("paused", 7000), ("stopped", 7000)):
        ask(proxy, "reportPlayback", "POST", **mine, mediaId=IDS[4], mediaType="song", positionMs=position, state=state)
        ask(proxy, "stream", **mine, id=IDS[4])
    kinds = [EventKind.PLAY, EventKind.PROGRESS, EventKind.PAUSE, EventKind.STOP]
    assert [(e.kind, e.position_ms) for e in news(proxy, before, 4)] == list(
        zip(kinds, (0, 5000, 7000, 7000), strict=True)
    )


def test_what_cannot_be_read_is_kept_without_its_credentials(proxy: ServerProcess, before: int) -> None:
    status, _, _ = ask(proxy, "setRating", id=IDS[0], rating="lots")
    assert status == 200
    app = build(Settings(home=proxy.home))
    try:
        (held,) = app.quarantine.list()
    finally:
        app.close()
    assert b"lots" in held.raw
    for secret in (credentials()["t"].encode(), b'"salt"', PASSWORD.encode()):
        assert secret not in held.raw
    assert len(recorded(proxy)) == before


def test_nothing_of_a_person_is_in_the_log(proxy: ServerProcess) -> None:
    said = "\n".join(proxy.said)
    for secret in (NAME + "&", credentials()["t"], PASSWORD, KEY, IDS[0], "Song 1"):
        assert secret not in said
    assert "Traceback" not in said


def test_without_the_server_the_player_hears_so(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with ServerProcess(tmp_path / "home", "--subsonic-upstream", url) as proxy:
            for verb in ("GET", "POST"):
                status, _, body = ask(proxy, "ping", verb)
                assert (status, json.loads(body)["subsonic-response"]["error"]["code"]) == (502, 0)
            assert ask(proxy, "stream", id="x", **{**credentials(), "f": "xml"})[2].startswith(b"<?xml")
            assert proxy.ask("GET", "/health/live")[0] == 200
        assert "Traceback" not in "\n".join(proxy.said)


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "segue", "--home", str(tmp_path), "serve", "--subsonic-upstream", "music.home"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert "--subsonic-upstream" in ran.stderr
    assert "Traceback" not in ran.stderr
