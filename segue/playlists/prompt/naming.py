"""Naming: artists of the catalogue in a prompt, told from words that happen to be a name."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from segue.playlists.prompt.korean import PARTICLES
from segue.playlists.prompt.phrases import Lexicon, Values
from segue.playlists.prompt.plain import plain
from segue.playlists.prompt.reading import HANGUL
from segue.playlists.prompt.spotting import Spotter

Find = Callable[[str], str | None]
"""A name as somebody writes it -> as the catalogue has it, None where it has none."""


def _nobody(name: str) -> str | None:
    return None


_WORD = re.compile(rf"[^\W_{HANGUL}]+(?:['’.&!$*+-]+[^\W_{HANGUL}]+)*[!$*]*|[{HANGUL}]+")
_LONGEST = 6  # words of a name
_AROUND = 60  # characters before and behind it that are looked at
_BETWEEN = re.compile(r"[\s\-&/+.,']*")
_JOINED = re.compile(r"(?:이?랑|하고|와|과|이?나)?\s*(?:,|&|/|and|or|그리고|또는)?\s*(?:the\s+)?", re.IGNORECASE)
_IS_HANGUL = re.compile(f"[{HANGUL}]")
_SENTENCE = re.compile(r"(?:^|[.!?:\n])\s*$")


class _Hit(NamedTuple):
    """end: index of the word after it; start, stop: in the text; said: how sure the words around it make"""

    end: int
    start: int
    stop: int
    name: str
    said: int


def artists(
    text: str,
    find: Find,
    spotter: Spotter,
    lexicons: Sequence[Lexicon],
    usual: Callable[[str], bool],
    guess: Find = _nobody,
) -> list[tuple[int, int, Values]]:
    """Start, end and [("by", name)]; the longest name at each place. usual: whether a word is an everyday one.

    guess: a name that is written otherwise, for words that are beyond doubt meant as one
    """
    prompt = _Prompt(text, find, guess, spotter, lexicons, usual)
    found: list[tuple[int, int, Values]] = []
    i, before = 0, None
    while i < len(prompt.words):
        hit = next(prompt.hits(i, before), None)
        if hit is None:
            i += 1
        else:
            found.append((hit.start, hit.stop, [("by", hit.name)]))
            i, before = hit.end, hit
    return found


def strangers(
    text: str, known: Sequence[tuple[int, int, Values]], spotter: Spotter, lexicons: Sequence[Lexicon]
) -> bool:
    """Whether somebody is named beyond doubt whom `known`, as `artists` found it, does not have."""
    taken = [*((start, stop) for start, stop, _ in known), *_phrases(text, spotter)]
    for lexicon in lexicons:
        for m in lexicon.names.finditer(text):
            start, stop = m.span(1)
            if plain(m[1]) not in lexicon.stop and not any(a < stop and start < b for a, b in taken):
                return True
    return False


def _phrases(text: str, spotter: Spotter) -> list[tuple[int, int]]:
    """Where phrases of the lexicons stand, in a text whose folded form is as long."""
    folded = plain(text)
    return [(a, b) for a, b, _ in spotter.find(folded, date.min)] if len(folded) == len(text) else []


class _Prompt:
    def __init__(
        self,
        text: str,
        find: Find,
        guess: Find,
        spotter: Spotter,
        lexicons: Sequence[Lexicon],
        usual: Callable[[str], bool],
    ) -> None:
        self.text, self.words = text, list(_WORD.finditer(text))
        self._find, self._guess = find, guess
        self._spotter, self._lexicons, self._usual = spotter, lexicons, usual
        self._stop = frozenset().union(*(lexicon.stop for lexicon in lexicons))
        self._shouted = text.isupper()
        self._phrases = _phrases(text, spotter)

    def hits(self, first: int, before: _Hit | None) -> Iterator[_Hit]:
        """Names that begin with this word, the longest first. before: the one found last."""
        for end in range(min(first + _LONGEST, len(self.words)), first, -1):
            words = self.words[first:end]
            if not all(_BETWEEN.fullmatch(self.text, a.end(), b.start()) for a, b in pairwise(words)):
                continue
            start = words[0].start()
            for stop in self._ends(words[-1]):
                name, guessed = self._named(self.text[start:stop], len(words))
                if name is None:
                    continue
                said = self._said(start, stop)
                silent = all(plain(word[0]) in self._stop for word in words)
                if before is not None and not silent and _JOINED.fullmatch(self.text, before.stop, start):
                    said = max(said, before.said)  # by Björk and the Beatles
                if self._is_meant(start, stop, said, guessed=guessed):
                    yield _Hit(end, start, stop, name, said)

    def _named(self, written: str, words: int) -> tuple[str | None, bool]:
        """The catalogue's name, and whether it is a guess. Of what is written a "the" may be too much, and no more; a
        comma belongs to Earth, Wind & Fire and not to "ambient, 3 songs"."""
        name = self._find(written)
        if name is not None and ("," in name or "," not in written) and words <= len(_WORD.findall(name)) + 1:
            return name, False
        return self._guess(written), True

    def _said(self, start: int, stop: int) -> int:
        before, after = plain(self.text[max(0, start - _AROUND) : start]), plain(self.text[stop : stop + _AROUND])
        return max(lexicon.named(before, after) for lexicon in self._lexicons)

    def _is_meant(self, start: int, stop: int, said: int, *, guessed: bool) -> bool:
        phrase = any(a <= start and stop <= b for a, b in self._phrases)  # means something else, too
        if guessed:
            return not phrase and (said == 2 or (start, stop) == (self.words[0].start(), self.words[-1].end()))
        return said >= self._needed(self.text[start:stop], self.text[:start], phrase=phrase)

    def _needed(self, name: str, before: str, *, phrase: bool) -> int:
        """How much the words around it must say that an artist is meant: 0 nothing, 1 something, 2 beyond doubt; 3:
        nothing is enough."""
        words = _WORD.findall(name)
        if _IS_HANGUL.search(name):
            return 2 if len(name) == 1 or phrase else 0
        capital = words[0][0].isupper() and not self._shouted and not _SENTENCE.search(before)
        folded = [plain(word) for word in words]
        if len(name) == 1:
            return 2
        if all(word in self._stop for word in folded):  # there is an artist called And
            return 2 if capital or len(words) > 1 else 3
        if phrase:
            return 1 if capital else 2
        if all(word in self._stop or self._spotter.knows(word) for word in folded):
            return 0 if capital and len(words) > 1 else 1
        if all(self._usual(word) for word in folded):
            titled = len(words) > 1 and not self._shouted and words[-1][0].isupper()
            return 0 if capital or titled else 1
        return 0

    def _ends(self, last: re.Match[str]) -> list[int]:
        """Where a name may end: with the word, or before its particle."""
        until = last.end()
        if not _IS_HANGUL.match(last[0]):
            return [until]
        return [until, *(until - len(p) for p in PARTICLES if last[0].endswith(p) and len(last[0]) > len(p))]
