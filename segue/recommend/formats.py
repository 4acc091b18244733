"""Formats: music, podcast or audiobook, chosen before the tracks are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.track import Track

FORMATS = ("music", "podcast", "audiobook")
ASKED = ("auto", "any", *FORMATS)  # what a request may ask for


def codes(tracks: Sequence[Track]) -> NDArray[np.int8]:
    """(n,) int8: index in FORMATS; what has another name counts as music."""
    known = {name: i for i, name in enumerate(FORMATS)}
    return np.array([known.get(t.format, 0) for t in tracks], np.int8)
