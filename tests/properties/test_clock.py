"""Laws of the repair of clocks: never off by more than the latency, order kept, the same again the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.ingest.body import BadBody
from segue.ingest.clock import TOLERANCE, Clocks
from segue.ingest.reading import read

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZERO = timedelta()
SKEW = st.one_of(
    st.integers(-4_000, 4_000).map(lambda ms: timedelta(milliseconds=ms)),
    st.integers(-50 * 86_400, 50 * 86_400).map(lambda s: timedelta(seconds=s)),
    st.integers(-20, 300).map(lambda days: timedelta(days=30 * -days)),
)
LATENCIES = st.lists(st.integers(0, 30_000).map(lambda ms: timedelta(milliseconds=ms)), min_size=1, max_size=12)
PAST = st.lists(st.integers(0, 9 * 3_600_000).map(lambda ms: timedelta(milliseconds=ms)), min_size=1, max_size=6)


def ms(at):
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def bodies(skew, latencies, ages):
    """(received, true times, body): one body a minute, each with events of the given ages, by a skewed clock."""
    for number, latency in enumerate(latencies):
        sent = START + timedelta(minutes=number)
        true = sorted(sent - age for age in ages)
        events = [
            {"seq": 100 * number + i, "time": ms(at + skew), "event": "network", "network": "wifi"}
            for i, at in enumerate(true)
        ]
        body = {"dialect": "mobile", "install": "px", "sentAt": ms(sent + skew), "events": events}
        yield sent + latency, true, json.dumps(body).encode()


@LAW
@given(skew=SKEW, latencies=LATENCIES, ages=PAST)
def test_a_corrected_time_is_off_by_no_more_than_the_latency_and_order_is_kept(skew, latencies, ages):
    clocks = Clocks()
    for (received, true, body), latency in zip(bodies(skew, latencies, ages), latencies, strict=True):
        _, (events, rejected, _) = read(body, received, "anna", clocks.offset)
        assert rejected == []
        for event, at in zip(events, true, strict=True):
            error = event.at - at
            if event.told_at is None:  # right within the tolerance
                assert abs(error) <= TOLERANCE + latency
            else:
                assert ZERO <= error <= latency
                assert event.told_at == at + skew
        assert [e.at for e in events] == sorted(e.at for e in events)


@LAW
@given(skew=SKEW, latencies=LATENCIES, ages=PAST, later=st.integers(1, 100_000))
def test_the_same_again_has_the_same_ids_and_teaches_nothing(skew, latencies, ages, later):
    clocks = Clocks()
    for received, _, body in bodies(skew, latencies, ages):
        first = read(body, received, "anna", clocks.offset)[1][0]
        assert read(body, received, "anna", clocks.offset)[1][0] == first
        again = read(body, received + timedelta(seconds=later % 600), "anna", clocks.offset)[1][0]
        assert [e.event_id for e in again] == [e.event_id for e in first]
        assert all(abs(a.at - f.at) <= max(latencies) + TOLERANCE for a, f in zip(again, first, strict=True))


@LAW
@given(latency=st.integers(0, 1_999), ages=PAST)
def test_a_burst_after_hours_offline_is_no_wrong_clock(latency, ages):
    (one,) = bodies(ZERO, [timedelta(milliseconds=latency)], ages)
    received, true, body = one
    events = read(body, received, "anna", Clocks().offset)[1][0]
    assert [e.at for e in events] == true
    assert all(e.told_at is None for e in events)


@LAW
@given(
    walls=st.lists(st.integers(0, 4 * 10**12), min_size=1, max_size=5),
    sent_wall=st.integers(0, 4 * 10**12),
    uptimes=st.lists(st.integers(0, 5_000_000), min_size=1, max_size=5),
    latency=st.integers(0, 60_000),
)
def test_ticks_repair_a_car_exactly_whatever_its_clock_shows(walls, sent_wall, uptimes, latency):
    booted = START
    sent_uptime = max(uptimes) + 1_000
    log = [
        {"n": i, "boot": "b", "uptime_ms": up, "clock_ms": walls[i % len(walls)], "what": "ignition", "on": True}
        for i, up in enumerate(sorted(uptimes))
    ]
    sent = {"clock_ms": sent_wall, "uptime_ms": sent_uptime, "boot": "b"}
    body = json.dumps({"dialect": "car_v2", "unit": {"id": "u"}, "sent": sent, "log": log}).encode()
    received = booted + timedelta(milliseconds=sent_uptime + latency)
    _, (events, rejected, _) = read(body, received, "anna", Clocks().offset)
    assert rejected == []
    for event, up in zip(events, sorted(uptimes), strict=True):
        assert event.at - (booted + timedelta(milliseconds=up)) == timedelta(milliseconds=latency)


def test_a_record_of_an_earlier_boot_has_only_its_clock():
    off = timedelta(hours=-2)
    record = {
        "n": 1,
        "boot": "old",
        "uptime_ms": 99_000_000,
        "clock_ms": ms(START + off),
        "what": "ignition",
        "on": False,
    }
    sent = {"clock_ms": ms(START + timedelta(hours=1) + off), "uptime_ms": 4_000, "boot": "new"}
    body = json.dumps({"dialect": "car_v2", "unit": {"id": "u"}, "sent": sent, "log": [record]}).encode()
    (event,) = read(body, START + timedelta(hours=1, milliseconds=200), "anna", Clocks().offset)[1][0]
    assert event.at - START == timedelta(milliseconds=200)


@pytest.mark.parametrize("jump", [timedelta(minutes=10), timedelta(minutes=-10)])
def test_a_clock_that_somebody_sets_is_believed_after_three_bodies(jump):
    clocks = Clocks()
    wait, late = timedelta(minutes=1), timedelta(milliseconds=150)
    for number in range(6):
        sent = START + number * wait
        assert clocks.offset("c", sent, sent + late) == late
    found = []
    for number in range(6, 10):
        sent = START + number * wait
        found.append(clocks.offset("c", sent + jump, sent + late))
    assert found[-1] == late - jump
    assert found[2] == late - jump


def test_clocks_of_the_last_devices_are_kept_and_no_names():
    clocks = Clocks(most=100)
    for number in range(1_000):
        clocks.offset(f"device {number}", START, START)
    assert len(clocks) == 100
    assert "device" not in repr(vars(clocks))


def test_devices_of_two_listeners_are_two_clocks():
    clocks = Clocks()
    (one,) = bodies(timedelta(hours=-3), [ZERO], [ZERO])
    (two,) = bodies(timedelta(hours=5), [ZERO], [ZERO])
    assert read(one[2], one[0], "anna", clocks.offset)[1][0][0].at == START
    assert read(two[2], two[0], "berta", clocks.offset)[1][0][0].at == START


@LAW
@given(skew=SKEW, latency=st.integers(0, 5_000), ages=PAST, iso=st.booleans())
def test_native_events_are_put_right_alike_on_the_fast_and_the_careful_path(skew, latency, ages, iso):
    def told(at):
        return (at + skew).isoformat() if iso else ms(at + skew)

    true = [START - age for age in ages]
    events = [{"event_id": f"e{i}", "kind": "search", "at": told(at), "device": "d"} for i, at in enumerate(true)]
    plain = json.dumps({"events": events, "sent_at": told(START)}).encode()
    odd = json.dumps({"events": [{**e, "colour": 1} for e in events], "sent_at": told(START)}).encode()
    received = START + timedelta(milliseconds=latency)
    found = [read(body, received, "anna", Clocks().offset)[1] for body in (plain, odd)]
    (fast, rejected, _), (careful, _, _) = found
    assert rejected == []
    assert [(e.event_id, e.at, e.told_at) for e in fast] == [(e.event_id, e.at, e.told_at) for e in careful]
    for event, at in zip(fast, true, strict=True):
        late = timedelta(milliseconds=latency)
        assert abs(event.at - at) <= late if event.told_at else abs(event.at - at) <= TOLERANCE + late


@pytest.mark.parametrize("sent", ["", "soon", True, 1.5, [], {}, "2026-03-01T08:15:30", -1, 10**30])
def test_a_time_of_sending_that_is_none_is_refused(sent):
    body = json.dumps({"events": [{"event_id": "e", "kind": "search", "at": ms(START)}], "sent_at": sent}).encode()
    with pytest.raises(BadBody) as bad:
        read(body, START, "anna", Clocks().offset)
    assert bad.value.position == "sent_at"


def test_a_time_of_sending_twice_is_refused():
    event = json.dumps({"event_id": "e", "kind": "search", "at": ms(START)})
    body = f'{{"events": [{event}], "sent_at": {ms(START)}, "sent_at": {ms(START) + 9}}}'.encode()
    with pytest.raises(BadBody, match="twice"):
        read(body, START, "anna", Clocks().offset)
