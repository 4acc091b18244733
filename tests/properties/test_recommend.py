"""Laws of the pipeline's parts, for any numbers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segue.recommend.candidates import Candidates
from segue.recommend.intent import Outcomes, direction, turned
from segue.recommend.top import top_rows

finite = st.floats(-1e6, 1e6, width=32)
proposals = st.lists(st.lists(st.integers(0, 40), unique=True, max_size=20), min_size=1, max_size=5)


@given(proposals)
def test_merging_keeps_every_track_once_and_remembers_who_proposed_it(lists):
    merged = Candidates.merge([np.array(rows, np.int32) for rows in lists])
    assert merged.track.tolist() == sorted({row for rows in lists for row in rows})
    for track, bits in zip(merged.track.tolist(), merged.sources.tolist(), strict=True):
        assert [bool(bits >> i & 1) for i in range(len(lists))] == [track in rows for rows in lists]


@given(arrays(np.float32, st.integers(0, 200), elements=finite), st.integers(1, 50))
def test_the_top_rows_are_those_of_a_stable_sort(scores, k):
    expected = np.argsort(-scores, kind="stable")[:k]
    assert top_rows(scores, k).tolist() == expected.tolist()


def test_rows_of_minus_infinity_are_never_on_top():
    assert top_rows(np.array([-np.inf, 1, -np.inf], np.float32), 3).tolist() == [1]


@given(arrays(np.float32, 30, elements=finite))
def test_ranking_is_by_score_then_by_track(scores):
    table = Candidates(np.arange(30, dtype=np.int32)[::-1].copy(), np.zeros(30, np.uint32), scores)
    ranked = table.ranked()
    pairs = list(zip((-ranked.score).tolist(), ranked.track.tolist(), strict=True))
    assert pairs == sorted(pairs)


def space(seed: int, n: int = 40, d: int = 8) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


sessions = st.lists(st.tuples(st.integers(0, 39), st.booleans(), st.floats(0.01, 1.0)), min_size=1, max_size=30)
rates = st.floats(0.0, 1.0)


def outcomes(session) -> Outcomes:
    rows, finished, weight = zip(*session, strict=True)
    return Outcomes(np.array(rows, np.int32), np.array(finished, float), np.array(weight))


@settings(deadline=None)
@given(sessions, rates, st.integers(0, 5))
def test_intent_is_finite_for_any_session(session, rate, seed):
    assert np.isfinite(direction(space(seed), outcomes(session), rate)).all()


@settings(deadline=None)
@given(st.integers(0, 39), st.floats(0.05, 1.0), st.floats(0.05, 0.95), st.integers(0, 5))
def test_a_finish_pulls_towards_a_track_and_a_skip_away_from_it(row, weight, rate, seed):
    items = space(seed)
    for finished, sign in ((True, 1), (False, -1)):
        toward = items @ direction(items, outcomes([(row, finished, weight)]), rate)
        assert np.sign(toward[row]) == sign
        assert np.argmax(sign * toward) == row


@settings(deadline=None)
@given(st.integers(0, 39), st.integers(0, 5), st.floats(0.1, 0.4), st.floats(0.6, 0.9))
def test_a_skip_says_more_the_less_it_was_to_be_expected(row, seed, low, high):
    items = space(seed)
    skip = outcomes([(row, False, 1.0)])
    from_a_skipper = items[row] @ direction(items, skip, low)
    from_a_finisher = items[row] @ direction(items, skip, high)
    assert from_a_finisher < from_a_skipper < 0


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(0, 5))
def test_more_skips_of_a_kind_push_further(count, seed):
    items = space(seed)
    pushed = [items[3] @ direction(items, outcomes([(3, False, 1.0)] * n), 0.7) for n in (count, count + 1)]
    assert pushed[1] < pushed[0]


@given(st.integers(0, 8), st.floats(0.05, 0.95), st.floats(0, 1))
def test_a_turn_is_the_surer_the_more_is_skipped_and_the_less_that_was_to_be_expected(skips, rate, near):
    session = outcomes([(3, False, 1.0)] * skips + [(3, True, 0.5)])
    sure = turned(np.full(skips + 1, near), session, rate)
    assert 0 < sure < 1
    more = outcomes([(3, False, 1.0)] * (skips + 1) + [(3, True, 0.5)])
    again = turned(np.full(skips + 2, near), more, rate)
    assert again >= sure - 1e-12 if rate > 0.2 else again <= sure + 1e-12
    alone = outcomes([(3, False, 1.0)] * (skips + 1))
    low, high = (turned(np.full(skips + 1, near), alone, usual) for usual in (rate, rate + 0.03))
    assert high >= low - 1e-12


def test_two_skips_of_what_is_nearly_always_finished_are_a_turn_and_one_is_not():
    for skips, turns in ((1, False), (2, True), (3, True)):
        session = outcomes([(3, False, 0.85**i) for i in range(skips)])
        assert (turned(np.ones(skips), session, 0.85) > 0.5) == turns
    rarely = outcomes([(3, False, 1.0)] * 4)
    assert turned(np.ones(4), rarely, 0.4) < 0.5, "who skips most of what comes is not turning"
    assert turned(np.zeros(4), rarely, 0.9) < 0.5, "nor is who skips something else"
