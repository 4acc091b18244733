"""A real ListenBrainz client against a real server, each in a process of its own."""

import importlib.util
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

_PROGRAM = Path(__file__).with_name("submits_listens.py")
_installed = importlib.util.find_spec("liblistenbrainz") is not None  # does not import it


def _segue(home: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "segue", "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


class Running(NamedTuple):
    home: Path
    url: str
    token: str


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    home = tmp_path / "home"
    token = _segue(home, "listener", "add", "me").strip()
    command = [sys.executable, "-m", "segue", "--home", str(home), "serve", "--port", "0", "--refresh-every", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = (re.search(r"listens on (http://\S+?)/\s", line) for line in server.stderr)
        url = next(match[1] for match in told if match)
        drain = threading.Thread(target=server.stderr.read)
        drain.start()
        yield Running(home, url, token)
        server.terminate()
        drain.join()


@pytest.mark.skipif(not _installed, reason="liblistenbrainz is not installed: make setup")
def test_liblistenbrainz_validates_and_submits_and_the_listens_count(running: Running) -> None:
    program = [sys.executable, str(_PROGRAM), running.url, running.token]
    ran = subprocess.run(program, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    ok = {"status": "ok"}
    assert json.loads(ran.stdout) == {
        "stranger is valid": False,
        "valid": True,
        "single": ok,
        "single again": ok,
        "multiple": ok,
        "playing now": ok,
        "stranger": 401,
        "too old": 400,
    }
    recorded: list[dict[str, Any]] = json.loads(_segue(running.home, "events", "me", "--json"))
    assert [(row["event"]["kind"], row["title"]) for row in recorded] == [
        ("complete", "Björk – Hyperballad"),
        ("complete", "선우정아 – 봄 설레임"),
        ("complete", "선우정아 – 도망가자"),
        ("play", "Björk – Army of Me"),
    ]
    assert recorded[0]["event"]["extra"]["tags"] == ["art pop", "electronic"]
    assert recorded[0]["event"]["track"]["mbid"] == "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
    slate = json.loads(_segue(running.home, "recommend", "me", "--json"))
    assert slate["offset"] == recorded[-1]["offset"]
    assert {track["artist"] for track in slate["tracks"]} <= {"Björk", "선우정아"}
    assert any(event.startswith("lb:") for track in slate["tracks"] for event in track["reason"]["evidence"])
    held = json.loads(_segue(running.home, "quarantine", "list", "--json"))
    assert [(one["dialect"], one["field"]) for one in held] == [("listenbrainz", "listened_at")]
