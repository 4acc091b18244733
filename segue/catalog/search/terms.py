"""Terms: every string under which a name lies in the index, and how much finding it there is worth."""

from functools import lru_cache

from segue.catalog.search.letters import initials, syllables, words
from segue.catalog.search.scripts import latin

WORD, SPELT, INSIDE, INITIALS = 1.0, 0.8, 0.55, 0.6  # as written; in other letters; inside a word; ㅂㅅㄹ
INITIAL = "\x01"  # before initials: no word begins with it
_MOST_INSIDE = 12  # characters of a run of which every end is a term
_UNSPACED = (
    (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x0E00, 0x0EFF), (0x1780, 0x17FF),
    (0x20000, 0x3FFFF),
)  # fmt: skip


@lru_cache(1 << 14)
def terms(name: str) -> dict[str, float]:
    """Term -> worth, 0-1. Where words are not kept apart by blanks, every end of one is a term: 玄師 finds 米津玄師."""
    told = words(name)
    found = dict.fromkeys(told, WORD)
    for joined in _spelt_out(told):
        found.setdefault(joined, SPELT)
    if name.isascii():
        return found
    for word in words(latin(name)):
        found.setdefault(word, SPELT)
    for inside in _insides(name):
        found.setdefault(inside, INSIDE)
    if first := initials(name):
        found.setdefault(INITIAL + first, INITIALS)
    return found


def _spelt_out(told: tuple[str, ...]) -> list[str]:
    """Runs of single letters as one word: esg for E.S.G."""
    if sum(len(word) == 1 for word in told) < 2:
        return []
    runs = " ".join(word if len(word) == 1 else "," for word in told).split(",")
    return [joined for run in runs if len(joined := run.replace(" ", "")) > 1]


def _insides(name: str) -> list[str]:
    runs = [run[i:] for run in syllables(name) for i in range(1, min(len(run), _MOST_INSIDE))]
    for word in words(name):
        if any(first <= ord(word[0]) <= last for first, last in _UNSPACED):
            runs += [word[i:] for i in range(1, min(len(word), _MOST_INSIDE))]
    return [inside for run in runs for inside in words(run)[:1]]
