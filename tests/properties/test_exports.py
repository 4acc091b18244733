"""Laws of imports: whatever stands in a file, the answer is messages, a reason or silence; never a crash."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.domain.event import Event
from segue.ingest.archive import Broken, Message
from segue.ingest.checks import check_time, identifier
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.export import Asked, Unclear
from segue.ingest.importing import Importing, Passed, raw_of

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINE = ("spotify", "listenbrainz_export", "lastfm_export", "maloja", "navidrome", "jellyfin_export")
ITEM = {
    "Name": "A",
    "Artists": ["B"],
    "Type": "Audio",
    "RunTimeTicks": 1,
    "UserData": {"PlayCount": 2, "IsFavorite": True},
}
PAGE = {"track": [{"artist": {"#text": "A"}, "name": "B", "date": {"uts": "1709324130"}}], "@attr": {}}
LISTEN = {"listened_at": 1.7e9, "track_metadata": {"track_name": "A", "artist_name": "B", "recording_msid": "c"}}
ROWS = [dict(example) for name in MINE for example in all_dialects()[name].examples] + [ITEM, PAGE, LISTEN]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["", " ", "\x00", "x" * 1025, "1709324130", "01 Mar 2024, 20:15", "9" * 30, 2**70, 1e300, "²"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["#text", "uts", "a"]), st.integers(), max_size=2),
)  # fmt: skip


@st.composite
def mutated(draw: Any) -> dict[str, Any]:
    """An example with one to three of its values replaced or taken out, at any depth."""
    row = copy.deepcopy(draw(st.sampled_from(ROWS)))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = row
        while True:
            if not place:
                break
            key = draw(st.sampled_from(sorted(place))) if isinstance(place, dict) else 0
            below = place[key]
            if isinstance(below, dict | list) and below and draw(st.booleans()):
                place = below
                continue
            if isinstance(place, dict) and draw(st.integers(0, 4)) == 0:
                del place[key]
            else:
                place[key] = draw(ODD)
            break
    return row


def _said(words: object) -> None:
    assert words


def judged(message: Message) -> None:
    """Parsed to sound events, or refused with a reason."""
    dialect = all_dialects()[message.dialect]
    try:
        told = list(dialect.parse(message.value))
        for event in told:
            check_time(event, NOW)
    except Malformed as wrong:
        _said(wrong.reason)
        return
    for event in told:
        identifier(event.event_id, "event_id")
        assert event.at.tzinfo is UTC
        assert event.dialect == message.dialect
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=Event) == event
        assert list(dialect.parse(json.loads(raw_of(message)))) == told, "what is held can be replayed"


@LAW
@given(rows=st.lists(mutated(), min_size=1, max_size=4), lines=st.booleans())
def test_whatever_stands_in_json(tmp_path: Path, rows: list[dict[str, Any]], lines: bool) -> None:
    file = tmp_path / "file"
    file.write_text("\n".join(map(json.dumps, rows)) if lines else json.dumps(rows))
    try:
        for piece in Importing(None, Asked()).pieces([file]):
            if isinstance(piece, Message):
                judged(piece)
            else:
                assert piece.reason
    except Unclear as question:
        _said("--user" in str(question))


@LAW
@given(
    rows=st.lists(st.lists(st.one_of(st.text(max_size=9), st.sampled_from(["1709324130", "01 Mar 2024, 20:15", "A"])),
                           min_size=3, max_size=9), min_size=1, max_size=4),
    delimiter=st.sampled_from(",;\t"),
    heading=st.booleans(),
)  # fmt: skip
def test_whatever_stands_in_a_table(tmp_path: Path, rows: list[list[str]], delimiter: str, heading: bool) -> None:
    told = [["artist", "track", "date"], *rows] if heading else rows
    text = "\n".join(delimiter.join(cells) for cells in told)
    (tmp_path / "file").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        for piece in Importing(None, Asked()).pieces([tmp_path / "file"]):
            if isinstance(piece, Message):
                judged(piece)
            else:
                assert piece.reason
    except Unclear as question:
        _said("--user" in str(question))


@LAW
@given(
    data=st.binary(max_size=200),
    head=st.sampled_from([b"", b"[", b"{", b"PK\x03\x04", b"SQLite format 3\0", b"\xff\xfe", b"a,b,c\n"]),
)
def test_any_bytes(tmp_path: Path, data: bytes, head: bytes) -> None:
    (tmp_path / "file").write_bytes(head + data)
    for piece in Importing(None, Asked()).pieces([tmp_path / "file"]):
        assert isinstance(piece, Message | Broken | Passed)


@pytest.mark.parametrize("name", MINE)
@LAW
@given(data=st.data())
def test_an_example_with_odd_values_parses_or_says_why(name: str, data: Any) -> None:
    row = data.draw(mutated())
    judged(Message("file", 0, "", b"", row, 0, name, ""))
