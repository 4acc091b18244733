"""Closeness: how much of a query stands in a name as it was written, word behind word."""

from segue.catalog.search.letters import words
from segue.domain.track import Track

_SAME, _BEGINS, _WITHIN = 0.3, 0.2, 0.15
_BY = 0.5  # where it is the artist's name that does


def closeness(asked: tuple[str, ...], kind: str, track: Track) -> float:
    """0 to 0.3. asked: the words of the query; track: what was found, or one of the artist's or album's."""
    if kind == "artist":
        return _close(asked, track.artist)
    name = (track.release or "") if kind == "album" else track.title
    return max(_close(asked, name), _BY * _close(asked, track.artist), _both(asked, words(name), words(track.artist)))


def _both(asked: tuple[str, ...], name: tuple[str, ...], artist: tuple[str, ...]) -> float:
    """The name and then the artist, or the other way round; what stands behind may be begun only."""
    for first, second in ((name, artist), (artist, name)):
        rest = asked[len(first) :]
        if first and rest and asked[: len(first)] == first and _begins(rest, second):
            return _SAME if len(rest) == len(second) else _BEGINS
    return 0.0


def _begins(asked: tuple[str, ...], name: tuple[str, ...]) -> bool:
    n = len(asked)
    return n <= len(name) and name[: n - 1] == asked[:-1] and name[n - 1].startswith(asked[-1])


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
