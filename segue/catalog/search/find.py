"""Find: the entries of a segment that a query means, in the ways there are to mean something, the plainest first.

As written (the last word may be a beginning); with slips of the finger; in other letters, on the other keyboard, with
blanks elsewhere; and with a word that is not there. A further way is gone when the ones before found too little.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.catalog.search import kernel
from segue.catalog.search.letters import CONSONANTS, words
from segue.catalog.search.scripts import latin, other_keyboard
from segue.catalog.search.segment import KINDS, Segment
from segue.catalog.search.terms import INITIAL

MOST = 64  # entries of a kind that are looked at closely, at least
_BEGUN, _BEGINS = 0.9, 0.6  # worth of the beginning of the last word, and of one before it
_SLIP = (1.0, 0.6, 0.35)  # by the number of slips
_ONE_SLIP, _TWO_SLIPS = 4, 8  # letters of a word from which on they are forgiven
_WIDE = 16  # an entry of so many under a word makes it one of very many
_FILLING = frozenset(("the", "a", "an", "and", "feat", "ft"))

Ranges = list[tuple[int, int, float]]  # of the vocabulary: first, behind the last, quality 0-1
Wide = dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]]
"""What lies under ranges of very many words, once they were asked for: `at`, `rows` and `worth` of one word."""
Lists = tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]


class Way(NamedTuple):
    """A way to read a query; cost: how much less it is believed than the query as written."""

    words: tuple[str, ...]
    slips: bool = False
    cost: float = 0.0


class Pool(NamedTuple):
    """rows, scores: (4, most) the best of each kind, -1 = none; counts: (4,) how many there are in all; full: one of
    them is so clearly what is meant that slips need not be thought of."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    counts: NDArray[np.int64]
    full: bool


def turns(query: str) -> Iterator[list[Way]]:
    """What to try, by turns; of each turn everything."""
    told = words(query)
    yield [Way(told)]
    spelt = words(latin(query))
    yield [Way(told, slips=True), *([Way(spelt, cost=0.15)] if spelt and spelt != told else [])]
    others = [other for word in told if (other := other_keyboard(word))]
    turn = [Way(tuple(others), cost=0.2)] if others and len(others) == len(told) else []
    turn += [Way(spelt, slips=True, cost=0.3)] if spelt and spelt != told else []
    turn += [Way((*told[:i], told[i] + told[i + 1], *told[i + 2 :]), cost=0.1) for i in range(len(told) - 1)]
    for i, word in enumerate(told[:4]):
        turn += [Way((*told[:i], word[:j], word[j:], *told[i + 1 :]), cost=0.1) for j in range(2, len(word) - 1)]
    yield turn
    if 2 <= len(told) <= 6:
        yield [Way((*told[:i], *told[i + 1 :]), slips=True, cost=0.4) for i in range(len(told))]


class Finder:
    """One query over one segment; what a word leads to is looked up once for all ways."""

    def __init__(
        self,
        segment: Segment,
        static: NDArray[np.float32],
        own: NDArray[np.int32],
        wide: Wide | None = None,
        most: int = MOST,
    ) -> None:
        """static: (n,) float32, what speaks for each entry whatever is asked; -inf = it is not there any more. own:
        rows that stand before others; wide: kept with the segment; most: of each kind."""
        self._wide: Wide = {} if wide is None else wide
        self._segment = segment
        self._own = own
        self._most = most
        self._static = static
        self._known: dict[tuple[str, bool, bool], Ranges] = {}

    def pool(self, way: Way) -> Pool | None:
        """What a way leads to; None where a word of it is nowhere."""
        asked = [word for word in way.words if word not in _FILLING] or list(way.words)
        if not asked or not len(self._segment):
            return None
        each = []
        for i, word in enumerate(asked):
            last = i == len(asked) - 1 and word == way.words[-1]
            if not (ranges := self._ranges(word, last, way.slips)):
                return None
            each.append(ranges)
        return self.among(each, way.cost)

    def among(self, each: list[Ranges], cost: float) -> Pool | None:
        """Entries with a word of each. cost: see Way."""
        segment = self._segment
        sizes = [sum(int(segment.at[high] - segment.at[low]) for low, high, _ in ranges) for ranges in each]
        table = np.zeros(len(segment), np.uint8)
        found = np.empty(min(min(sizes), len(segment)), np.int32)
        sums = np.zeros(len(found), np.float32)
        named = np.zeros(len(found), np.uint8)
        count = -1
        for at in np.argsort(sizes, kind="stable").tolist():  # the rarest word first
            if count >= 0:
                for lists in self._lists(each[at]):
                    kernel.narrow(*lists, table)
            elif sizes[at] * _WIDE < len(segment):
                count = kernel.begin(*_plain(segment, each[at]), table, found)
            else:
                for lists in self._lists(each[at]):
                    kernel.flood(*lists, table)
                count = kernel.gather(table, found)
            count = kernel.settle(table, found, sums, named, count)
            if not count:
                return None
        own = self._own[table[self._own] > 0]
        table[own] += 1
        rows, scores, counts, full = kernel.best(
            found, sums, named, count, table, segment.bounds, segment.length, self._static, len(each), self._most
        )
        return Pool(rows, scores - np.float32(cost), counts, bool(full))

    def _lists(self, ranges: Ranges) -> Iterator[Lists]:
        """What lies under these words; beginnings of very many words, as of one letter, are put together once."""
        rest: Ranges = []
        for low, high, quality in ranges:
            size = self._segment.at[high] - self._segment.at[low]
            if high == low + 1 or size * _WIDE < len(self._segment):
                rest.append((low, high, quality))
                continue
            if (low, high) not in self._wide:
                self._wide[low, high] = _together(self._segment, low, high)
            yield np.array([[0, 1]]), np.array([quality], np.float32), *self._wide[low, high]
        if rest:
            yield _plain(self._segment, rest)

    def _ranges(self, word: str, last: bool, slips: bool) -> Ranges:
        found = self._known.get((word, last, slips))
        if found is not None:
            return found
        found = self._exact(word, last, beginnings=slips)
        if all(letter in CONSONANTS for letter in word) and len(word) > 1:
            found += self._exact(INITIAL + word, last=True, beginnings=True)
        most = 0 if not slips or len(word) < _ONE_SLIP else 1 if len(word) < _TWO_SLIPS else 2
        if most:
            near = kernel.near(self._segment.letters, self._segment.starts, codes(word), most, last)
            found += [(low, high, _SLIP[n] * (_BEGUN if last else 1.0)) for low, high, n in near.tolist() if n]
        self._known[word, last, slips] = found
        return found

    def _exact(self, word: str, last: bool, *, beginnings: bool) -> Ranges:
        first, behind, whole = kernel.span(self._segment.letters, self._segment.starts, codes(word))
        found: Ranges = [(first, first + 1, 1.0)] if whole else []
        if (last or beginnings) and first + whole < behind:
            found.append((first + whole, behind, _BEGUN if last else _BEGINS))
        return found


