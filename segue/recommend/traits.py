"""Traits: which tracks are tagged how, sound how and came out when, in columns, so that a mix can ask for them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.learning.distinct import distinct

_FIELDS = Sound.__struct_fields__
Rows = NDArray[np.int32]


class Traits:
    """Of a model's items. Made when it is first asked for: an answer does without it."""

    def __init__(self, items: Sequence[Track]) -> None:
        self._items = items
        self._tags: dict[str, Rows] | None = None
        self._sounds: dict[str, NDArray[np.float32]] | None = None

    @property
    def tags(self) -> dict[str, Rows]:
        """Tag in lower case -> (m,) int32 rows, ascending."""
        if self._tags is None:
            found: dict[str, list[int]] = {}
            for row, track in enumerate(self._items):
                for tag in dict.fromkeys(tag.lower() for tag in track.tags):
                    found.setdefault(tag, []).append(row)
            self._tags = {tag: np.array(rows, np.int32) for tag, rows in found.items()}
        return self._tags

    @property
    def sounds(self) -> dict[str, NDArray[np.float32]]:
        """Field of `Sound` -> (n,) float32, NaN = nobody knows."""
        if self._sounds is None:
            found = {f: np.full(len(self._items), np.nan, np.float32) for f in _FIELDS}
            for row, track in enumerate(self._items):
                if track.sound is not None:
                    for f in _FIELDS:
                        if (value := getattr(track.sound, f)) is not None:
                            found[f][row] = value
            self._sounds = found
        return self._sounds

    def tagged(self, *wanted: str) -> Rows:
        """(m,) int32, ascending: rows with any of these tags."""
        rows = [self.tags[tag] for tag in wanted if tag in self.tags]
        return distinct(*rows)
