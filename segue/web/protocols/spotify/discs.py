"""Discs: the albums of a model, by their ids and by artist, in columns."""

import threading
from functools import cached_property
from typing import Any

import numpy as np
from litestar import Request
from numpy.typing import NDArray

from segue.catalog.names import release_id
from segue.recommend.serving import ServingModel
from segue.web.auth import app_of

_making = threading.Lock()


class Discs:
    """Albums are numbers of `segue.recommend.lineage`."""

    def __init__(self, model: ServingModel) -> None:
        self.model = model
        releases = model.lineage.release
        self._order = np.lexsort((-model.fame, releases)).astype(np.int32)
        self._starts = np.searchsorted(releases[self._order], np.arange(len(model.lineage.named) + 1))

    def rows(self, album: int) -> NDArray[np.int32]:
        """Its tracks, the best known first."""
        return self._order[self._starts[album] : self._starts[album + 1]]

    def of_artist(self, rows: NDArray[np.int32]) -> list[int]:
        """rows: of the artist's tracks, the best known first. Albums in the order of their best-known tracks."""
        albums = self.model.lineage.release[rows]
        return [one for one in dict.fromkeys(albums.tolist()) if self.model.lineage.named[one]]

    def named(self, album_id: str) -> NDArray[np.int32]:
        """None of them for an id that is not here."""
        album = self._by_id.get(album_id)
        return np.empty(0, np.int32) if album is None else self.rows(album)

    @cached_property
    def _by_id(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for album in np.flatnonzero(self.model.lineage.named).tolist():
            track = self.model.items[int(self.rows(album)[0])]
            found.setdefault(release_id(track.release or "", track.artist), album)
        return found


def discs_of(request: Request[Any, Any, Any]) -> Discs:
    """Of the model in service; may take a second of a large catalogue, once."""
    state, model = request.app.state, app_of(request).models.current()
    with _making:
        held: Discs | None = state.get("spotify_discs")
        if held is None or held.model is not model:
            held = state["spotify_discs"] = Discs(model)
        return held