def found(
    segment: Segment,
    static: NDArray[np.float32],
    query: str,
    enough: int,
    own: NDArray[np.int64],
    wide: Wide | None = None,
    most: int = MOST,
) -> Pool | None:
    """The entries that a query means; None where there are none. enough: how many end the search for more; own: places
    of tracks that stand before others, with their artists and albums, -1 = none; most: of each kind."""
    mine = np.unique(segment.within[own[own >= 0]])
    finder = Finder(segment, static, mine[mine >= 0], wide, most)
    pools: list[Pool] = []
    for turn, tried in enumerate(turns(query)):
        pools += [pool for way in tried if (pool := finder.pool(way)) is not None]
        if not pools:
            continue
        whole = merged(pools)
        if turn or whole.counts.sum() >= enough or whole.full:
            return whole
    return None


def wide(segment: Segment) -> Wide:
    """What single letters lead to, put together before somebody types one."""
    known: Wide = {}
    _, starts, counts = np.unique(segment.letters[segment.starts[:-1]], return_index=True, return_counts=True)
    for low, high in zip(starts.tolist(), (starts + counts).tolist(), strict=True):
        low += int(segment.starts[low + 1] - segment.starts[low] == 1)  # the letter itself is a word
        if low < high and (segment.at[high] - segment.at[low]) * _WIDE >= len(segment):
            known[low, high] = _together(segment, low, high)
    return known


def _plain(segment: Segment, ranges: Ranges) -> Lists:
    at = np.array([(low, high) for low, high, _ in ranges], np.int64)
    quality = np.array([q for *_, q in ranges], np.float32)
    return at, quality, segment.at, segment.rows, segment.worth


def _together(segment: Segment, low: int, high: int) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    """The rows under a range of words in their order, each with its best worth; as lists of one word."""
    table = np.zeros(len(segment), np.uint8)
    kernel.flood(*_plain(segment, [(low, high, 1.0)]), table)
    rows = np.flatnonzero(table).astype(np.int32)
    worth = table[rows] - np.uint8(kernel.HELD)
    for array in (rows, worth):
        array.setflags(write=False)
    at = np.array([0, len(rows)], np.int64)
    at.setflags(write=False)
    return at, rows, worth


def codes(word: str) -> NDArray[np.int32]:
    return np.array([ord(c) for c in word], np.int32)


def merged(pools: Sequence[Pool]) -> Pool:
    """The best of several ways over one segment; a row that more than one leads to counts once."""
    most = max(p.rows.shape[1] for p in pools)
    rows = np.full((len(KINDS), most), -1, np.int32)
    scores = np.full((len(KINDS), most), -np.inf, np.float32)
    counts = np.max([p.counts for p in pools], axis=0)
    for kind in range(len(KINDS)):
        all_rows = np.concatenate([p.rows[kind] for p in pools])
        all_scores = np.concatenate([p.scores[kind] for p in pools])
        order = np.argsort(-all_scores, kind="stable")
        order = order[all_rows[order] >= 0]
        _, first = np.unique(all_rows[order], return_index=True)
        best = order[np.sort(first)][:most]
        rows[kind, : len(best)], scores[kind, : len(best)] = all_rows[best], all_scores[best]
        counts[kind] = max(counts[kind], len(best))
    return Pool(rows, scores, counts, any(p.full for p in pools))
