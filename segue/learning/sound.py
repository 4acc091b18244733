"""How items sound as vectors whose products say how alike two sound.

Each value is spread over a few soft bins that hold about as many items each, so that "of middling tempo" is a place of
its own and what is skewed, as speechiness is, needs no scale. Tempo lies on a log scale and again on a circle where
doubled is the same; the key lies on the circle of fifths, a minor one beside its relative major. A bin counts by how
unusual it is: two items that share what few have are more alike (divided by the root of the share of all items in it,
M. Greenacre, "Theory and Applications of Correspondence Analysis", 1984). What is not known of an item is as usual as
can be: 0, and its vector is shorter.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.sound import Sound
from segue.domain.track import Track

Floats = NDArray[np.float64]

_SPREAD = (
    "energy", "danceability", "valence", "acousticness", "instrumentalness", "speechiness", "liveness", "loudness_db",
)  # fmt: skip
FIELDS = (*_SPREAD, "tempo_bpm", "key", "mode", "duration_ms", "year")
"""Columns of what `vectors` takes: fields of Sound, then of Track."""
_OF_SOUND = tuple(name for name in FIELDS if name in Sound.__struct_fields__)
_BINS, _KEYS = 5, 12  # chosen on the design part of `segue prove playlists`
_KEPT = 64  # dimensions; with five bins what is left out is next to nothing
_RARE = 1e-3  # share of all items below which a bin does not weigh more


def sounding(tracks: Sequence[Track]) -> NDArray[np.float32] | None:
    """`vectors` of tracks; 0 for those whose sound nobody measured, None when that is all of them."""
    told = [at for at, track in enumerate(tracks) if track.sound is not None]
    if not told:
        return None
    values = np.array([_values(tracks[at]) for at in told], np.float64)
    found = vectors(values)
    out = np.zeros((len(tracks), found.shape[1]), np.float32)
    out[told] = found
    return out


def _values(track: Track) -> list[float | None]:
    return [*(getattr(track.sound, name) for name in _OF_SOUND), track.duration_ms, track.year]


def vectors(values: Floats) -> NDArray[np.float32]:
    """(n, d) float32, d <= 64, of length root of the share of what is known.

    values: (n, len(FIELDS)) float64, NaN = not known; tempo and duration above 0
    """
    of = dict(zip(FIELDS, values.T, strict=True))
    tempo = np.log2(of["tempo_bpm"])
    spread = [*(of[name] for name in _SPREAD), tempo, np.log2(of["duration_ms"]), of["year"]]
    mode = of["mode"]
    major = (of["key"] + np.where(mode == 0, 3, 0)) * 7 % 12  # 0 = C and A minor, 1 = G and E minor, …
    blocks = [_line(column) for column in spread]
    blocks += [
        _circle(tempo, _BINS),
        _circle(np.where(np.isnan(mode), np.nan, major / 12), _KEYS),
        _circle(mode / 2, 2),
    ]
    known = np.mean([block.any(axis=1) for block in blocks], axis=0)
    joined = np.concatenate([_unusual(block) for block in blocks], axis=1)
    _, axes = np.linalg.eigh(joined.T @ joined)  # ascending
    kept = joined @ axes[:, -_KEPT:]
    length = np.linalg.norm(kept, axis=1)
    scale = np.sqrt(known) / np.where(length > 1e-9, length, 1)
    return np.ascontiguousarray(kept * scale[:, None], np.float32)


def _line(column: Floats, bins: int = _BINS) -> Floats:
    """(n, bins) float64: each value shared by the two bins whose middles it lies between; by rank, equals alike."""
    known = ~np.isnan(column)
    some = column[known]
    order = np.sort(some)
    rank = (np.searchsorted(order, some, "left") + np.searchsorted(order, some, "right")) / 2 / max(len(some), 1)
    low = np.minimum((rank * (bins - 1)).astype(np.int64), bins - 2)
    return _shared(known, low, low + 1, rank * (bins - 1) - low, bins)


def _circle(turns: Floats, bins: int) -> Floats:
    """(n, bins) float64: as `_line`, bins of equal width on a circle; whole turns do not count."""
    known = ~np.isnan(turns)
    place = turns[known] % 1.0 * bins
    low = np.floor(place).astype(np.int64)
    return _shared(known, low % bins, (low + 1) % bins, place - low, bins)


def _shared(
    known: NDArray[np.bool_], low: NDArray[np.int64], high: NDArray[np.int64], share: Floats, bins: int
) -> Floats:
    out = np.zeros((len(known), bins))
    at = np.flatnonzero(known)
    np.add.at(out, (at, low), 1 - share)
    np.add.at(out, (at, high), share)
    return out


def _unusual(block: Floats) -> Floats:
    """Above or below what is usual among the items of which it is known, 0 for the others."""
    known = block.any(axis=1, keepdims=True)
    usual = block.sum(axis=0) / max(int(known.sum()), 1)
    return np.where(known, (block - usual) / np.sqrt(np.maximum(usual, _RARE)), 0)
