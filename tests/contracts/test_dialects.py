"""What every dialect owes: its examples parse, the same way each time, and only Malformed comes out."""

import json
import re
from datetime import UTC, timedelta
from pathlib import Path

import msgspec
import pytest

from segue.domain.event import TRACK_KINDS, Event
from segue.ingest.checks import identifier
from segue.ingest.dialect import Dialect, Malformed
from segue.ingest.dialects import all_dialects

DIALECTS = all_dialects()
DOCS = Path(__file__).parents[2] / "docs" / "dialects"
EXAMPLES = [
    pytest.param(name, dialect, example, id=f"{name}-{number}")
    for name, dialect in DIALECTS.items()
    for number, example in enumerate(dialect.examples)
]


def test_those_we_promise_are_there() -> None:
    assert {"native", "listenbrainz", "spotify"} <= DIALECTS.keys()


@pytest.mark.parametrize(("name", "dialect", "example"), EXAMPLES)
def test_examples_parse_and_say_the_same_twice(name: str, dialect: Dialect, example: dict[str, object]) -> None:
    before = json.dumps(example)
    events = list(dialect.parse(example))
    assert events
    assert json.dumps(example) == before, "parse changed its message"
    assert list(dialect.parse(json.loads(before))) == events
    assert len({event.event_id for event in events}) == len(events)
    for event in events:
        assert event.dialect == name
        assert event.at.utcoffset() == timedelta(0)
        assert event.at.tzinfo is UTC
        assert identifier(event.event_id, "event_id")
        assert event.track_id is None, "resolving is the catalogue's business"
        assert event.track is not None or event.kind not in TRACK_KINDS
        again = msgspec.json.decode(msgspec.json.encode(event), type=Event)
        assert again == event, "an event survives the log"


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    "message",
    [{}, {"track": 1}, {"payload": [None]}, {"payload": {}}, {"ts": {}, "ms_played": []}, {"event_id": None}],
)
def test_what_is_no_message_is_malformed(name: str, message: dict[str, object]) -> None:
    with pytest.raises(Malformed) as wrong:
        list(DIALECTS[name].parse(message))
    assert wrong.value.reason


@pytest.mark.parametrize("name", DIALECTS)
def test_the_example_in_the_docs_parses(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert blocks, "a page shows an example message"
    for block in blocks:
        assert list(DIALECTS[name].parse(json.loads(block)))
