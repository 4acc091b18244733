"""Nearest: the mood of an English word that no lexicon has, by the small table of word vectors; mostly none."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from segue.learning.text.table import shipped
from segue.playlists.prompt.phrases import lexicons

_CLOSE = 0.62  # cosine; chosen on a hundred everyday words before any prompt was looked at
_SHORTEST = 4  # letters


def mood_of(word: str) -> str | None:
    """None unless it is close to a word for a mood."""
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha() or word not in everyday():
        return None
    moods, vectors = _anchors()
    near = vectors @ shipped().of([word])[0]
    best = int(np.argmax(near))
    return moods[best] if near[best] >= _CLOSE else None


@cache
def everyday() -> frozenset[str]:
    """Words that the table has whole: those that are in common use."""
    return frozenset(name for name in shipped().names if not name.startswith("##"))


@cache
def _anchors() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Moods and (n, d) vectors of the single words for them."""
    found = [
        (meant.removeprefix("moods="), phrase.strip())
        for meant, phrases in lexicons()["en"].phrases.items()
        if meant.startswith("moods=")
        for phrase in phrases.split(";")
        if len(phrase.split()) == 1 and phrase.strip() in everyday()
    ]
    return tuple(mood for mood, _ in found), shipped().of([word for _, word in found])
