"""Index: what the words of a query are in one catalogue: tags of genres, moods and languages, scripts of titles."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import artist_id
from segue.playlists.prompt.concepts import MOODS, SCRIPTS, TONGUES
from segue.playlists.prompt.genres import FAMILIES, SPELLINGS, genre_of
from segue.playlists.prompt.plain import tag_key, tag_words
from segue.playlists.prompt.query import Span
from segue.playlists.prompt.sounding import Loosely
from segue.recommend.serving import ServingModel

Fit = NDArray[np.float32]
Rows = NDArray[np.int32]

SURE, KIND, NEAR = 1.0, 0.8, 0.5
"""How well a track fits that is tagged so; with a kind of it (thrash metal for metal); with what goes with it."""
_DATE = re.compile(r"((?:19|20)\d\d|\d0(?='?s))('?s)?")
_MOST_TAGS = 20_000  # of the catalogue, that words of a prompt may name
_LONGEST_TAG = 40  # characters
_MARKUP = frozenset('<>{}[]`\\|$=;"')


class Index:
    """Of one model; each part is made when it is first asked for."""

    def __init__(self, model: ServingModel) -> None:
        self.model = model
        self._public: tuple[int, NDArray[np.bool_]] | None = None

    @cached_property
    def by_key(self) -> Mapping[str, list[str]]:
        """`tag_key` -> tags of the catalogue that are spelled so."""
        found: dict[str, list[str]] = {}
        for tag in self.model.traits.tags:
            found.setdefault(tag_key(tag), []).append(tag)
        return found

    @cached_property
    def by_word(self) -> Mapping[str, list[str]]:
        """Word -> tags of several words that have it."""
        found: dict[str, list[str]] = {}
        for tag in self.model.traits.tags:
            words = tag_words(tag)
            if len(words) > 1:
                for word in dict.fromkeys(words):
                    found.setdefault(word, []).append(tag)
        return found

    @cached_property
    def tags(self) -> Mapping[str, str]:
        """`tag_key` -> tag, of those that a prompt may name and that are no genre we know; most tracks first."""
        sized = sorted(self.model.traits.tags.items(), key=lambda one: -len(one[1]))[:_MOST_TAGS]
        return {
            key: tag
            for tag, _ in reversed(sized)
            if len(tag) <= _LONGEST_TAG and tag.isprintable() and not _MARKUP.intersection(tag)
            if (key := tag_key(tag)) and len(key) > 2 and genre_of(tag) is None
        }

    @cached_property
    def provisional(self) -> NDArray[np.bool_]:
        """(n,) known only from what somebody listened to."""
        items = self.model.items
        return np.fromiter((track.provisional for track in items), np.bool_, len(items))

    @cached_property
    def durations_ms(self) -> NDArray[np.float64]:
        """(n,) NaN = unknown."""
        items = self.model.items
        return np.fromiter((np.nan if t.duration_ms is None else t.duration_ms for t in items), np.float64, len(items))

    def genre(self, name: str) -> Fit:
        """(n,) float32, 0-1."""
        fit = np.zeros(len(self.model), np.float32)
        for kind in FAMILIES.get(name, ()):
            self._put(fit, SPELLINGS[kind], KIND)
        words = tag_words(name)
        for tag in self.by_word.get(words[-1], ()) if words else ():
            own = tag_words(tag)
            if own[-len(words) :] == words:
                self._raise(fit, tag, KIND)
            elif own[: len(words)] == words:
                self._raise(fit, tag, NEAR)
        self._put(fit, SPELLINGS.get(name, (name,)), SURE)
        return fit

    def mood(self, name: str, *, strict: bool = False) -> Fit:
        """(n,) float32, 0-1, by tags and by sound; strict: without what only goes with it."""
        mood = MOODS[name]
        fit = np.zeros(len(self.model), np.float32)
        if not strict:
            for near in mood.near:
                self._put(fit, SPELLINGS.get(near, (near,)), NEAR)
        if mood.sound:
            heard, known, inside = self.model.traits.sounds, np.zeros(len(fit), np.int8), np.zeros(len(fit), np.int8)
            for field, (least, most) in mood.sound.items():
                column = heard[field]
                known += ~np.isnan(column)
                inside += (column >= least) & (column <= most)
            told = known * 2 > len(mood.sound)
            sounds = told & (inside == known)
            fit[told & ~sounds] = 0.0  # what only goes with it, and is known to sound otherwise
            fit[sounds] = KIND
        self._put(fit, mood.tags, SURE)
        return fit

    def language(self, code: str) -> Fit:
        """(n,) float32, 0-1: by tags, else by the letters of title and artist."""
        fit = self._written(code).astype(np.float32) * KIND
        self._put(fit, TONGUES[code], SURE)
        return fit

    def year(self, span: Span) -> Fit:
        """(n,) float32, 0-1: by the year it came out; where nobody knows that, by tags like 80s and 1992."""
        years = self.model.years
        fit = ((years >= max(span[0], 1)) & (years <= span[1])).astype(np.float32)
        for (low, high), rows in self._dated:
            if span[0] <= low and high <= span[1]:
                fit[rows] = KIND
        return fit

    @cached_property
    def _dated(self) -> list[tuple[Span, Rows]]:
        """Years that tags name, and the rows that have such a tag and no year."""
        found = []
        for tag, rows in self.model.traits.tags.items():
            if (m := _DATE.fullmatch(tag)) is not None and len(undated := rows[self.model.years[rows] == 0]):
                start = int(m[1]) if len(m[1]) == 4 else (1900 if int(m[1]) >= 30 else 2000) + int(m[1])
                found.append(((start, start + 9 if m[2] else start), undated))
        return found

    def instrumental(self) -> Fit:
        """(n,) float32: 1 = nobody sings, 0 = somebody does, NaN = nobody knows."""
        told = self.model.traits.sounds["instrumentalness"]
        fit = np.where(np.isnan(told), np.nan, told >= 0.5).astype(np.float32)
        self._put(
            fit,
            ("instrumental", "no vocals", "instrumental hip hop", "post-rock", "ambient", "classical", "drone"),
            SURE,
        )
        self._put(
            fit,
            (
                "vocal",
                "vocals",
                "female vocalists",
                "female vocalist",
                "male vocalists",
                "male vocalist",
                "singer-songwriter",
                "vocal trance",
                "rap",
                "hip hop",
            ),
            0.0,
            least=False,
        )
        return fit

    def artist(self, name: str) -> int | None:
        return self.model.by_artist.codes.get(artist_id(name))

    def names(self, own: Rows, least_listeners: int) -> Callable[[str], str | None]:
        """Artists whom this listener may know to be here; own: rows of what they heard."""
        mine = set(self.model.artists[own].tolist())
        public = self.public(least_listeners)

        def find(text: str) -> str | None:
            code = self.artist(text)
            if code is None:
                return None
            rows = self.model.by_artist.rows(code)
            shown = rows[public[rows]]
            if len(shown):
                return self.model.items[int(shown[0])].artist
            return self.model.items[int(np.intersect1d(rows, own)[0])].artist if code in mine else None

        return find

    @cached_property
    def loosely(self) -> Loosely:
        """Artists in other scripts and by their last word, the best known first."""
        groups, fame, items = self.model.by_artist, self.model.fame, self.model.items
        first = [int(groups.order[start]) for start in groups.starts[:-1] if start < len(groups.order)]
        return Loosely(items[row].artist for row in sorted(first, key=lambda row: (-fame[row], row)))

    def public(self, least_listeners: int) -> NDArray[np.bool_]:
        """(n,) in the catalogue, or liked by so many that it is nobody's secret."""
        if self._public is None or self._public[0] != least_listeners:
            liked = np.expm1(self.model.fame) >= least_listeners - 0.5
            self._public = least_listeners, ~self.provisional | liked
        return self._public[1]

    def warm(self) -> None:
        """Make everything at once."""
        _ = (
            self.by_word,
            self.tags,
            self.durations_ms,
            self._scripts,
            self._dated,
            self.loosely,
            self.model.traits.sounds,
        )

    def _written(self, code: str) -> NDArray[np.bool_]:
        """In Chinese characters without kana: Chinese, or Japanese."""
        scripts = SCRIPTS.get(code)
        if scripts is None:
            return np.zeros(len(self.model), np.bool_)
        bit = 1 << list(SCRIPTS).index(code)
        found = (self._scripts & bit) != 0
        if code == "zh":
            found &= (self._scripts & (1 << list(SCRIPTS).index("ja"))) == 0
        return np.asarray(found, np.bool_)

    @cached_property
    def _scripts(self) -> NDArray[np.uint16]:
        """(n,) a bit for each of SCRIPTS."""
        ranges = [(i, low, high) for i, some in enumerate(SCRIPTS.values()) for low, high in some]
        found = np.zeros(len(self.model), np.uint16)
        for row, track in enumerate(self.model.items):
            text = "" if track.title.isascii() else track.title
            text += "" if track.artist.isascii() else track.artist
            for c in text:
                code = ord(c)
                if code > 0x36F:
                    for i, low, high in ranges:
                        if low <= code <= high:
                            found[row] |= 1 << i
        return found

    def _put(self, fit: Fit, tags: tuple[str, ...], value: float, *, least: bool = True) -> None:
        for tag in tags:
            for spelled in self.by_key.get(tag_key(tag), ()):
                self._raise(fit, spelled, value, least=least)

    def _raise(self, fit: Fit, tag: str, value: float, *, least: bool = True) -> None:
        rows = self.model.traits.tags[tag]
        fit[rows] = np.fmax(fit[rows], value) if least else value
