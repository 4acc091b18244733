"""pylast, which speaks https only, against a running server."""

import time
from pathlib import Path
from typing import Any

import pytest

from segue.domain.event import EventKind
from tests.clients.conftest import Person, add_person
from tests.flows.server_process import ServerProcess

pytestmark = pytest.mark.clients


def test_pylast_scrobbles_loves_and_reads_back(
    tls_server: ServerProcess, certificate: tuple[Path, Path], run_client: Any
) -> None:
    person: Person = add_person(tls_server)
    at = int(time.time()) - 30_000
    where, trusted = f"127.0.0.1:{tls_server.port}", {"SSL_CERT_FILE": str(certificate[0])}
    said = run_client("speaks_pylast.py", where, person.name, person.password, str(at), needs="pylast", env=trusted)
    songs = [(at, "Björk", "Hyperballad")]
    songs += [(at + 400 + 300 * i, "선우정아", f"도망가자 {i}") for i in range(60)]
    assert person.heard() == songs
    assert said["recent"] == [list(one) for one in reversed(songs)]
    assert said["playcount"] == 61
    assert said["playing"] == "Björk - Army of Me"
    assert said["loved"] == ["Björk - Hyperballad"]
    assert said["top"][0][1] == 1
    assert {key: said[key] for key in ("wrong password", "stranger", "someone else")} == {
        "wrong password": "4",
        "stranger": "9",
        "someone else": "17",
    }
    kinds = [(e.kind, e.track.title) for e in person.events() if e.kind is not EventKind.COMPLETE and e.track]
    assert kinds == [
        (EventKind.PLAY, "Army of Me"),
        (EventKind.LIKE, "Hyperballad"),
        (EventKind.LIKE, "도망가자 1"),
        (EventKind.UNLIKE, "도망가자 1"),
    ]
