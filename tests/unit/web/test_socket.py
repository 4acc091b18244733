"""What only a real socket shows: declared lengths, slow clients, clients that hang up, and the hot swap."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from segue.app import App, build
from segue.domain.event import Offset
from segue.domain.track import Track
from segue.settings import Settings
from segue.web.connections import configured
from segue.web.server import beside

_PATIENCE_S = 60.0  # reached only when something is broken


@dataclass
class Site:
    app: App
    port: int
    token: str

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)) as line:
            line.request(method, path, body, {"Authorization": f"Bearer {self.token}"})
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())

    def open(self, *lines: str) -> socket.socket:
        """A connection on which the head of a POST was sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE_S)
        head = ["POST /api/v1/events HTTP/1.1", "Host: segue", f"Authorization: Bearer {self.token}", *lines]
        line.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        return line


def _eventually(check: Callable[[], object]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not check():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def site(tmp_path: Path, catalogue: list[Track]) -> Iterator[Site]:
    app = build(
        Settings(
            home=tmp_path / "home",
            slowest_body_s=0.5,
            max_body_bytes=200_000,
            max_reading_bytes=450_000,
            refresh_every_s=0,
        )
    )
    app.catalog.add(catalogue)
    token = app.accounts.add("ann", "UTC", datetime.now(UTC))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        with beside(app):
            thread.start()
            _eventually(lambda: server.started)
            yield Site(app, listening.getsockname()[1], token)
            server.should_exit = True
            thread.join()
    app.close()


def _answer(line: socket.socket) -> tuple[int, dict[str, Any]]:
    answer = http.client.HTTPResponse(line)
    answer.begin()
    with answer:
        return answer.status, json.loads(answer.read())


def _events(site: Site, *ids: str) -> bytes:
    at = datetime.now(UTC).isoformat()
    return json.dumps({"events": [{"event_id": i, "kind": "login", "at": at} for i in ids]}).encode()


def test_two_declared_gigabytes_are_refused_before_they_are_sent(site: Site) -> None:
    with site.open(f"Content-Length: {2 << 30}") as line:
        status, told = _answer(line)
    assert (status, told["status"]) == (413, 413)
    assert "2,147,483,648" in told["detail"]


def test_chunks_without_end_stop_at_the_limit(site: Site) -> None:
    with site.open("Transfer-Encoding: chunked") as line:
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        for _ in range(5):
            line.sendall(chunk)
        assert _answer(line)[0] == 413


def test_many_large_bodies_at_once_are_turned_away_before_memory_is_full(site: Site) -> None:
    with site.open("Content-Length: 190000") as one, site.open("Content-Length: 190000") as two:
        for line in (one, two):
            line.sendall(b" " * 180_000)
        with site.open("Content-Length: 190000") as late:
            late.sendall(b" " * 180_000)
            status, told = _answer(late)
        assert (status, told["detail"]) == (503, "too many large bodies are being sent at once")
        for line in (one, two):
            assert _answer(line)[0] == 408
    assert site.ask("POST", "/api/v1/events", _events(site, "x" * 100, *map(str, range(2000))))[0] == 413
    assert site.ask("POST", "/api/v1/events", _events(site, *map(str, range(900))))[0] == 202


def test_a_client_that_trickles_is_cut_off(site: Site) -> None:
    with site.open("Content-Length: 1000") as line:
        line.sendall(b"{")
        status, told = _answer(line)
    assert (status, told["title"]) == (408, "The request took too long")


def test_a_client_that_hangs_up_half_way_leaves_nothing(site: Site) -> None:
    body = _events(site, "a", "b")
    with site.open(f"Content-Length: {len(body)}") as line:
        line.sendall(body[:-5])
    assert site.ask("POST", "/api/v1/events", _events(site, "c"))[0] == 202
    assert [e.event_id for b in site.app.log.read(Offset(0), 10) for e in b.events] == ["c"]


def test_many_at_once_are_all_acknowledged_and_all_there(site: Site) -> None:
    answers: list[int] = []

    def client(number: int) -> None:
        answers.extend(site.ask("POST", "/api/v1/events", _events(site, f"{number}:{i}"))[0] for i in range(5))

    clients = [threading.Thread(target=client, args=(n,)) for n in range(6)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    assert answers == [202] * 30
    held = [e.event_id for b in site.app.log.read(Offset(0), 100) for e in b.events]
    assert sorted(held) == sorted(f"{n}:{i}" for n in range(6) for i in range(5))


def test_a_new_model_is_taken_into_service_without_a_restart(site: Site) -> None:
    before = site.ask("GET", "/api/v1/recommendations")[1]
    assert before["model"] == "cold"
    track = before["tracks"][0]["id"]
    told = {"event_id": "1", "kind": "complete", "at": datetime.now(UTC).isoformat(), "track": {"id": track}}
    site.ask("POST", "/api/v1/events", json.dumps({"events": [told]}).encode())
    refresh = subprocess.run(
        [sys.executable, "-m", "segue", "--home", str(site.app.settings.home), "refresh", "--json"],
        capture_output=True, check=True, text=True, env={**os.environ, "SEGUE_DEBUG": "1"},
    )  # fmt: skip
    fitted = json.loads(refresh.stdout)["model_id"]
    _eventually(lambda: site.ask("GET", "/api/v1/recommendations")[1]["model"] == fitted)
    assert site.ask("GET", "/health/ready")[1]["model"] == fitted
