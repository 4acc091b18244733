"""Whatever is posted, no answer is a failure of ours, and every refusal is a document."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_PATHS = ("/api/v1/events", "/api/v1/next", "/1/submit-listens")
_leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_anything = st.recursive(
    _leaf, lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4)
)
_event = st.fixed_dictionaries(
    {},
    optional={
        "event_id": st.just("a") | _anything,
        "kind": st.sampled_from(["skip", "login", "rate"]) | _anything,
        "at": st.just(1_772_349_330_250) | st.datetimes().map(str) | _anything,
        "track": st.fixed_dictionaries({"title": st.text(), "artist": st.text()}) | _anything,
        "position_ms": st.integers() | _anything,
        "duration_ms": st.integers() | _anything,
        "context": _anything,
        "new": _anything,
    },
)
_metadata = st.fixed_dictionaries(
    {"track_name": st.just("x") | _anything, "artist_name": st.just("y") | _anything},
    optional={"additional_info": st.dictionaries(st.sampled_from(["isrc", "duration", "tags"]), _anything) | _anything},
)
_listen = st.fixed_dictionaries(
    {}, optional={"listened_at": st.integers() | _anything, "track_metadata": _metadata | _anything}
)
_request = st.dictionaries(st.sampled_from(["n", "recipe", "seeds", "seed", "context"]), _anything)
_document = st.fixed_dictionaries(
    {},
    optional={
        "events": st.lists(_event, max_size=3) | _anything,
        "request": _request | _anything,
        "listen_type": st.sampled_from(["single", "import", "playing_now"]) | _anything,
        "payload": st.lists(_listen, max_size=3) | _anything,
    },
)


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


_body = _document.map(_bytes) | _anything.map(_bytes) | st.binary(max_size=60)


@pytest.mark.parametrize("path", _PATHS)
def test_no_body_makes_it_fail(place: Any, path: str) -> None:
    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=_body)
    def holds(body: bytes) -> None:
        answer = place.ann.post(path, body)
        assert answer.status_code in (200, 202, 400, 413), answer.text
        told = answer.json()
        if answer.status_code >= 400:
            assert told.get("status", told.get("code")) == answer.status_code
            assert told.get("detail") or told.get("error")

    holds()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.dictionaries(st.sampled_from(["n", "recipe", "seeds", "seed", "after", "x"]), st.text(max_size=12)))
def test_no_query_makes_it_fail(place: Any, query: dict[str, str]) -> None:
    assert place.ann.slate(**query).status_code in (200, 400)


def test_after_all_that_it_still_answers(place: Any) -> None:
    for path in _PATHS:
        place.ann.post(path, b"\xff" * 10_000)
    assert place.ann.slate().status_code == 200
