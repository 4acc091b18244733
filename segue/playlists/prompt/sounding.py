"""Sounding: names across scripts and spellings: 라디오헤드 is Radiohead, New Jeans is 뉴진스.

A name becomes its skeleton: classes of consonants as Korean takes over foreign words, without vowels. Hangul syllables
are taken apart by the arithmetic of Unicode (3.12). A skeleton is only a suggestion: whoever asks must be sure that a
name is meant.
"""

import re
from collections.abc import Iterable

from segue.playlists.prompt.plain import plain

_SHORTEST = 3  # consonants of a skeleton that says anything
_INITIALS = "kknttlmppss sssktph"  # of the 19 first consonants of a syllable, ㅇ being none
_FINALS = " kkknnntlkmlllplmppttnttktp "  # of the 28 last ones
_HANGUL = re.compile("[가-힣]")
_SPELLINGS = (
    (re.compile(r"^the "), ""),
    (re.compile(r"[^a-z ]"), ""),
    (re.compile(r"tch|ch|sh|sch|th"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|qu?"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"c(?=[eiy])|g(?=[ei])"), "s"),
    (re.compile(r"(?<=\w\w)e\b"), ""),
    (re.compile(r"ng\b|ng(?=[^aeiouy])"), "n"),
    (re.compile(r"h(?![aeiouy])|(?<=[^aeiouy\W])h"), ""),
    (re.compile(r"r(?![aeiouy])"), ""),
)
_LETTERS = str.maketrans("bcdfgjrvz", "pktpkslps", "aeiouyw ")


def skeleton(name: str) -> str:
    """Consonants, the same one twice in a row once; "" for other scripts."""
    text = plain(name)
    found = "".join(_syllable(c) if _HANGUL.match(c) else " " for c in text) if _HANGUL.search(text) else _latin(text)
    return re.sub(r"(.)\1+", r"\1", found.replace(" ", ""))


def _syllable(c: str) -> str:
    code = ord(c) - 0xAC00
    return _INITIALS[code // 588] + _FINALS[code % 28]


def _latin(text: str) -> str:
    if not text.isascii():
        return ""
    for pattern, instead in _SPELLINGS:
        text = pattern.sub(instead, text)
    return text.translate(_LETTERS)


class Loosely:
    """Names as people write them who do not write them out: in the other script, or the last word alone."""

    def __init__(self, names: Iterable[str]) -> None:
        """names: the best known first, for the first one counts."""
        self._sounds: dict[tuple[str, bool], str] = {}
        self._last: dict[str, str] = {}
        for name in names:
            some = skeleton(name)
            if len(some) >= _SHORTEST:
                self._sounds.setdefault((some, _is_hangul(name)), name)
            words = plain(name).split()
            if len(words) > 1 and len(words[-1]) > 3 and words[-1].isalpha():
                self._last.setdefault(words[-1], name)

    def find(self, written: str) -> str | None:
        some = skeleton(written)
        found = self._sounds.get((some, not _is_hangul(written))) if len(some) >= _SHORTEST else None
        return found or self._last.get(plain(written).strip())


def _is_hangul(text: str) -> bool:
    return _HANGUL.search(text) is not None
