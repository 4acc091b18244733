"""Pieces: text to the ids of word pieces, as uncased BERT cuts it, in plain Python.

Y. Wu et al., "Google's Neural Machine Translation System", arXiv 1609.08144, 2016, for word pieces; J. Devlin et al.,
"BERT", NAACL 2019, for what is cut before: accents off, punctuation and CJK characters alone, longest piece first.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_LONGEST = 100  # characters of a word that is looked up; longer ones are unknown
_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class Pieces:
    """ids: piece -> its row; pieces inside a word begin with ##. What cannot be cut has no id and is left out."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self._ids = ids
        self._word = lru_cache(maxsize=50_000)(self._cut)

    def of(self, text: str) -> list[int]:
        return [i for word in words(text) for i in self._word(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST:
            return ()
        found, start = [], 0
        while start < len(word):
            end = len(word)
            while start < end:
                piece = word[start:end] if start == 0 else "##" + word[start:end]
                if piece in self._ids:
                    break
                end -= 1
            if start == end:
                return ()
            found.append(self._ids[piece])
            start = end
        return tuple(found)


def words(text: str) -> list[str]:
    """In lower case and without accents; punctuation and CJK characters are words of their own."""
    plain = text.lower()
    if plain.isascii():
        return plain.translate(_ASCII).split()
    return _spaced(unicodedata.normalize("NFD", plain)).split()


def _spaced(plain: str) -> str:
    spaced: list[str] = []
    for c in plain:
        kind = unicodedata.category(c)
        if kind == "Mn" or c in ("\x00", "�"):
            continue
        if c in "\t\n\r" or kind == "Zs":
            spaced.append(" ")
        elif kind.startswith("C"):
            continue
        elif _alone(c, kind):
            spaced += (" ", c, " ")
        else:
            spaced.append(c)
    return "".join(spaced)


def _alone(c: str, kind: str) -> bool:
    code = ord(c)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_mark or kind.startswith("P") or any(low <= code <= high for low, high in _CJK)


_ASCII = {code: _spaced(chr(code)) for code in range(128)}  # letter by letter costs fifty times as much
