"""Laws of the envelopes of devices: whatever is broken in one costs its own item, and has a field and a reason."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.domain.event import TRACK_KINDS
from segue.ingest.body import BadBody
from segue.ingest.checks import identifier
from segue.ingest.clock import Clocks
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.reading import read

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TOLD = {name: d for name, d in all_dialects().items() if d.envelope or name == "jellyfin"}
ENVELOPES = [name for name, d in TOLD.items() if d.envelope]
BROKEN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=6),
    st.sampled_from([-1, 0, -4_999, 10**15, 1e300, "", "\x00", "\ud800", "x" * 2_000, "NaN", [], {}, [[]], {"a": {}}]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def paths(value, path=()):
    """Every place in a message."""
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield from paths(one, (*path, key))


@st.composite
def broken(draw, name):
    """An example with up to three places broken, or taken out."""
    message = copy.deepcopy(draw(st.sampled_from(TOLD[name].examples)))
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from([p for p in paths(message) if p]))
        into = message
        for key in above:
            into = into[key]
        if draw(st.booleans()) and isinstance(into, dict):
            del into[last]
        else:
            into[last] = draw(BROKEN)
    return message


def sound(event, name):
    assert event.dialect == name
    assert identifier(event.event_id, "event_id")
    assert event.at.tzinfo is UTC
    assert event.track is not None or event.kind not in TRACK_KINDS
    assert event.position_ms is None or event.position_ms >= 0
    if event.position_ms is not None and event.duration_ms is not None:
        assert event.position_ms <= event.duration_ms
    json.dumps(event.extra, allow_nan=False)
    json.dumps(event.context, allow_nan=False)


@pytest.mark.parametrize("name", TOLD)
@LAW
@given(data=st.data())
def test_a_broken_message_is_events_or_a_reason(name, data):
    message = data.draw(broken(name))
    before = copy.deepcopy(message)
    try:
        for event in TOLD[name].parse(message):
            sound(event, name)
    except Malformed as wrong:
        assert wrong.reason  # noqa: PT017
    assert message == before


@pytest.mark.parametrize("name", ENVELOPES)
@LAW
@given(data=st.data())
def test_a_broken_item_costs_itself(name, data):
    message = data.draw(broken(name))
    try:
        body = json.dumps(message).encode()
        said, (events, rejected, raws) = read(body, NOW, "anna", Clocks().offset, name)
    except BadBody as bad:
        assert bad.reason  # noqa: PT017
        return
    assert said == name
    items = message[TOLD[name].envelope.items]
    assert len(rejected) == len(raws) <= len(items)
    assert len({why.index for why in rejected}) == len(rejected)
    for event in events:
        sound(event, name)
    for why, raw in zip(rejected, raws, strict=True):
        assert why.reason
        assert 0 <= why.index < len(items)
        json.loads(raw)
    good = [i for i in range(len(items)) if i not in {why.index for why in rejected}]
    alone = []
    for index in good:
        one = json.dumps({**message, TOLD[name].envelope.items: [items[index]]}).encode()
        alone += read(one, NOW, "anna", Clocks().offset, name)[1][0]
    assert alone == events, "an item means the same without the others"


@pytest.mark.parametrize("name", ENVELOPES)
@LAW
@given(body=st.binary(max_size=80))
def test_any_bytes_at_all(name, body):
    with pytest.raises(BadBody):
        read(body, NOW, "anna", Clocks().offset, name)
