"""`segue quarantine`: what waits, why, and that a fix lets it in exactly once."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segue.app import build
from segue.domain.event import Rejection
from segue.settings import Settings

_GOOD = {
    "event_id": "a",
    "kind": "like",
    "at": "2026-03-01T08:15:30Z",
    "track": {"title": "Creep", "artist": "Radiohead"},
}


@pytest.fixture
def hold(segue: Any, home: Path) -> Any:
    """Put messages into the quarantine as if an older version had refused them."""
    segue("listener", "add", "me")

    def held(*raws: bytes, dialect: str = "native") -> None:
        app = build(Settings(home=home))
        try:
            me = app.accounts.named("me")
            why = [(Rejection(i, "kind", "unknown kind 'like'"), raw) for i, raw in enumerate(raws)]
            app.recorder.hold(me, dialect, datetime.now(UTC), why, "POST /api/v1/events")
        finally:
            app.close()

    return held


def test_list_and_show(segue: Any, hold: Any) -> None:
    assert "empty" in segue("quarantine", "list").err
    raw = b'{"event_id":"\xff"}'
    hold(raw)
    (one,) = segue("quarantine", "list", "--json").json
    assert (one["number"], one["dialect"], one["field"], one["replayed"]) == (1, "native", "kind", None)
    assert base64.b64decode(one["raw_base64"]) == raw
    assert segue("quarantine", "show", "1", "--json").json == one
    assert "unknown kind 'like'" in segue("quarantine", "list").out
    assert "\\xff" in segue("quarantine", "show", "1").out


def test_a_message_that_now_passes_goes_in_once_and_is_marked(segue: Any, hold: Any) -> None:
    hold(json.dumps(_GOOD).encode(), json.dumps({**_GOOD, "kind": "dance"}).encode())
    ran = segue("quarantine", "replay", "--json")
    assert ran.code == 0
    assert ran.json["replayed"] == [1]
    assert [one["number"] for one in ran.json["still_refused"]] == [2]
    assert [row["event"]["event_id"] for row in segue("events", "me", "--json").json] == ["a"]
    assert [one["number"] for one in segue("quarantine", "list", "--json").json] == [2]
    marked = {one["number"]: one["replayed"] for one in segue("quarantine", "list", "--all", "--json").json}
    assert marked[1]
    assert marked[2] is None
    assert segue("quarantine", "replay", "--json").json["replayed"] == []
    assert segue("quarantine", "replay", "1").code == 1  # it does not wait any more
    assert len(segue("events", "me", "--json").json) == 1


def test_what_the_log_has_already_is_not_doubled(segue: Any, hold: Any, tmp_path: Path) -> None:
    (tmp_path / "m").write_text(json.dumps(_GOOD))
    segue("ingest", tmp_path / "m", "--dialect", "native", "--listener", "me")
    hold(json.dumps(_GOOD).encode())
    assert segue("quarantine", "replay", "1", "--json").json["replayed"] == [1]
    assert len(segue("events", "me", "--json").json) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"not JSON",
        b"",
        b"\xff",
        b"[" * 10_000,
        b'{"event_id":"a","event_id":"b","kind":"login","at":1772349330250}',
        b'{"event_id":"a","kind":"login","at":"3000-01-01T00:00:00Z"}',
        b'{"event_id":"a","kind":"login","at":NaN}',
    ],
)
def test_replay_keeps_the_rules_of_the_door(segue: Any, hold: Any, raw: bytes) -> None:
    hold(raw)
    ran = segue("quarantine", "replay")
    assert (ran.code, "1 still refused" in ran.out) == (0, True)
    assert ran.err.startswith("1: still refused: ")
    assert segue("events", "me", "--json").json == []


def test_each_dialect_replays_in_its_own_words(segue: Any, hold: Any) -> None:
    listen = {"listened_at": 1_772_349_330, "track_metadata": {"track_name": "Creep", "artist_name": "Radiohead"}}
    hold(json.dumps(listen).encode(), dialect="listenbrainz")
    hold(json.dumps(_GOOD).encode(), dialect="morse")
    ran = segue("quarantine", "replay", "--json").json
    assert (ran["replayed"], ran["still_refused"]) == ([1], [{"number": 2, "reason": "no such dialect"}])
    assert segue("events", "me", "--json").json[0]["event"]["dialect"] == "listenbrainz"
