"""The catalogue as players browse it by folders: artists hold albums, albums hold songs; and what is said of them."""

from collections.abc import Callable
from typing import Any

from segue.catalog.names import artist_id
from segue.domain.track import Artist, Release, Track, hex_id
from segue.web.protocols.subsonic import child
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault
from segue.web.protocols.subsonic.shelf import Shelf, shelf_of

_MOST = 500


def by_letter(shelf: Shelf) -> list[dict[str, Any]]:
    """Every artist, under the first letter of the name."""
    index: dict[str, list[Any]] = {}
    for one in shelf.artists:
        first = one.name[:1].upper()
        index.setdefault(first if first.isalpha() else "#", []).append(child.artist(one, len(shelf.of_artist[one.id])))
    return [{"name": letter, "artist": index[letter]} for letter in sorted(index)]


def _indexes(asked: Asked) -> Body:
    now = int(asked.now.timestamp() * 1000)  # nobody noted when something changed
    return {"indexes": {"ignoredArticles": "The", "lastModified": now, "index": by_letter(shelf_of(asked.app.catalog))}}


def _directory(asked: Asked) -> Body:
    """What lies in an artist or in an album."""
    shelf, key = shelf_of(asked.app.catalog), _key(asked)
    if artist := _artist(shelf, key):
        albums = [_folder(one, _tracks(asked, one)) for one in shelf.of_artist[artist.id]]
        return {"directory": {"id": hex_id(artist.id), "name": artist.name, "child": albums}}
    if album := _album(shelf, key):
        parent, songs = hex_id(artist_id(album.artist)), child.songs(asked, _tracks(asked, album))
        return {"directory": {"id": hex_id(album.id), "parent": parent, "name": album.title, "child": songs}}
    raise Fault(NOT_FOUND, "Directory not found.")


def _folder(album: Release, tracks: list[Track]) -> dict[str, Any]:
    told = child.album(album, tracks)
    return {**told, "parent": told["artistId"], "isDir": True, "title": told["name"], "album": told["name"]}


def _artist_info(name: str) -> Callable[[Asked], Body]:
    def read(asked: Asked) -> Body:
        """Who is like the artist; of a song or an album its artist. Nobody wrote a life of anyone here."""
        shelf, written = shelf_of(asked.app.catalog), asked.params.needed("id")
        count = asked.params.whole("count", 20, _MOST)
        found = _artist(shelf, _key(asked))
        if found is None:
            album, songs = _album(shelf, _key(asked)), asked.tracks([written])
            of = album.artist if album is not None else songs[0].artist if songs else None
            found = shelf.by_artist.get(artist_id(of)) if of is not None else None
        if found is None:
            raise Fault(NOT_FOUND, "Artist not found.")
        near = [shelf.by_artist.get(artist_id(one)) for one in asked.app.near.artists_like(found.id, count)]
        told = [child.artist(one, len(shelf.of_artist[one.id])) for one in near if one is not None]
        return {name: {"similarArtist": told}}

    return read


def _album_info(asked: Asked) -> Body:
    shelf, written = shelf_of(asked.app.catalog), asked.params.needed("id")
    if _album(shelf, _key(asked)) is None and not asked.tracks([written]):
        raise Fault(NOT_FOUND, "Album not found.")
    return {"albumInfo": {}}


def _key(asked: Asked) -> str:
    return asked.params.needed("id").replace("-", "").lower()


def _artist(shelf: Shelf, key: str) -> Artist | None:
    return next((one for one in shelf.artists if hex_id(one.id) == key), None)


def _album(shelf: Shelf, key: str) -> Release | None:
    return next((one for one in shelf.albums if hex_id(one.id) == key), None)


def _tracks(asked: Asked, album: Release) -> list[Track]:
    return [found for one in album.tracks if (found := asked.app.catalog.get(one)) is not None]


FOLDERS: dict[str, Answer] = {
    "getIndexes": apart(_indexes),
    "getMusicDirectory": apart(_directory),
    "getArtistInfo": apart(_artist_info("artistInfo")),
    "getArtistInfo2": apart(_artist_info("artistInfo2")),
    "getAlbumInfo": apart(_album_info),
    "getAlbumInfo2": apart(_album_info),
}
