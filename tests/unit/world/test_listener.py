"""Planted truth shows: taste, moods by the hour, impatience, repeats, changes of mind."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from segue.world import PARTS, World, part_of, react, truth

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)  # a Wednesday
HOURS = {
    "weekday_morning": NOW.replace(hour=6),
    "weekday_day": NOW,
    "weekday_evening": NOW.replace(hour=19),
    "weekday_night": NOW.replace(hour=23),
    "weekend": NOW.replace(day=10),
}


@pytest.fixture(scope="module")
def world():
    return World(seed=2, listeners=40)


def finished(listener, rows, now, rng, n=300):
    """Completion rate of n plays; days apart, so that no repeat tires."""
    rows = rng.choice(rows, n)
    plays = [react(listener, int(row), now + timedelta(weeks=i), rng) for i, row in enumerate(rows)]
    return np.mean([play.completed for play in plays])


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_week(part):
    assert PARTS[part_of(HOURS[part])] == part


def test_the_loved_genre_is_finished_and_the_hated_skipped(world):
    rng = np.random.default_rng(0)
    for index in range(5):
        listener = world.listener(index)
        listener.mood[:] = 1
        loved = finished(listener, world.catalogue.in_genre(listener.loved), NOW, rng)
        hated = finished(listener, world.catalogue.in_genre(listener.hated), NOW, rng)
        assert loved > hated + 0.3


def test_truth_is_what_the_coin_is_loaded_with(world):
    listener = world.listener(3)
    told = truth(listener, np.array([7, 11]), NOW)
    assert told.dtype == np.float32
    assert told[1] == pytest.approx(react(listener, 11, NOW, np.random.default_rng(0)).p_complete, abs=1e-5)
    assert told[0] == truth(listener, None, NOW)[7]


def test_truth_is_calibrated(world):
    rng = np.random.default_rng(1)
    listener = world.listener(4)
    rows = rng.permutation(len(world.catalogue))
    plays = [react(listener, int(row), NOW, rng) for row in rows]
    claimed = np.mean([play.p_complete for play in plays])
    assert np.mean([play.completed for play in plays]) == pytest.approx(claimed, abs=0.04)


def test_the_hour_changes_what_is_wanted(world):
    """The very same tracks of the loved genre, at the hour that suits them least and best."""
    listener = world.listener(6)
    listener.hurry[:] = 0
    part = int(listener.mood[:, listener.loved].argmin())
    rows = world.catalogue.in_genre(listener.loved)
    other = int(listener.mood[:, listener.loved].argmax())
    assert listener.mood[part, listener.loved] < listener.mood[other, listener.loved]
    means = [truth(listener, rows, HOURS[PARTS[p]]).mean() for p in (part, other)]
    assert means[1] > means[0] + 0.1


def test_repeats_tire_and_the_night_heals(world):
    listener, rng = world.listener(8), np.random.default_rng(3)
    row = int(np.argmin(np.abs(truth(listener, None, NOW) - 0.5)))
    before = truth(listener, None, NOW)
    for _ in range(3):
        react(listener, row, NOW, rng)
    after = truth(listener, None, NOW)
    assert after[row] < before[row] - 0.15
    assert np.delete(after, row) == pytest.approx(np.delete(before, row))
    later = NOW + timedelta(days=7)
    assert truth(listener, None, later)[row] == pytest.approx(before[row], abs=0.01)


def test_memory_stays_small(world):
    listener, rng = world.listener(9), np.random.default_rng(4)
    for i in range(1500):
        react(listener, i, NOW + timedelta(minutes=i), rng)
    assert len(listener.memory) <= 512


def test_the_worse_the_fit_the_earlier_the_skip(world):
    listener, rng = world.listener(10), np.random.default_rng(5)
    plays = [react(listener, int(row), NOW, rng) for row in rng.permutation(len(world.catalogue))]
    duration = world.catalogue.duration_ms
    skips = [(play.p_complete, play.played_ms / duration[play.row]) for play in plays if not play.completed]
    p, share = np.array(skips).T
    assert share[p > 0.6].mean() > share[p < 0.2].mean() + 0.1


def test_mood_shift_flips_the_preference(world):
    listener = world.listener(11)
    wants, not_wants = listener.hated, listener.loved
    rows, others = world.catalogue.in_genre(wants), world.catalogue.in_genre(not_wants)
    assert truth(listener, rows, NOW).mean() < truth(listener, others, NOW).mean()
    listener.mood_shift(wants=wants, not_wants=not_wants)
    assert (listener.loved, listener.hated) == (wants, not_wants)
    assert truth(listener, rows, NOW).mean() > truth(listener, others, NOW).mean() + 0.4
    assert world.listener(11).loved == not_wants


def test_drift_moves_a_little(world):
    listener = world.listener(12)
    before = listener.taste
    listener.drift(np.random.default_rng(0), 0.1)
    assert 0 < np.abs(listener.taste - before).mean() < 0.2
    assert np.abs(listener.taste).max() <= 1


def test_devices_have_their_hours(world):
    listener, rng = world.listener(13), np.random.default_rng(0)
    at = [[listener.device(now, rng) for _ in range(300)] for now in (HOURS["weekday_morning"], HOURS["weekend"])]
    share = [[used.count(device) / 300 for device in sorted(set(at[0] + at[1]))] for used in at]
    assert np.abs(np.subtract(*share)).sum() > 0.1


def test_tribes_make_listeners_alike(world):
    taste = np.stack([person.taste for person in world.population()])
    near = np.sort(np.corrcoef(taste) - 2 * np.eye(len(taste)), axis=1)
    assert near[:, -1].mean() > 0.6
    assert abs(np.median(near)) < 0.3
