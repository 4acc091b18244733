"""Retell: an issue of a mix in another language than the one that it was made in."""

import numpy as np
from msgspec.structs import replace

from segue.domain.playlist import Playlist
from segue.playlists.briefing import Briefing
from segue.playlists.describe import described
from segue.playlists.recipe import Recipe
from segue.playlists.rows import rows_of
from segue.recommend.reasons import Reasons
from segue.recommend.situation import situation
from segue.settings import Settings


def retold(playlist: Playlist, recipe: Recipe, briefing: Briefing, settings: Settings, *, why: bool) -> Playlist:
    """What it is called, and why each track is in it, in the language of the briefing's request: as of now.

    why: False leaves the reasons out, of which nobody will read any.
    """
    row_of = briefing.model.row_of
    known = [track for track in playlist.tracks if track.id in row_of]
    title, about, _ = described(playlist.name, recipe, briefing, known)
    told = replace(playlist, title=title, about=about, lang=briefing.request.lang)
    if not known or not why:
        return told
    rows = np.unique(rows_of(briefing.model, (track.id for track in known)))
    reasons = Reasons(situation(briefing.request, briefing.profile, briefing.model, settings, rows))
    tracks = [replace(one, reason=reasons.why(row_of[one.id])) if one.id in row_of else one for one in playlist.tracks]
    return replace(told, tracks=tuple(tracks))
