import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.ascent import Examples, ascend, gain
from segue.learning.blend import FittedBlend, choose_weights, default_weights, fit_components
from segue.learning.evaluate import evaluate
from segue.learning.model import Histories, Interactions, Model
from segue.learning.models.ials import Ials
from segue.learning.rows import nothing, pick
from segue.learning.splits import hold_out_at_random

MODELS = discover("segue.learning.models", Model) | {"ials": Ials(dimensions=8)}
NAMES = ("ials", "item_ease", "listener_ease", "content", "popularity")


def tastes(listeners: int, seed: int = 0) -> Interactions:
    """Listeners of four genres who like items of theirs more than others."""
    rng, items = np.random.default_rng(seed), 60
    same = rng.integers(0, 4, listeners)[:, None] == np.arange(items) % 4
    liked = csr_array((rng.random((listeners, items)) < np.where(same, 0.6, 0.05)).astype(np.float32))
    tags = csr_array(np.eye(4, dtype=np.float32)[np.arange(items) % 4])
    return Interactions(Histories(liked, nothing(liked.shape)), tags)


def blend_of(data: Interactions) -> FittedBlend:
    models = {name: MODELS[name] for name in NAMES}
    weights = choose_weights(models, data, [hold_out_at_random(data.histories.liked, 0.1, 0)], seed=0)
    return FittedBlend(fit_components(models, data, 0), weights)


def test_one_listener_gets_every_components_opinion() -> None:
    data = tastes(80)
    blend = blend_of(data)
    z, total = blend.score_one(pick(data.histories, slice(3, 4)))
    assert (z.shape, z.dtype) == ((5, 60), np.float32)
    np.testing.assert_allclose(total, blend.weights @ z, rtol=1e-5)
    np.testing.assert_allclose(z.mean(axis=1), 0, atol=1e-4)
    np.testing.assert_allclose(z.std(axis=1), 1, atol=1e-3)
    best = np.argsort(-total)[:10]
    genre = np.bincount(data.histories.liked[3:4].indices % 4).argmax()
    assert (best % 4 == genre).all()


def test_chosen_weights_are_no_worse_than_any_component_alone() -> None:
    rng = np.random.default_rng(0)
    z = rng.standard_normal((30 * 100, 3)).astype(np.float32)
    relevant = z @ [1, 2, 0] + 0.5 * rng.standard_normal(len(z)) > 4
    wanted = np.maximum(np.add.reduceat(relevant, np.arange(0, 3000, 100)), 1)
    examples = Examples(np.arange(0, 3001, 100), z, relevant, wanted)
    weights = ascend(examples, seed=0)
    assert np.array_equal(weights, ascend(examples, seed=0))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    assert gain(examples, weights) > max(gain(examples, one) for one in np.eye(3))
    assert weights[1] > weights[0] > weights[2]


@pytest.mark.parametrize("listeners", [1, 3, 10])
def test_few_listeners_lean_on_the_defaults(listeners: int) -> None:
    blend = blend_of(tastes(listeners))
    assert np.isfinite(blend.weights).all()
    assert np.abs(blend.weights - default_weights(NAMES)).max() < 0.2
    assert np.isfinite(blend.score(tastes(listeners).histories)).all()


def test_nobody_at_all() -> None:
    blend = blend_of(Interactions(Histories(nothing((0, 7)), nothing((0, 7)))))
    np.testing.assert_allclose(blend.weights, default_weights(NAMES), rtol=1e-6)
    assert np.isfinite(blend.score_one(Histories(nothing((1, 7)), nothing((1, 7)))).total).all()


def test_arrays_rebuild_it() -> None:
    data = tastes(40)
    blend = blend_of(data)
    again = FittedBlend.from_arrays(blend.arrays())
    assert again.names == NAMES
    assert np.array_equal(again.score(data.histories), blend.score(data.histories))


def test_the_blend_beats_popularity_on_planted_tastes() -> None:
    data = tastes(120, seed=4)
    split = hold_out_at_random(data.histories.liked, 0.2, 1)
    train = Interactions(Histories(split.train, data.histories.skipped), data.content)
    popular = MODELS["popularity"].fit(train, 0)
    ours = evaluate(blend_of(train).score, train.histories, split.held_out, k=5).recall.mean()
    assert ours > 1.5 * evaluate(popular.score, train.histories, split.held_out, k=5).recall.mean()
