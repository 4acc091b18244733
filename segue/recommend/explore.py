"""Explore: a few places of a slate are drawn by chance among what little is known of, and it is written down how likely
each draw was.

Place by place after the first: with chance `share` the track that would stand there moves down for one drawn by
Thompson sampling (Thompson 1933; Chapelle & Li, NIPS 2011): every explorer's score is drawn from a normal distribution
around it, the wider the fewer outcomes stand behind it, and the highest draw is shown. A track's propensity is the
chance that it stands in its place given the places before it, so that inverse propensities make other policies' value
known (Horvitz & Thompson 1952).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from segue.recommend.chance import seed_of, uniform

_Z = np.linspace(-8, 8, 81)  # a standard normal's values, and how likely each of these steps is
_LIKELY = np.exp(-_Z * _Z / 2) / np.exp(-_Z * _Z / 2).sum()


@dataclass(frozen=True, slots=True)
class Explored:
    """places: index into what was ranked for each place; propensity: chance of it there; tried: by chance or not."""

    places: list[int]
    propensity: list[float]
    tried: list[bool]


def explore(
    names: NDArray[np.integer],
    score: NDArray[np.floating],
    spread: NDArray[np.floating],
    n: int,
    explorers: NDArray[np.intp],
    share: float,
    seed: int,
) -> Explored:
    """names, score, spread: (m,) of the ranked candidates: what tells one from another, mean and standard deviation of
    what each is believed to be worth; explorers: indices that may be tried, none of them among the first n."""
    length = min(n, len(score))
    places, propensity, tried = [0][:length], [1.0][:length], [False][:length]
    left = [int(i) for i in explorers] if share > 0 else []
    coins = uniform(np.arange(length), seed)
    following = 1  # of the ranked: what stands in the next place that is not tried
    for place in range(1, length):
        tried.append(bool(left) and coins[place] < share)
        if not tried[place]:
            places.append(following)
            propensity.append(1 - share if left else 1.0)
            following += 1
            continue
        at = np.array(left, np.intp)
        drawn = score[at] + spread[at] * ndtri(uniform(names[at], seed_of(seed, place)))
        best = int(np.argmax(drawn))
        places.append(left[best])
        propensity.append(share * chance(score[at], spread[at], best))
        del left[best]
    return Explored(places, propensity, tried)


def chance(score: NDArray[np.floating], spread: NDArray[np.floating], one: int) -> float:
    """How likely this one draws the highest: its own draw integrated out against those of the others."""
    spread = np.maximum(spread, 1e-9)
    draws = score[one] + spread[one] * _Z
    below = ndtr((draws[:, None] - score) / spread)
    below[:, one] = 1.0
    return float(_LIKELY @ below.prod(axis=1))


def width(outcomes: NDArray[np.floating], scale: float) -> NDArray[np.float64]:
    """(m,) standard deviations: `scale` where nothing is known, halved by three outcomes, as a mean's error shrinks."""
    return np.asarray(scale / np.sqrt(1 + outcomes))
