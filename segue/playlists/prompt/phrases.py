"""Lexicon: what the words of one language ask for. `lexicon/ko.py` is Korean.

A text is read in steps, each of which takes what it understood out and leaves a mark in its place: artists, numbers,
phrases, the longest first. What a negation covers is then a question of where the marks stand.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from segue.discovery import discover

MARKS = (0xE000, 0xE0FF)  # private characters, which no prompt holds when it comes here
MARK = f"[{chr(MARKS[0])}-{chr(MARKS[1])}]"

Values = list[tuple[str, object]]  # slot and value
Measure = tuple[re.Pattern[str], Callable[[re.Match[str], date], Values]]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def mark(number: int) -> str:
    return chr(MARKS[0] + number)


def number_of(sign: str) -> int:
    return ord(sign) - MARKS[0]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """phrases: "slot=value" -> phrases with ; between them, in plain text.

    speaks: whether a plain text has this language in it; counted: number words become digits; measures: patterns of
    numbers, in order, before the phrases, and last_measures after them; negated: of a text with marks, which are;
    likes: which marks of artists stand for "sounds like"; named: whether the words before and after a name say that
    it is an artist's; names: where beyond doubt somebody is named, as group 1; stop: words that say nothing;
    shown: "slot=value" -> what it is called in a sentence, where that is not the value itself
    """

    phrases: Mapping[str, str]
    speaks: Callable[[str], bool]
    counted: Callable[[str], str]
    measures: tuple[Measure, ...]
    last_measures: tuple[Measure, ...]
    negated: Callable[[str], set[int]]
    likes: Callable[[str], set[int]]
    named: Callable[[str, str], int]
    names: re.Pattern[str]
    stop: frozenset[str]
    shown: Mapping[str, str]


@cache
def lexicons() -> Mapping[str, Lexicon]:
    return discover("segue.playlists.prompt.lexicon", Lexicon)
