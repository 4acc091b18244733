"""The valley between two humps of silence, wherever it is; half an hour where there is none."""

import numpy as np
import pytest

from segue.listening.sessions import GAP_MS, fitted_gap

SECONDS, MINUTES, HOURS = 1_000, 60_000, 3_600_000


def silences(*humps: tuple[float, float, int], seed: int = 1):
    """(middle, spread as a factor, how many) of each hump, in milliseconds."""
    r = np.random.default_rng(seed)
    return np.concatenate([m * np.exp(r.normal(0, np.log(s), n)) for m, s, n in humps]).astype(np.int64)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("short", "long", "least", "most"),
    [
        (10 * SECONDS, 12 * HOURS, 5 * MINUTES, 4 * HOURS),
        (60 * SECONDS, 2 * HOURS, 5 * MINUTES, 40 * MINUTES),
        (6 * MINUTES, 12 * HOURS, 20 * MINUTES, 4 * HOURS),
    ],
)
def test_the_threshold_lies_between_the_humps(seed, short, long, least, most):
    gaps = silences((short, 1.6, 2000), (long, 1.6, 300), seed=seed)
    gap = fitted_gap(gaps)
    assert least <= gap <= most
    assert np.mean(gaps[:2000] < gap) > 0.97
    assert np.mean(gaps[2000:] > gap) > 0.97


def test_half_an_hour_where_there_is_no_valley():
    assert fitted_gap(silences((10 * SECONDS, 1.6, 150), (12 * HOURS, 1.6, 20))) == GAP_MS  # too few
    assert fitted_gap(silences((30 * MINUTES, 6.0, 3000))) == GAP_MS  # one broad hump
    assert fitted_gap(silences((10 * SECONDS, 1.6, 3000))) == GAP_MS  # never away
    assert fitted_gap(np.empty(0, np.int64)) == GAP_MS
