"""Offering: what a search gives instead of nothing: names that are near, moods and genres, and a prompt."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from segue.catalog.search.index import Entry
from segue.domain.found import Offered
from segue.learning.text.table import shipped
from segue.playlists.prompt.parse import Catalogued, parse
from segue.playlists.prompt.query import Query
from segue.recommend.message import say
from segue.recommend.serving import ServingModel

_NAMES, _MOODS = 5, 3
_MOST_TAGS = 300  # the commonest, that may be offered
_NEAR = 0.45  # cosine of a query and a tag that mean alike
_LONGEST = 200  # characters of a prompt


class Offering:
    """Of one model."""

    def __init__(self, model: ServingModel) -> None:
        tags = sorted(model.traits.tags.items(), key=lambda one: (-len(one[1]), one[0]))
        self._tags = tuple(tag for tag, _ in tags[:_MOST_TAGS])
        self._vectors = shipped().of(self._tags) if self._tags else np.zeros((0, shipped().width), np.float32)

    def offered(self, query: str, near: Sequence[Entry], lang: str, today: date) -> Offered:
        """near: what is spelt most like it, the nearest first. lang: of the prompt."""
        names = dict.fromkeys(e.track.artist if e.kind == "artist" else e.track.title for e in near)
        meant = parse(query[:_LONGEST], today, Catalogued(tags={tag: tag for tag in self._tags}))
        moods = dict.fromkeys((*meant.moods, *meant.genres, *self._alike(query)))
        for entry in near[:1]:
            moods |= dict.fromkeys(tag for tag in entry.track.tags if tag.lower() in self._tags)
        chosen = tuple(moods)[:_MOODS] or self._tags[:_MOODS]
        return Offered(tuple(names)[:_NAMES], chosen, self._prompt(query, meant, near, chosen, lang))

    def _prompt(self, query: str, meant: Query, near: Sequence[Entry], moods: Sequence[str], lang: str) -> str:
        if meant != Query():
            return " ".join(query.split())[:_LONGEST]  # no name, but a wish
        mood = moods[0] if moods else ""
        if near:
            return say(lang, "search_like_mood" if mood else "search_like", name=near[0].track.artist, mood=mood)
        return mood

    def _alike(self, query: str) -> list[str]:
        """Tags that mean what the query says, by word vectors (English)."""
        asked: NDArray[np.float32] = shipped().of([query[:_LONGEST]])[0]
        close = self._vectors @ asked
        return [self._tags[i] for i in np.argsort(-close, kind="stable")[:_MOODS].tolist() if close[i] >= _NEAR]
