"""What a profile knows of candidates is what living through the whole history would know."""

from datetime import timedelta

import numpy as np
import pytest

from segue.learning.skips.columns import PLACE
from segue.learning.skips.past import N
from segue.learning.skips.plays import Plays
from segue.learning.skips.replay import replay
from segue.profiles.mark import week_cell
from segue.recommend.past import known
from tests.unit.recommend.asked import LENGTH, MONDAY, SONGS, Person, served

ASKED = range(0, len(SONGS), 3)


def _lived(seed: int, sessions: int, model):
    """The same plays told to a profile and as columns; with one candidate each after them."""
    rng = np.random.default_rng(seed)
    person, rows = Person(), []
    for session in range(sessions):
        at = MONDAY - timedelta(days=sessions - session) + timedelta(hours=int(rng.integers(0, 12)))
        device = "Pixel phone" if rng.random() < 0.5 else "Android Auto"
        for i in rng.choice(len(SONGS), 8, replace=False):
            left = bool(rng.random() < 0.4)
            length = 5_000 if left else LENGTH
            end = at + timedelta(milliseconds=length)
            rows.append((at.timestamp() * 1000, end.timestamp() * 1000, week_cell(end), int(i), device, left))
            at = person.plays(at, [SONGS[i]], skips=[SONGS[i]] if left else (), device=device)
    return person, rows


def _replayed(rows, model, now, device):
    """For each of ASKED, the columns it would have if it were played next."""
    found = []
    artists = model.artists[[model.row_of[t.id] for t in SONGS]]
    for track in ASKED:
        told = [*rows, (now.timestamp() * 1000, now.timestamp() * 1000 + 1, week_cell(now), track, device, False)]
        start, end, cell, which, on, left = (np.array(c) for c in zip(*told, strict=True))
        none, n = np.full(len(told), -1, np.int32), len(told)
        plays = Plays(
            start.astype(np.int64), end.astype(np.int64), cell.astype(np.int16), which.astype(np.int32),
            artists[which].astype(np.int32), none, np.where(on == device, 0, -1).astype(np.int32), none, none,
            np.full(n, -1, np.int8), np.zeros(n, np.int8), left.astype(np.float32), left.astype(np.float32),
        )  # fmt: skip
        found.append(replay(plays, plays.skipped)[0][-1])
    return np.array(found)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("later", [timedelta(minutes=2), timedelta(hours=30)])
def test_the_columns_are_those_of_the_whole_history(seed, later):
    model = served()
    person, rows = _lived(seed, 12, model)
    now = MONDAY - timedelta(days=1) + timedelta(hours=13) + later
    candidates = np.array([model.row_of[SONGS[i].id] for i in ASKED], np.int32)
    asked = person.asks(now, model, context={"device": "Pixel phone"})
    found = known(asked, candidates)
    expected = _replayed(rows, model, now, "Pixel phone")
    assert found.shape == (len(ASKED), N)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_a_long_history_is_known_by_its_sums():
    model = served()
    person, rows = _lived(3, 40, model)
    now = MONDAY + timedelta(hours=8)
    candidates = np.array([model.row_of[SONGS[i].id] for i in ASKED], np.int32)
    found = known(person.asks(now, model, context={"device": "Pixel phone"}), candidates)
    expected = _replayed(rows, model, now, "Pixel phone")
    for name, near in (
        ("track_rate", 0.15), ("artist_rate", 0.1), ("track_heard", 0.15), ("artist_heard", 0.1), ("track_since", 0.01),
        ("usual", 0.05), ("recent", 0.15), ("latest", 0.1), ("session_rate", 0.15), ("gap", 1e-3), ("hour_rate", 0.2),
    ):  # fmt: skip
        at = PLACE[name]
        assert np.abs(found[:, at] - expected[:, at]).max() < near, name


def test_nobody_is_known_as_nobody():
    model = served()
    now, rows = MONDAY, np.array([3, 1, 2], np.int32)
    np.testing.assert_allclose(
        known(Person().asks(now, model), rows), _replayed([], model, now, "")[:3], rtol=1e-5, atol=1e-5
    )
    assert known(Person().asks(now, model), rows[:0]).shape == (0, N)
