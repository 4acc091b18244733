"""Rows of a model for tracks; tracks that it does not know have none."""

from collections.abc import Iterable

import numpy as np

from segue.domain.event import TrackId
from segue.playlists.briefing import Rows
from segue.recommend.serving import ServingModel


def rows_of(model: ServingModel, tracks: Iterable[TrackId | None]) -> Rows:
    """(m,) int32, ascending."""
    found = [row for track in tracks if track is not None and (row := model.row_of.get(track)) is not None]
    return np.array(sorted(found), np.int32)


def by_their_artists(model: ServingModel, tracks: Iterable[TrackId]) -> Rows:
    """(m,) int32: every track of those who made these."""
    artists = np.unique(model.artists[rows_of(model, tracks)]).tolist()
    rows = [model.by_artist.rows(artist) for artist in artists]
    return np.concatenate([np.empty(0, np.int32), *rows]).astype(np.int32)
