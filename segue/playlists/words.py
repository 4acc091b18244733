"""Words of the mixes, in the languages of the answers; `messages/ko.py` holds those for `ko`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from segue.discovery import discover
from segue.recommend.message import DEFAULT, Text, filled, languages


@dataclass(frozen=True, slots=True)
class Texts:
    """One file in `messages/`. "focus.title" and "focus.about" belong to the recipe `focus`."""

    texts: Mapping[str, Text]


@cache
def texts() -> Mapping[str, Texts]:
    return discover("segue.playlists.messages", Texts)


def tell(lang: str, key: str, **values: Any) -> str:
    """As `segue.recommend.message.say`, of these texts.

    Raises:
        KeyError: no such key, or a place without a value.
    """
    known = lang if lang in texts() else DEFAULT
    return filled(languages()[known], texts()[known].texts[key], None, values)


def listed(lang: str, names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return tell(lang, "and", some=tell(lang, "comma").join(names[:-1]), last=names[-1])
