"""The catalogue arranged for looking through it: artists, releases, and words to search by."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from segue.catalog.groups import artists, releases
from segue.catalog.names import artist_key, title_key
from segue.catalog.store import Catalog
from segue.domain.track import Artist, Release, Track

_FRESH_S = 30.0
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything of one moment, each with the words it is found by."""

    size: int
    made: float  # monotonic seconds
    songs: tuple[tuple[str, Track], ...]
    albums: tuple[tuple[str, Release], ...]
    artists: tuple[tuple[str, Artist], ...]
    of_artist: dict[str, int]  # artist -> number of releases


_shelves: WeakKeyDictionary[Catalog, Shelf] = WeakKeyDictionary()
_arranging = threading.Lock()


def shelf_of(catalog: Catalog) -> Shelf:
    """At most half a minute old; at once anew when there are more tracks."""
    with _arranging:
        held = _shelves.get(catalog)
        if held is None or held.size != len(catalog) or time.monotonic() - held.made > _FRESH_S:
            held = _shelves[catalog] = _arranged(catalog)
        return held


def _arranged(catalog: Catalog) -> Shelf:
    tracks = sorted(catalog, key=lambda t: (t.artist, t.release or "", t.title, t.id))
    by_artist, by_release = artists(tracks), releases(tracks)
    of_artist: dict[str, int] = {}
    for release in by_release.values():
        key = artist_key(release.artist)
        of_artist[key] = of_artist.get(key, 0) + 1
    return Shelf(
        len(catalog),
        time.monotonic(),
        tuple((_words(t.title, t.artist, t.release or ""), t) for t in tracks),
        tuple((_words(r.title, r.artist), r) for r in by_release.values()),
        tuple((_words(a.name), a) for a in by_artist.values()),
        {found: of_artist.get(artist_key(a.name), 0) for found, a in by_artist.items()},
    )


def _words(title: str, *more: str) -> str:
    return f" {title_key(title)} {' '.join(artist_key(one) for one in more)}"


def search(query: str, among: Iterable[tuple[str, _Found]]) -> list[_Found]:
    """Where every word of the query begins a word; everything for an empty query, with which players copy all."""
    wanted = [f" {word}" for word in title_key(query).split()]
    return [found for words, found in among if all(word in words for word in wanted)]
