"""Told: how a prompt was understood, as one sentence and as chips, each of which can be taken away."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from segue.playlists.prompt.phrases import lexicons
from segue.playlists.prompt.plain import plain, visible
from segue.playlists.prompt.query import (
    FAST,
    FASTEST,
    FIRST_YEAR,
    LAST_YEAR,
    LISTS,
    MEDIUM,
    SLOTS,
    SLOW,
    SLOWEST,
    SPANS,
    Query,
    Span,
)
from segue.recommend.message import DEFAULT, languages, say

_MARKUP = str.maketrans(dict.fromkeys('<>`"[]{}|\\', ""))
_LONGEST = 80  # characters of a name in a sentence
_TEMPI = {SLOW: "slow", MEDIUM: "medium", FAST: "fast"}


class Chip(Struct, frozen=True):
    """One thing that was understood. `id` is what `without` takes away."""

    id: str
    slot: str
    text: str


def chips(query: Query, lang: str) -> tuple[Chip, ...]:
    return tuple(Chip(chip_id(slot, value), slot, text_of(slot, value, lang)) for slot, value in values(query))


def values(query: Query) -> Iterator[tuple[str, Any]]:
    """Slot and value, one by one."""
    for slot in SLOTS:
        held = getattr(query, slot)
        if slot in LISTS or slot in SPANS:
            yield from ((slot, value) for value in held)
        elif held is not None:
            yield slot, held


def chip_id(slot: str, value: Any) -> str:
    return f"{slot}:{'-'.join(map(str, value)) if isinstance(value, tuple) else value}"


def without(query: Query, gone: Sequence[str]) -> Query:
    """The query without these chips; others than it has change nothing."""
    changed: dict[str, Any] = {}
    for slot, value in values(query):
        if chip_id(slot, value) in gone:
            held = getattr(query, slot)
            more = slot in LISTS or slot in SPANS
            changed[slot] = tuple(one for one in changed.get(slot, held) if one != value) if more else None
    return replace(query, **changed)


def text_of(slot: str, value: Any, lang: str) -> str:
    """ "rain", "nothing sad", "about 40 minutes"."""
    kind = slot.removeprefix("not_")
    if kind == "years":
        text = _span(value, "years", FIRST_YEAR, LAST_YEAR, lang)
    elif kind == "tempo":
        named = _TEMPI.get(value)
        text = say(lang, f"prompt_tempo_{named}") if named else _span(value, "bpm", SLOWEST, FASTEST, lang)
    elif kind in ("moods", "genres", "languages", "formats"):
        text = _name(kind, value, lang)
    elif kind in ("vocals", "novelty", "fame", "shape"):
        text = say(lang, f"prompt_{kind}_{value}")
    elif kind in ("minutes", "tracks"):
        return say(lang, f"prompt_{kind}", value, digits=str(value))
    else:
        text = clean(str(value))
    if slot.startswith("not_"):
        return say(lang, f"prompt_{slot}", what=text)
    return say(lang, f"prompt_{slot}", what=text) if slot in ("by", "like", "languages") else text


def sentence(
    query: Query,
    lang: str,
    gave: Sequence[tuple[str, tuple[Any, ...]]] = (),
    tracks: int = 1,
    *,
    strangers: bool = False,
) -> str:
    """gave: slots and values that had to give; tracks: how many there are now; strangers: somebody was named whom
    nobody here knows, and who is not called by that name here either."""
    some = [one.text for one in chips(query, lang)]
    told = [say(lang, "prompt_understood", what=_listed(some)) if some else say(lang, "prompt_nothing")]
    if strangers:
        told.append(say(lang, "prompt_stranger"))
    if gave:
        texts = [text_of(slot, value, lang) for slot, held in gave for value in held]
        told.append(say(lang, "prompt_gave", what=_listed(texts)))
    if not tracks:
        told.append(say(lang, "prompt_empty"))
    return " ".join(f"{one}." for one in told)


def clean(name: str) -> str:
    """A name of the catalogue for a sentence: no markup, nothing that cannot be seen, not too long."""
    seen = "".join(c for c in name.translate(_MARKUP) if c.isprintable())
    return " ".join(seen.split())[:_LONGEST]


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _span(span: Span, kind: str, first: int, last: int, lang: str) -> str:
    low, high = span
    if kind == "years" and low % 10 == 0 and high == low + 9:
        return say(lang, "prompt_decade", year=str(low))
    if low <= first:
        return say(lang, f"prompt_{kind}_until", high=str(high))
    if high >= last:
        return say(lang, f"prompt_{kind}_from", low=str(low))
    return (
        say(lang, f"prompt_{kind}_one", low=str(low))
        if low == high
        else say(lang, f"prompt_{kind}", low=str(low), high=str(high))
    )


def _name(kind: str, value: str, lang: str) -> str:
    return _shown(lang).get(f"{kind}={value}") or _shown(DEFAULT).get(f"{kind}={value}") or clean(value)


@cache
def _shown(lang: str) -> Mapping[str, str]:
    lexicon = lexicons().get(lang)
    return lexicon.shown if lexicon else {}


def spoken_in(words: str, chosen: str | None = None) -> str:
    """The language to answer in: that of the words where their letters say it, else the one the listener chose."""
    text = plain(visible(words))
    others = (name for name, lexicon in lexicons().items() if name != DEFAULT and lexicon.speaks(text))
    return next((name for name in others if name in languages()), chosen or DEFAULT)
