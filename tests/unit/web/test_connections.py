"""Connections over a raw socket: heads that trickle or never end, silence, and one connection too many."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from segue.app import App, build
from segue.settings import Settings
from segue.web.connections import configured

_HEAD = b"GET /health/live HTTP/1.1\r\nHost: segue\r\n"


@dataclass
class Door:
    app: App
    port: int
    token: str
    server: uvicorn.Server

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    settings = Settings(
        home=tmp_path / "home", refresh_every_s=0, slowest_head_s=0.4, slowest_body_s=0.5, max_connections=5
    )
    app = build(settings)
    token = app.accounts.add("ann", "UTC", datetime.now(UTC))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        _eventually(lambda: server.started)
        yield Door(app, listening.getsockname()[1], token, server)
        server.should_exit = True
        thread.join()
    app.close()


def _eventually(check: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not check():
        assert time.monotonic() < until
        time.sleep(0.02)


def _answer(line: socket.socket) -> bytes:
    """One answer to its end: head and body may come apart."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(line)
    head, _, body = said.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _more(line)
    return head


def _more(line: socket.socket) -> bytes:
    if not (part := line.recv(65536)):
        raise ConnectionResetError("closed in the middle of an answer")
    return part


def _all(line: socket.socket) -> bytes:
    said = b""
    while more := line.recv(65536):
        said += more
    return said


def _trickle(line: socket.socket, data: bytes) -> float:
    """A byte at a time until the server has had enough; returns the seconds that took."""
    began = time.monotonic()
    try:
        for i in range(len(data)):
            line.sendall(data[i : i + 1])
            time.sleep(0.05)
            if time.monotonic() - began > 20:
                break
    except OSError:
        pass
    return time.monotonic() - began


def test_a_head_that_trickles_is_cut_off(door: Door) -> None:
    with door.open() as line:
        threading.Timer(0.0, _trickle, (line, _HEAD + b"X-Long: " + b"a" * 10_000)).start()
        said = _all(line)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"the head of the request was not complete after 0.4 s" in said
    _eventually(lambda: door.connections == 0)


def test_silence_is_cut_off(door: Door) -> None:
    with door.open() as line:
        assert _all(line).startswith(b"HTTP/1.1 408 ")
    _eventually(lambda: door.connections == 0)


def test_a_second_request_that_trickles_is_cut_off_too(door: Door) -> None:
    with door.open() as line:
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")
        line.sendall(_HEAD)
        said = _all(line)
    assert b"HTTP/1.1 408 " in said


def test_a_head_without_end_is_cut_off(door: Door) -> None:
    for beginning in (_HEAD, _HEAD + b"X-Long: ", b"GET /"):
        with door.open() as line:
            try:
                line.sendall(beginning)
                for _ in range(40):
                    line.sendall(b"a" * 4096 if beginning != _HEAD else b"X-A: b\r\n" * 512)
            except OSError:
                pass
            try:
                said = _all(line)
            except ConnectionResetError:  # it went on sending after it was told
                continue
            assert b"HTTP/1.1 431 " in said
    _eventually(lambda: door.connections == 0)


def test_a_body_that_trickles_anywhere_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form of the page has no limit of its own."""
    monkeypatch.setattr("segue.web.connections._GRACE_S", 0.2)
    with door.open() as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: segue\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 900\r\n"
                     b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")  # fmt: skip
        assert _trickle(line, b"token=" + b"a" * 800) < 15
    _eventually(lambda: door.connections == 0)


def test_a_slow_answer_is_not_cut_off(door: Door) -> None:
    """The clock runs for the client's part only."""
    with door.open() as line:
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")
        time.sleep(1.0)  # idle between two requests: that is what keep-alive is for
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")


def test_one_connection_too_many_hears_503_and_the_others_go_on(door: Door) -> None:
    lines = [door.open() for _ in range(5)]
    for line in lines:
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")
    with door.open() as late:
        late.sendall(_HEAD + b"\r\n")
        said = _all(late)
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in said
    for line in lines:
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")
        line.close()
    _eventually(lambda: door.connections == 0)
    with door.open() as line:
        line.sendall(_HEAD + b"\r\n")
        assert _answer(line).startswith(b"HTTP/1.1 200 ")


def test_a_thousand_connections_do_not_pile_up(door: Door) -> None:
    lines = []
    for _ in range(200):
        line = door.open()
        line.setblocking(False)
        lines.append(line)
    _eventually(lambda: door.connections <= 10)  # the limit, and as many again that are being told
    for line in lines:
        line.close()
    _eventually(lambda: door.connections == 0)
