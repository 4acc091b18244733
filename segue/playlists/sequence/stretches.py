"""Long playlists, stretch by stretch: the search grows with the square of what it looks at."""

import numpy as np

from segue.playlists.sequence.cost import cost_of
from segue.playlists.sequence.distances import Column
from segue.playlists.sequence.sounds import Sounds
from segue.playlists.sequence.task import APART, Order, Task, task

AT_ONCE = 250
"""Tracks that are arranged together."""


def in_stretches(sounds: Sounds, heights: Column, artist: Order, keep: int, seed: int) -> Order:
    """(n,) int64, no worse than the order given."""
    n = len(artist)
    order = roughly(sounds.level, heights, keep)
    for start in range(keep, n, AT_ONCE):
        head = max(0, start - APART)  # what stands before it is seen, and stays
        rows = order[head : start + AT_ONCE]
        part = Sounds(*(column[rows] for column in (sounds.octave, sounds.wheel, sounds.ring, sounds.level)))
        of: Task = task(part, heights[head : start + AT_ONCE], artist[rows], start - head)
        order[head : start + AT_ONCE] = rows[of.best(seed)]
    costs = [cost_of(one, sounds, heights, artist, keep) for one in (np.arange(n), order)]
    return order if (costs[1].crowding, costs[1].total) < (costs[0].crowding, costs[0].total) else np.arange(n)


def roughly(level: Column, heights: Column, keep: int) -> Order:
    """Every track where the curve wants about its level; in the order given where the curve is even."""
    order = np.arange(len(level))
    known = np.where(np.isnan(level), np.nanmedian(level) if not np.isnan(level).all() else 0.0, level)
    curve = np.round(heights[keep:], 9)
    places, tracks = np.argsort(curve, kind="stable"), np.argsort(known[keep:], kind="stable")
    for height in np.unique(curve):
        of = curve[places] == height
        order[keep + places[of]] = keep + np.sort(tracks[of])
    return order
