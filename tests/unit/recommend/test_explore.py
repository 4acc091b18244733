"""What is drawn by chance, and how likely it says that was."""

from collections import Counter

import numpy as np
import pytest

from segue.recommend.explore import Explored, chance, explore, width

N, EXPLORERS, SHARE = 5, 3, 0.4
NAMES = np.array([70, 11, 42, 5, 93, 68, 27, 31, 8])
SCORE = np.array([4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.0, 0.9, 0.2])
SPREAD = np.full(len(SCORE), 0.5)


def _drawn(seed: int, share: float = SHARE) -> Explored:
    return explore(NAMES, SCORE, SPREAD, N, np.arange(N, N + EXPLORERS), share, seed)


def test_no_share_leaves_the_slate_as_it_was_ranked() -> None:
    found = _drawn(1, share=0.0)
    assert found.places == [0, 1, 2, 3, 4]
    assert found.propensity == [1.0] * N
    assert not any(found.tried)


def test_the_first_place_is_never_tried_and_nothing_stands_twice() -> None:
    for seed in range(300):
        found = _drawn(seed, share=1.0)
        assert found.places[0] == 0
        assert not found.tried[0]
        assert len(set(found.places)) == N
        assert sum(found.tried) == EXPLORERS  # and when they are used up, the ranking goes on


def test_what_is_tried_moves_the_others_down_in_their_order() -> None:
    for seed in range(300):
        found = _drawn(seed)
        ranked = [p for p, tried in zip(found.places, found.tried, strict=True) if not tried]
        assert ranked == list(range(len(ranked)))  # the best stay; the last ones fall out


def test_a_propensity_is_how_often_the_track_stands_there_given_the_places_before() -> None:
    before, stands, told = Counter[tuple[int, ...]](), Counter[tuple[int, ...]](), dict[tuple[int, ...], float]()
    for seed in range(6000):
        found = _drawn(seed)
        for place in range(N):
            prefix = tuple(found.places[: place + 1])
            before[prefix[:-1]] += 1
            stands[prefix] += 1
            told[prefix] = found.propensity[place]
    often = [p for p in told if before[p[:-1]] >= 1000]
    assert len(often) > 10
    for prefix in often:
        seen, n = stands[prefix] / before[prefix[:-1]], before[prefix[:-1]]
        error = max(np.sqrt(told[prefix] * (1 - told[prefix]) / n), 1e-3)
        assert abs(seen - told[prefix]) < 4.5 * error, prefix


def test_inverse_propensities_tell_what_another_policy_would_have_got() -> None:
    """The best explorer always in the second place, worked out from slates that seldom had it there."""
    liked, wanted = np.array([0, 0, 0, 0, 0, 1.0, 0, 0, 0]), 5
    weights = []
    for seed in range(8000):
        found = _drawn(seed)
        if found.places[1] == wanted:
            weights.append(liked[wanted] / found.propensity[1])
    assert sum(weights) / 8000 == pytest.approx(1.0, abs=0.06)


def test_chances_of_all_add_up_and_the_unknown_is_tried_more() -> None:
    wide = width(np.array([0.0, 3.0, 8.0, 99.0]), 1.0)
    assert wide == pytest.approx([1, 1 / 2, 1 / 3, 1 / 10])
    score = np.array([0.5, 0.6, 0.4, 0.0])
    chances = [chance(score, wide, i) for i in range(4)]
    assert sum(chances) == pytest.approx(1, abs=1e-3)
    assert chances[0] > chances[1] > chances[3]
