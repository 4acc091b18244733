"""Match: a query as constraints on the tracks of a catalogue, those that must hold and those that may give way."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.playlists.prompt.concepts import OCCASIONS
from segue.playlists.prompt.index import Fit, Index
from segue.playlists.prompt.query import Query, Span
from segue.recommend.fame import FAMOUS, NICHE
from segue.recommend.formats import FORMATS

Mask = NDArray[np.bool_]
ENOUGH = 0.5  # fit from which on a track counts as fitting

GIVES = ("occasions", "fame", "vocals", "tempo", "moods", "languages", "years", "genres", "novelty", "by", "formats")
"""What gives way first where nothing fits everything. What is not wanted never does."""


class Part(NamedTuple):
    """One thing that is asked for. values: of its slot, several where any of them will do; fit: (n,) 0-1."""

    slot: str
    values: tuple[object, ...]
    fit: Fit

    @property
    def mask(self) -> Mask:
        return self.fit >= ENOUGH


def wanted(query: Query, index: Index, heard: NDArray[np.int32]) -> list[Part]:
    """The parts, in the order in which they give way; heard: rows that this listener has heard."""
    return sorted(_wanted(query, index, heard), key=lambda part: GIVES.index(_kind(part)))


def _kind(part: Part) -> str:
    return "occasions" if part.slot == "moods" and part.values[0] in OCCASIONS else part.slot


def _wanted(query: Query, index: Index, heard: NDArray[np.int32]) -> Iterator[Part]:
    model, n = index.model, len(index.model)
    for mood in query.moods:
        yield Part("moods", (mood,), index.mood(mood))
    if query.genres:
        yield Part("genres", query.genres, _any([index.genre(one) for one in query.genres]))
    if query.languages:
        yield Part("languages", query.languages, _any([index.language(one) for one in query.languages]))
    if query.years:
        yield Part("years", query.years, _any([index.year(span) for span in query.years]))
    if query.tempo:
        yield Part("tempo", (query.tempo,), _tempo(index, query.tempo))
    if query.vocals:
        fit = index.instrumental()
        fit = fit if query.vocals == "without" else 1 - fit
        yield Part("vocals", (query.vocals,), np.nan_to_num(fit, nan=0.0))
    if query.fame:
        level = NICHE if query.fame == "niche" else FAMOUS
        yield Part("fame", (query.fame,), (model.levels == level).astype(np.float32))
    if query.by:
        codes = [code for name in query.by if (code := index.artist(name)) is not None]
        yield Part("by", query.by, np.isin(model.artists, codes).astype(np.float32))
    if query.formats:
        codes = [FORMATS.index(one) for one in query.formats]
        yield Part("formats", query.formats, np.isin(model.formats, codes).astype(np.float32))
    if query.novelty:
        fit = np.zeros(n, np.float32)
        fit[heard] = 1.0
        yield Part("novelty", (query.novelty,), fit if query.novelty == "known" else 1 - fit)


def unwanted(query: Query, index: Index) -> Mask:
    """(n,) what must not be in the answer, whatever gives way."""
    model = index.model
    gone = np.zeros(len(model), np.bool_)
    for mood in query.not_moods:
        gone |= index.mood(mood, strict=True) > ENOUGH
    for genre in query.not_genres:
        gone |= index.genre(genre) > ENOUGH
    for language in query.not_languages:
        gone |= index.language(language) >= ENOUGH
    for span in query.not_years:
        gone |= index.year(span) > 0
    if query.not_tempo:
        gone |= _in(model.traits.sounds["tempo_bpm"], query.not_tempo) > 0
    codes = [code for name in query.not_artists if (code := index.artist(name)) is not None]
    if codes:
        gone |= np.isin(model.artists, codes)
    return gone


def _any(fits: Sequence[Fit]) -> Fit:
    """The best, and a little more for every other one that holds too."""
    if len(fits) == 1:
        return fits[0]
    stacked = np.stack(fits)
    best = stacked.max(axis=0)
    return np.asarray(best + 0.1 * (stacked.sum(axis=0) - best), np.float32)


def _in(column: NDArray[np.float32], span: Span) -> Fit:
    return np.asarray((column >= span[0]) & (column <= span[1]), np.float32)


def _tempo(index: Index, span: Span) -> Fit:
    """As measured; half or double of it, which those who measure confuse, a little less."""
    column = index.model.traits.sounds["tempo_bpm"]
    fit = _in(column, span)
    for times in (0.5, 2.0):
        fit = np.maximum(fit, np.float32(0.6) * _in(column * times, span))
    return fit
