"""Our figures beside scikit-learn's on random rankings, many of them with ties. Conventions differ in three places:

* Ties. Ours come in one order (the lower item first; against the wanted item where there is but one; the lesser gain
  first in NDCG with grades), scikit-learn's NDCG is the mean over all orders and its top-k takes the higher column.
  So the scores it gets are moved apart by less than a step, the way ours break; `mean over all orders` is tested too.
* Nothing to find. Ours is NaN, left out of every mean (with grades: 1, nothing was out of order); scikit-learn says 0.
* Heard before. Ours ranks no item of the history; scikit-learn gets them below all others.
"""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import brier_score_loss, ndcg_score, roc_auc_score, top_k_accuracy_score

from benchmarks.peer import work
from segue.learning import ranking
from segue.learning.calibration import auc, brier, weighted_auc
from segue.learning.evaluate import accuracy, evaluate, top_k
from segue.learning.model import Histories
from segue.learning.ranking import FINISHED, LEFT, PARTLY, Logged
from segue.learning.rows import nothing
from segue.proof.next_item import hits_and_gains, ranks

ITEMS = 24
_OUT = -100.0  # below every score
seeds = st.integers(0, 2**32 - 1)
levels = st.integers(1, 60)  # of scores: 1 = all tied


def scores_of(rng: np.random.Generator, listeners: int, several: int) -> NDArray[np.float32]:
    """Whole numbers, so that half a step between two of them is exact."""
    return rng.integers(0, several, (listeners, ITEMS)).astype(np.float32)


def sparse(board: NDArray[np.bool_]) -> csr_array:
    return csr_array(board.astype(np.float32))


@settings(max_examples=40)
@given(seed=seeds, several=levels, k=st.integers(1, ITEMS - 1), density=st.sampled_from([0.02, 0.1, 0.4]))
def test_recall_and_ndcg_of_a_ranking(seed: int, several: int, k: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    scores = scores_of(rng, 6, several)
    heard = rng.random(scores.shape) < 0.2
    wanted = (rng.random(scores.shape) < density) & ~heard
    recall, ndcg = accuracy(top_k(scores.copy(), sparse(heard), k), sparse(wanted))
    apart = np.where(heard, _OUT, scores) - np.arange(ITEMS) / (2 * ITEMS)
    for row in range(len(scores)):
        right = np.flatnonzero(wanted[row])
        if not len(right):
            assert math.isnan(recall[row])
            assert math.isnan(ndcg[row])
            continue
        found = top_k_accuracy_score(right, np.tile(apart[row], (len(right), 1)), k=k, labels=range(ITEMS))
        assert recall[row] == pytest.approx(found)
        assert ndcg[row] == pytest.approx(ndcg_score(wanted[[row]], apart[[row]], k=k, ignore_ties=True))

    def say(asked: Histories) -> NDArray[np.float32]:
        return scores[np.flatnonzero(wanted.any(axis=1))].copy()

    means = evaluate(say, Histories(sparse(heard), nothing(heard.shape)), sparse(wanted), k)
    np.testing.assert_array_equal(means.recall, recall[~np.isnan(recall)])
    np.testing.assert_array_equal(means.ndcg, ndcg[~np.isnan(ndcg)])


@settings(max_examples=30)
@given(st.lists(st.integers(0, 2), min_size=5, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_the_mean_of_ours_over_all_orders_of_tied_items_is_theirs(told: list[int], right: list[bool]) -> None:
    assume(any(right))
    orders = [list(order) for order in permutations(range(5))]
    scores = np.array(told, np.float32)[orders]
    wanted = np.array(right)[orders]
    _, ndcg = accuracy(top_k(scores, nothing(scores.shape), 3), sparse(wanted))
    assert ndcg.mean() == pytest.approx(ndcg_score([right], [told], k=3))


@settings(max_examples=40)
@given(seed=seeds, several=levels)
def test_hit_rate_and_ndcg_of_the_next_item(seed: int, several: int) -> None:
    rng = np.random.default_rng(seed)
    scores = scores_of(rng, 20, several)
    heard = rng.random(scores.shape) < 0.2
    wanted = rng.integers(0, ITEMS, len(scores)).astype(np.int32)
    at = (np.arange(len(scores)), wanted)
    again = heard[at]  # what was heard before is not ranked, and so never found
    hit, gain = hits_and_gains(ranks(scores.copy(), sparse(heard), wanted)).T
    assert not hit[again].any()
    assert not gain[again].any()
    apart = np.where(heard, _OUT, scores)
    apart[at] -= 0.5
    new = np.flatnonzero(~again)
    assume(len(new))
    found = top_k_accuracy_score(wanted[new], apart[new], k=10, labels=range(ITEMS))
    assert hit[new].mean() == pytest.approx(found)
    one = np.eye(ITEMS)[wanted[new]]
    assert gain[new].mean() == pytest.approx(ndcg_score(one, apart[new], k=10, ignore_ties=True))


@settings(max_examples=40)
@given(seed=seeds, several=levels)
def test_ndcg_with_grades(seed: int, several: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 30, 6)
    label = rng.choice([LEFT, PARTLY, FINISHED], sizes.sum()).astype(np.int8)
    score = rng.integers(0, several, sizes.sum()).astype(np.float64)
    blank = np.zeros((len(label), 1), np.float32)
    found = ranking.ndcg(score, Logged(blank, label, sizes, np.ones(len(label), np.float32)))
    edges = np.concatenate([[0], np.cumsum(sizes)])
    for group in range(len(sizes)):
        rows = slice(edges[group], edges[group + 1])
        gain = 2.0 ** label[rows] - 1
        theirs = ndcg_score([gain], [score[rows] - gain / 8], k=10, ignore_ties=True) if gain.any() else 1.0
        assert found[group] == pytest.approx(theirs)


@settings(max_examples=60)
@given(seed=seeds, rows=st.integers(2, 80), several=levels, share=st.floats(0, 1))
def test_auc_and_brier(seed: int, rows: int, several: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    chance = rng.integers(0, several, rows) / several
    happened = (rng.random(rows) < share).astype(np.float32)
    assert brier(chance, happened) == pytest.approx(brier_score_loss(happened, chance, pos_label=1))
    often = rng.integers(0, 3, rows).astype(np.float64)  # as days drawn anew count
    ours = weighted_auc(np.argsort(chance, kind="stable"), chance, happened, often)
    if 0 < (often * happened).sum() < often.sum():
        assert ours == pytest.approx(roc_auc_score(happened, chance, sample_weight=often))
        assert auc(chance, happened) == pytest.approx(roc_auc_score(happened, chance))
    else:
        assert math.isnan(ours)


@settings(max_examples=20)
@given(seed=seeds)
def test_beside_the_peer_the_same_is_measured(seed: int) -> None:
    """Lists of answers as both engines give them, the shorter ones too."""
    rng = np.random.default_rng(seed)
    wanted = rng.random((8, 40)) < 0.1
    lists = np.array([rng.permutation(40)[:20] for _ in wanted], np.int32)
    lists[::3, 12:] = -1
    assume(wanted.any())
    recall, ndcg = accuracy(lists, sparse(wanted))
    answers = {user: [item for item in told if item >= 0] for user, told in enumerate(lists.tolist())}
    right = {user: np.flatnonzero(row) for user, row in enumerate(wanted) if row.any()}
    assert work.accuracy(answers, right) == pytest.approx((np.nanmean(recall), np.nanmean(ndcg)))
