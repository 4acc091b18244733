"""Albums in the orders that players ask for, and genres."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from segue.catalog.names import release_id
from segue.domain.consent import Purpose
from segue.domain.track import Release, Track
from segue.web.protocols.subsonic import child
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart
from segue.web.protocols.subsonic.params import GENERIC, Fault
from segue.web.protocols.subsonic.shelf import NO_ALBUM, shelf_of

_MOST = 500
_Tracks = dict[str, list[Track]]


def _by_artist(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    return list(albums)


def _by_name(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    return sorted(albums, key=lambda one: (one.title == NO_ALBUM, one.title.casefold(), one.artist.casefold()))


def _newest(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    """By the year they came out in: when one came here nobody noted."""
    return sorted(albums, key=lambda one: -_year(of[one.id]))


def _random(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    seed = int(asked.now.timestamp() * 1_000_000)
    return [albums[at] for at in np.random.default_rng(seed).permutation(len(albums)).tolist()]


def _of_year(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    asked.params.needed("fromYear"), asked.params.needed("toYear")
    first, last = asked.params.whole("fromYear", 0, 9999), asked.params.whole("toYear", 9999, 9999)
    found = [one for one in albums if min(first, last) <= _year(of[one.id]) <= max(first, last)]
    return sorted(found, key=lambda one: _year(of[one.id]), reverse=first > last)


def _of_genre(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    genre = asked.params.needed("genre").casefold()
    return [one for one in albums if any(genre == tag.casefold() for t in of[one.id] for tag in t.tags)]


def _heard(latest: bool) -> Callable[[Asked, Sequence[Release], _Tracks], list[Release]]:
    def order(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
        """Those with anything heard out, of a listener who agreed to be read."""
        if not asked.app.accounts.consent(asked.listener.id).permits(Purpose.PERSONALISE):
            return []
        weight: Counter[str] = Counter()
        for track, tally in asked.read("taste").items():
            known = asked.app.catalog.get(track)
            if known is not None and known.release and tally.finished:
                key = release_id(known.release, known.artist)
                last, times = max(one[0] for one in tally.finished), len(tally.finished)
                weight[key] = max(weight[key], last) if latest else weight[key] + times
        return sorted((one for one in albums if weight[one.id]), key=lambda one: -weight[one.id])

    return order


def _none(asked: Asked, albums: Sequence[Release], of: _Tracks) -> list[Release]:
    return []  # whoever stars an album follows it; songs are starred


_ORDERS: dict[str, Callable[[Asked, Sequence[Release], _Tracks], list[Release]]] = {
    "alphabeticalByArtist": _by_artist,
    "alphabeticalByName": _by_name,
    "newest": _newest,
    "random": _random,
    "byYear": _of_year,
    "byGenre": _of_genre,
    "recent": _heard(latest=True),
    "frequent": _heard(latest=False),
    "highest": _none,
    "starred": _none,
}


def _albums(name: str) -> Callable[[Asked], Body]:
    def read(asked: Asked) -> Body:
        kind = asked.params.one("type") or "alphabeticalByArtist"
        if kind not in _ORDERS:
            raise Fault(GENERIC, f"Parameter 'type' must be one of {', '.join(_ORDERS)}.")
        size, offset = asked.params.whole("size", 10, _MOST), asked.params.whole("offset", 0, 10**9)
        shelf, get = shelf_of(asked.app.catalog), asked.app.catalog.get
        copied = kind.startswith("alphabetical")  # by players that want to have everything
        albums = shelf.albums if copied else [one for one in shelf.albums if one.title != NO_ALBUM]
        of = {one.id: [t for i in one.tracks if (t := get(i)) is not None] for one in albums}
        page = _ORDERS[kind](asked, albums, of)[offset : offset + size]
        told = [child.album(one, of[one.id]) for one in page]
        if name == "albumList":  # of the days of folders
            told = [{**one, "title": one["name"], "isDir": True} for one in told]
        return {name: {"album": told}}

    return read


def _genres(asked: Asked) -> Body:
    """With how many songs have them; the commonest first."""
    songs: Counter[str] = Counter()
    albums: dict[str, set[str]] = {}
    for track in shelf_of(asked.app.catalog).songs:
        songs.update(track.tags)
        if track.release:
            for tag in track.tags:
                albums.setdefault(tag, set()).add(release_id(track.release, track.artist))
    told: list[dict[str, Any]] = [
        {"value": tag, "songCount": count, "albumCount": len(albums.get(tag, ()))}
        for tag, count in sorted(songs.items(), key=lambda one: (-one[1], one[0]))
    ]
    return {"genres": {"genre": told}}


def _of_tag(asked: Asked) -> Body:
    genre = asked.params.needed("genre").casefold()
    count, offset = asked.params.whole("count", 10, _MOST), asked.params.whole("offset", 0, 10**9)
    found = [t for t in shelf_of(asked.app.catalog).songs if any(genre == tag.casefold() for tag in t.tags)]
    return {"songsByGenre": {"song": child.songs(asked, found[offset : offset + count])}}


def _year(tracks: list[Track]) -> int:
    return min((track.year for track in tracks if track.year), default=0)


ALBUMS: dict[str, Answer] = {
    "getAlbumList": apart(_albums("albumList")),
    "getAlbumList2": apart(_albums("albumList2")),
    "getGenres": apart(_genres),
    "getSongsByGenre": apart(_of_tag),
}
