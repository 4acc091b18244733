"""Answer: a query and a listener to a playlist: everything in the catalogue that fits, ranked as any other answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from msgspec.structs import replace as replace_fields
from numpy.typing import NDArray

from segue.domain.event import Offset, TrackId
from segue.domain.slate import Request, Slate
from segue.playlists.prompt.choose import Chosen, chosen
from segue.playlists.prompt.index import Index
from segue.playlists.prompt.length import asked_for, cut
from segue.playlists.prompt.match import Part, unwanted, wanted
from segue.playlists.prompt.query import MOST_TRACKS, Query
from segue.playlists.sequence.arrange import arranged
from segue.profiles.profile import Profile
from segue.recommend.answer import answer as ranked_answer
from segue.recommend.formats import FORMATS
from segue.recommend.history import record
from segue.recommend.partial import Column, Some
from segue.recommend.pipeline import Pipeline
from segue.recommend.serving import ServingModel
from segue.recommend.situation import Situation, situation
from segue.settings import Settings

RECIPE = "prompt"
_PIPELINE = Pipeline(
    sources=("within",),
    filters=("banned", "format", "within", "heard_out", "just_played", "just_skipped"),
    ranker="learned",
    rerankers=("fatigue", "freshness", "diversity", "one_version", "familiar_share", "artist_cap", "spacing"),
)
_MUSIC = FORMATS.index("music")
_LEAST = 5  # tracks that fit, below which something gives way; where artists are named, what there is will do
_WEIGHT = 1.0  # of each part that fits wholly, in standard deviations of taste
_SEEDS = 10  # tracks that stand for an artist
_NEAREST = 800  # tracks to "something like" an artist, where nothing else is said
_LONGEST_ORDER = 60  # tracks that are put in order by tempo and key
_SHAPES = {"rising": "rise", "falling": "sleep", "arc": "arc", "steady": "level", None: "level"}


@dataclass(frozen=True, slots=True)
class Answer:
    """gave: parts that do not hold for all tracks; fitting: how many tracks there were to choose from"""

    slate: Slate
    seen: Situation
    gave: tuple[Part, ...]
    fitting: int
    duration_ms: int


def answer(
    query: Query, request: Request, profile: Profile, index: Index, settings: Settings, offset: Offset = Offset(0)
) -> Answer:
    """`request` says who asks, when and in which language; length, format and seeds come from the query."""
    model = index.model
    seen = heard(profile, request.now, model)
    parts = wanted(query, index, seen)
    seeds = _seeds(query, index)
    allowed = ~unwanted(query, index) & _visible(index, seen, settings)
    if seeds and not any(part.slot in ("genres", "by", "moods") for part in parts):
        allowed &= _near(model, seeds, allowed)
    if not query.formats and not model.formats.all():
        allowed &= model.formats == _MUSIC
    durations = index.durations_ms
    n = asked_for(query.minutes, query.tracks, np.empty(0), MOST_TRACKS)
    picked = chosen(parts, allowed, 1 if query.by else min(_LEAST, n))
    n = asked_for(query.minutes, query.tracks, durations[picked.rows], MOST_TRACKS)
    request = replace_fields(
        request, n=max(n, 1), recipe=RECIPE, seeds=seeds, format=_format(model, picked),
        familiar_share={"new": 0.0, "known": 1.0, None: request.familiar_share}[query.novelty],
    )  # fmt: skip
    settings = replace(settings, explore_share=0.0, **_spread(query, n))
    situ = situation(request, profile, model, settings, picked.rows)
    situ = replace(situ, total=_lifted(situ.total, picked, len(model)))
    slate = ranked_answer(situ, _PIPELINE, None, (), offset)
    rows = np.array([model.row_of[track.id] for track in slate.tracks], np.int32)
    stay = cut(query.minutes, query.tracks, [None if np.isnan(d) else float(d) for d in durations[rows]])
    order = _order(query, model, rows[stay])
    kept = [stay[i] for i in order]
    slate = replace_fields(slate, tracks=tuple(slate.tracks[i] for i in kept), changes=())
    total = float(np.nansum(durations[rows[kept]])) if kept else 0.0
    return Answer(slate, situ, picked.gave, len(picked.rows), int(total))


def _format(model: ServingModel, picked: Chosen) -> str:
    found = np.unique(model.formats[picked.rows])
    return FORMATS[int(found[0])] if len(found) == 1 else "any"


def heard(profile: Profile, now: datetime, model: ServingModel) -> NDArray[np.int32]:
    """(m,) int32 rows of what this listener has heard or liked, ascending."""
    return record(profile.read("taste", now), profile.read("ratings", now).liked, model.row_of).rows


def _visible(index: Index, seen: NDArray[np.int32], settings: Settings) -> NDArray[np.bool_]:
    """(n,) not what is known only from what a few other listeners told: their record is theirs."""
    found = index.public(settings.least_listeners).copy()
    found[seen] = True
    return found


def _seeds(query: Query, index: Index) -> tuple[TrackId, ...]:
    codes = [code for name in query.like if (code := index.artist(name)) is not None]
    return tuple(index.model.items[int(row)].id for code in codes for row in index.model.by_artist.rows(code)[:_SEEDS])


def _near(model: ServingModel, seeds: tuple[TrackId, ...], allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows = [model.row_of[seed] for seed in seeds]
    near = np.zeros(len(model), np.bool_)
    near[rows] = True
    near[model.packed.best(model.space[rows].mean(axis=0), _NEAREST)] = True
    return near


def _spread(query: Query, n: int) -> dict[str, Any]:
    """Tracks of one artist: about one in eight; where artists are named, as many as there are."""
    if query.by:
        return {"artist_cap": MOST_TRACKS, "artist_apart": 0 if len(query.by) == 1 else 1, "album_apart": 1}
    return {"artist_cap": max(2, n // 8)}


def _lifted(total: Column, picked: Chosen, n: int) -> Column:
    """Scores with what a row fits better than others on top."""
    if isinstance(total, Some):
        at = np.searchsorted(picked.rows, total.rows)
        at = np.minimum(at, max(len(picked.rows) - 1, 0))
        fits = picked.rows[at] == total.rows if len(picked.rows) else np.zeros(len(total.rows), np.bool_)
        return Some(total.rows, (total.values + _WEIGHT * np.where(fits, picked.bonus[at], 0)).astype(np.float32))
    lifted = total.copy()
    lifted[picked.rows] += _WEIGHT * picked.bonus
    return lifted


def _order(query: Query, model: ServingModel, rows: NDArray[np.int32]) -> list[int]:
    """By tempo, key and the curve of energy; episodes and long lists stay as they were ranked."""
    if not 3 <= len(rows) <= _LONGEST_ORDER or model.formats[rows].any():
        return list(range(len(rows)))
    tracks = [model.items[row] for row in rows.tolist()]
    return arranged(tracks, _SHAPES[query.shape], artists=model.artists[rows].tolist())
