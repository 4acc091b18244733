"""Familiar: a listener's own record with a track and with its artist, as log-odds.

Single tracks are sparse in every real library, so a track's rate is shrunk to its artist's and the artist's to
the listener's: a new track of a loved artist starts high, one hated track does not sink its artist.
"""

import numpy as np
from numpy.typing import NDArray

from segue.recommend.history import Record

_TRUST_ARTIST = 3.0  # outcomes with an artist after which they weigh as much as the listener's rate
_TRUST_TRACK = 2.0
_MOST = 2.0


def familiar(seen: Record, artists: NDArray[np.int32], finish_rate: float, *, skips_count: bool) -> NDArray[np.float32]:
    """(n_items,) float32 in [-2, 2]: 0 = nothing known, above 0 = finished more often than usual.

    artists: (n_items,) int32 code of each item's artist. finish_rate: 0-1, of this listener.
    """
    if not len(seen.rows):
        return np.zeros(len(artists), np.float32)
    likes = seen.likes.astype(np.float64)
    skips = seen.skips.astype(np.float64) if skips_count else np.zeros(len(seen.rows))
    n_artists = int(artists.max()) + 1
    mine = artists[seen.rows]
    artist_likes = np.bincount(mine, np.log2(1 + likes), n_artists)
    artist_skips = np.bincount(mine, skips, n_artists)
    rate = min(max(finish_rate, 0.05), 0.95)
    at_artist = (artist_likes + _TRUST_ARTIST * rate) / (artist_likes + artist_skips + _TRUST_ARTIST)
    by_artist = _logit(at_artist) - _logit(np.float64(rate))
    value = by_artist[artists]
    prior = at_artist[mine]
    at_track = (likes + _TRUST_TRACK * prior) / (likes + skips + _TRUST_TRACK)
    value[seen.rows] = _logit(at_track) - _logit(np.float64(rate))
    return np.clip(value, -_MOST, _MOST).astype(np.float32)


def _logit(p: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(np.log(p / (1 - p)))
