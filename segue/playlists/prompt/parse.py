"""Parse: a prompt to a query, with lexicons, numbers and a small table of word vectors; no model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from segue.playlists.prompt import naming
from segue.playlists.prompt.naming import Find, artists
from segue.playlists.prompt.nearest import everyday, mood_of
from segue.playlists.prompt.phrases import Lexicon, Values, lexicons, mark
from segue.playlists.prompt.plain import plain, tag_key, visible
from segue.playlists.prompt.query import (
    FIRST_YEAR,
    LAST_YEAR,
    LISTS,
    LONG_AGO,
    MOST_VALUES,
    SLOTS,
    SPANS,
    Query,
    Span,
    bounded,
    recent,
)
from segue.playlists.prompt.reading import TOKEN, Reading
from segue.playlists.prompt.spotting import Spotter
from segue.playlists.prompt.typos import Mender
from segue.recommend.message import DEFAULT

_OTHER = {"vocals": ("with", "without"), "novelty": ("new", "known"), "fame": ("niche", "famous")}
_NOT = {
    "moods": "not_moods",
    "genres": "not_genres",
    "languages": "not_languages",
    "by": "not_artists",
    "like": "not_artists",
    "tempo": "not_tempo",
}
_LONGEST_TAG = 4  # words


def _nobody(name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What words of a prompt can be names of: artists, as they are written or, by `guess`, sound; tags that are no
    known genre, by `tag_key`."""

    find: Find = _nobody
    tags: Mapping[str, str] | None = None
    guess: Find = _nobody


def parse(words: str, today: date, names: Catalogued = Catalogued()) -> Query:
    """Whatever cannot be understood is left out; nothing that cannot be there is put in."""
    seen = visible(words)
    text = plain(seen)
    spoken = [lexicon for _, lexicon in _others_first() if lexicon.speaks(text)]
    spotter = _spotter(tuple(lexicons()))
    reading = Reading(seen)
    reading.replace(artists(seen, names.find, spotter, spoken, _usual, names.guess))
    reading.text = _mender(spotter).mended(plain(reading.text), _usual)
    for lexicon in spoken:
        reading.text = lexicon.counted(reading.text)
    for lexicon in spoken:
        reading.measure(lexicon.measures, today)
    reading.scan(lambda some: spotter.find(some, today))
    for lexicon in spoken:
        reading.measure(lexicon.last_measures, today)
    if names.tags:
        tags = names.tags
        reading.scan(lambda some: _tagged(some, tags, spoken))
    reading.scan(lambda some: _near(some, spoken))
    return _query(reading, spoken, today)


def strangers(words: str, names: Catalogued = Catalogued()) -> bool:
    """Whether the words name somebody whom nobody here knows."""
    seen = visible(words)
    spoken = [lexicon for _, lexicon in _others_first() if lexicon.speaks(plain(seen))]
    if not any(lexicon.names.search(seen) for lexicon in spoken):
        return False
    spotter = _spotter(tuple(lexicons()))
    return naming.strangers(seen, artists(seen, names.find, spotter, spoken, _usual, names.guess), spotter, spoken)


def _others_first() -> list[tuple[str, Lexicon]]:
    """English last: its numbers are said in every language."""
    return sorted(lexicons().items(), key=lambda one: (one[0] == DEFAULT, one[0]))


@cache
def _spotter(of: tuple[str, ...]) -> Spotter:
    return Spotter([lexicons()[name].phrases for name in of])


@cache
def _mender(spotter: Spotter) -> Mender:
    return Mender(spotter.words)


def _usual(word: str) -> bool:
    return word in everyday()


def _near(text: str, spoken: list[Lexicon]) -> list[tuple[int, int, Values]]:
    """Words that are left and close to one for a mood, unless they stand where a name would."""
    found: list[tuple[int, int, Values]] = []
    for token in TOKEN.finditer(text):
        if _says_nothing(token[0], spoken) or (mood := mood_of(token[0])) is None:
            continue
        if not any(lexicon.named(text[: token.start()], text[token.end() :]) for lexicon in spoken):
            found.append((token.start(), token.end(), [("moods", mood)]))
    return found


