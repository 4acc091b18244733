"""ListenBrainz's similar artists, from a local server that speaks the documented form: polite, cached, and nothing of
a listener is told."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from segue.catalog.names import derived_id
from segue.domain.track import Track
from segue.prior.asker import KEPT, PACE_S, Asker
from segue.prior.learn import Size
from segue.prior.prior import Manifest
from segue.prior.show import nearest, row_of
from segue.prior.similar import ALGORITHM, Places, learn_similar, wanted_of
from tests.unit.cli.conftest import Run
from tests.unit.prior.conftest import ARTISTS, STYLES, mbid, name, style

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MADE = Manifest("a test", "2026-11-21", "CC0-1.0", 0, 0, 0)
KNOWN = STYLES * ARTISTS


class Service(ThreadingHTTPServer):
    """As labs.api.listenbrainz.org and api.listenbrainz.org answer, of the artists of the small world."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, Any, dict[str, str]]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []  # told before anything else, once each
        self.remaining = 30

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def paths(self) -> list[str]:
        return [urlsplit(path).path for path, _, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *_: object) -> None:
        """Not in the test's output."""

    def do_GET(self) -> None:
        self._take(None)

    def do_POST(self) -> None:
        self._take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _take(self, body: Any) -> None:
        self.server.asked.append((self.path, body, dict(self.headers)))
        if self.server.answers:
            self._say(*self.server.answers.pop(0))
            return
        parts = urlsplit(self.path)
        told: Any = {"code": 404, "error": "Not Found"}
        if parts.path == "/similar-artists/json":
            asked = parse_qs(parts.query)
            if asked["algorithm"] != [ALGORITHM]:
                self._say(400, {}, b'{"error": "unknown algorithm"}')
                return
            told = _similar(asked["artist_mbids"][0])
        elif parts.path == "/1/metadata/recording/":
            told = {code: _recording(code) for code in body["recording_mbids"] if code.startswith("aaaa")}
        elif parts.path == "/1/metadata/lookup/":
            told = [_looked_up(at, one) for at, one in enumerate(body["recordings"])]
        elif parts.path == "/1/popularity/artist":
            told = [
                {"artist_mbid": code, "total_listen_count": 9_000, "total_user_count": 900 - _column(code)}
                for code in body["artist_mbids"]
            ]
        head = {"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": str(self.server.remaining)}
        self._say(200, head | {"X-RateLimit-Reset-In": "7"}, json.dumps(told).encode())

    def _say(self, status: int, head: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **head}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)


def _column(code: str) -> int:
    return int(code.split("-")[0], 16) - 1


def _similar(code: str) -> list[dict[str, Any]]:
    column = _column(code)
    rows = []
    for other in range(KNOWN):
        score = (300 if style(name(other)) == style(name(column)) else 10) + (other * 7 + column * 7) % 50
        if other != column:
            rows.append({"artist_mbid": mbid(other), "name": name(other), "comment": "", "type": "Group",
                         "gender": None, "score": score, "reference_mbid": code})  # fmt: skip
    return rows


def _recording(code: str) -> dict[str, Any]:
    column = int(code.split("-")[-1])
    artist = {"artist_mbid": mbid(column), "name": name(column), "join_phrase": "", "type": "Group"}
    return {
        "artist": {"artist_credit_id": 1, "artists": [artist], "name": name(column)},
        "recording": {"name": "t"},
    }


def _looked_up(at: int, asked: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"artist_name_arg": asked["artist_name"], "recording_name_arg": asked["recording_name"],
                           "release_name_arg": None, "index": at}  # fmt: skip
    found = {name(i): i for i in range(KNOWN)}.get(asked["artist_name"])
    if asked["artist_name"] == "Guessed":
        row |= {"artist_mbids": [mbid(0)], "artist_credit_name": "Somebody Else", "recording_name": "t"}
    if found is not None:
        row |= {"artist_mbids": [mbid(found)], "artist_credit_name": name(found), "recording_name": "t"}
    return row


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def asker(cache: Path, clock: Clock, now: datetime = NOW, token: str = "") -> Asker:
    return Asker(cache, token, now, clock.sleep, clock)


