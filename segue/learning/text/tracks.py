"""What a catalogue says of its tracks in words, as vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.track import Track
from segue.learning.text.table import shipped


def described(tracks: Sequence[Track]) -> NDArray[np.float32]:
    """(n, d) float32, rows of length 1: tags, title, artist and release; 0 where the table knows none of the words."""
    return shipped().of(" ".join((*t.tags, t.title, t.artist, t.release or "")) for t in tracks)
