"""Starter: the artists a new listener is asked about, so that few answers say most.

Greedy facility location (Nemhauser, Wolsey & Fisher 1978; the elicitation of Rashid et al. 2002, "Getting to know
you", asks by popularity times spread in the same spirit): each next artist is the one that brings most of the
catalogue, weighted by how much it is heard, closer to some artist that is asked about. In the item space a hit of
everybody is close to nothing, so what does not split tastes covers little. Of the rarely heard nobody knows the
name: an artist's gain counts by how likely it is known. Without any listening the catalogue's tags are the space and
the number of tracks is the fame, so it works on day one.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.recommend.serving import ServingModel

_ASKED = 400  # the best-known artists, who may be asked about
_COVERED = 3000  # the best-known artists, who should be covered
_TRACKS = 3  # named with an artist


@dataclass(frozen=True, slots=True)
class Choice:
    """An artist to choose or not; `tracks` are the best known ones."""

    artist_id: str
    artist: str
    tags: tuple[str, ...]
    tracks: tuple[TrackId, ...]


def choices(model: ServingModel, n: int, seed: int, shown: Collection[str] = ()) -> list[Choice]:
    """Up to n artists, the most telling first. `shown`: artist ids asked about before; they are covered already.

    The same model and seed give the same artists; another seed gives others about as good.
    """
    groups = model.by_artist
    music = np.flatnonzero(np.bincount(model.artists, model.formats == 0, len(groups)) > 0)
    if not len(music):
        return []
    fame = model.fame
    of_artist = np.bincount(model.artists, np.expm1(fame) if fame.any() else np.ones(len(fame)), len(groups))
    known = music[np.lexsort((music, -of_artist[music]))]
    covered, pool = known[:_COVERED], known[:_ASKED]
    jitter = np.random.default_rng(seed).gamma(4.0, 0.25, len(groups)) if seed else np.ones(len(groups))
    vectors = _vectors(model, covered, fame)
    weight = np.sqrt(of_artist[covered])
    weight /= weight.sum()
    sure = np.sqrt(of_artist[pool] / of_artist[pool[0]]) * jitter[pool]
    close = np.maximum(vectors[: len(pool)] @ vectors.T, 0)
    close[np.arange(len(pool)), np.arange(len(pool))] = 1  # an artist covers itself, whatever is known of it
    before = [groups.codes[a] for a in shown if a in groups.codes]
    reached = np.zeros(len(covered), np.float32)
    if before:
        reached = np.maximum(_vectors(model, np.array(before), fame) @ vectors.T, 0).max(axis=0)
    free = ~np.isin(pool, before)
    found = []
    for _ in range(min(n, int(free.sum()))):
        gain = np.maximum(close - reached, 0) @ weight
        best = int(np.argmax(np.where(free, gain * sure, -1)))
        free[best] = False
        np.maximum(reached, close[best], out=reached)
        found.append(_choice(model, int(pool[best]), fame))
    return found


def _vectors(model: ServingModel, artists: NDArray[np.integer], fame: NDArray[np.float32]) -> NDArray[np.float32]:
    """(m, d) float32: where an artist is in the item space, by the tracks that are heard; length 1 or 0."""
    out = np.zeros((len(artists), model.space.shape[1]), np.float32)
    for i, artist in enumerate(artists):
        rows = model.by_artist.rows(int(artist))
        out[i] = (1 + fame[rows]) @ model.space[rows]
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return np.asarray(np.divide(out, length, out=out, where=length > 0), np.float32)


def _choice(model: ServingModel, artist: int, fame: NDArray[np.float32]) -> Choice:
    rows = model.by_artist.rows(artist)
    rows = rows[model.formats[rows] == 0]
    best = rows[:_TRACKS]
    tags = dict.fromkeys(tag for row in best for tag in model.items[row].tags[:1])
    named = model.items[best[0]].artist
    return Choice(model.artist_ids[artist], named, tuple(tags), tuple(model.items[row].id for row in best))