def library() -> list[Track]:
    """The first artists by recording MBID, others by name only, one unknown there and one it guesses wrongly."""
    named = [(name(i), f"aaaa0000-0000-4000-8000-{i:012d}" if i < 10 else None) for i in (*range(10), 20, 35, 50)]
    named += [("Nobody There", None), ("Guessed", None), ("Unknown Code", "bbbb0000-0000-4000-8000-000000000001")]
    tracks = [Track(derived_id("t", artist), "t", artist, mbid=code) for artist, code in named]
    return [*tracks, Track(derived_id("c", "A host"), "c", "A host", format="podcast")]


def test_a_prior_of_just_this_library(service, tmp_path):
    artists = wanted_of(library())
    with asker(tmp_path / "cache.db", Clock()) as ask:
        prior, found = learn_similar(artists, Places.of(service.address), ask, Size(), MADE, 1)
    assert (found.known, found.near) == (13, 13)
    assert len(prior) == KNOWN
    row = row_of(prior, name(20))
    assert row is not None
    assert row == row_of(prior, mbid(20))
    assert [style(one.name) for one in nearest(prior, row, 5)] == [style(name(20))] * 5
    assert float(prior.arrays["listeners"][row]) == 880
    vectors = prior.vectors(np.array([row_of(prior, name(i)) for i in (0, 1, 20)], np.int32))
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_nothing_is_told_but_artists_and_who_asks_is_said(service, tmp_path):
    with asker(tmp_path / "cache.db", Clock(), token="secret") as ask:
        learn_similar(wanted_of(library()), Places.of(service.address), ask, Size(), MADE, 1)
    assert all(head["User-Agent"].startswith("segue/") for _, _, head in service.asked)
    similar = [(path, head) for path, _, head in service.asked if path.startswith("/similar-artists")]
    assert len(similar) == 13
    assert all("Authorization" not in head for _, head in similar)  # it is public: the token is not sent there
    bodies = [body for _, body, _ in service.asked if body]
    assert {key for body in bodies for key in body} == {"recording_mbids", "inc", "recordings", "artist_mbids"}
    assert {key for body in bodies for one in body.get("recordings", []) for key in one} == {
        "artist_name", "recording_name",
    }  # fmt: skip
    assert "A host" not in json.dumps(bodies)


def test_what_was_answered_is_not_asked_again_until_it_is_old(service, tmp_path):
    artists, places, cache = wanted_of(library()), Places.of(service.address), tmp_path / "cache.db"
    priors, counts = [], []
    for now in (NOW, NOW + KEPT / 2, NOW + KEPT + timedelta(days=1)):
        with asker(cache, Clock(), now) as ask:
            priors.append(learn_similar(artists, places, ask, Size(), MADE, 1)[0])
        counts.append(ask.asked)
    assert counts == [16, 0, 16]  # recordings, names, 13 artists, how many listen
    assert all(np.array_equal(priors[0].arrays[key], priors[1].arrays[key]) for key in priors[0].arrays)


@pytest.mark.slow
def test_a_build_that_broke_off_asks_only_what_is_left(service, tmp_path):
    artists, places, cache = wanted_of(library()), Places.of(service.address), tmp_path / "cache.db"
    with asker(cache, Clock()) as ask:
        learn_similar(artists[:5], places, ask, Size(), MADE, 1)
    before = len(service.asked)
    with asker(cache, Clock()) as ask:
        learn_similar(artists, places, ask, Size(), MADE, 1)
    again = [path for path, _, _ in service.asked[before:] if path.startswith("/similar-artists")]
    assert len(again) == 13 - 5


