"""Forgetting: nothing of one listener is left in any file, and nothing brings it back."""

import dataclasses
import inspect
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from segue import ports
from segue.adapters.embedded.id_index import hash_ids
from segue.app import App, build
from segue.catalog.connections import Connection
from segue.domain.event import Offset
from segue.domain.shown import shown_of
from segue.domain.slate import Request
from segue.settings import Settings
from tests.flows.lake_files import contents
from tests.flows.server_process import ServerProcess, add_listener, eventually

NAMES = ("anna-who-leaves", "bernd-who-stays")
HOLDS_NOTHING = {
    "settings": "paths and strengths",
    "registry": "models: no ids in them; the next refresh fits without the listener and erases the others",
    "catalog": "tracks, whoever brought them",
    "models": "the model in service",
    "recorder": "passes on",
    "refresher": "passes on",
    "shelf": "the installed prior, learnt from others",
    "holdings": "files and songs of servers; what a listener marked there goes with their connection",
    "search": "the index of the catalogue; the playlists it looks through are elsewhere",
    "prompter": "the catalogue's words, and what prompts meant by digests of their texts, of nobody",
    "sheets": "mixes and lists, as one",
    "near": "passes on",
    "clocks": "errors of clocks, by digests of names, in memory for an hour",
    "engine": "the connection of accounts, catalogue and quarantine",
}


@pytest.fixture
def app(tmp_path):
    app = build(Settings(home=tmp_path / "home"))
    yield app
    app.close()


def test_whatever_holds_listener_data_can_erase_it_and_is_asked_to(app, monkeypatch):
    asked = set()

    def watch(place: str, kind: type) -> None:
        erase = kind.erase  # type: ignore[attr-defined]

        def watched(self, listener):
            asked.add(place)
            return erase(self, listener)

        monkeypatch.setattr(kind, "erase", watched)

    expected = set()
    for field in dataclasses.fields(App):
        store = getattr(app, field.name)
        if hasattr(store, "erase"):
            expected.add(field.name)
            watch(field.name, type(store))
        else:
            assert hasattr(store, "forget") or field.name in HOLDS_NOTHING, f"can App.{field.name} forget?"
    app.accounts.add("anna", "UTC", datetime.now(UTC))
    app.forget(app.accounts.named("anna").id)
    assert asked == expected


def test_every_port_that_takes_a_listener_has_erase():
    for name, port in inspect.getmembers(ports, inspect.isclass):
        signatures = [str(inspect.signature(m)) for _, m in inspect.getmembers(port, inspect.isfunction)]
        if getattr(port, "_is_protocol", False) and any("ListenerId" in s for s in signatures):
            assert hasattr(port, "erase"), f"{name} takes listeners and cannot forget them"


def body(name: str, number: int) -> bytes:
    event = {
        "event_id": f"event-of-{name}-{number}",
        "kind": ("play", "skip", "complete")[number % 3],
        "at": f"2026-03-04T{number % 24:02}:06:07Z",
        "device": f"phone-of-{name}",
        "track": {"title": f"Song {number % 9}", "artist": f"Band {number % 4}"},
        "context": {"note": f"note-of-{name}" * (number % 40)},
        "position_ms": 1000,
    }
    unreadable = {**event, "event_id": f"broken-of-{name}-{number}", "kind": "dance"}
    return json.dumps({"events": [event, unreadable], "request": {"n": 3}}).encode()


def listen(server: ServerProcess, tokens: dict[str, str], numbers: range) -> None:
    """Both in turn, so that their rows lie side by side."""
    for number in numbers:
        for name, token in tokens.items():
            status, _, said = server.ask("POST", "/api/v1/next", body(name, number), token)
            assert status == 200, said


def traces(home: Path, needles: list[bytes]) -> list[tuple[str, bytes]]:
    """(file, needle) of everything found in any byte of any file under `home`."""
    files = [(p.relative_to(home).as_posix(), contents(p)) for p in home.rglob("*") if p.is_file()]
    return [(name, needle) for name, content in files for needle in needles if needle in content]


