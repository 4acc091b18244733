"""The work both are given: Last.fm artists, the split of LightGCN-PyTorch."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

K = 20


@dataclass(frozen=True, slots=True)
class Work:
    train: Path  # listener, artist, plays
    test: Path

    def liked(self, path: Path) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for line in path.read_text().splitlines():
            listener, artist, *_ = line.split()
            found[listener].append(artist)
        return found


def accuracy(answers: dict[str, list[str]], wanted: dict[str, list[str]]) -> tuple[float, float]:
    """Mean recall@20 and NDCG@20 of everybody with something to find."""
    discount = 1 / np.log2(np.arange(2, K + 2))
    recalls, gains = [], []
    for listener, right in wanted.items():
        hits = np.array([artist in right for artist in answers.get(listener, [])[:K]], np.float64)
        recalls.append(hits.sum() / len(right))
        gains.append((hits * discount[: len(hits)]).sum() / discount[: min(K, len(right))].sum())
    return float(np.mean(recalls)), float(np.mean(gains))
