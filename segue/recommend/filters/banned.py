"""Never what the listener banned: a song with its other versions, one version, a release, an artist or a genre."""

import numpy as np

from segue.catalog.works import work_key
from segue.domain.ban import Scope
from segue.profiles.features.ratings import Ban, Rated
from segue.recommend.candidates import Candidates, Mask
from segue.recommend.serving import ServingModel
from segue.recommend.situation import Situation
from segue.recommend.stages import Filter


def keep(situation: Situation, candidates: Candidates) -> Mask:
    return ~banned(situation.model, situation.rated, candidates)


def banned(model: ServingModel, rated: Rated, candidates: Candidates) -> Mask:
    rows = [model.row_of[track] for track in rated.banned if track in model.row_of]
    gone = candidates.among(rows, len(model))
    if rows:
        gone |= _same_work(model, candidates, rows)
    for (scope, what), ban in _latest(model, rated.scoped).items():
        if ban.yes:
            gone |= _hit(model, candidates, scope, what)
    return gone


def _same_work(model: ServingModel, candidates: Candidates, rows: list[int]) -> Mask:
    """Other versions: only songs of the same artist are looked at."""
    found = np.zeros(len(candidates), np.bool_)
    artists = model.artists[candidates.track]
    sung = [row for row in rows if not model.formats[row]]  # every book has a first chapter
    songs: set[tuple[int, str]] = {(int(model.artists[row]), work_key(model.items[row].title)) for row in sung}
    music = model.formats[candidates.track] == 0
    for i in np.flatnonzero(music & np.isin(artists, [artist for artist, _ in songs])):
        title = model.items[int(candidates.track[i])].title
        found[i] = (int(artists[i]), work_key(title)) in songs
    return found


def _latest(model: ServingModel, words: tuple[Ban, ...]) -> dict[tuple[Scope, int | str], Ban]:
    """The last word on each thing; two tracks of one artist name the same artist."""
    found: dict[tuple[Scope, int | str], Ban] = {}
    for ban in words:
        scope, row = Scope(ban.scope), model.row_of.get(ban.track)
        if scope is Scope.GENRE and ban.genre:
            found[scope, ban.genre.casefold()] = ban
        elif row is not None and (what := _named(model, scope, row)) is not None:
            found[scope, what] = ban
    return found


def _named(model: ServingModel, scope: Scope, row: int) -> int | str | None:
    """The number of the row, release or artist, or the genre; None where the track has none."""
    if scope is Scope.ARTIST:
        return int(model.artists[row])
    if scope is Scope.ALBUM:
        release = int(model.lineage.release[row])
        return release if model.lineage.named[release] else None
    if scope is Scope.GENRE:
        tags = model.items[row].tags
        return tags[0].casefold() if tags else None
    return row


def _hit(model: ServingModel, candidates: Candidates, scope: Scope, what: int | str) -> Mask:
    rows = candidates.track
    found: Mask = rows == what
    if scope is Scope.ARTIST:
        found = model.artists[rows] == what
    if scope is Scope.ALBUM:
        found = model.lineage.release[rows] == what
    if scope is Scope.GENRE:
        found = np.array([any(t.casefold() == what for t in model.items[int(r)].tags) for r in rows], np.bool_)
    return found


filter_ = Filter(title="Banned", keep=keep)
