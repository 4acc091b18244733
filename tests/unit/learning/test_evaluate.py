"""Metrics against an example worked out by hand."""

import math

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.learning.evaluate import accuracy, evaluate, top_k
from segue.learning.model import Histories
from segue.learning.rows import nothing

SCORES = np.array([[0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]], np.float32)
SEEN = csr_array(np.array([[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]], np.float32))


def test_seen_items_are_left_out_and_the_best_come_first() -> None:
    assert top_k(SCORES.copy(), SEEN, 3).tolist() == [[1, 2, 3], [4, 3, 2]]


def test_a_short_list_is_filled_with_minus_one_and_ties_go_to_the_lower_item() -> None:
    assert top_k(np.zeros((1, 3), np.float32), csr_array(np.eye(1, 3, dtype=np.float32)), 4).tolist() == [
        [1, 2, -1, -1]
    ]


def test_recall_and_ndcg_by_hand() -> None:
    # first listener: hits at ranks 1 and 3 of three wanted; second: a hit at rank 2 of one wanted
    held_out = csr_array(np.array([[0, 1, 0, 1, 0, 1], [0, 0, 0, 1, 0, 0]], np.float32))
    recall, ndcg = accuracy(top_k(SCORES.copy(), SEEN, 3), held_out)
    assert recall.tolist() == pytest.approx([2 / 3, 1])
    # discounts 1, .63093, .5: (1 + .5) / (1 + .63093 + .5) and .63093 / 1
    assert ndcg.tolist() == pytest.approx([1.5 / 2.1309297, 0.6309297])


def test_the_ideal_has_at_most_k_hits() -> None:
    held_out = csr_array(np.array([[0, 1, 1, 1, 1, 1]], np.float32))
    recall, ndcg = accuracy(top_k(SCORES[:1].copy(), SEEN[:1], 2), held_out)
    assert recall.tolist() == pytest.approx([2 / 5])
    assert ndcg.tolist() == pytest.approx([1.0])


def test_listeners_with_nothing_held_out_are_not_counted() -> None:
    held_out = csr_array(np.array([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0]], np.float32))
    histories = Histories(SEEN, nothing((2, 6)))
    found = evaluate(lambda asked: SCORES[1:].copy(), histories, held_out, k=1)
    assert found.listeners.tolist() == [1]
    assert (found.recall.tolist(), found.ndcg.tolist()) == ([1.0], [1.0])


def test_nobody_to_evaluate() -> None:
    found = evaluate(lambda asked: SCORES, Histories(SEEN, nothing((2, 6))), nothing((2, 6)))
    assert len(found.recall) == 0


def test_figures_agree_with_plain_python_on_random_rankings() -> None:
    rng = np.random.default_rng(0)
    scores = rng.standard_normal((40, 50)).astype(np.float32)
    seen = csr_array((rng.random((40, 50)) < 0.2).astype(np.float32))
    held_out = csr_array(((rng.random((40, 50)) < 0.1) & (seen.toarray() == 0)).astype(np.float32))
    recall, ndcg = accuracy(top_k(scores.copy(), seen, 20), held_out)
    for u in range(40):
        known, wanted = set(seen[[u]].indices.tolist()), set(held_out[[u]].indices.tolist())
        if not wanted:
            assert np.isnan(recall[u])
            continue
        ranked = sorted((i for i in range(50) if i not in known), key=lambda i: -scores[u, i])[:20]
        gains = [1 / math.log2(place + 2) for place in range(20)]
        assert recall[u] == pytest.approx(len(wanted & set(ranked)) / len(wanted))
        found = sum(gain for item, gain in zip(ranked, gains, strict=False) if item in wanted)
        assert ndcg[u] == pytest.approx(found / sum(gains[: len(wanted)]))
