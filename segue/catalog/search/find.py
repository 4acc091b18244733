"""Find: the entries of segments that a query means."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.catalog.search import kernel
from segue.catalog.search.letters import CONSONANTS
from segue.catalog.search.pool import MOST, Pool, merged, of_kinds
from segue.catalog.search.segment import Segment
from segue.catalog.search.terms import INITIAL
from segue.catalog.search.ways import Way, turns
from segue.catalog.search.wide import Ranges, Wide, plain

_BEGUN, _BEGINS = 0.9, 0.6  # worth of the beginning of the last word, and of one before it
_SLIP = (1.0, 0.65, 0.4)  # by the number of slips
_ONE_SLIP, _TWO_SLIPS = 3, 8  # letters of a word from which on they are forgiven
_NOBODYS = np.empty(0, np.int32)


class Finder:
    """One query over one segment; what a word leads to is looked up once for all ways."""

    def __init__(
        self,
        segment: Segment,
        static: NDArray[np.float32],
        own: NDArray[np.int64],
        wide: Wide,
        most: int = MOST,
    ) -> None:
        """static: (n,) float32, what speaks for each entry whatever is asked; -inf = it is not there any more. own:
        places of tracks that stand before others, with their artists and albums, -1 = none; wide: kept with the
        segment; most: of each kind."""
        mine = np.unique(segment.within[own[own >= 0]])
        self._own: NDArray[np.int32] = mine[mine >= 0]
        self._wide = wide
        self._segment = segment
        self._most = most
        self._static = static
        self._known: dict[tuple[str, bool, bool], Ranges] = {}

    def pool(self, way: Way) -> Pool | None:
        """What a way leads to; None where a word of it is nowhere."""
        asked = way.words
        if not asked or not len(self._segment):
            return None
        each = []
        for i, word in enumerate(asked):
            if not (ranges := self._ranges(word, i == len(asked) - 1 and way.begun, way.slips)):
                return None
            each.append(ranges)
        return self.among(each, way.cost)

    def among(self, each: list[Ranges], cost: float) -> Pool | None:
        """Entries with a word of each. cost: see Way."""
        if len(each) == 1 and self._wide.is_wide(self._size(each[0])):
            return self._of_many(each[0], cost)
        return self._counted(each, cost, self._own)

    def _of_many(self, ranges: Ranges, cost: float) -> Pool | None:
        """What a beginning of very many words leads to is the same for everybody, but for one's own."""
        key = (*ranges, cost, self._most)
        pool = self._wide.tops.get(key) or self._counted([ranges], cost, _NOBODYS)
        if pool is None:
            return None
        self._wide.tops[key] = pool
        worth = self._wide.worth(self._own, ranges)
        there = (worth > 0) & ~np.isneginf(self._static[self._own])
        own, match = self._own[there], worth[there] / 100
        if not len(own):
            return pool
        scores = match + self._static[own] + np.float32(kernel.OWN - cost)
        scores += np.where((self._segment.length[own] == 1) & (worth[there] > kernel.ANOTHERS), match**2 / 2, 0)
        return merged([pool, of_kinds(own, scores.astype(np.float32), self._segment.bounds, self._most)])

    def _counted(self, each: list[Ranges], cost: float, own: NDArray[np.int32]) -> Pool | None:
        segment = self._segment
        sizes = [self._size(ranges) for ranges in each]
        table = np.zeros(len(segment), np.uint8)
        found = np.empty(min(min(sizes), len(segment)), np.int32)
        sums = np.zeros(len(found), np.float32)
        named = np.zeros(len(found), np.uint8)
        count = -1
        for at in np.argsort(sizes, kind="stable").tolist():  # the rarest word first
            if count >= 0:
                for lists in self._wide.lists(each[at]):
                    kernel.narrow(*lists, table)
            elif not self._wide.is_wide(sizes[at]):
                count = kernel.begin(*plain(segment, each[at]), table, found)
            else:
                for lists in self._wide.lists(each[at]):
                    kernel.flood(*lists, table)
                count = kernel.gather(table, found)
            count = kernel.settle(table, found, sums, named, count)
            if not count:
                return None
        table[own[table[own] > 0]] += 1
        rows, scores, counts, full = kernel.best(
            found, sums, named, count, table, segment.bounds, segment.length, self._static, len(each), self._most
        )
        return Pool(rows, scores - np.float32(cost), counts, bool(full))

    def _size(self, ranges: Ranges) -> int:
        return sum(int(self._segment.at[high] - self._segment.at[low]) for low, high, _ in ranges)

    def _ranges(self, word: str, last: bool, slips: bool) -> Ranges:
        found = self._known.get((word, last, slips))
        if found is not None:
            return found
        found = self._exact(word, last, beginnings=slips)
        if all(letter in CONSONANTS for letter in word) and len(word) > 1:
            found += self._exact(INITIAL + word, last=True, beginnings=True)
        most = 0 if not slips or len(word) < _ONE_SLIP else 1 if len(word) < _TWO_SLIPS else 2
        if most:
            beginnings = last and len(word) > _ONE_SLIP  # of three letters anything is the beginning
            near = kernel.near(self._segment.letters, self._segment.starts, codes(word), most, beginnings)
            found += [(low, high, _SLIP[n] * (_BEGUN if last else 1.0)) for low, high, n in near.tolist() if n]
        self._known[word, last, slips] = found
        return found

    def _exact(self, word: str, last: bool, *, beginnings: bool) -> Ranges:
        first, behind, whole = kernel.span(self._segment.letters, self._segment.starts, codes(word))
        found: Ranges = [(first, first + 1, 1.0)] if whole else []
        if (last or beginnings) and first + whole < behind:
            found.append((first + whole, behind, _BEGUN if last else _BEGINS))
        return found


def found(finders: Sequence[Finder], query: str, enough: int) -> list[Pool | None]:
    """The entries that a query means in each segment; None where there are none. enough: how many end the search for
    what is less likely meant."""
    pools: list[list[Pool]] = [[] for _ in finders]
    for turn, tried in enumerate(turns(query)):
        for finder, of in zip(finders, pools, strict=True):
            of.extend(pool for way in tried if (pool := finder.pool(way)) is not None)
        whole = [merged(of) if of else None for of in pools]
        there = [pool for pool in whole if pool is not None]
        if there and (turn or any(p.full for p in there) or sum(int(p.counts.sum()) for p in there) >= enough):
            return whole
    return [None for _ in finders]


def codes(word: str) -> NDArray[np.int32]:
    return np.array([ord(c) for c in word], np.int32)
