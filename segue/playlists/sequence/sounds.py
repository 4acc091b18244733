"""What of the sound of tracks decides their order, as columns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from segue.domain.sound import Sound
from segue.domain.track import Track

WHEEL = 12  # places on the Camelot wheel, of minor keys (A) and of major keys (B)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Columns of n tracks, float64; NaN = not known.

    octave: log2 of beats a minute. wheel: place on the Camelot wheel, 0 = "1". ring: 0 = A, minor; 1 = B, major;
    NaN together with `wheel`. level: how lively, 0 to 1.
    """

    octave: NDArray[np.float64]
    wheel: NDArray[np.float64]
    ring: NDArray[np.float64]
    level: NDArray[np.float64]


def sounds(tracks: Sequence[Track]) -> Sounds:
    rows = [_row(track.sound or _SILENCE) for track in tracks]
    octave, wheel, ring, level = np.array(rows, np.float64).reshape(-1, 4).T
    return Sounds(octave, wheel, ring, level)


def camelot(key: int, mode: int) -> tuple[int, int]:
    """Place (0 = "1") and ring of a key on the Camelot wheel of Mark Davis (mixedinkey.com/camelot-wheel).

    It is the circle of fifths with each minor key (A) beside its relative major (B): C major is 8B, A minor 8A.
    """
    major = key if mode else key + 3
    return (7 * major + 7) % WHEEL, mode


_SILENCE = Sound()
_UNKNOWN = math.nan


def _row(sound: Sound) -> tuple[float, float, float, float]:
    octave = math.log2(sound.tempo_bpm) if _known(sound.tempo_bpm) and sound.tempo_bpm > 0 else _UNKNOWN
    wheel = ring = _UNKNOWN
    if sound.key is not None and sound.mode is not None and 0 <= sound.key < WHEEL and 0 <= sound.mode <= 1:
        wheel, ring = camelot(sound.key, sound.mode)
    return octave, wheel, ring, _level(sound, octave)


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _level(sound: Sound, octave: float) -> float:
    """Energy; where nobody measured it, what loudness says of it, else tempo.

    Loudness as in Spotify's songs, where energy is about 1 + 0.04 a decibel (correlation .68); tempo hardly tells
    energy there (.15), but it is what a listener to clicks would go by: 50 beats a minute = 0, 200 = 1.
    """
    if _known(sound.energy):
        return min(1.0, max(0.0, sound.energy))
    if _known(sound.loudness_db):
        return min(1.0, max(0.0, 1 + sound.loudness_db / 25))
    return min(1.0, max(0.0, (octave - math.log2(50)) / 2)) if math.isfinite(octave) else _UNKNOWN
