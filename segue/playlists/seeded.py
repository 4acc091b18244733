"""Seeded: tracks around seeds, within limits and towards targets: what other programs call recommendations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from msgspec.structs import replace as replace_fields
from numpy.typing import NDArray

from segue.domain.event import Offset, TrackId
from segue.domain.slate import Request, Slate
from segue.learning.distinct import distinct
from segue.playlists.prompt.answer import heard
from segue.playlists.prompt.concepts import MOODS
from segue.playlists.prompt.genres import genre_of
from segue.playlists.prompt.index import KIND, Fit, Index
from segue.playlists.prompt.plain import tag_key
from segue.profiles.profile import Profile
from segue.recommend.answer import answer
from segue.recommend.formats import FORMATS
from segue.recommend.partial import Column, Some
from segue.recommend.pipeline import Pipeline
from segue.recommend.serving import ServingModel
from segue.recommend.situation import situation
from segue.settings import Settings

RECIPE = "seeded"
_PIPELINE = Pipeline(
    sources=("within",),
    filters=("banned", "within"),
    ranker="total",
    rerankers=("fatigue", "one_version", "artist_cap", "spacing"),
)
_MUSIC = FORMATS.index("music")
_NEAR = 800  # tracks that are looked at around one seed
_STANDS_FOR = 10  # tracks of an artist or a genre that say where it lies
_TARGET = 2.0  # how much place by nearness to the targets counts, beside place by everything else
_MOST = 2_000  # rows that are scored where there are targets
_MOODS = {tag_key(one): name for name, mood in MOODS.items() for one in (*mood.tags, name)}
_KEYS = 12  # on the circle of keys, 11 is beside 0
Limits = tuple[float | None, float | None]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Wish:
    """tracks, artists (ids) and genres to start from; limits, targets: by field of `Sound`, `duration_ms`,
    `popularity` (0 to 100). What is not known of a track is within no limit."""

    tracks: tuple[TrackId, ...] = ()
    artists: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    limits: Mapping[str, Limits] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pool:
    """How many tracks one seed led to, and how many of them are within the limits."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Around:
    """pools: by kind (track, artist, genre) and seed, in the order of the wish"""

    slate: Slate
    pools: Mapping[tuple[str, str], Pool]


def popularity(model: ServingModel) -> NDArray[np.float32]:
    """(n,) float32, 0 to 100: the logarithm of how many like each, 100 = the best known here."""
    return model.fame * np.float32(100 / max(float(model.fame.max(initial=0)), 1e-6))


