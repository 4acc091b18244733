"""Sets of sequences: files of `user item item ...`, oldest first, and tags beside them."""

import csv
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.model import COMPLETE, Histories, Sequences
from segue.learning.rows import nothing

FEWEST = 3  # items of a listener who can be asked: one to learn from, one for validation, one for the test


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """starts: (n + 1,) int64; columns: (m,) int32, the items of listener u at starts[u]:starts[u + 1];
    names: (n_items,) int64, ascending: the number each column has in the file."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    names: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def asked(self) -> NDArray[np.int64]:
        """Listeners with enough items to be asked."""
        return np.flatnonzero(np.diff(self.starts) >= FEWEST)

    def without_last(self, count: int) -> Histories:
        """What is known of everybody before the last `count` items; who has fewer than three keeps all of his."""
        sizes = np.diff(self.starts)
        kept = np.where(sizes >= FEWEST, sizes - count, sizes)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept, dtype=np.int64)])
        at = np.repeat(self.starts[:-1] - starts[:-1], kept) + np.arange(starts[-1])
        return histories(starts, self.columns[at], len(self.names))

    def nth_last(self, count: int) -> NDArray[np.int32]:
        """(n,) int32 column of everybody's count-th item from the end; -1 for who is not asked."""
        out = np.full(len(self), -1, np.int32)
        asked = self.asked()
        out[asked] = self.columns[self.starts[asked + 1] - count]
        return out

    def heard_before(self) -> int:
        """Listeners whose last item they have heard before: it is not ranked, and nobody can name it."""
        return sum(
            int(self.columns[b - 1] in self.columns[a : b - 1]) for a, b in pairwise(self.starts) if b - a >= FEWEST
        )


def histories(starts: NDArray[np.int64], columns: NDArray[np.int32], n_items: int) -> Histories:
    """Plays in order, no times known, as both the matrix (1 where ever heard) and the sequences of one `Histories`."""
    n = len(starts) - 1
    liked = csr_array((np.ones(len(columns), np.float32), columns.copy(), starts.copy()), shape=(n, n_items))
    liked.sum_duplicates()
    liked.data[:] = 1
    kinds = np.full(len(columns), COMPLETE, np.int8)
    return Histories(
        liked, nothing((n, n_items)), None, Sequences(starts, columns, kinds, np.zeros(len(columns), np.int64))
    )


def read_sequences(path: Path) -> SequenceSet:
    """Raises ValueError for what is no such file, with its line."""
    rows: list[NDArray[np.int64]] = []
    line_of: dict[int, int] = {}
    try:
        with path.open(encoding="ascii") as file:
            for position, line in enumerate(file, start=1):
                words = line.split()
                if not words:
                    continue
                numbers = _numbers(path, position, words)
                user = int(numbers[0])
                if len(numbers) == 1:
                    raise ValueError(f"{path} line {position}: user {user} has no items")
                if user in line_of:
                    raise ValueError(
                        f"{path} line {position}: user {user} was there before, on line {line_of[user]}; "
                        "want one line per user, his items oldest first"
                    )
                line_of[user] = position
                rows.append(numbers[1:])
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None
    if not any(len(row) >= FEWEST for row in rows):
        raise ValueError(f"{path}: nobody has {FEWEST} items: none to learn from, to choose by and to test on")
    names, columns = np.unique(np.concatenate(rows), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return SequenceSet(starts, columns.astype(np.int32), names)


def _numbers(path: Path, position: int, words: list[str]) -> NDArray[np.int64]:
    for place, word in enumerate(words, start=1):
        if not word.isdecimal() or len(word) > 18:
            raise ValueError(f"{path} line {position} word {place}: want a whole number from 0, got {word[:40]!r}")
    return np.array(words, np.int64)


def read_tags(path: Path, names: NDArray[np.int64]) -> csr_array:
    """(n_items, n_tags) float32, L2-normalised rows of log(1 + count) * log(items / items with the tag).

    path: `item<TAB>tag<TAB>count` below a line of headings; items that are not in `names` are left out, tags of one
    single item too: they tell of no other. Raises ValueError with the line.
    """
    want, column_of = ["item", "tag", "count"], {int(name): i for i, name in enumerate(names)}
    tag_of: dict[str, int] = {}
    cells: list[tuple[int, int, float]] = []
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        headings = next(lines, [])
        if headings != want:
            raise ValueError(f"{path} line 1: want the headings {' '.join(want)}, got {' '.join(headings)[:80]!r}")
        for position, words in enumerate(lines, start=2):
            if len(words) != 3 or not words[0].isdecimal() or not words[2].isdecimal():
                raise ValueError(f"{path} line {position}: want item, tag and count, got {words}"[:200])
            item, tag, count = words
            if int(item) in column_of:
                cells.append((column_of[int(item)], tag_of.setdefault(tag, len(tag_of)), float(count)))
    at = np.array(cells, np.float64).reshape(-1, 3)
    counts = csr_array(
        (at[:, 2], (at[:, 0].astype(np.int64), at[:, 1].astype(np.int64))), shape=(len(names), len(tag_of))
    )
    return _weighed(counts)


def _weighed(counts: csr_array) -> csr_array:
    carriers = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = csr_array(counts[:, carriers > 1])
    kept.data = np.log1p(kept.data) * np.log(counts.shape[0] / carriers[carriers > 1])[kept.indices]
    lengths = np.sqrt(
        np.bincount(np.repeat(np.arange(kept.shape[0]), np.diff(kept.indptr)), kept.data**2, kept.shape[0])
    )
    kept.data /= np.repeat(lengths, np.diff(kept.indptr))
    weighed = csr_array(kept.astype(np.float32))
    weighed.sort_indices()
    return weighed
