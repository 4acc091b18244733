"""Tracks pooled to what the prior knows: added up, and what was given stays as it was."""

import numpy as np
from scipy.sparse import csr_array

from segue.learning.model import Histories
from segue.learning.pooled import pooled


def test_tracks_of_one_artist_add_up_to_at_most_two():
    liked = csr_array(np.array([[1, 1, 1, 0], [0.5, 0, 0.75, 1]], np.float32))
    skipped = csr_array(np.array([[0, 0, 0, 1], [0, 1, 0, 0]], np.float32))
    before = [[part.copy() for part in (one.data, one.indices, one.indptr)] for one in (liked, skipped)]
    found = pooled(Histories(liked, skipped), np.array([0, 0, 0, 1], np.int32), 2)
    assert found.liked.todense().tolist() == [[2, 0], [1.25, 1]]
    assert found.skipped.todense().tolist() == [[0, 1], [1, 0]]
    for one, parts in zip((liked, skipped), before, strict=True):
        for part, was in zip((one.data, one.indices, one.indptr), parts, strict=True):
            assert np.array_equal(part, was)
