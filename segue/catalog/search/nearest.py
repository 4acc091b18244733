"""Nearest: where a query means nothing, what is spelt most like a word of it."""

import numpy as np

from segue.catalog.search import kernel
from segue.catalog.search.find import Finder, codes
from segue.catalog.search.letters import words
from segue.catalog.search.pool import Pool, merged
from segue.catalog.search.segment import Segment
from segue.catalog.search.wide import Ranges

_MOST_WORDS = 4  # the longest of the query
_LEAST = 3  # letters of a word, and for each slip
_MOST_SLIPS = 3
_BEGUN = 0.5  # worth of a beginning in common


def nearest(segment: Segment, finder: Finder, query: str) -> Pool | None:
    """Entries with a word like one of the query's."""
    pools = []
    for word in sorted(dict.fromkeys(words(query)), key=len, reverse=True)[:_MOST_WORDS]:
        ranges = _alike(segment, word)
        if ranges and (pool := finder.among([ranges], cost=1.0)) is not None:
            pools.append(pool)
    return merged(pools) if pools else None


def _alike(segment: Segment, word: str) -> Ranges:
    """The nearest within a third of its letters; else those with the longest beginning in common."""
    slips = min(len(word) // _LEAST, _MOST_SLIPS)
    near = kernel.near(segment.letters, segment.starts, codes(word), slips, False) if slips else np.zeros((0, 3))
    if len(near):
        closest = near[near[:, 2] == near[:, 2].min()]
        return [(low, high, float(np.exp2(-slip))) for low, high, slip in closest.tolist()]
    for length in range(len(word) - 1, _LEAST - 1, -1):
        first, behind, _ = kernel.span(segment.letters, segment.starts, codes(word[:length]))
        if first < behind:
            return [(first, behind, _BEGUN * length / len(word))]
    return []