def test_its_limits_are_kept(service, tmp_path):
    clock = Clock()
    with asker(tmp_path / "cache.db", clock) as ask:
        ask.ask(f"{service.address}/1/popularity/artist", {"artist_mbids": []})
        service.remaining = 0
        ask.ask(f"{service.address}/1/popularity/artist", {"artist_mbids": []})
        service.answers += [
            (429, {"Retry-After": "11"}, b"{}"),
            (429, {"X-RateLimit-Reset-In": "13"}, b"{}"),
            (503, {}, b"busy"),
        ]
        assert ask.ask(f"{service.address}/1/popularity/artist", {"artist_mbids": []}) == []
    assert clock.slept == [PACE_S, 7, 11, 13, 4]
    assert ask.asked == 6


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([(401, {}, b'{"code": 401, "error": "You need a token"}')], "401 You need a token; give your token"),
        ([(400, {}, b'{"error": "unknown algorithm"}')], "refuses: 400 unknown algorithm"),
        ([(200, {}, b"<html>")], "answers what is no JSON"),
        ([(503, {}, b"busy")] * 5, "503 busy, 5 times; give the command again later, what was answered is kept"),
        ([(429, {"Retry-After": "86400"}, b"{}")], "wants to be asked again in 86,400 s"),
    ],
)
def test_a_refusal_is_told_in_its_own_words(service, tmp_path, answers, reason):
    service.answers += answers
    with asker(tmp_path / "cache.db", Clock()) as ask, pytest.raises(ValueError, match=reason):
        ask.ask(f"{service.address}/1/popularity/artist", {"artist_mbids": []})


def test_a_server_that_is_not_there_is_told(tmp_path):
    with asker(tmp_path / "cache.db", Clock()) as ask, pytest.raises(ValueError, match=r"refused, 5 times"):
        ask.ask("http://127.0.0.1:9/1/popularity/artist", {})


def test_a_damaged_cache_is_begun_anew(service, tmp_path):
    (tmp_path / "cache.db").write_bytes(b"no database" * 500)
    with asker(tmp_path / "cache.db", Clock()) as ask:
        ask.keep("similar", {"a": 1})
        assert ask.known("similar", ["a", "b"]) == {"a": 1}


def test_rows_of_another_form_are_passed_over(service, tmp_path):
    rows = [{"artist_mbid": None, "name": "x", "score": 5}, {"artist_mbid": mbid(1), "name": None, "score": 5},
            {"artist_mbid": mbid(2), "name": "y", "score": "many"}, "no row", None,
            {"artist_mbid": mbid(3).upper(), "name": "Kept", "score": 5}]  # fmt: skip
    recording = json.dumps({"aaaa0000-0000-4000-8000-000000000000": _recording("x-0")}).encode()
    service.answers += [(200, {}, recording), (200, {}, json.dumps(rows).encode())]
    artists = wanted_of(library()[:1])
    with asker(tmp_path / "cache.db", Clock()) as ask:
        prior, _ = learn_similar(artists, Places.of(service.address), ask, Size(), MADE, 1)
    assert sorted(prior.name(row) for row in range(len(prior))) == [name(0), "Kept"]


def test_the_command_asks_only_when_told_to(segue: Run, service, tmp_path, home):
    catalogue = tmp_path / "tracks.jsonl"
    rows = [{"title": t.title, "artist": t.artist, "mbid": t.mbid} for t in library()[:4]]
    catalogue.write_text("".join(json.dumps({k: v for k, v in row.items() if v}) + "\n" for row in rows))
    assert segue("catalog", "import", catalogue).code == 0
    out = tmp_path / "a.prior"
    asked = segue("prior", "build", service.address, out)
    assert (asked.code, service.asked, out.exists()) == (1, [], False)
    assert "4 artists of this library" in asked.err
    assert "--online" in asked.err
    ran = segue("prior", "build", service.address, out, "--online", "--token", "t", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["artists"], ran.json["licence"]) == (KNOWN, "CC0-1.0")
    assert (home / "listenbrainz.db").exists()
    assert segue("prior", "install", out).code == 0
    assert segue("prior", "build", "http://", out).code == 1
