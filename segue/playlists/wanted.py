"""Wanted: what a mix holds, as data: tags, sound and years. What is left open lets everything through."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segue.playlists.briefing import Rows
from segue.recommend.serving import ServingModel

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A track is in when it has one of `tags` or is known to sound right, and nothing known of it speaks against it.

    sound: field of `segue.domain.sound.Sound` -> (least, most); a tempo counts with its half and its double, which
    those who measure it confuse. years: first and last.
    """

    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sound: Mapping[str, Range] = field(default_factory=dict)
    years: tuple[int, int] | None = None

    def rows(self, model: ServingModel) -> Rows | None:
        """(m,) int32, ascending; None = everything."""
        if not (self.tags or self.without or self.sound or self.years):
            return None
        n = len(model)
        told, against = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        if self.tags:
            told[model.traits.tagged(*self.tags)] = True
        if self.sound:
            known, right = self._sounds(model)
            told |= known & right
            against |= ~right
        if not (self.tags or self.sound):
            told[:] = True
        against[model.traits.tagged(*self.without)] = True
        if self.years:
            against |= (model.years < self.years[0]) | (model.years > self.years[1])
        return np.flatnonzero(told & ~against).astype(np.int32)

    def _sounds(self, model: ServingModel) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(n,) bool twice: at least half of the ranges can be judged, and none of those that can is missed."""
        known, right = np.zeros(len(model), np.int64), np.ones(len(model), np.bool_)
        for name, (least, most) in self.sound.items():
            column = model.traits.sounds[name]
            there = ~np.isnan(column)
            inside = (column >= least) & (column <= most)
            if name == "tempo_bpm":
                for times in (0.5, 2.0):
                    inside |= (column * times >= least) & (column * times <= most)
            known += there
            right &= inside | ~there
        return 2 * known >= max(len(self.sound), 1), right
