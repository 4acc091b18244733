"""The catalogue arranged for looking through it: artists, releases, and words to search by."""

import re
import threading
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from segue.catalog.groups import artists, releases
from segue.catalog.names import artist_id
from segue.catalog.store import Catalog
from segue.domain.track import Artist, Release, Track

_FRESH_S = 30.0
_REST = 10  # a catalogue that grows is arranged anew at most in a tenth of the time
_SIGNS = re.compile(r"[\W_]+")
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything of one moment, each with the words it is found by."""

    size: int
    made: float  # monotonic seconds
    took_s: float
    songs: tuple[tuple[str, Track], ...]
    albums: tuple[tuple[str, Release], ...]
    artists: tuple[tuple[str, Artist], ...]
    of_artist: dict[str, list[Release]]  # by the artist's id


_shelves: WeakKeyDictionary[Catalog, Shelf] = WeakKeyDictionary()
_arranging = threading.Lock()


def shelf_of(catalog: Catalog) -> Shelf:
    """At most half a minute old, and soon anew when there are more tracks."""
    with _arranging:
        held = _shelves.get(catalog)
        age = time.monotonic() - held.made if held is not None else 0.0
        grown = held is not None and held.size != len(catalog) and age > held.took_s * _REST
        if held is None or grown or age > _FRESH_S:
            held = _shelves[catalog] = _arranged(catalog)
        return held


def _arranged(catalog: Iterable[Track]) -> Shelf:
    start = time.monotonic()
    tracks = sorted(catalog, key=lambda t: (t.artist, t.release or "", t.title, t.id))
    by_release, by_artist = releases(tracks), artists(tracks)
    folded: dict[str, str] = {}  # names come again and again
    songs = []
    for track in tracks:
        for name in (track.artist, track.release or ""):
            if name not in folded:
                folded[name] = fold(name)
        songs.append((f" {fold(track.title)} {folded[track.artist]} {folded[track.release or '']}", track))
    of_artist: dict[str, list[Release]] = {found: [] for found in by_artist}
    for album in by_release.values():
        of_artist[artist_id(album.artist)].append(album)
    return Shelf(
        len(tracks),
        time.monotonic(),
        time.monotonic() - start,
        tuple(songs),
        tuple((f" {fold(one.title)} {fold(one.artist)}", one) for one in by_release.values()),
        tuple((f" {fold(one.name)}", one) for one in by_artist.values()),
        of_artist,
    )


def fold(text: str) -> str:
    """Words without case, marks and signs, one blank between."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _SIGNS.sub(" ", text.lower()).strip()


def search(query: str, among: Iterable[tuple[str, _Found]]) -> list[_Found]:
    """Where every word of the query begins a word; everything for an empty query, with which players copy all."""
    wanted = [f" {word}" for word in fold(query).split()]
    return [found for words, found in among if all(word in words for word in wanted)]
