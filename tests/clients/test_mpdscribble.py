"""mpdscribble (Debian) against a running server: it submits what its journal holds, with no mpd in sight."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.flows.server_process import ServerProcess, eventually

_PROGRAM = shutil.which("mpdscribble")
pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(_PROGRAM is None, reason="mpdscribble is not installed: apt-get install mpdscribble"),
]


def _journal(path: Path, songs: list[tuple[int, str, str]], loved: str) -> None:
    """As the program writes it when it ends with songs unsent."""
    with path.open("w") as file:
        for at, artist, title in songs:
            love = "r = L\n" if title == loved else ""
            file.write(f"a = {artist}\nt = {title}\nb = Album & Co\nn = 3\n{love}i = {at}\nl = 240\no = P\n\n")


@contextmanager
def _mpdscribble(folder: Path, url: str, person: Any, password: str, journal: Path) -> Iterator[list[str]]:
    """Runs it; what it says is in the list."""
    config = folder / "mpdscribble.conf"
    config.write_text(
        "log = -\nverbose = 2\nhost = 127.0.0.1\nport = 9\njournal_interval = 600\n"
        f"[segue]\nurl = {url}/audioscrobbler\nusername = {person.name}\npassword = {password}\njournal = {journal}\n"
    )
    assert _PROGRAM is not None
    command = [_PROGRAM, "--no-daemon", "--conf", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        assert program.stdout is not None
        said: list[str] = []
        source = program.stdout
        listening = threading.Thread(target=lambda: said.extend(source), daemon=True)
        listening.start()
        try:
            yield said
        finally:
            program.terminate()
            listening.join(10)


@contextmanager
def _between(server: ServerProcess, change: Callable[[str, bytes], bytes]) -> Iterator[str]:
    """The address of a forwarder that may change what goes through."""

    class Forward(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            body = change(self.path, self.rfile.read(int(self.headers.get("content-length", 0))))
            there = HTTPConnection("127.0.0.1", server.port)
            there.request(self.command, self.path, body or None, {"Host": self.headers["host"]})
            answer = there.getresponse()
            told = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)
            there.close()

        do_GET = do_POST = _pass  # noqa: N815 - names of the standard library

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Forward) as forwarder:
        running = threading.Thread(target=forwarder.serve_forever)
        running.start()
        try:
            yield f"http://127.0.0.1:{forwarder.server_port}"
        finally:
            forwarder.shutdown()
            running.join()


def _songs(count: int) -> list[tuple[int, str, str]]:
    begin = int(time.time()) - 40_000
    return [(begin + 300 * i, "선우정아", f"도망가자 = {i} & more") for i in range(count)]


def test_it_submits_its_journal_and_the_love_is_not_lost(person: Any, tmp_path: Path) -> None:
    songs, journal = _songs(12), tmp_path / "journal"
    _journal(journal, songs, loved=songs[4][2])
    with _mpdscribble(tmp_path, person.url, person, person.password, journal) as said:
        eventually(lambda: len(person.heard()) >= 12, "the journal arrived", 30)
        # ended before it hears the last answer, it rightly keeps those songs for the next time
        eventually(lambda: sum(line.endswith("] OK\n") for line in said) == 2, "it heard both answers", 30)
        assert any("handshake successful" in line for line in said), said
    assert [(artist, title) for _, artist, title in person.heard()] == [(artist, title) for _, artist, title in songs]
    liked = [e.track.title for e in person.events() if e.kind is EventKind.LIKE and e.track]
    assert liked == [songs[4][2]]
    assert journal.read_text() == "", "it has nothing left to send"
    with _mpdscribble(tmp_path, person.url, person, person.password, journal):
        time.sleep(2)
    assert len(person.heard()) == 12


def test_after_badsession_it_greets_again_and_nothing_is_lost_or_doubled(person: Any, tmp_path: Path) -> None:
    songs, journal, spoilt = _songs(11), tmp_path / "journal", []
    _journal(journal, songs, loved="")

    def spoil(path: str, body: bytes) -> bytes:
        if path.endswith("/submit") and len(spoilt) < 2:
            spoilt.append(body)
            return b"s=" + b"0" * 32 + body[body.index(b"&") :]
        return body

    with (
        _between(person.server, spoil) as url,
        _mpdscribble(tmp_path, url, person, person.password, journal) as said,
    ):
        eventually(lambda: len(person.heard()) >= 11, "the journal arrived", 30)
        assert sum("handshake successful" in line for line in said) == 3, said
    assert [title for _, _, title in person.heard()] == [title for _, _, title in songs]


def test_with_a_wrong_password_it_keeps_what_it_could_not_send(person: Any, tmp_path: Path) -> None:
    songs, journal, asked = _songs(1), tmp_path / "journal", []
    _journal(journal, songs, loved="")

    def watch(path: str, body: bytes) -> bytes:
        asked.append(path.partition("?")[0])
        return body

    with (
        _between(person.server, watch) as url,
        _mpdscribble(tmp_path, url, person, "wrong", journal) as said,
    ):
        eventually(lambda: asked, "it greeted", 20)
        time.sleep(2)
        assert not any("handshake successful" in line for line in said), said
    assert asked == ["/audioscrobbler"]
    assert person.heard() == []
    assert songs[0][2] in journal.read_text()
