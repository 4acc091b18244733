"""Wording: a fact in the words of a language, in one of several ways."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from segue.catalog.store import UNKNOWN
from segue.discovery import discover
from segue.domain.track import Track
from segue.playlists.dj.fact import Fact
from segue.recommend import words
from segue.recommend.message import DEFAULT, Language, Text, filled, languages

_LONGEST = 80  # characters of a name
_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))
_JOINERS = "\u200c\u200d"  # Persian needs one, families of emoji the other


@dataclass(frozen=True, slots=True)
class Lines:
    """One file in `lines/`.

    month, date: how these are written; parts: of the day, one and several; texts: kind of fact -> ways to tell it;
    neutral: words, with spaces between, that a model may use in any line; negations: those whose number it keeps
    """

    month: str
    date: str
    parts: Mapping[str, tuple[str, str]]
    texts: Mapping[str, tuple[Text, ...]]
    neutral: str
    negations: str


class Told(Struct, frozen=True):
    """One fact in words. places: what each place was filled with, as text."""

    fact: Fact
    way: int  # of telling it
    text: str
    places: Mapping[str, str]


@cache
def lines() -> Mapping[str, Lines]:
    return discover("segue.playlists.dj.lines", Lines)


def ways(lang: str, fact: Fact) -> list[int]:
    """Those of telling this fact that do not need what is not known."""
    named = fact.values.get("artist") != UNKNOWN
    return [i for i, text in enumerate(lines()[spoken(lang)].texts[fact.kind]) if named or "{artist" not in _form(text)]


def told(lang: str, fact: Fact, way: int, now: datetime) -> Told:
    lang = spoken(lang)
    language, own = languages()[lang], lines()[lang]
    places = {name: _placed(language, own, lang, name, value, now) for name, value in fact.values.items()}
    if fact.n is not None:
        places |= {"times": words.times(fact.n, lang), "digits": f"{fact.n:,}"}
    if "part" in fact.values:
        places["parts"] = own.parts[fact.values["part"]][1]
    text = own.texts[fact.kind][way]
    said = filled(language, text, fact.n, {**places})
    if _form(text).startswith(("{n}", "{tag}")):
        said = said[:1].upper() + said[1:]
    if fact.n is not None:
        places["n"] = language.number(fact.n)
    return Told(fact, way, said, places)


def spoken(lang: str) -> str:
    """The language itself, else the one that there always is."""
    return lang if lang in lines() else DEFAULT


def shown(name: str) -> str:
    """A name from the catalogue as one line without hidden signs, shortened where it is very long."""
    clean = "".join(c for c in name if unicodedata.category(c) not in _HIDDEN or c in _JOINERS or c.isspace())
    clean = " ".join(clean.split())
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1].rstrip() + "…"


def named(track: Track) -> Track:
    """With the names that are shown."""
    return replace(track, title=shown(track.title), artist=shown(track.artist))


def _form(text: Text) -> str:
    return text if isinstance(text, str) else text["other"]


def _placed(language: Language, own: Lines, lang: str, name: str, value: Any, now: datetime) -> str:
    if isinstance(value, Track):
        return words.title(named(value), lang)
    if name == "when":
        return words.when(value, now, lang)
    if name == "part":
        return own.parts[value][0]
    if name in ("month", "date"):
        how = own.month if name == "month" else own.date
        return how.format(year=value[0], month=language.months[value[1] - 1], day=value[-1])
    if name == "release":
        return f"“{shown(value)}”"
    return shown(str(value)) if name != "reason" else str(value)
