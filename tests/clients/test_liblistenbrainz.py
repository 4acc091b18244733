"""liblistenbrainz against a running server."""

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from segue.domain.event import EventKind

pytestmark = pytest.mark.clients
_MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def test_liblistenbrainz_submits_reads_rates_and_deletes(person: Any, run_client: Any) -> None:
    now, ok = int(time.time()), {"status": "ok"}
    said = run_client(
        "speaks_liblistenbrainz.py", person.url, person.token, person.name, str(now), needs="liblistenbrainz"
    )
    first, second, third = (
        [now - 900, "Björk", "Hyperballad"],
        [now - 600, "선우정아", "봄 설레임"],
        [now - 599, "선우정아", "도망가자"],
    )
    assert said == {
        "stranger is valid": False,
        "valid": True,
        "single": ok,
        "single again": ok,
        "multiple": ok,
        "playing now": ok,
        "stranger": 401,
        "too old": 400,
        "listens": [third, second, first],
        "album": [None, None, "Post"],
        "after the first": [third, second],
        "the last": [third],
        "before the last": [second, first],
        "count": 3,
        "playing": ["Björk", "Army of Me"],
        "loved": ok,
        "hated and not": [ok, ok],
        "feedback": [[_MBID, 1, "Hyperballad"]],
        "deleted": ok,
        "what is left": [second, first],
        "stranger reads": 401,
    }
    assert person.heard() == [tuple(first), tuple(second)]
    events = person.events()
    assert [(e.kind, e.track.title) for e in events[:4]] == [
        (EventKind.COMPLETE, "Hyperballad"),
        (EventKind.COMPLETE, "봄 설레임"),
        (EventKind.COMPLETE, "도망가자"),
        (EventKind.PLAY, "Army of Me"),
    ]
    assert [e.kind for e in events[4:]] == [
        EventKind.LIKE,
        EventKind.BAN,
        EventKind.UNBAN,
        EventKind.DELETE_LISTEN,
    ]
    assert events[0].extra["tags"] == ["art pop", "electronic"]
    assert events[0].track.mbid == _MBID

    def segue(*arguments: str) -> Any:
        command = [sys.executable, "-m", "segue", "--home", str(person.server.home), *arguments, "--json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    slate = segue("recommend", person.name)
    assert any(event.startswith("lb:") for track in slate["tracks"] for event in track["reason"]["evidence"])
    held = segue("quarantine", "list")
    assert [(one["dialect"], one["field"]) for one in held] == [("listenbrainz", "listened_at")]
