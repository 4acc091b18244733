"""Near: what is like a track or an artist, what of an artist is best known, what sounds alike."""

from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segue.accounts.store import Accounts
from segue.catalog.names import artist_id
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.domain.track import Track
from segue.flows.follow import Follower
from segue.flows.models import Models
from segue.flows.prompt import Prompter
from segue.flows.seeded import seeded
from segue.learning.vectors import FittedVectors
from segue.playlists.seeded import Wish
from segue.recommend.serving import ServingModel
from segue.settings import Settings

_STANDS_FOR = 20  # tracks that say where an artist lies
_AROUND = 1_000  # tracks that are looked at around an artist
_FOR_WAY = 300  # tracks near each end, and best-known ones, that a way may lead over
_STEEP, _STEP = 8, 1e-5  # of what a step costs: power of how unlike it is, and what is added
_LEAST = 1e-3  # products below are rounding: nothing is known of one of them


class Near:
    def __init__(
        self, settings: Settings, accounts: Accounts, follower: Follower, models: Models, prompter: Prompter
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._follower = follower
        self._models = models
        self._prompter = prompter

    def similar(
        self,
        listener: Listener,
        now: datetime,
        n: int,
        tracks: tuple[TrackId, ...] = (),
        artists: tuple[str, ...] = (),
        library: str = "both",
    ) -> list[Track]:
        """Around tracks and artists (ids), by this listener's taste, nothing they banned; no artist has many of them.

        library: owned, new or both.
        """
        request = Request(listener.id, now.astimezone(listener.zone), n, library=library)
        wish = Wish(tracks=tracks, artists=artists)
        found = seeded(
            self._settings, self._accounts, self._follower, self._prompter.index, listener, wish, request
        ).slate
        model = self._models.current()
        return [model.items[model.row_of[one.id]] for one in found.tracks if one.id in model.row_of]

    def best_known(self, artist: str, n: int) -> list[Track]:
        """Of the artist of this name, what most listeners like first."""
        index = self._prompter.index()
        model = index.model
        rows = model.by_artist.named(artist_id(artist))
        rows = rows[index.public(self._settings.least_listeners)[rows]]
        order = np.argsort(-model.fame[rows], kind="stable")[:n]
        return [model.items[row] for row in rows[order].tolist()]

    def artists_like(self, artist: str, n: int) -> list[str]:
        """Names of artists whose tracks lie nearest to those of this one (an id)."""
        index = self._prompter.index()
        model = index.model
        rows = model.by_artist.named(artist)
        if not len(rows):
            return []
        near = related(model, rows, index.public(self._settings.least_listeners), n)
        return [model.items[int(model.by_artist.rows(one)[0])].artist for one in near]

    def sounds_known(self) -> bool:
        """Whether the sound of anything is known."""
        return self._sounds() is not None

    def sounding(self, track: TrackId, n: int) -> list[tuple[Track, float]]:
        """What sounds like it, 1 = the same; none where nobody knows how it sounds."""
        index, fitted = self._prompter.index(), self._sounds()
        model = index.model
        row = model.row_of.get(track)
        if fitted is None or row is None or len(fitted.vectors) != len(model):
            return []
        lengths = np.maximum(np.linalg.norm(fitted.vectors, axis=1), _LEAST)  # below 1 where less is known
        alike = fitted.vectors @ fitted.vectors[row] / (lengths * lengths[row])
        alike[~index.public(self._settings.least_listeners)] = 0
        alike[row] = 0
        order = np.argsort(-alike, kind="stable")[:n]
        return [(model.items[i], round(min(1.0, float(alike[i])), 4)) for i in order.tolist() if alike[i] > _LEAST]

    def path(self, start: TrackId, end: TrackId, n: int) -> list[tuple[Track, float]]:
        """From one track to another over at most n, those two among them, in steps that are as small as can be; each
        with how like the one before it sounds. None where nobody knows how one of the two sounds.
        """
        index, fitted = self._prompter.index(), self._sounds()
        model = index.model
        ends = [row for one in (start, end) if (row := model.row_of.get(one)) is not None]
        if fitted is None or len(ends) < 2 or len(fitted.vectors) != len(model) or n < 2:
            return []
        vectors = fitted.vectors
        if not vectors[ends].any(axis=1).all():
            return []
        free = index.public(self._settings.least_listeners) & vectors.any(axis=1)
        free[ends] = False
        for_way = [np.where(free, score, -np.inf) for score in (*(vectors @ vectors[ends].T).T, model.fame)]
        near = [np.argsort(-score, kind="stable")[:_FOR_WAY] for score in for_way]
        rows = np.concatenate([ends, np.setdiff1d(np.concatenate(near), [*ends, *np.flatnonzero(~free)])])
        plain = vectors[rows] / np.linalg.norm(vectors[rows], axis=1, keepdims=True)
        alike = np.clip(plain @ plain.T, 0, 1)
        way = _way(alike, n - 1)
        steps = [1.0, *(float(alike[a, b]) for a, b in pairwise(way))]
        return [(model.items[rows[at]], round(step, 4)) for at, step in zip(way, steps, strict=True)]

    def _sounds(self) -> FittedVectors | None:
        found = self._models.current().blend.components.get("sound")
        return found if isinstance(found, FittedVectors) and bool(found.vectors.any()) else None


def related(model: ServingModel, rows: NDArray[np.int32], public: NDArray[np.bool_], n: int) -> list[int]:
    """Numbers of artists, the nearest first: by the mean of each one's three nearest tracks.

    rows: (m,) tracks of one artist, the best known first; public: (n_items,) tracks that are nobody's secret
    """
    own = int(model.artists[rows[0]])
    middle = model.space[rows[:_STANDS_FOR]].mean(axis=0)
    near = model.packed.best(middle, _AROUND)
    near = near[public[near] & (model.artists[near] != own)]
    nearness = model.packed.at(near, middle)
    near, nearness = near[nearness > 0], nearness[nearness > 0]
    found: dict[int, list[float]] = {}
    for artist, value in zip(model.artists[near].tolist(), nearness.tolist(), strict=True):
        held = found.setdefault(artist, [])
        if len(held) < 3:  # they come nearest first
            held.append(value)
    return sorted(found, key=lambda one: (-sum(found[one]) / len(found[one]), one))[:n]


def _way(alike: NDArray[np.floating], most: int) -> list[int]:
    """From row 0 to row 1 in at most so many steps: what a step costs grows so fast with how unlike it is that the
    largest decides. Bellman, "On a routing problem", Quarterly of Applied Mathematics 16, 1958."""
    cost = (1 - alike) ** _STEEP + _STEP
    best = np.full(len(alike), np.inf)
    best[0] = 0
    tables: list[tuple[NDArray[np.float64], NDArray[np.int64]]] = []
    for _ in range(most):
        through = best[:, None] + cost
        before = through.argmin(axis=0)
        found = through[before, np.arange(len(best))]
        tables.append((found, before))
        best = found
    last = int(np.argmin([found[1] for found, _ in tables]))
    way = [1]
    for _, before in reversed(tables[: last + 1]):
        way.append(int(before[way[-1]]))
    return way[::-1]
