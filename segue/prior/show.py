"""What a prior says of an artist, for people."""

from typing import NamedTuple

import numpy as np

from segue.prior.keys import artist_hash, find, find_mbids
from segue.prior.learn import POPULARITY_POWER
from segue.prior.prior import Prior


class Near(NamedTuple):
    """weight: heard together, popular artists damped, the nearest 1; likeness: cosine of the vectors."""

    name: str
    weight: float
    likeness: float


def row_of(prior: Prior, artist: str) -> int | None:
    """By name, or by MBID."""
    a = prior.arrays
    row = int(find(a["name_key"], a["name_row"], np.array([artist_hash(artist)], np.uint64))[0])
    if row < 0:
        row = int(find_mbids(a["mbid_key"], a["mbid_row"], [artist])[0])
    return None if row < 0 else row


def nearest(prior: Prior, row: int, count: int) -> list[Near]:
    """The artists most heard together with this one, best first."""
    near, weights = prior.near(row)
    damped = np.maximum(prior.arrays["listeners"][near], 1).astype(np.float32) ** np.float32(-POPULARITY_POWER)
    weights = np.asarray(weights * damped, np.float32)
    order = np.lexsort((near, -weights))[:count]
    if not len(order):
        return []
    vectors = prior.vectors(np.concatenate([[row], near[order]]).astype(np.int32))
    length = np.linalg.norm(vectors, axis=1)
    cosine = vectors[1:] @ vectors[0] / np.maximum(length[1:] * length[0], 1e-9)
    top = float(weights[order[0]])
    return [
        Near(prior.name(int(near[at])), round(float(weights[at]) / top, 3), round(float(like), 3))
        for at, like in zip(order, cosine, strict=True)
    ]
