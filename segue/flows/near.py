"""Near: what is like a track or an artist, what of an artist is best known, what sounds alike."""

from datetime import datetime

import numpy as np

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
from segue.settings import Settings

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
        items, row_of = self._models.current().items, self._models.current().row_of
        return [items[row_of[one.id]] for one in found.tracks if one.id in row_of]

    def best_known(self, artist: str, n: int) -> list[Track]:
        """Of the artist of this name, what most listeners like first."""
        index = self._prompter.index()
        model = index.model
        rows = model.by_artist.named(artist_id(artist))
        rows = rows[index.public(self._settings.least_listeners)[rows]]
        order = np.argsort(-model.fame[rows], kind="stable")[:n]
        return [model.items[row] for row in rows[order].tolist()]

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
        alike = fitted.vectors @ fitted.vectors[row]
        alike[~index.public(self._settings.least_listeners)] = 0
        alike[row] = 0
        order = np.argsort(-alike, kind="stable")[:n]
        return [(model.items[i], round(min(1.0, float(alike[i])), 4)) for i in order.tolist() if alike[i] > _LEAST]

    def path(self, start: TrackId, end: TrackId, n: int) -> list[tuple[Track, float]]:
        """From one track to another in n steps that sound ever more like the second; each with how like the one before.

        The two are its ends. None where nobody knows how one of them sounds.
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
        rows = [ends[0]]
        for step in range(1, n - 1):
            share = step / (n - 1)
            near = vectors @ ((1 - share) * vectors[ends[0]] + share * vectors[ends[1]])
            near[~free] = -np.inf
            best = int(np.argmax(near))
            if not free[best]:
                break
            free[best] = False
            rows.append(best)
        rows.append(ends[1])
        before = [rows[0], *rows[:-1]]
        like = np.clip((vectors[rows] * vectors[before]).sum(axis=1), 0, 1)
        return [(model.items[row], round(float(alike), 4)) for row, alike in zip(rows, like.tolist(), strict=True)]

    def _sounds(self) -> FittedVectors | None:
        found = self._models.current().blend.components.get("sound")
        return found if isinstance(found, FittedVectors) and bool(found.vectors.any()) else None
