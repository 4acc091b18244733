"""How much a prior speaks: nearly alone at first, less with every listener, and tags where it knows little."""

import numpy as np
import pytest

from segue.learning.blend import default_weights
from segue.learning.fade import HALF, PRIOR_MODELS, TAGS_KNOWN, TAGS_UNKNOWN, faded

OWN = ["ials", "item_ease", "popularity"]
ALL = [*OWN, "content", *PRIOR_MODELS]


def share(listeners: int, known: float = 1.0) -> float:
    return float(faded(ALL, listeners, known)[-2:].sum())


def test_it_fades_with_every_listener():
    shares = [share(n) for n in (0, 1, 5, 50, 500, 5_000, 10**6)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(1 - TAGS_KNOWN)
    assert shares[-1] < 0.001
    assert share(round(HALF)) == pytest.approx((1 - TAGS_KNOWN) / 2)


def test_tags_speak_where_the_prior_knows_little():
    at = ALL.index("content")
    assert faded(ALL, 0, 1.0)[at] == pytest.approx(TAGS_KNOWN)
    assert faded(ALL, 0, 0.5)[at] == pytest.approx(TAGS_UNKNOWN)
    assert faded(ALL, 0, 1.0)[at] < faded(ALL, 0, 0.9)[at] < faded(ALL, 0, 0.7)[at]


def test_without_a_prior_nothing_changes():
    assert np.array_equal(faded(OWN, 3, 0.0), default_weights(OWN))


@pytest.mark.parametrize("listeners", [0, 1, 100])
def test_weights_sum_to_one(listeners):
    for names in (ALL, [*OWN, *PRIOR_MODELS], list(PRIOR_MODELS)):
        weights = faded(names, listeners, 0.8)
        assert weights.sum() == pytest.approx(1)
        assert (weights >= 0).all()
