"""Tags of tracks as a matrix: what the content model and the item space are built from."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

_FADE = 0.25  # the first tag of a track is its most telling; the k-th weighs 1 / (1 + 0.25 k)


def tag_matrix(tags: Sequence[Sequence[str]]) -> csr_array:
    """(n_items, n_tags) float32, rows of length 1 (0 without tags): rank weight times inverse frequency.

    A tag of one single track says nothing about any other and is left out.
    """
    counts: dict[str, int] = {}
    for row in tags:
        for tag in set(row):
            counts[tag] = counts.get(tag, 0) + 1
    column = {tag: i for i, tag in enumerate(sorted(t for t, n in counts.items() if n > 1))}
    indptr, indices, data = [0], [], []
    for row in tags:
        weights: dict[int, float] = {}
        for rank, tag in enumerate(row):
            if tag in column:
                idf = np.log(1 + len(tags) / counts[tag])
                weights.setdefault(column[tag], float(idf / (1 + _FADE * rank)))
        norm = float(np.sqrt(sum(w * w for w in weights.values()))) or 1.0
        for at in sorted(weights):
            indices.append(at)
            data.append(weights[at] / norm)
        indptr.append(len(indices))
    parts = (np.array(data, np.float32), np.array(indices, np.int32), np.array(indptr, np.int32))
    return csr_array(parts, shape=(len(tags), max(1, len(column))))
