"""Clusters of taste: what a listener likes in up to six groups, which keep their numbers from day to day.

Spherical k-means over the liked tracks in the item space, weighted by how much each is liked, begun with k-means++
(Arthur & Vassilvitskii, SODA 2007) from the listener's own seed. The space is another after every refresh, so a group
is known again by the tracks that stood for it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.playlists.briefing import Briefing
from segue.recommend.chance import seed_of

MOST = 6
_EACH = 8  # liked tracks for each group
_ROUNDS = 12
_STAND_FOR = 25  # tracks that are remembered of a group


class Cluster(NamedTuple):
    """rows: (m,) int32 of its members, the most liked first; centre: (d,) float32"""

    rows: NDArray[np.int32]
    centre: NDArray[np.float32]


def clusters(briefing: Briefing) -> dict[int, Cluster]:
    """By number from 1 to 6. Notes in `briefing.notes` by which tracks each is known again."""
    rows, weights = briefing.seen.rows[briefing.liked > 0], briefing.liked[briefing.liked > 0]
    music = briefing.model.formats[rows] == 0
    rows, weights = rows[music], weights[music]
    count = min(MOST, len(rows) // _EACH)
    if count < 1:
        return {}
    found = _grouped(rows, weights, briefing.model.space, count, seed_of("clusters", briefing.request.listener))
    numbers = _numbered(found, briefing)
    briefing.notes["clusters"] = {
        str(number): [briefing.model.items[row].id for row in one.rows[:_STAND_FOR].tolist()]
        for number, one in numbers.items()
    }
    return numbers


def _grouped(
    rows: NDArray[np.int32], weights: NDArray[np.float32], space: NDArray[np.float32], count: int, seed: int
) -> list[Cluster]:
    vectors = space[rows].astype(np.float64)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors / np.where(lengths > 0, lengths, 1)
    rng = np.random.default_rng(seed)
    centres = vectors[[int(np.argmax(weights))]]
    while len(centres) < count:
        far = weights * np.maximum(1 - (vectors @ centres.T).max(axis=1), 0) ** 2
        if far.sum() <= 0:
            break
        centres = np.vstack([centres, vectors[rng.choice(len(vectors), p=far / far.sum())]])
    for _ in range(_ROUNDS):
        own = (vectors @ centres.T).argmax(axis=1)
        sums = np.stack([(weights[own == i, None] * vectors[own == i]).sum(axis=0) for i in range(len(centres))])
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.where(norms > 0, norms, 1), centres)
    own = (vectors @ centres.T).argmax(axis=1)
    found = []
    for i, centre in enumerate(centres):
        here = np.flatnonzero(own == i)
        if len(here):
            order = here[np.argsort(-weights[here], kind="stable")]
            found.append(Cluster(rows[order], centre.astype(np.float32)))
    return sorted(found, key=lambda one: -len(one.rows))


def _numbered(found: Sequence[Cluster], briefing: Briefing) -> dict[int, Cluster]:
    """The number of yesterday where most of what stood for it is, else the smallest that is free."""
    known: Mapping[str, Sequence[str]] = briefing.memory.get("clusters", {})
    row_of, taken = briefing.model.row_of, dict[int, Cluster]()
    shared = [
        (len({row_of.get(TrackId(t)) for t in tracks}.intersection(one.rows.tolist())) / len(tracks), -int(number), i)
        for number, tracks in known.items()
        for i, one in enumerate(found)
        if tracks
    ]
    placed: set[int] = set()
    for share, number, i in sorted(shared, reverse=True):
        if share > 0 and -number not in taken and i not in placed:
            taken[-number] = found[i]
            placed.add(i)
    free = (number for number in range(1, MOST + 1) if number not in taken)
    for i, one in enumerate(found):
        if i not in placed:
            taken[next(free)] = one
    return dict(sorted(taken.items()))
