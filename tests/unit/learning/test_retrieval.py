"""The search in a table of vectors: exact where all are walked through, nearly so in cells, sound at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.learning.retrieval import table
from segue.learning.retrieval.cells import group, how_many, longest_first, one_cell
from segue.learning.retrieval.table import Table


def _vectors(n: int, d: int, seed: int, groups: int = 0) -> np.ndarray:
    """Of lengths as factors have them: few long ones, most short, some nothing at all."""
    rng = np.random.default_rng(seed)
    around = rng.standard_normal((groups, d))[rng.integers(0, groups, n)] if groups else 0
    directions = around + (0.4 if groups else 1) * rng.standard_normal((n, d))
    lengths = rng.pareto(1.5, n) * (rng.random(n) > 0.1)
    return (directions * lengths[:, None]).astype(np.float32)


def _exactly(vectors: np.ndarray, query: np.ndarray, k: int) -> np.ndarray:
    return np.argsort(-(vectors @ query), kind="stable")[:k]


@given(st.integers(1, 3000), st.integers(1, 24), st.integers(1, 60), st.integers(0, 10_000))
@settings(max_examples=40)
def test_a_walk_through_all_finds_exactly_the_best(n, d, k, seed):
    """However early it stops."""
    vectors = _vectors(n, d, seed)
    query = np.random.default_rng(seed + 1).standard_normal(d).astype(np.float32)
    found, exact = Table(vectors).best(query, k), _exactly(vectors, query, k)
    assert len(found) == len(set(found.tolist())) == min(k, n)
    worth = vectors @ query
    assert worth[found] == pytest.approx(worth[exact], rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(("probed", "least"), [(8, 0.5), (32, 0.95), (64, 1.0)])
def test_the_more_cells_are_looked_into_the_more_of_the_best_is_found(monkeypatch, probed, least):
    monkeypatch.setattr(table, "FLAT", 1000)
    vectors = _vectors(6000, 16, 3, groups=50)
    grouped = Table(vectors)
    assert len(grouped.parts()["centres"]) == 64
    queries = vectors[np.argsort(-np.linalg.norm(vectors, axis=1))[:1000:50]]
    shared = [len(np.intersect1d(grouped.best(q, 50, probed), _exactly(vectors, q, 50))) for q in queries]
    assert np.mean(shared) >= 50 * least


def test_cells_are_chosen_by_size_alone(monkeypatch):
    monkeypatch.setattr(table, "FLAT", 500)
    vectors = _vectors(501, 4, 1)
    assert len(Table(vectors[:500]).parts()["centres"]) == 1
    assert len(Table(vectors).parts()["centres"]) == how_many(501) == 16


def test_several_queries_are_answered_as_each_alone(monkeypatch):
    vectors = _vectors(3000, 12, 5)
    queries = [*np.random.default_rng(0).standard_normal((4, 12)).astype(np.float32), np.zeros(12, np.float32)]
    for flat in (200_000, 500):
        monkeypatch.setattr(table, "FLAT", flat)
        one = Table(vectors)
        together = one.best_each(queries, 40)
        assert [t.tolist() for t in together] == [one.best(q, 40).tolist() for q in queries]
        assert len(together[-1]) == 0


def test_ties_go_to_the_smaller_row():
    vectors = np.ones((300, 8), np.float32)
    vectors[100:] *= 0.5
    assert Table(vectors).best(np.ones(8, np.float32), 20).tolist() == list(range(20))


def test_nothing_to_search_in_or_for():
    query = np.ones(8, np.float32)
    assert len(Table(np.empty((0, 8), np.float32)).best(query, 5)) == 0
    vectors = _vectors(50, 8, 1)
    assert len(Table(vectors).best(np.zeros(8, np.float32), 5)) == 0
    assert len(Table(vectors).best(query, 0)) == 0
    assert len(Table(vectors).best(query, 500)) == 50
    assert len(Table(np.zeros((50, 8), np.float32)).best(query, 5)) == 5
    assert Table(vectors[:1]).best(query, 5).tolist() == [0]


def test_a_query_of_negative_products_has_a_best_too():
    vectors = np.abs(_vectors(400, 8, 2))
    query = -np.ones(8, np.float32)
    found = Table(vectors).best(query, 10)
    assert (vectors @ query)[found] == pytest.approx(np.sort(vectors @ query)[::-1][:10], abs=1e-4)


def test_every_row_is_in_one_cell_the_longest_first():
    vectors = _vectors(2000, 6, 4)
    for cells in (one_cell(vectors), group(vectors)):
        ordered = longest_first(cells, vectors)
        assert np.array_equal(np.sort(ordered.order), np.arange(2000))
        for a, b in zip(cells.starts, cells.starts[1:], strict=False):
            assert set(ordered.order[a:b].tolist()) == set(cells.order[a:b].tolist())
            assert (np.diff(np.linalg.norm(vectors[ordered.order[a:b]], axis=1)) <= 1e-6).all()


def test_what_is_saved_searches_as_what_was_made(monkeypatch):
    monkeypatch.setattr(table, "FLAT", 1000)
    vectors, query = _vectors(3000, 8, 6), np.ones(8, np.float32)
    made = Table(vectors)
    kept = made.arrays("space")
    again = Table.from_arrays("space", vectors, kept)
    assert again.best(query, 30).tolist() == made.best(query, 30).tolist()
    kept.pop("space_lengths")  # saved by an older version: made anew
    assert Table.from_arrays("space", vectors, kept).best(query, 30).tolist() == made.best(query, 30).tolist()


def test_vectors_of_one_length_are_parted_sooner(monkeypatch):
    """A walk by length would end nowhere; where lengths differ it ends early and stays exact."""
    monkeypatch.setattr(table, "EVEN", 500)
    uneven = _vectors(800, 16, 1)
    lengths = np.linalg.norm(uneven, axis=1, keepdims=True)
    even = uneven / np.where(lengths > 0, lengths, 1) * np.random.default_rng(2).uniform(0.6, 1, (800, 1))
    assert len(Table(uneven).parts()["centres"]) == 1
    assert len(Table(even.astype(np.float32)).parts()["centres"]) > 1
