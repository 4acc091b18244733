"""The catalogue arranged for looking through it: artists, releases and songs in order."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from segue.catalog.groups import artists, releases
from segue.catalog.names import artist_id
from segue.catalog.store import Catalog
from segue.domain.track import Artist, Release, Track

NO_ALBUM = "[Unknown Album]"  # as Navidrome calls it; players look for songs under albums only
_FRESH_S = 30.0
_REST = 10  # a catalogue that grows is arranged anew at most in a tenth of the time


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything of one moment."""

    size: int
    made: float  # monotonic seconds
    took_s: float
    songs: tuple[Track, ...]
    albums: tuple[Release, ...]  # of each artist the songs without one stand together, as NO_ALBUM
    artists: tuple[Artist, ...]
    of_artist: dict[str, list[Release]]  # by the artist's id
    by_album: dict[str, Release]
    by_artist: dict[str, Artist]


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
    tracks = sorted(catalog, key=lambda t: (t.artist, not t.release, t.release or "", t.title, t.id))
    by_release = releases(t if t.release else replace(t, release=NO_ALBUM) for t in tracks)
    by_artist = artists(tracks)
    of_artist: dict[str, list[Release]] = {found: [] for found in by_artist}
    for album in by_release.values():
        of_artist[artist_id(album.artist)].append(album)
    return Shelf(
        len(tracks),
        time.monotonic(),
        time.monotonic() - start,
        tuple(tracks),
        tuple(by_release.values()),
        tuple(by_artist.values()),
        of_artist,
        by_release,
        by_artist,
    )
