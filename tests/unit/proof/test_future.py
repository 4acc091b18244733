"""What is measured cannot be seen before: test events change nothing in what is fitted or chosen."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.learning import blend
from segue.learning.model import Histories, Interactions, Model
from segue.learning.models.ials import Ials
from segue.learning.models.popularity import POPULARITY
from segue.learning.rows import nothing
from segue.proof import ranking
from segue.proof.proof import Question
from segue.proof.ranking import Benchmark, Ranking


def _set(test_seed: int) -> Benchmark:
    """The same training part for any seed; other test items."""
    rng = np.random.default_rng(1)
    board = rng.random((40, 30)) < 0.3
    train = csr_array(board.astype(np.float32))
    later = (np.random.default_rng(test_seed).random((40, 30)) < 0.1) & ~board
    return Benchmark(Interactions(Histories(train, nothing(train.shape))), csr_array(later.astype(np.float32)))


def _run(monkeypatch: pytest.MonkeyPatch, test_seed: int) -> tuple[list[dict[str, Any]], Any]:
    fits: list[dict[str, Any]] = []
    fit = blend.fit_components

    def watched(models: dict[str, Model], data: Interactions, seed: int, *more: Any) -> Any:
        found = fit(models, data, seed, *more)
        fits.append({f"{n}.{k}": np.array(v) for n, one in found.items() for k, v in one.arrays().items()})
        return found

    with monkeypatch.context() as patched:
        for module in (blend, ranking):
            patched.setattr(module, "fit_components", watched)
        asked = Ranking(
            "a small set", lambda path: _set(test_seed), {"ials": Ials(dimensions=4), "popularity": POPULARITY}, 1,
            ("Popularity", POPULARITY), (),
        )  # fmt: skip
        report = asked(Question(Path(), 3))
    return fits, report


def test_other_test_items_change_no_fit_and_no_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    (first, told), (second, other) = _run(monkeypatch, 10), _run(monkeypatch, 11)
    assert len(first) == len(second) >= 2
    for one, two in zip(first, second, strict=True):
        assert one.keys() == two.keys()
        for name in one:
            assert np.array_equal(one[name], two[name]), name
    assert told.facts["weights"] == other.facts["weights"]
    assert told.ours.values != other.ours.values, "the figures are of the test part, which is another one"


def test_training_items_do_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above can fail."""
    first, _ = _run(monkeypatch, 10)
    given = _set
    monkeypatch.setitem(_run.__globals__, "_set", lambda seed: _other(given(seed)))
    second, _ = _run(monkeypatch, 10)
    assert any(not np.array_equal(first[-1][name], second[-1][name]) for name in first[-1])


def _other(of: Benchmark) -> Benchmark:
    liked = of.train.histories.liked[::-1][:, ::-1]
    return replace(of, train=Interactions(Histories(csr_array(liked), nothing(liked.shape))))
