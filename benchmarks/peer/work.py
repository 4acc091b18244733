"""The work both are given: Last.fm artists, the split of LightGCN-PyTorch, and how an answer is judged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from scipy.sparse import csr_array

K = 20
Liked = Mapping[str, list[str]]  # listener -> artists


class Engine(Protocol):
    """One that runs, asked over HTTP."""

    def ask(self, listener: str) -> list[str]:
        """The best 20 artists that are new to the listener."""

    def tell(self, listener: str, artist: str, what: str) -> list[str]:
        """`what` is skip, dislike or like; the answer that comes next."""


@dataclass(frozen=True, slots=True)
class Work:
    """Both parts by listener, in the order of the files; how often an artist was played is told to nobody."""

    train: Liked
    test: Liked

    @classmethod
    def read(cls, folder: Path) -> Self:
        return cls(liked(folder / "data1.txt"), liked(folder / "test1.txt"))

    def validation(self, seed: int) -> Self:
        """A fifth of everybody's training part in place of the test part."""
        rng, train, held = np.random.default_rng(seed), {}, {}
        for listener, artists in self.train.items():
            out = {artists[i] for i in rng.permutation(len(artists))[: len(artists) // 5]}
            train[listener] = [a for a in artists if a not in out]
            if out:
                held[listener] = [a for a in artists if a in out]
        return type(self)(train, held)

    @property
    def artists(self) -> list[str]:
        """In an order, and with names, that say nothing of who hears them: numbers of Last.fm do."""
        found = {artist for part in (self.train, self.test) for some in part.values() for artist in some}
        return sorted(found, key=track_id)


def track_id(artist: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"artist/{artist}"))


def liked(path: Path) -> dict[str, list[str]]:
    """Lines of listener, artist, plays.

    Raises:
        ValueError: a line without listener and artist; its number is in the message.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        listener, artist, *_ = (*line.split(), "", "")
        if not artist:
            raise ValueError(f"{path}: line {number} is not listener, artist, plays: {line[:40]!r}")
        found[listener].append(artist)
    return dict(found)


def accuracy(answers: Mapping[str, list[str]], wanted: Liked) -> tuple[float, float]:
    """Mean recall@20 and NDCG@20 of everybody with something to find."""
    discount = 1 / np.log2(np.arange(2, K + 2))
    recalls, gains = [], []
    for listener, right in wanted.items():
        hits = np.array([artist in right for artist in answers.get(listener, [])[:K]], np.float64)
        recalls.append(hits.sum() / len(right))
        gains.append((hits * discount[: len(hits)]).sum() / discount[: min(K, len(right))].sum())
    return float(np.mean(recalls)), float(np.mean(gains))


class Likeness:
    """Cosine of two artists' training listeners: a yardstick that belongs to neither engine."""

    def __init__(self, train: Liked) -> None:
        self._row_of = {a: i for i, a in enumerate(dict.fromkeys(a for some in train.values() for a in some))}
        columns = [self._row_of[a] for some in train.values() for a in some]
        listeners = np.repeat(np.arange(len(train)), [len(some) for some in train.values()])
        matrix = csr_array((np.ones(len(columns)), (columns, listeners)), shape=(len(self._row_of), len(train)))
        self._rows = csr_array(matrix.multiply(1 / np.sqrt(matrix.sum(axis=1))[:, None]))

    def mean(self, artist: str, others: Iterable[str]) -> float:
        """0-1; an artist whom nobody heard in training is like none."""
        rows = [self._row_of[other] for other in others if other in self._row_of]
        if artist not in self._row_of or not rows:
            return 0.0
        one = self._rows[[self._row_of[artist]]]
        return float((self._rows[rows] @ one.T).sum() / len(rows))

    def within(self, artists: Iterable[str]) -> float:
        """Mean over all pairs of these; 0 where there are none."""
        rows = [self._row_of[artist] for artist in artists if artist in self._row_of]
        if len(rows) < 2:
            return 0.0
        total = np.asarray(self._rows[rows].sum(axis=0)).ravel()
        return float((total @ total - len(rows)) / (len(rows) * (len(rows) - 1)))
