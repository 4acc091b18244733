"""Spotting: the phrases of lexicons in a text, the longest first, each once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from segue.playlists.prompt.genres import SPELLINGS
from segue.playlists.prompt.korean import PARTICLES
from segue.playlists.prompt.phrases import Values
from segue.playlists.prompt.plain import plain
from segue.playlists.prompt.reading import HANGUL, TOKEN, meaning

_GAP = re.compile(r"[\s\-/&]*")
_LONGEST = 7  # words of a phrase
_IS_HANGUL = re.compile(f"[{HANGUL}]")
_ENDING = re.compile(rf"(?:{'|'.join(PARTICLES)})*(?![{HANGUL}])")
_NOUNS = ("genres", "formats", "languages")


def stem(word: str) -> str:
    """Without the s of a plural or a genitive."""
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


def _split(phrases: str) -> list[str]:
    return [" ".join(one.split()) for one in phrases.split(";") if one.strip()]


class Spotter:
    """Built once from the phrases of some lexicons."""

    def __init__(self, lexicons: Iterable[Mapping[str, str]]) -> None:
        self._exact: dict[tuple[str, ...], str] = {}
        self._stemmed: dict[tuple[str, ...], str] = {}
        self._hangul: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
        for phrases in lexicons:
            for meant, some in phrases.items():
                for phrase in _split(some):
                    self._add(plain(phrase), meant)
        for genre, spellings in SPELLINGS.items():
            for one in spellings:
                self._add(plain(one), f"genres={genre}")
        for some_hangul in self._hangul.values():
            some_hangul.sort(key=lambda one: (-len(one[0]), one[0]))

    def _add(self, phrase: str, meant: str) -> None:
        if _IS_HANGUL.search(phrase):
            pattern = re.compile(r"\s*".join(re.escape(word) for word in phrase.split()))
            first = next(c for c in phrase if not c.isspace())
            self._hangul.setdefault(first, []).append((phrase.replace(" ", ""), pattern, meant))
            return
        words = tuple(TOKEN.findall(phrase))
        self._exact.setdefault(words, meant)
        self._stemmed.setdefault(tuple(stem(word) for word in words), meant)

    @property
    def words(self) -> set[str]:
        """Every Latin word of every phrase."""
        return {word for phrase in self._exact for word in phrase}

    def knows(self, phrase: str) -> bool:
        """Whether it is, as a whole, one of the phrases."""
        some = plain(phrase)
        if _IS_HANGUL.search(some):
            return any(name == some.replace(" ", "") for name, _, _ in self._hangul.get(some[:1], ()))
        return tuple(TOKEN.findall(some)) in self._exact

    def find(self, text: str, today: date) -> list[tuple[int, int, Values]]:
        return sorted([*self._latin(text, today), *self._attached(text, today)])

    def _latin(self, text: str, today: date) -> list[tuple[int, int, Values]]:
        tokens = list(TOKEN.finditer(text))
        words = [t[0] for t in tokens]
        stems = [stem(word) for word in words]
        found, i = [], 0
        while i < len(tokens):
            last = i + 1
            while last < min(i + _LONGEST, len(tokens)) and _GAP.fullmatch(
                text, tokens[last - 1].end(), tokens[last].start()
            ):
                last += 1
            for end in range(last, i, -1):
                meant = self._exact.get(tuple(words[i:end])) or self._stemmed.get(tuple(stems[i:end]))
                if meant is not None:
                    found.append((tokens[i].start(), tokens[end - 1].end(), meaning(meant, today)))
                    i = end
                    break
            else:
                i += 1
        return found

    def _attached(self, text: str, today: date) -> list[tuple[int, int, Values]]:
        """Words that carry particles: a phrase begins where a word does, or right behind another phrase."""
        found, i, behind = [], 0, -1
        while i < len(text):
            begins = i == 0 or not _IS_HANGUL.match(text[i - 1]) or i == behind
            for name, pattern, meant in self._hangul.get(text[i], ()):
                within = len(name) >= 3 or (len(name) == 2 and meant.startswith(_NOUNS))
                if not (begins or within) or (m := pattern.match(text, i)) is None:
                    continue
                if len(name) == 1 and not (begins and _ENDING.match(text, m.end())):
                    continue
                found.append((i, m.end(), meaning(meant, today)))
                i = behind = m.end()
                break
            else:
                i += 1
        return found
