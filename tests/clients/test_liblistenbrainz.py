"""liblistenbrainz against a running server."""

from typing import Any

import pytest

from segue.domain.event import EventKind

pytestmark = pytest.mark.clients


def test_liblistenbrainz_validates_and_submits_and_the_listens_count(person: Any, run_client: Any) -> None:
    ok = {"status": "ok"}
    said = run_client("speaks_liblistenbrainz.py", person.url, person.token, needs="liblistenbrainz")
    assert said == {
        "stranger is valid": False,
        "valid": True,
        "single": ok,
        "single again": ok,
        "multiple": ok,
        "playing now": ok,
        "stranger": 401,
        "too old": 400,
    }
    events = person.events()
    assert [(e.kind, e.track.artist, e.track.title) for e in events] == [
        (EventKind.COMPLETE, "Björk", "Hyperballad"),
        (EventKind.COMPLETE, "선우정아", "봄 설레임"),
        (EventKind.COMPLETE, "선우정아", "도망가자"),
        (EventKind.PLAY, "Björk", "Army of Me"),
    ]
    assert events[0].extra["tags"] == ["art pop", "electronic"]
    assert events[0].track.mbid == "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