def around(wish: Wish, request: Request, profile: Profile, index: Index, settings: Settings) -> Around:
    """`request` says who asks, when and for how many. Seeds that nobody knows lead to nothing; where there are no
    seeds at all, it is the listener's own taste within the limits."""
    model = index.model
    visible = index.public(settings.least_listeners) & (model.formats == _MUSIC)
    own = heard(profile, request.now, model)
    visible[own[model.formats[own] == _MUSIC]] = True
    allowed = visible.copy()
    for name, (least, most) in wish.limits.items():
        column = _column(index, name)
        allowed &= (column >= (-np.inf if least is None else least)) & (column <= (np.inf if most is None else most))
    starts: dict[tuple[str, str], Rows] = {("track", one): _row(model, one) for one in wish.tracks}
    allowed[[row for rows in starts.values() for row in rows.tolist()]] = False
    starts |= {("artist", one): model.by_artist.named(one)[:_STANDS_FOR] for one in wish.artists}
    pools: dict[tuple[str, str], Pool] = {}
    found: list[Rows] = []
    for (kind, one), rows in starts.items():
        before, after = _near(model, rows, visible, allowed, own=kind == "artist")
        pools[kind, one] = Pool(before, len(after))
        found.append(after)
    for genre in wish.genres:
        fits = _fit(index, genre) >= KIND
        rows = np.flatnonzero(fits & allowed).astype(np.int32)
        pools["genre", genre] = Pool(int(np.count_nonzero(fits & visible)), len(rows))
        found.append(rows)
        known = rows[np.argsort(-model.fame[rows], kind="stable")[:_STANDS_FOR]]
        starts["genre", genre] = known
    anything = not starts
    within = np.flatnonzero(allowed) if anything else distinct(*found)
    seeds = distinct(*starts.values())
    towards = _towards(index, wish.targets)
    within = _cut(model, within.astype(np.int32), seeds, towards)
    request = replace_fields(
        request, recipe=RECIPE, format="music", seeds=tuple(model.items[row].id for row in seeds.tolist())
    )
    settings = replace(settings, explore_share=0.0, artist_cap=max(2, request.n // 8), artist_apart=1, album_apart=1)
    seen = situation(request, profile, model, settings, within)
    if towards is not None:
        seen = replace(seen, total=_lifted(seen.total, within, towards))
    return Around(answer(seen, _PIPELINE, None, (), Offset(0)), pools)


def _fit(index: Index, name: str) -> Fit:
    """Of a genre, else a mood or an occasion, else any tag; hyphens are blanks, as in drum-and-bass."""
    spaced = name.lower().replace("-", " ")
    genre = genre_of(name) or genre_of(spaced)
    mood = _MOODS.get(tag_key(name)) if genre is None else None
    return index.mood(mood) if mood is not None else index.genre(genre or spaced)


def _row(model: ServingModel, track: TrackId) -> Rows:
    row = model.row_of.get(track)
    return np.empty(0, np.int32) if row is None else np.array([row], np.int32)


def _near(
    model: ServingModel, rows: Rows, visible: NDArray[np.bool_], allowed: NDArray[np.bool_], *, own: bool
) -> tuple[int, Rows]:
    """How many tracks lie around these, and those of them that are allowed; where limits leave few, the circle is
    wider. own: the rows themselves are among them."""
    if not len(rows):
        return 0, rows
    middle, most = model.space[rows].mean(axis=0), min(_NEAR, max(50, len(model) // 8))
    if not middle.any():  # nothing is known of it but whose it is
        near = np.concatenate([model.by_artist.rows(int(model.artists[row])) for row in rows[:1].tolist()])
        return int(np.count_nonzero(visible[near])), near[allowed[near]].astype(np.int32)
    near = model.packed.best(middle, most)
    near = near[visible[near]]
    after = near[allowed[near]]
    if len(after) < len(near) // 2:
        rest = np.flatnonzero(allowed).astype(np.int32)
        nearness = model.packed.at(rest, middle)
        order = np.argsort(-nearness, kind="stable")[: len(near)]
        after = rest[order[nearness[order] > 0]]
    if own:
        after = np.union1d(after, rows[allowed[rows]]).astype(np.int32)
    return max(len(near), len(after)), after


def _column(index: Index, name: str) -> NDArray[np.floating]:
    """(n,) NaN = unknown."""
    if name == "duration_ms":
        return index.durations_ms
    return popularity(index.model) if name == "popularity" else index.model.traits.sounds[name]


def _towards(index: Index, targets: Mapping[str, float]) -> NDArray[np.float32] | None:
    """(n,) how near each track is to all targets, 1 for each that it hits; what is not known counts as the average."""
    if not targets:
        return None
    found = np.zeros(len(index.model), np.float32)
    for name, target in targets.items():
        away = np.abs(_column(index, name) - target)
        if name == "key":
            away = np.minimum(away, _KEYS - away)
        known = ~np.isnan(away)
        if known.any():
            near = np.exp(-away / max(float(np.nanstd(_column(index, name))), 1e-6))
            found += np.where(known, near, near[known].mean()).astype(np.float32)
    return found


def _cut(model: ServingModel, within: Rows, seeds: Rows, towards: NDArray[np.float32] | None) -> Rows:
    """The most promising by seeds and targets, where there are many; ascending."""
    if towards is None or len(within) <= _MOST:
        return within
    score = _places(towards[within])
    if len(seeds):
        score += _places(model.packed.at(within, model.space[seeds].mean(axis=0)))
    return np.sort(within[np.argsort(-score, kind="stable")[:_MOST]])


def _lifted(total: Column, within: Rows, towards: NDArray[np.float32]) -> Column:
    """The pool ordered by its places by both: neither unit says how much the other is worth."""
    if not len(within):
        return total
    both = _places(total[within]) + np.float32(_TARGET) * _places(towards[within])
    return Some(within, both)


def _places(score: NDArray[np.floating]) -> NDArray[np.float32]:
    """(m,) float32, 0 to 1: the share of the others that score less, half of those that score the same."""
    _, which, counts = np.unique(score, return_inverse=True, return_counts=True)
    places: NDArray[np.float32] = ((np.cumsum(counts) - counts / 2) / len(score)).astype(np.float32)
    return places[which]
