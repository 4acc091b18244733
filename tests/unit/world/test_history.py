"""Histories: what a log would hold of a world, and nothing that a log would refuse."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from segue.domain.event import Event, EventKind
from segue.world import Reaction, World, events_for, history, truth
from segue.world.history import END

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
ENDS = {EventKind.COMPLETE, EventKind.SKIP, EventKind.STOP}


@pytest.fixture(scope="module")
def world():
    return World(seed=4, listeners=40, tracks=600)


@pytest.fixture(scope="module")
def told(world):
    return list(history(world, 30))


def test_ids_are_unique_and_times_in_order(told):
    for _, events in told:
        assert [event.event_id for event in events] == [f"w-{i:06d}" for i in range(len(events))]
        assert all(a.at <= b.at for a, b in pairwise(events))
        assert all(event.at.utcoffset() == timedelta(0) for event in events)
        assert all(END - timedelta(days=30) <= event.at < END + timedelta(hours=12) for event in events)


def test_positions_are_within_the_track(told):
    for listener, events in told:
        for event in events:
            row = listener.catalogue.rows[event.track_id]
            assert event.track.id == event.track_id
            assert event.duration_ms == listener.catalogue.tracks[row].duration_ms
            assert 0 <= event.position_ms <= event.duration_ms
            if event.kind is EventKind.COMPLETE:
                assert event.position_ms == event.duration_ms


def test_every_play_has_one_end(told):
    for _, events in told:
        playing = None
        for event in events:
            if event.kind is EventKind.PLAY:
                assert playing is None
                playing = event.track_id
            assert event.track_id == playing
            if event.kind in ENDS:
                playing = None


def test_events_survive_the_wire(told):
    _, events = told[0]
    assert msgspec.json.decode(msgspec.json.encode(events), type=list[Event]) == events


def test_every_gesture_occurs(told):
    kinds = {event.kind for _, events in told for event in events}
    assert kinds == ENDS | {EventKind.PLAY, EventKind.PAUSE, EventKind.RESUME, EventKind.SEEK, EventKind.LIKE}


def test_skip_propensity_shows(told):
    planted, seen = [], []
    for listener, events in told:
        ends = [event.kind for event in events if event.kind in ENDS]
        planted.append(listener.skip_share)
        seen.append(1 - ends.count(EventKind.COMPLETE) / len(ends))
    assert np.corrcoef(planted, seen)[0, 1] > 0.9
    assert np.abs(np.subtract(planted, seen)).mean() < 0.07
    assert min(seen) < 0.2
    assert max(seen) > 0.5


def test_hits_are_heard_more(world, told):
    heard = np.zeros(len(world.catalogue))
    for _, events in told:
        for event in events:
            heard[world.catalogue.rows[event.track_id]] += event.kind is EventKind.PLAY
    heard = heard[np.argsort(-world.catalogue.popularity)]
    assert heard[:60].mean() > 5 * heard[300:].mean()


def test_the_same_again_whoever_else_is_asked(world, told):
    alone = next(history(world, 30, listeners=[world.listener(7)]))
    assert alone[1] == told[7][1]
    assert next(history(World(seed=5, listeners=40, tracks=600), 30))[1] != told[0][1]


def test_the_very_listener_lives_through_it(world):
    listener = world.listener(0)
    before = truth(listener, None, END)
    _, events = next(history(world, 3, listeners=[listener]))
    assert truth(listener, None, END)[world.catalogue.rows[events[-1].track_id]] < before.max()
    assert len(listener.memory) > 0


def test_no_days_no_events(world):
    assert next(history(world, 0))[1] == []


def test_events_of_one_reaction(world):
    listener = world.listener(0)
    duration = int(world.catalogue.duration_ms[5])
    full = Reaction(5, NOW, True, duration, 0.5, paused_ms=4_000, back_ms=9_000, liked=True)
    events = events_for(full, listener, first=40, device="car", slate_id="s1", context={"shuffle": True})
    assert [event.kind for event in events] == ["play", "pause", "resume", "seek", "like", "complete"]
    assert [event.event_id for event in events] == [f"w-{i:06d}" for i in range(40, 46)]
    assert {(event.device, event.slate_id, event.context["shuffle"]) for event in events} == {("car", "s1", True)}
    assert events[-1].at == NOW + timedelta(milliseconds=duration + 13_000)
    assert all(a.at <= b.at for a, b in pairwise(events))
    for stopped, kind in ((False, "skip"), (True, "stop")):
        left = events_for(Reaction(5, NOW, False, 2_000, 0.5, stopped=stopped), listener)
        assert [event.kind for event in left] == ["play", kind]
        assert left[1].position_ms == 2_000
