"""Naming: artists of the catalogue in a prompt, told from words that happen to be a name."""

import re
from collections.abc import Callable, Iterable
from datetime import date

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
_BETWEEN = re.compile(r"[\s\-&/+.,']*")
_IS_HANGUL = re.compile(f"[{HANGUL}]")
_SENTENCE = re.compile(r"(?:^|[.!?:\n])\s*$")


def artists(
    text: str,
    find: Find,
    spotter: Spotter,
    lexicons: Iterable[Lexicon],
    usual: Callable[[str], bool],
    guess: Find = _nobody,
) -> list[tuple[int, int, Values]]:
    """Start, end and [("by", name)]; the longest name at each place. usual: whether a word is an everyday one.

    guess: a name that is written otherwise, for words that are beyond doubt meant as one
    """
    words = list(_WORD.finditer(text))
    shouted = text.isupper()
    phrases = _phrases(text, spotter)
    stop = frozenset().union(*(lexicon.stop for lexicon in lexicons))
    found: list[tuple[int, int, Values]] = []
    i = 0
    while i < len(words):
        for end in range(min(i + _LONGEST, len(words)), i, -1):
            inside = zip(words[i : end - 1], words[i + 1 : end], strict=True)
            if not all(_BETWEEN.fullmatch(text, a.end(), b.start()) for a, b in inside):
                continue
            start, until = words[i].start(), words[end - 1].end()
            for stop_at in _ends(text, words[end - 1], until):
                written = text[start:stop_at]
                name = find(written)
                guessed = guess(written) if name is None else None
                if name is None and guessed is None:
                    continue
                said = max(
                    one.named(plain(text[max(0, start - 60) : start]), plain(text[stop_at : stop_at + 30]))
                    for one in lexicons
                )
                phrase = any(a <= start and stop_at <= b for a, b in phrases)
                if guessed is not None:
                    sure = not phrase and (said == 2 or (start, stop_at) == (words[0].start(), words[-1].end()))
                else:
                    sure = said >= _needed(written, text[:start], phrase, spotter, stop, usual, shouted)
                if sure:
                    found.append((start, stop_at, [("by", name or guessed)]))
                    break
            else:
                continue
            i = end
            break
        else:
            i += 1
    return found


def _phrases(text: str, spotter: Spotter) -> list[tuple[int, int]]:
    """Where phrases of the lexicons stand, in a text whose folded form is as long."""
    folded = plain(text)
    return [(a, b) for a, b, _ in spotter.find(folded, date.min)] if len(folded) == len(text) else []


def _ends(text: str, last: re.Match[str], until: int) -> list[int]:
    """Where a name may end: with the word, or before its particle."""
    if not _IS_HANGUL.match(last[0]):
        return [until]
    return [until, *(until - len(p) for p in PARTICLES if last[0].endswith(p) and len(last[0]) > len(p))]


def _needed(
    name: str,
    before: str,
    phrase: bool,
    spotter: Spotter,
    stop: frozenset[str],
    usual: Callable[[str], bool],
    shouted: bool,
) -> int:
    """How much the words around it must say that an artist is meant: 0 nothing, 1 something, 2 beyond doubt.

    phrase: what is said here means something else, too
    """
    words = _WORD.findall(name)
    if _IS_HANGUL.search(name):
        return 2 if len(name) == 1 or phrase else 0
    capital = words[0][0].isupper() and not shouted and not _SENTENCE.search(before)
    plain_words = [plain(word) for word in words]
    if len(name) == 1:
        return 2
    if phrase or all(word in stop for word in plain_words):
        return 1 if capital else 2
    if all(word in stop or spotter.knows(word) for word in plain_words):
        return 0 if capital and len(words) > 1 else 1
    if all(usual(word) for word in plain_words):
        return 0 if capital or (len(words) > 1 and not shouted and words[-1][0].isupper()) else 1
    return 0
