"""Laws of every world, whatever its seed and size."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.world import World, events_for, history, part_of, react, truth

worlds = st.builds(
    World,
    seed=st.integers(0, 2**40),
    listeners=st.integers(1, 4),
    tracks=st.integers(1, 120),
    genres=st.integers(5, 50),
    tribes=st.integers(2, 5),
    noise=st.floats(0, 1),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=25, deadline=None)
@given(worlds, moments)
def test_truth_is_a_probability_and_repeatable(world, now):
    told = truth(world.listener(0), None, now)
    assert told.shape == (world.tracks,)
    assert told.dtype == np.float32
    assert ((told >= world.noise / 2 - 1e-6) & (told <= 1 - world.noise / 2 + 1e-6)).all()
    assert np.array_equal(told, truth(World(**vars_of(world)).listener(0), None, now))


@settings(max_examples=25, deadline=None)
@given(worlds, moments, st.data())
def test_a_reaction_obeys_the_clock_and_the_track(world, now, data):
    row = data.draw(st.integers(0, world.tracks - 1))
    listener = world.listener(world.listeners - 1)
    expected = truth(listener, np.array([row]), now)[0]
    reaction = react(listener, row, now, np.random.default_rng(0))
    assert reaction.p_complete == pytest.approx(expected, abs=1e-4)
    assert 0 < reaction.played_ms <= world.catalogue.duration_ms[row]
    events = events_for(reaction, listener)
    assert all(a.at <= b.at for a, b in pairwise(events))
    assert events[-1].at == now + timedelta(milliseconds=reaction.wall_ms)
    assert all(0 <= event.position_ms <= event.duration_ms for event in events)


@settings(max_examples=15, deadline=None)
@given(worlds, st.integers(0, 4), moments)
def test_a_history_is_repeatable_and_in_order(world, days, end):
    first = [(who.name, events) for who, events in history(world, days, end=end)]
    again = [(who.name, events) for who, events in history(World(**vars_of(world)), days, end=end)]
    assert first == again
    assert len({name for name, _ in first}) == world.listeners
    for _, events in first:
        assert all(a.at <= b.at for a, b in pairwise(events))
        assert len({event.event_id for event in events}) == len(events)


@given(moments)
def test_every_hour_belongs_to_one_part(now):
    assert 0 <= part_of(now) < 5
    assert (part_of(now) == 4) == (now.weekday() >= 5)


@pytest.mark.parametrize(
    "wrong", [{"seed": -1}, {"tracks": 0}, {"genres": 4}, {"noise": 1.5}, {"skips": (0.6, 0.1)}, {"artists": 3000}]
)
def test_a_world_nobody_can_live_in(wrong):
    with pytest.raises(ValueError, match=r"world|artist|shares"):
        World(**wrong)


def test_no_such_listener():
    with pytest.raises(IndexError, match="0 to 199"):
        World().listener(200)


def vars_of(world):
    return {name: getattr(world, name) for name in World.__dataclass_fields__}
