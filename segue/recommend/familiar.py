"""Familiar: a listener's own record with a track, its release and its artist, as log-odds.

Single tracks are sparse in every real library, so they share strength: artist -> release -> track, each shrunk to
the one before it (empirical Bayes: the prior of each level is the estimate of the one above; Efron & Morris 1975).
A track tells of its artist once however often it was played, and only so far: what goes further is about that track
alone. So a new track of a loved artist starts high, and one hated track does not sink its artist.
"""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.history import Record
from segue.recommend.lineage import Lineage

_TRUST_TRACK = 2.0  # outcomes after which a track's own record weighs as much as its release's
_TRUST_RELEASE = 1.0  # tracks, well known ones, after which a release's weighs as much as its artist's
_TRUST_ARTIST = 0.5  # the same for an artist against the listener's usual rate
_TELLS = 1.0  # log-odds: how far at most a track speaks for its release and its artist
_MOST = 2.0


def familiar(seen: Record, lineage: Lineage, finish_rate: float, *, skips_count: bool) -> NDArray[np.float32]:
    """(n_items,) float32 in [-2, 2]: 0 = nothing known, above 0 = finished more often than usual.

    finish_rate: 0-1, of this listener.
    """
    if not len(seen.rows):
        return np.zeros(len(lineage.release), np.float32)
    likes = seen.likes.astype(np.float64)
    skips = seen.skips.astype(np.float64) if skips_count else np.zeros(len(seen.rows))
    outcomes = likes + skips
    rate = min(max(finish_rate, 0.05), 0.95)
    usual = float(np.log(rate / (1 - rate)))
    release = lineage.release[seen.rows]
    artist = lineage.artist[release]
    weight = outcomes / (outcomes + _TRUST_TRACK)
    says = weight * np.clip(_logit((likes + rate) / (outcomes + 1)) - usual, -_TELLS, _TELLS)
    n_releases = len(lineage.artist)
    n_artists = int(lineage.artist.max()) + 1
    by_artist = np.bincount(artist, says, n_artists) / (np.bincount(artist, weight, n_artists) + _TRUST_ARTIST)
    on_release = lineage.named[release]
    sums = np.bincount(release, says * on_release, n_releases) + _TRUST_RELEASE * by_artist[lineage.artist]
    by_release = sums / (np.bincount(release, weight * on_release, n_releases) + _TRUST_RELEASE)
    value = by_release[lineage.release]
    prior = 1 / (1 + np.exp(-(usual + by_release[release])))
    value[seen.rows] = _logit((likes + _TRUST_TRACK * prior) / (outcomes + _TRUST_TRACK)) - usual
    return np.clip(value, -_MOST, _MOST).astype(np.float32)


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(p / (1 - p)))
