"""A fraction of `make fuzz`: the same inputs each time, and what it takes for its check to fail."""

from pathlib import Path

import pytest

from benchmarks.fuzz.exchange import Answer, Call
from benchmarks.fuzz.run import fuzz
from benchmarks.fuzz.shapes import wrong

_GOOD = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}


@pytest.mark.parametrize(("part", "inputs"), [("dialects", 1_500), ("http", 500)])
def test_nothing_malformed_makes_it_fail(tmp_path: Path, part: str, inputs: int) -> None:
    found = fuzz(tmp_path, inputs, seed=4, parts=[part])
    assert found.lines() == []
    assert found.clean
    assert sum(found.tally.sent.values()) == inputs
    taken = sum(found.tally.taken.values())
    assert 0.15 * inputs < taken < 0.85 * inputs, "half-right, or it tries nothing"


@pytest.mark.parametrize(
    ("path", "status", "kind", "body"),
    [
        ("/api/v1/events", 500, "application/problem+json", b'{"status": 500, "title": "x", "detail": "y"}'),
        ("/api/v1/events", 503, "application/problem+json", b'{"status": 503, "title": "x", "detail": "y"}'),
        ("/api/v1/events", 400, "application/json", b'{"status": 400}'),
        ("/1/submit-listens", 400, "application/json", b'{"error": "x"}'),
        ("/2.0", 200, "application/xml", b'<lfm status="failed"><error code="8">x</error></lfm>'),
        ("/2.0", 400, "application/json", b'{"error": 8, "message": "x"}'),
        ("/audioscrobbler/submit", 200, "text/plain", b"OK"),
        ("/rest/ping", 200, "application/json", b'{"subsonic-response": {"status": "failed"}}'),
        (
            "/rest/ping",
            200,
            "application/json",
            b'{"subsonic-response": {"status": "failed", "error": {"code": 0, "message": "Segue failed; 1"}}}',
        ),
        ("/rest/ping", 200, "application/xml", b"<subsonic-response"),
        ("/profile", 200, "text/html", b"Traceback (most recent call last)"),
    ],
)
def test_what_is_wrong_is_seen(path: str, status: int, kind: str, body: bytes) -> None:
    call = Call("POST", path, b"", [], [b""])
    assert wrong(call, Answer(status, {**_GOOD, "content-type": kind}, body))
    assert wrong(call, Answer(200, {"content-type": kind}, body))
