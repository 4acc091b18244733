"""P(skip) from what is known before a play, and from nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from segue.learning.calibration import auc
from segue.learning.skips import chance
from segue.learning.skips.columns import ALL, BEGAN, CONTEXT, LEAKS, LISTENER, PLACE, SESSION, TASTE, Leak, allowed
from segue.learning.skips.past import N
from segue.learning.skips.plays import UNTOLD, Plays
from segue.learning.skips.replay import replay

_MINUTE, _DAY = 60_000, 86_400_000


def _plays(sessions: int, seed: int, *, moody: float = 2.0, taste: float = 1.5) -> Plays:
    """Sessions of ten plays, six hours apart; some sessions nothing is right, some artists never are."""
    rng = np.random.default_rng(seed)
    n = sessions * 10
    artist = rng.integers(0, 12, n)
    mood = np.repeat(rng.normal(0, moody, sessions), 10)
    liking = rng.normal(0, taste, 12)[artist]
    skipped = (rng.random(n) < 1 / (1 + np.exp(-(mood + liking)))).astype(np.float32)
    length = np.where(skipped > 0, rng.integers(5_000, 80_000, n), 200_000)
    first = 1_600_000_000_000 + np.repeat(np.arange(sessions), 10) * 6 * 60 * _MINUTE
    before = np.array([length[i - i % 10 : i].sum() for i in range(n)])
    start = first + before
    unknown = np.full(n, -1, np.int32)
    return Plays(
        start.astype(np.int64), (start + length).astype(np.int64), (start // 3_600_000 % 168).astype(np.int16),
        (artist * 5 + rng.integers(0, 5, n)).astype(np.int32), artist.astype(np.int32), unknown, unknown, unknown,
        unknown, np.zeros(n, np.int8), np.where(np.arange(n) % 10 == 0, 4, 1).astype(np.int8), skipped,
        (length < 30_000).astype(np.float32),
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(LEAKS))
def test_a_leak_is_refused_by_name(name: str) -> None:
    with pytest.raises(Leak, match=name):
        allowed(("track_rate", name))
    with pytest.raises(Leak, match=name):
        chance.fit(("track_rate", name), np.zeros((10, N), np.float32), np.zeros(10, np.float32), 0)


def test_columns_are_whole() -> None:
    assert len(set(ALL)) == N == len(TASTE + LISTENER + SESSION + CONTEXT + BEGAN)
    assert not set(ALL) & set(LEAKS)
    with pytest.raises(ValueError, match="no column mood"):
        allowed(("mood",))


@pytest.mark.parametrize("at", [1, 37, 150])
def test_nothing_of_a_play_or_of_the_future_is_in_its_columns(at: int) -> None:
    plays = _plays(30, 1)
    known, _ = replay(plays, plays.skipped)
    later = np.arange(len(plays)) >= at
    other = replace(
        plays,
        skipped=np.where(later, 1 - plays.skipped, plays.skipped),
        short=np.where(later, 1 - plays.short, plays.short),
        end_ms=np.where(later, plays.start_ms + 777, plays.end_ms),
        began=np.where(np.arange(len(plays)) > at, 2, plays.began).astype(np.int8),
        track=np.where(np.arange(len(plays)) > at, 3, plays.track).astype(np.int32),
    )
    changed, _ = replay(other, other.skipped)
    np.testing.assert_array_equal(changed[: at + 1], known[: at + 1])
    assert not np.array_equal(changed[at + 1 :], known[at + 1 :])


@pytest.mark.parametrize("at", [5, 40, 41])
def test_a_beginning_nobody_told_does_not_tell_how_long_it_was(at: int) -> None:
    plays = _plays(30, 2)
    untold = replace(plays, start_ms=np.full(len(plays), UNTOLD, np.int64))
    known, _ = replay(untold, untold.skipped)
    shorter = untold.end_ms.copy()
    shorter[at] -= (plays.end_ms[at] - plays.start_ms[at]) // 2
    changed, _ = replay(replace(untold, end_ms=shorter), untold.skipped)
    np.testing.assert_array_equal(changed[: at + 1], known[: at + 1])
    # where the player went on, the end of the play before is the beginning
    assert (known[np.arange(len(plays)) % 10 > 0][:, PLACE["gap"]] == 0).all()


def test_session_and_taste_are_both_found() -> None:
    plays = _plays(500, 3)
    known, _ = replay(plays, plays.skipped)
    edge = 3_500
    found = {}
    for name, names in (("taste", TASTE), ("session", SESSION), ("all", TASTE + LISTENER + SESSION)):
        fitted = chance.fit(names, known[:edge], plays.skipped[:edge], 1)
        assert fitted.trees is None or fitted.share > 0
        found[name] = auc(fitted(known[edge:]), plays.skipped[edge:])
        again = chance.Chance.from_arrays(fitted.arrays())
        np.testing.assert_array_equal(again(known[edge:]), fitted(known[edge:]))
    assert found["all"] > max(found["taste"], found["session"]) + 0.02
    assert min(found.values()) > 0.65


def test_without_mood_and_taste_nothing_is_found() -> None:
    plays = _plays(400, 4, moody=0.0, taste=0.0)
    known, _ = replay(plays, plays.skipped)
    said = chance.fit(TASTE + SESSION, known[:2_800], plays.skipped[:2_800], 1)(known[2_800:])
    assert abs(auc(said, plays.skipped[2_800:]) - 0.5) < 0.06
    assert abs(said.mean() - 0.5) < 0.06


def test_few_plays_still_answer() -> None:
    plays = _plays(2, 5)
    known, past = replay(plays, plays.skipped)
    said = chance.fit(TASTE + SESSION, known, plays.skipped, 1)(known)
    assert np.isfinite(said).all()
    assert ((said > 0) & (said < 1)).all()
    assert past.listener[1] == len(plays)
    nobody = chance.unlearnt(ALL)(replay(plays.take(np.arange(0)), plays.skipped[:0])[0])
    assert nobody.shape == (0,)


def test_a_saved_model_of_other_columns_is_refused() -> None:
    arrays = chance.unlearnt(TASTE).arrays()
    with pytest.raises(Leak):
        chance.Chance.from_arrays({**arrays, "names": np.array([*TASTE[1:], "reason_end"])})
    with pytest.raises(ValueError, match="columns"):
        chance.Chance.from_arrays({**arrays, "names": np.array(TASTE[1:])})
