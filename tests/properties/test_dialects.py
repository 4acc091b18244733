"""Laws of the dialects: whatever comes in, the answer is events or a reason; fast and careful paths agree."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.domain.event import EventKind
from segue.ingest import wire
from segue.ingest.body import BadBody, read_message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.dialects.listenbrainz import parse_document
from segue.ingest.dialects.native import decode_batch

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy or fresh machine
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PARSE = {name: dialect.parse for name, dialect in all_dialects().items()}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", "\x00", "\ud800"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3),
    max_leaves=8,
)
FIELDS = """event_id kind at device track position_ms duration_ms context slate_id id title artist mbid isrc
uri listen_type payload listened_at track_metadata track_name artist_name additional_info tags duration ts
ms_played msPlayed master_metadata_track_name spotify_track_uri episode_name shuffle platform""".split()  # noqa: SIM905
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6)
TEXT = st.sampled_from(["a", " b ", "", " ", "é", 'q"t', "back\\", "봄", "\x00", 'x\\"', "x" * 1025, None, 1])
GOOD_OR_ODD: dict[str, Any] = {
    "event_id": st.sampled_from(["a-1", "b:2", "c", "../x", "", "a" * 129, 3]),
    "kind": st.sampled_from([*[*EventKind][:8], "search", "dance", None]),
    "at": st.sampled_from(
        [
            *("2026-03-01T08:00:00Z", "2026-03-01T08:00:00.5+02:00", 1_772_349_330_250, 1_772_349_330_250.0),
            *("1999-01-01T00:00:00Z", "2026-03-01T08:00:00", "2026-03-01T14:00:00Z", 0, -1, 2**70, "x", None),
            "9999-12-31T23:59:59-12:00",
        ]
    ),
}
OPTIONAL: dict[str, Any] = {
    "device": TEXT,
    "position_ms": st.sampled_from([0, 1, 400_000, -1, 1.0, 1.5, 2**70, None, True]),
    "duration_ms": st.sampled_from([1, 300_000, 0, None, 1e3]),
    "context": st.sampled_from([{}, {"a": 1}, {"a": 'q"'}, {"a": {"b": []}}, {"a": 2**64}, None, [], {"\x00": 1}]),
    "slate_id": st.sampled_from(["s1", "", None, "a/b"]),
    "track": st.none()
    | st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(
                ["6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47", "6B0C8E5E0F2B4A3F9D5E3B8A9D1C2F47", "x", ""]
            ),
            "title": TEXT,
            "artist": TEXT,
            "isrc": st.sampled_from(["GBAHT9500204", "gb-aht-95-00204", "x", ""]),
            "format": st.sampled_from(["podcast", "", "x" * 17]),
            "colour": TEXT,
        },
    ),
    "rating": st.sampled_from([1, 4.5]),
}
USUAL = {
    "event_id": st.sampled_from(["a-1", "b:2", "c"]),
    "kind": st.sampled_from(["search", "skip", "rate"]),
    "at": st.sampled_from(["2026-03-01T08:00:00Z", "2026-03-01T08:00:00.5+02:00", 1_772_349_330_250]),
    "track": st.just({"title": "a", "artist": 'b"'}),
}
EVENTS = st.fixed_dictionaries(GOOD_OR_ODD, optional=OPTIONAL) | st.fixed_dictionaries(
    USUAL, optional={name: values for name, values in OPTIONAL.items() if name != "track"}
)


@pytest.mark.parametrize("name", PARSE)
@LAW
@given(message=MESSAGES)
def test_only_malformed_comes_out(name: str, message: dict[str, Any]) -> None:
    try:
        list(PARSE[name](message))
    except Malformed as wrong:
        assert wrong.reason  # noqa: PT017


def _body(messages: list[Any]) -> bytes:
    return json.dumps({"events": messages, "payload": messages, "listen_type": "import"}).encode()


BODIES = st.one_of(
    st.binary(max_size=60),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.lists(VALUES, max_size=3).map(_body),
    st.lists(MESSAGES, max_size=3).map(_body),
)


@LAW
@given(BODIES)
def test_only_bad_bodies_come_out(body: bytes) -> None:
    for read in (decode_batch, parse_document):
        try:
            events, rejected, raws = read(body, NOW)
            assert len(rejected) == len(raws)
            assert events or rejected
        except BadBody as bad:
            assert bad.reason  # noqa: PT017


@LAW
@given(
    st.lists(EVENTS, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([None, (", ", ": "), (",", " : ")]),
)
def test_the_fast_path_reads_as_the_careful_one(
    told: list[dict[str, Any]], plain: bool, separators: tuple[str, str] | None
) -> None:
    body = json.dumps({"events": told}, ensure_ascii=plain, separators=separators).encode()
    fast = wire.decode(body, NOW, 1000)
    careful = []
    for message in told:
        try:
            (event,) = PARSE["native"](read_message(json.dumps(message).encode()))
            check_time(event, NOW)
            careful.append(event)
        except Malformed:
            pass
    assert fast is None or fast == careful
    assert decode_batch(body, NOW)[0] == careful


@LAW
@given(
    EVENTS,
    st.sampled_from(["event_id", "kind", "at", "device", "position_ms"]),
    st.sampled_from(['"x"', "1", '"\\""', '"\\\\"']),
)
def test_a_duplicate_key_is_never_taken(message: dict[str, Any], key: str, value: str) -> None:
    inside = json.dumps({key: message.get(key), **message})[1:]
    events, rejected, _ = decode_batch(f'{{"events":[{{"{key}" : {value},{inside}]}}'.encode(), NOW)
    assert not events
    assert rejected[0].reason == f"duplicate key '{key}'"
