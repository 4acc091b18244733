"""Closeness: how much of a query stands in a name as it was written, word behind word."""

from segue.catalog.search.letters import words
from segue.domain.track import Track

_SAME, _BEGINS, _WITHIN = 0.3, 0.2, 0.15
_BY = 0.5  # where it is the artist's name that does


def closeness(asked: tuple[str, ...], kind: str, track: Track) -> float:
    """0 to 0.3. asked: the words of the query; track: what was found, or one of the artist's or album's."""
    if kind == "artist":
        return _close(asked, track.artist)
    own = _close(asked, (track.release or "") if kind == "album" else track.title)
    return max(own, _BY * _close(asked, track.artist))


def _close(asked: tuple[str, ...], text: str) -> float:
    name = words(text)
    if name == asked:
        return _SAME
    *before, last = asked
    n = len(asked)
    for i in range(len(name) - n + 1):
        if name[i + n - 1].startswith(last) and list(name[i : i + n - 1]) == before:
            return _BEGINS if i == 0 else _WITHIN
    return 0.0
