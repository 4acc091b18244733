"""A full disk: 503 with a reason, nothing acknowledged is lost, and the service goes on when there is space."""

import json
import os
import subprocess
from contextlib import contextmanager
from itertools import count

import pytest

from segue.adapters.embedded.event_log import SqliteEventLog
from segue.domain.event import Offset
from segue.domain.shown import shown_of
from tests.flows.server_process import ServerProcess, add_listener, eventually

NOT_EVENTS = b'{"events": ["' + b"no " * 20_000
_numbers = count()


def batch(size: int) -> tuple[bytes, list[str]]:
    """A body of `size` events, and their ids."""
    ids = [f"id-{next(_numbers)}" for _ in range(size)]
    events = [
        {
            "event_id": i,
            "kind": "play",
            "at": "2026-02-03T04:05:06Z",
            "track": {"title": f"Song {i}", "artist": "A band"},
            "context": {"note": "x" * 300},
        }
        for i in ids
    ]
    return json.dumps({"events": events}).encode(), ids


def logged(home) -> list[str]:
    log = SqliteEventLog(home / "log.db")
    try:
        events = [e for b in log.read(Offset(0), 100_000) for e in b.events]
        return [e.event_id for e in events if shown_of(e) is None]
    finally:
        log.close()


def post(server, token, body):
    return server.ask("POST", "/api/v1/events", body, token)


def fill_until_refused(server, token) -> tuple[list[str], bytes, list[str]]:
    """Post until the first 503: (acknowledged ids, refused body, its ids)."""
    acknowledged: list[str] = []
    for _ in range(400):
        body, ids = batch(50)
        status, headers, said = post(server, token, body)
        if status == 202:
            acknowledged += ids
            continue
        problem = json.loads(said)
        assert status == 503, said
        assert headers["Content-Type"] == "application/problem+json"
        assert int(headers["Retry-After"]) > 0
        assert problem["detail"].startswith("the event log cannot write")
        return acknowledged, body, ids
    raise AssertionError("the disk never filled")


def check_refusal_and_return(server, token, before, make_room):
    acknowledged, refused, refused_ids = fill_until_refused(server, token)
    assert post(server, token, refused)[0] == 503  # still
    bad = server.ask("POST", "/api/v1/events", NOT_EVENTS, token)
    assert bad[0] in (400, 503), bad[2]  # the quarantine may have found room
    slate = server.ask("GET", "/api/v1/recommendations?n=3", token=token)
    assert slate[0] == 200, slate[2]  # answering needs no disk
    assert server.ask("GET", "/health/live")[0] == 200
    assert server.running

    make_room()
    eventually(lambda: post(server, token, refused)[0] == 202, "posts are taken again")
    first, again = json.loads(post(server, token, refused)[2]), json.loads(post(server, token, refused)[2])
    assert again == first
    body, ids = batch(3)
    assert post(server, token, body)[0] == 202
    assert server.ask("POST", "/api/v1/events", NOT_EVENTS, token)[0] == 400
    server.await_consumer()
    in_log = logged(server.home)
    assert sorted(in_log) == sorted([*before, *acknowledged, *refused_ids, *ids])
    return in_log


@pytest.mark.slow
def test_files_that_cannot_grow_and_then_can(tmp_path):
    """EFBIG for every write beyond the limit; to SQLite it is a disk that fails."""
    home = tmp_path / "home"
    token = add_listener(home, "anna")
    with ServerProcess(home) as server:
        body, first = batch(20)
        assert post(server, token, body)[0] == 202
        server.await_consumer()
        server.limit_files(600_000)
        in_log = check_refusal_and_return(server, token, first, lambda: server.limit_files(None))
    with ServerProcess(home) as server:  # and after a restart
        server.await_consumer()
        assert sorted(logged(home)) == sorted(in_log)


@contextmanager
def small_disk(path, megabytes: int):
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs is not allowed here: " + mounted.stderr.decode().strip())
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a tmpfs")
def test_a_disk_that_is_really_full_and_then_not(tmp_path):
    with small_disk(tmp_path / "disk", 6) as disk:
        home = disk / "home"
        token = add_listener(home, "anna")
        ballast = disk / "ballast"
        with ServerProcess(home) as server:
            server.await_consumer()
            ballast.write_bytes(b"0" * 3 * 2**20)
            check_refusal_and_return(server, token, [], ballast.unlink)
