"""What a prior says of an artist or of a recording, for people."""

import re
from typing import NamedTuple

import numpy as np

from segue.prior.keys import artist_hash, find, find_mbids, recording_hash
from segue.prior.learn import POPULARITY_POWER
from segue.prior.prior import Prior
from segue.prior.recordings import DASH


class Near(NamedTuple):
    """weight: heard together, popular artists damped, the nearest 1; likeness: cosine of the vectors."""

    name: str
    weight: float
    likeness: float


def row_of(prior: Prior, asked: str) -> int | None:
    """By the artist's name, by MBID, or of a recording by "Artist – Title"; a hyphen does as well."""
    a = prior.arrays
    parts = [re.split(r"\s[–—-]\s", asked, maxsplit=1)] if prior.manifest.recordings else []
    keys = [artist_hash(asked), *(recording_hash(title, artist) for artist, *rest in parts for title in rest)]
    rows = [int(row) for row in find(a["name_key"], a["name_row"], np.array(keys, np.uint64))]
    rows.append(int(find_mbids(a["mbid_key"], a["mbid_row"], [asked])[0]))
    return next((row for row in rows if row >= 0), None)


def recordings_of(prior: Prior, row: int, count: int) -> list[tuple[str, int]]:
    """The recordings of an artist and how many heard them, the most heard first."""
    start = prior.name(row) + DASH
    found: list[tuple[str, int]] = []
    for at in range(prior.manifest.artists, len(prior)):  # they stand in that order
        if len(found) < count and (name := prior.name(at)).startswith(start):
            found.append((name.removeprefix(start), round(float(prior.arrays["listeners"][at]))))
    return found


def nearest(prior: Prior, row: int, count: int) -> list[Near]:
    """What is most heard together with this one, best first."""
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
