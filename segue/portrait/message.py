"""Message: what is concluded, in the languages there are; `messages/ko.py` is asked for as `ko`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from segue.discovery import discover

DEFAULT = "en"
Text = str | Mapping[int | str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """One file in `messages/`. Where a number decides between forms: by that number, "other" for the rest."""

    texts: Mapping[str, Text]
    days: tuple[str, ...]  # Monday first


@cache
def messages() -> Mapping[str, Texts]:
    return discover("segue.portrait.messages", Texts)


def spoken(lang: str) -> Texts:
    """Those of the language, of English where there is no such one."""
    return messages().get(lang) or messages()[DEFAULT]


def say(lang: str, key: str, n: int | None = None, **values: Any) -> str:
    """The text of a key. `n` decides between forms and is `{n}`.

    Raises:
        KeyError: no such key, or a place without a value.
    """
    text = spoken(lang).texts[key]
    if n is not None:
        values["n"] = f"{n:,}"
    if not isinstance(text, str):
        text = text["other"] if n is None or n not in text else text[n]
    return text.format_map(values)