def needles_of(home: Path, name: str, token: str, count: int) -> list[bytes]:
    with closing(sqlite3.connect(home / "segue.db")) as db:
        (who,) = db.execute("select id from listener where name = ?", (name,)).fetchone()
    ids = [f"event-of-{name}-{n}" for n in range(count)]
    texts = [who, name, token, sha256(token.encode()).hexdigest(), *ids, f"broken-of-{name}"]
    return [*(t.encode() for t in texts), *(hash_ids([i]).tobytes() for i in ids)]


def home_of_two(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    home = tmp_path / "home"
    return home, {name: add_listener(home, name) for name in NAMES}


def recorded(app: App, name: str) -> list[str]:
    listener = app.accounts.named(name)
    events = [e for b in app.log.read(Offset(0), 10_000, listener.id) for e in b.events]
    return [e.event_id for e in events if shown_of(e) is None]


def check_the_other(home: Path, tokens: dict[str, str], count: int) -> None:
    _, stays = NAMES
    app = build(Settings(home=home))
    try:
        assert app.accounts.by_token(tokens[stays]) is not None
        assert recorded(app, stays) == [f"event-of-{stays}-{n}" for n in range(count)]
        listener = app.accounts.named(stays)
        assert len([q for q in app.quarantine.list() if q.listener == listener.id]) == count
        app.follower.sweep()
        assert app.features.read(listener.id) is not None
    finally:
        app.close()


def test_no_byte_is_left_in_any_file_and_the_other_listener_keeps_everything(tmp_path):
    home, tokens = home_of_two(tmp_path)
    leaves, count = NAMES[0], 60
    with ServerProcess(home) as server:
        for start in range(0, count, 20):
            listen(server, tokens, range(start, start + 20))
            server.await_consumer()  # profiles and slates are written over and over
    needles = needles_of(home, leaves, tokens[leaves], count)
    assert {n for _, n in traces(home, needles)} >= set(needles) - {tokens[leaves].encode()}

    app = build(Settings(home=home))
    try:
        leaving = app.accounts.named(leaves)
        app.accounts.talk.choose(leaving.id, 1.0)
        assert app.dj.next(leaving, Request(leaving.id, datetime.now(UTC))).line is not None
        assert app.mixes.playlist(leaving, "library_radio", datetime.now(UTC)).id
        app.lists.make(app.accounts.named(leaves), f"Songs of {leaves}", [], datetime.now(UTC))
        app.pusher.store.keep(app.pusher.aim(leaving, "m3u8", str(tmp_path / leaves)))
        app.connections.put(
            Connection("nas", "subsonic", "http://nas", {"u": leaves, "t": "token"}, app.accounts.named(leaves).id)
        )
        removed = app.forget(leaving.id).removed
        assert removed["quarantine"] == count
        assert removed["log"] == 2 * count + 2  # what they told, what they were shown, also by the DJ, and the playlist
        assert all(removed.values()), removed
        assert app.connections.all() == []
        assert traces(home, needles) == []  # while it is open, -wal and all
    finally:
        app.close()
    assert traces(home, needles) == []
    check_the_other(home, tokens, count)


def test_a_running_server_does_not_bring_them_back(tmp_path):
    """`segue listener forget` in another process, while the server knows the listener and is still told things."""
    home, tokens = home_of_two(tmp_path)
    leaves, stays = NAMES
    with ServerProcess(home) as server:
        listen(server, tokens, range(10))
        needles = needles_of(home, leaves, tokens[leaves], 500)
        command = [sys.executable, "-m", "segue", "--home", str(home), "listener", "forget", leaves, "--yes"]
        forgetting = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        answers, number = set(), 10
        while 401 not in answers and number < 500:
            answers.add(server.ask("POST", "/api/v1/next", body(leaves, number), tokens[leaves])[0])
            number += 1
        assert forgetting.wait() == 0
        while server.ask("GET", "/api/v1/recommendations", token=tokens[leaves])[0] != 401:
            pass
        assert server.ask("POST", "/api/v1/next", body(stays, 10), tokens[stays])[0] == 200
        eventually(lambda: not traces(home, needles), "the server noticed, too")
    assert traces(home, needles) == []
    check_the_other(home, tokens, 11)
