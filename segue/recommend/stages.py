"""The four stages. Each is one file in `sources/`, `filters/`, `rankers/` or `rerankers/`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.recommend.candidates import Candidates, Mask, Rows
from segue.recommend.situation import Situation


@dataclass(frozen=True, slots=True)
class CandidateSource:
    title: str
    propose: Callable[[Situation], Rows]  # distinct rows of the model's items


@dataclass(frozen=True, slots=True)
class Filter:
    title: str
    keep: Callable[[Situation, Candidates], Mask]  # one bool per candidate, judged on that candidate alone
    soft: bool = False  # gives way when nothing else would be left: a small library still has a next track


@dataclass(frozen=True, slots=True)
class Ranker:
    title: str
    score: Callable[[Situation, Candidates], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Reranker:
    """Sees the list, best first, and returns it reordered or thinned."""

    title: str
    rerank: Callable[[Situation, Candidates], Candidates]
