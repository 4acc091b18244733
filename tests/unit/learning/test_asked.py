"""Asking a model here and there gives what scoring all items gives."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.model import Histories, Interactions, Model
from segue.learning.models.ials import FittedIals, Weighting
from segue.learning.retrieval import table
from segue.learning.retrieval.asked import moments_of
from segue.learning.retrieval.best import best_among
from segue.learning.retrieval.table import Table
from segue.learning.retrieval.touched import within_budget
from segue.learning.rows import nothing, pick, rows
from segue.learning.tags import tag_matrix

MODELS = discover("segue.learning.models", Model)
ITEMS, LISTENERS, GENRES = 600, 120, 6


@pytest.fixture(scope="module")
def data() -> Interactions:
    """Listeners of one or two genres each, popular items more often."""
    rng = np.random.default_rng(4)
    genre = np.arange(ITEMS) % GENRES
    fame = 1 / (1 + np.arange(ITEMS) // GENRES)
    loves = rng.random((LISTENERS, GENRES)) ** 4
    chance = loves[:, genre] * np.sqrt(fame)
    liked = csr_array(
        np.where(rng.random(chance.shape) < chance, rng.uniform(0.5, 3, chance.shape), 0), dtype=np.float32
    )
    skipped = csr_array((rng.random(chance.shape) < 0.01).astype(np.float32))
    tags = [[f"genre {g}", *(f"tag {t}" for t in rng.choice(40, 2, replace=False))] for g in genre]
    return Interactions(Histories(liked, skipped), tag_matrix(tags))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_scores_and_moments_are_those_of_all_items(name, data):
    fitted = MODELS[name].fit(data, 1)
    for listener in (3, 40):
        one = pick(data.histories, slice(listener, listener + 1))
        scores, asked = fitted.score(one)[0], fitted.ask(one)
        some = np.array([5, 0, 599, 17], np.int32)
        assert asked.at(some) == pytest.approx(scores[some], rel=1e-3, abs=float(1e-4 * np.abs(scores).max()))
        assert asked.moments() == pytest.approx(moments_of(scores), rel=1e-3, abs=float(1e-4 * np.abs(scores).max()))
        best = asked.best(50)
        assert len(np.unique(best)) == len(best) <= 50
        assert (np.diff(asked.at(best)) <= 0).all()
        if scores.any():
            assert scores[best[:20]].mean() > 0.95 * np.sort(scores)[-20:].mean()


def test_nobody_is_answered_too(data):
    for model in MODELS.values():
        asked = model.fit(data, 1).ask(Histories(nothing((1, ITEMS)), nothing((1, ITEMS))))
        asked.best(10)
        assert np.isfinite(asked.standard(np.arange(5, dtype=np.int32))).all()


def test_a_search_in_cells_finds_most_of_what_a_look_at_everything_finds(monkeypatch):
    rng = np.random.default_rng(2)
    groups = rng.standard_normal((40, 16))
    vectors = (groups[rng.integers(0, 40, 5000)] + 0.4 * rng.standard_normal((5000, 16))).astype(np.float32)
    queries = vectors[rng.integers(0, 5000, 20)]
    everything = Table(vectors)
    exact = [best_among(vectors @ q, np.arange(5000, dtype=np.int32), 50) for q in queries]
    assert [len(np.intersect1d(everything.best(q, 50), e)) for q, e in zip(queries, exact, strict=True)] == [50] * 20
    monkeypatch.setattr(table, "FLAT", 1000)
    grouped = Table(vectors)
    found = [len(np.intersect1d(grouped.best(q, 50, probed=16), e)) for q, e in zip(queries, exact, strict=True)]
    assert len(grouped.parts()["centres"]) == 64
    assert np.mean(found) > 45


def test_a_large_table_is_kept_as_it_was_made(monkeypatch):
    monkeypatch.setattr(table, "FLAT", 1000)
    vectors = np.random.default_rng(0).standard_normal((3000, 8)).astype(np.float32)
    fitted = FittedIals(vectors, Weighting(0.1, 0.1, 0.3, -0.5))
    arrays = fitted.arrays()
    assert arrays["table_codes"].dtype == np.int8
    again = FittedIals.from_arrays(arrays)
    one = Histories(csr_array(([1.0, 1.0], [4, 9], [0, 2]), shape=(1, 3000), dtype=np.float32), nothing((1, 3000)))
    assert np.array_equal(again.ask(one).best(30), fitted.ask(one).best(30))


def test_the_best_of_many_in_order_and_ties_to_the_smaller_row():
    scores = np.random.default_rng(1).integers(0, 50, 3000).astype(np.float32)
    among = np.arange(0, 3000, 2, dtype=np.int32)
    expected = among[np.lexsort((among, -scores[among]))][:40]
    assert np.array_equal(scores[best_among(scores, among, 40)], scores[expected])
    assert len(best_among(scores, among, 0)) == 0


def test_the_rarest_are_added_up_first_when_there_is_too_much():
    matrix = rows(csr_array(np.triu(np.ones((10, 10), np.float32))))
    chosen = np.array([0, 5, 9], np.int32)
    assert within_budget(chosen, matrix, 100).tolist() == [0, 1, 2]
    assert within_budget(chosen, matrix, 7).tolist() == [1, 2]
    assert within_budget(chosen, matrix, 0).tolist() == [2]
