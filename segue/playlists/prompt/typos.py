"""Typos: a word that nobody has, one letter away from one that the lexicons have.

Letters left out are looked up, as W. Garbe's symmetric deletion does (SymSpell, 2012): two words that are one edit
apart share a form with at most one letter taken out of each.
"""

from collections.abc import Callable, Iterable, Iterator

from segue.playlists.prompt.reading import TOKEN

_SHORTEST = 5  # letters


class Mender:
    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._forms: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= _SHORTEST and word.isalpha():
                for form in _forms(word):
                    self._forms.setdefault(form, []).append(word)

    def mended(self, text: str, usual: Callable[[str], bool]) -> str:
        """The text with such words replaced where there is one answer; usual: whether a word needs no mending."""
        return TOKEN.sub(lambda m: m[0] if m[0] in self._known or usual(m[0]) else self._word(m[0]), text)

    def _word(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha():
            return word
        found = {one for form in _forms(word) for one in self._forms.get(form, ()) if _near(word, one)}
        return found.pop() if len(found) == 1 else word


def _forms(word: str) -> Iterator[str]:
    yield word
    for i in range(1, len(word)):  # the first letter is hardly ever the wrong one
        yield word[:i] + word[i + 1 :]


def _near(one: str, other: str) -> bool:
    """One letter left out, put in, changed, or two neighbours exchanged."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        return True  # they share a form, so one is the other without a letter
    apart = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 2:
        i, j = apart
        return j == i + 1 and one[i] == other[j] and one[j] == other[i]
    return len(apart) == 1