def _tagged(text: str, tags: Mapping[str, str], spoken: list[Lexicon]) -> list[tuple[int, int, Values]]:
    """Tags of the catalogue that the text names, the longest first."""
    tokens = list(TOKEN.finditer(text))
    found: list[tuple[int, int, Values]] = []
    i = 0
    while i < len(tokens):
        for end in range(min(i + _LONGEST_TAG, len(tokens)), i, -1):
            some = text[tokens[i].start() : tokens[end - 1].end()]
            tag = tags.get(tag_key(some))
            if tag is not None and not all(_says_nothing(t[0], spoken) for t in tokens[i:end]):
                found.append((tokens[i].start(), tokens[end - 1].end(), [("genres", tag)]))
                i = end
                break
        else:
            i += 1
    return found


def _says_nothing(word: str, spoken: list[Lexicon]) -> bool:
    return word.isdigit() or len(word) < 3 or any(word in lexicon.stop for lexicon in spoken)


def _query(reading: Reading, spoken: list[Lexicon], today: date) -> Query:
    text = " ".join(reading.text.split())
    negated = set().union(*(lexicon.negated(text) for lexicon in spoken))
    negated |= {n - 1 for n in negated if n and f"{mark(n - 1)} {mark(n)}" in text and _is_tongue(reading.found[n - 1])}
    likes = set().union(*(lexicon.likes(text) for lexicon in spoken))
    slots: dict[str, Any] = {}
    said: dict[tuple[str, str], bool] = {}  # whether the last word on it was yes
    for number, values in enumerate(reading.found):
        for slot, value in values:
            if slot == "by" and number in likes and number not in negated:
                slot = "like"
            if number in negated:
                _put_not(slots, slot, value, today)
            else:
                _put(slots, slot, value)
            said[slot, str(value)] = number not in negated
    for slot in ("moods", "genres", "languages"):
        _last_word(slots, slot, said)
    if len(years := slots.get("years", ())) > 1:  # "old, from the 70s": what is said in numbers counts
        words = {recent(today), *LONG_AGO}
        slots["years"] = [span for span in years if span not in words] or years
    slots["by"] = [name for name in slots.get("by", ()) if name not in slots.get("not_artists", ())]
    kept: dict[str, Any] = {s: tuple(v[:MOST_VALUES]) if s in (*LISTS, *SPANS) else v for s, v in slots.items()}
    return Query(**bounded(kept))


def _put(slots: dict[str, Any], slot: str, value: object) -> None:
    if slot not in SLOTS:  # understood, and nothing that can be asked for: songs longer than ten minutes
        return
    if slot in LISTS or slot in SPANS:
        if value not in (values := slots.setdefault(slot, [])):
            values.append(value)
    elif slot == "shape" and (value == "arc" or (slots.get(slot), value) == ("rising", "falling")):
        slots[slot] = "arc"
    else:
        slots.setdefault(slot, value)


def _is_tongue(values: Values) -> bool:
    """No Korean rap: what stands before a genre belongs to it."""
    return [slot for slot, _ in values] == ["languages"]


def _last_word(slots: dict[str, Any], slot: str, said: Mapping[tuple[str, str], bool]) -> None:
    """No Korean rap, other rap: what is both wanted and not is what was said last."""
    yes, no = slots.get(slot, []), slots.get(f"not_{slot}", [])
    both = set(yes) & set(no)
    slots[slot] = [value for value in yes if value not in both or said[slot, value]]
    slots[f"not_{slot}"] = [value for value in no if value not in both or not said[slot, value]]


def _put_not(slots: dict[str, Any], slot: str, value: Any, today: date) -> None:
    """No rock, nothing after 1990, not instrumental; "not twenty minutes" says nothing."""
    if slot in _NOT:
        _put(slots, _NOT[slot], value)
    elif slot == "years":
        open_end = None if value == recent(today) else _opposite(value)
        _put(slots, "years" if open_end else "not_years", open_end or value)
    elif slot in _OTHER:
        one, other = _OTHER[slot]
        _put(slots, slot, other if value == one else one)


def _opposite(span: Span) -> Span | None:
    """Nothing after 1990 = up to 1990; None for a span that is closed on both sides."""
    if span[0] == FIRST_YEAR:
        return span[1], LAST_YEAR
    return (FIRST_YEAR, span[0]) if span[1] == LAST_YEAR else None
