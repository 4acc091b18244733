"""What is learnt from who heard whom: the numbers, against a count by hand, and what is left out."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.learning.model import LISTENER_POWER
from segue.prior.keys import artist_hash, find
from segue.prior.learn import Heard, Size, learn
from segue.prior.pairs import Pairs, invented, learn_pairs, strongest
from segue.prior.prior import Manifest
from segue.prior.show import nearest, row_of
from tests.unit.prior.conftest import heard_of, histories, name, style

MADE = Manifest("a test", "2026-11-21", "", 0, 0, 0)


def counted(rows: np.ndarray) -> np.ndarray:
    """(n, n): sum over the listeners of both of degree^-power, by hand."""
    weight = rows.sum(axis=1) ** -LISTENER_POWER
    return np.asarray((rows * weight[:, None]).T @ rows)


def test_pairs_and_numbers_are_those_counted_by_hand():
    rows = histories(80, 1)
    prior = learn(heard_of(rows), Size(fewest=1), MADE, 1)
    wanted = counted(rows.astype(np.float64))
    a = prior.arrays
    keys = np.array([artist_hash(name(i)) for i in range(rows.shape[1])], np.uint64)
    at = find(a["name_key"], a["name_row"], keys)
    assert (a["listeners"][at] == rows.sum(axis=0)).all()
    assert np.allclose(a["mass"][at], np.diagonal(wanted), rtol=1e-5)
    column = np.argsort(at)
    for row in range(len(prior)):
        near, weights = prior.near(row)
        found = wanted[column[row], column[near]]
        assert np.abs(weights - found).max() <= float(a["near_scale"][row])  # 8 bits


def test_the_most_heard_come_first_and_the_fewest_fall_away():
    rows = histories(80, 1)
    prior = learn(heard_of(rows), Size(artists=10, fewest=1), MADE, 1)
    heard = np.sort(rows.sum(axis=0))[::-1]
    assert prior.arrays["listeners"].tolist() == heard[:10].tolist()
    with pytest.raises(ValueError, match="no artist was heard by 100 listeners or more"):
        learn(heard_of(rows), Size(fewest=100), MADE, 1)


def test_with_many_rows_each_keeps_fewer_neighbours():
    size = Size(neighbours=400, pairs=1_000)
    assert [size.kept(n) for n in (1, 2, 10, 500, 5_000)] == [400, 400, 100, 2, 1]
    prior = learn(heard_of(histories(80, 1)), Size(neighbours=7), MADE, 1)
    assert np.diff(prior.arrays["near_start"]).max() == 7


def test_nobody_heard_anything():
    empty = Heard(csr_array((0, 0), dtype=np.float32), np.empty(0, np.uint64), [], {}, 0)
    with pytest.raises(ValueError, match="nothing to learn"):
        learn(empty, Size(), MADE, 1)


def test_the_strongest_of_each_row_are_kept():
    dense = np.array([[0, 3, 1, 2], [3, 0, 0, 0], [1, 0, 0, 5], [2, 0, 5, 0]], np.float32)
    kept = strongest(csr_array(dense), 2).todense()
    assert kept.tolist() == [[0, 3, 0, 2], [3, 0, 0, 0], [1, 0, 0, 5], [2, 0, 5, 0]]


def pairs_of(rows: np.ndarray) -> Pairs:
    heard, together = heard_of(rows), counted(rows.astype(np.float64)).astype(np.float32)
    mass = np.diagonal(together).copy()
    np.fill_diagonal(together, 0)
    listeners = rows.sum(axis=0).astype(np.float32)
    return Pairs(heard.keys, heard.names, {3: (1, 2)}, listeners, mass, csr_array(together), float(len(rows)))


def test_from_pairs_alone_comes_nearly_the_same_prior():
    rows = histories(600, 1)
    pairs, whole = (
        learn_pairs(pairs_of(rows), Size(), MADE, 1),
        learn(heard_of(rows), Size(), MADE, 1),
    )
    assert (pairs.manifest.listeners, pairs.manifest.artists) == (600, 60)
    for column in (0, 20, 59):
        a, b = row_of(pairs, name(column)), row_of(whole, name(column))
        assert a is not None
        assert b is not None
        assert pairs.arrays["listeners"][a] == whole.arrays["listeners"][b]
        near = [[one.name for one in nearest(prior, row, 10)] for prior, row in ((pairs, a), (whole, b))]
        assert len(set(near[0]) & set(near[1])) >= 9
        assert {style(one) for one in near[0]} == {style(name(column))}
    row = row_of(pairs, "00000000-0000-0001-0000-000000000002")
    assert row == row_of(pairs, name(3))


def test_invented_listeners_stay_where_the_pairs_lead():
    """Two islands: nobody is on both."""
    block = np.ones((5, 5), np.float32) - np.eye(5, dtype=np.float32)
    together = csr_array(np.kron(np.eye(2, dtype=np.float32), block))
    ten = np.ones(10, np.float32)
    told = Pairs(np.arange(10, dtype=np.uint64), [name(i) for i in range(10)], {}, ten, ten, together, 100.0)
    found = np.asarray(invented(told, 50, np.random.default_rng(1)).todense())
    assert ((found[:, :5].sum(axis=1) > 0) != (found[:, 5:].sum(axis=1) > 0)).all()
    assert set(found.ravel()) == {0.0, 1.0}


def test_artists_without_any_company_are_left_out():
    rows = histories(100, 1)
    told = pairs_of(rows)
    lonely = np.asarray(told.together.todense())
    lonely[5, :] = lonely[:, 5] = 0
    prior = learn_pairs(Pairs(told.keys, told.names, {}, told.listeners, told.mass, csr_array(lonely), 100.0),
                        Size(), MADE, 1)  # fmt: skip
    assert row_of(prior, name(5)) is None
    assert row_of(prior, name(6)) is not None
    nobody = csr_array(lonely.shape, dtype=np.float32)
    with pytest.raises(ValueError, match="no two artists are heard together"):
        learn_pairs(Pairs(told.keys, told.names, {}, told.listeners, told.mass, nobody, 100.0), Size(), MADE, 1)
