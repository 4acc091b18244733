"""Make: a recipe and a listener to one issue of a mix. Pure: what was noted and given before comes in and goes out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from msgspec.structs import replace as replace_fields

from segue.domain.event import ListenerId, Offset
from segue.domain.playlist import Playlist
from segue.domain.slate import Request, SlateTrack
from segue.domain.track import Track
from segue.playlists.briefing import Briefing, Rows
from segue.playlists.describe import described
from segue.playlists.issue import period, until
from segue.playlists.recipe import Mix, Recipe
from segue.playlists.sequence.arrange import arranged
from segue.recommend.answer import answer
from segue.recommend.situation import situation
from segue.settings import Settings

_NONE: Rows = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Made:
    playlist: Playlist
    notes: dict[str, Any]  # for the next issue


def playlist_id(listener: ListenerId, name: str) -> str:
    """The same for every issue, and not to be guessed from the name alone."""
    return str(uuid5(NAMESPACE_URL, f"segue:playlist:{listener}:{name}"))


def made(
    name: str,
    recipe: Recipe,
    briefing: Briefing,
    settings: Settings,
    given: Rows,
    first: tuple[SlateTrack, ...] = (),
    never: Rows = _NONE,
    resting: Rows = _NONE,
) -> Made:
    """given: rows of earlier issues; resting: rows that come only where there are too few others; never: rows that do
    not come in any case, all of them among `given`, too; first: what stays at the head, in this order."""
    mix = recipe.mix
    assert mix is not None
    request, model = briefing.request, briefing.model
    settings = replace(settings, explore_share=0.0, artist_cap=_cap(mix))  # a mix is kept: nothing is tried
    within = _within(mix, briefing)
    asked = replace_fields(request, n=mix.length, format=mix.format, familiar_share=_share(recipe, mix, request))
    tracks = first
    for barred in _barred(mix, given, resting, never):
        rows = _open(within, recipe, briefing, barred)
        if len(tracks) < mix.length and (mix.format == "any" or rows is None or len(rows)):
            seen = situation(asked, briefing.profile, model, settings, rows, barred)
            tracks = _after(tracks, answer(seen, recipe.pipeline, None, (), Offset(0)).tracks, mix.length)
    tracks = _ordered(tracks, mix, briefing, len(first))
    title, about, little = described(name, recipe, briefing, tracks)
    known = [model.items[model.row_of[one.id]] for one in tracks]
    return Made(
        Playlist(
            playlist_id(request.listener, name), name, title, about, period(mix.every, request.now), request.now,
            tracks, until(mix.every, request.now), little, sum(t.duration_ms or 0 for t in known), model.id,
            request.lang,
        ),
        briefing.notes,
    )  # fmt: skip


def _share(recipe: Recipe, mix: Mix, request: Request) -> float | None:
    """What the recipe promises, else what the listener set, else what is usual for it."""
    if recipe.familiar_share is not None:
        return recipe.familiar_share
    return mix.usual_share if request.familiar_share is None else request.familiar_share


def _barred(mix: Mix, given: Rows, resting: Rows, never: Rows) -> Iterator[Rows]:
    """Rows that do not come, more and more narrowly: each time where the others were too few."""
    if len(resting):
        yield np.union1d(given, resting).astype(np.int32)
    yield given
    if len(given) and mix.returns:
        yield never


def _open(within: Rows | None, recipe: Recipe, briefing: Briefing, barred: Rows) -> Rows | None:
    """What of `within` no filter takes away: of the best alone nothing may be left, of somebody who has heard much."""
    filters, heard = recipe.pipeline.filters, briefing.seen.rows
    if "only_heard" in filters:
        within = heard if within is None else np.intersect1d(within, heard).astype(np.int32)
    closed = np.zeros(len(briefing.model), np.bool_)
    if "given" in filters:
        closed[barred] = True
    if "never_heard" in filters:
        closed[heard] = True
    if not closed.any():
        return within
    rows = np.arange(len(briefing.model), dtype=np.int32) if within is None else within
    return rows[~closed[rows]]


def _within(mix: Mix, briefing: Briefing) -> Rows | None:
    about, wanted = mix.limit(briefing), mix.wanted.rows(briefing.model)
    if about is None or wanted is None:
        return wanted if about is None else about
    return np.intersect1d(about, wanted).astype(np.int32)


def _cap(mix: Mix) -> int:
    """Tracks of one artist: about one in eight, and never fewer than two."""
    return max(2, mix.length // 8)


def _after(first: tuple[SlateTrack, ...], tracks: tuple[SlateTrack, ...], length: int) -> tuple[SlateTrack, ...]:
    held = {track.id for track in first}
    return (*first, *(track for track in tracks if track.id not in held))[:length]


def _ordered(tracks: tuple[SlateTrack, ...], mix: Mix, briefing: Briefing, keep: int) -> tuple[SlateTrack, ...]:
    """By tempo, key and the mix's curve of energy; what goes on with a book stays in its order."""
    if mix.format != "music" or len(tracks) < 3:
        return tracks
    model = briefing.model
    known: list[Track] = [model.items[model.row_of[t.id]] for t in tracks]
    artists = [int(model.artists[model.row_of[t.id]]) for t in tracks]
    return tuple(tracks[i] for i in arranged(known, mix.shape, keep=keep, artists=artists))
