"""Message: what an answer says, in the languages there are; `messages/ko.py` is asked for as `ko`.

A text has named places for values; where a number decides between forms there are several texts, by exact number or by
the plural category of the language (Unicode CLDR: one, few, many, other).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from segue.discovery import discover

DEFAULT = "en"
Text = str | Mapping[int | str, str]


def _plainly(value: object, spec: str) -> str:
    return format(value, spec)


@dataclass(frozen=True, slots=True)
class Language:
    """One file in `messages/`."""

    name: str  # in the language itself
    texts: Mapping[str, Text]
    plural: Callable[[int], str]  # a whole number to its category
    number: Callable[[int], str]
    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]
    place: Callable[[object, str], str] = _plainly  # a value and what stands behind the colon, to text


@cache
def languages() -> Mapping[str, Language]:
    return discover("segue.recommend.messages", Language)


def say(lang: str, key: str, n: int | None = None, **values: Any) -> str:
    """The text of a key. `n` decides between forms and is `{n}`; what is called for in an unknown language is English.

    Raises:
        KeyError: no such key, or a place without a value.
    """
    language = languages().get(lang) or languages()[DEFAULT]
    return filled(language, language.texts[key], n, values)


def filled(language: Language, text: Text, n: int | None, values: dict[str, Any]) -> str:
    """A text of this language with its places filled; see `say`."""
    if n is not None:
        values["n"] = language.number(n)
        if not isinstance(text, str):
            text = text.get(n) or text.get(language.plural(n)) or text["other"]
    assert isinstance(text, str)
    if language.place is _plainly:
        return text.format_map(values)
    return "".join(
        before if name is None else before + language.place(values[name], how or "")
        for before, name, how in _places(text)
    )


@cache
def _places(text: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """What stands before each named place, its name and what stands behind its colon; read once, said often."""
    return tuple((before, name, how) for before, name, how, _ in Formatter().parse(text))


def spoken(accepted: str) -> str | None:
    """The language of ours that an `Accept-Language` header (RFC 9110, 12.5.4) likes best; None when it names none."""
    best: tuple[float, str] | None = None
    for part in accepted[:1000].split(","):
        tag, _, weight = part.strip().partition(";")
        short = tag.strip().lower().partition("-")[0]
        if short not in languages():
            continue
        try:
            liking = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if 0 < liking <= 1 and (best is None or liking > best[0]):
            best = (liking, short)
    return best[1] if best else None
