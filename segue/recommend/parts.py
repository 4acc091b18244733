"""Parts: chapters and episodes in the order of their book or show, as far as their titles number them.

"Chapter 7", "7. The Storm", "제7장", "Chapter Seven": whatever numbers a title has, compared from the left. Nothing is
said of parts without one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.domain.track import Track
from segue.learning.distinct import distinct
from segue.recommend.formats import FORMATS
from segue.recommend.lineage import Lineage

_AUDIOBOOK = FORMATS.index("audiobook")
_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,9}|\b(?:" + "|".join(_WORDS) + r")\b", re.IGNORECASE)


def numbers(title: str) -> tuple[int, ...]:
    """Of a part; empty where its title has none."""
    return tuple(_WORDS.index(one.lower()) + 1 if one[0].isalpha() else int(one) for one in _NUMBER.findall(title))


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of numbered parts of named releases, part after part.

    rows: (m,) int32; place: row -> index in rows; until: (m,) int32, where the release of each ends
    later: (k,) int32 ascending, chapters that make no sense before another one
    """

    rows: NDArray[np.int32]
    place: dict[int, int]
    until: NDArray[np.int32]
    later: NDArray[np.int32]

    @classmethod
    def of(cls, tracks: Sequence[Track], formats: NDArray[np.int8], lineage: Lineage) -> "Parts":
        named = lineage.named[lineage.release] if len(tracks) else np.empty(0, np.bool_)
        spoken = np.flatnonzero(named & (formats > 0)).tolist()
        known = [(int(lineage.release[row]), numbers(tracks[row].title), row) for row in spoken]
        ordered = sorted(one for one in known if one[1])
        rows = np.array([row for _, _, row in ordered], np.int32)
        release = np.array([number for number, _, _ in ordered], np.int32)
        until = np.searchsorted(release, release, side="right").astype(np.int32)
        first = np.searchsorted(release, release, side="left")
        later = [
            row for at, (_, number, row) in zip(first, ordered, strict=True)
            if formats[row] == _AUDIOBOOK and number > ordered[at][1]
        ]  # fmt: skip
        return cls(rows, {int(row): i for i, row in enumerate(rows)}, until, np.array(sorted(later), np.int32))

    def after(self, row: int) -> list[int]:
        """The parts after this one, in order."""
        at = self.place.get(row)
        return [] if at is None else [int(one) for one in self.rows[at + 1 : self.until[at]]]

    def opening(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Each later chapter's first one in its place; rows ascending, each once."""
        found = rows.copy()
        first = np.searchsorted(self.until, self.until, side="left")
        for i in np.flatnonzero(np.isin(rows, self.later)):
            found[i] = self.rows[first[self.place[int(rows[i])]]]
        return distinct(found)
