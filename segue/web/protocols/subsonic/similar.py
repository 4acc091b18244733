"""What is like something: by taste and listeners, by fame, by sound."""

from collections.abc import Callable

from segue.domain.track import Track, hex_id
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart
from segue.web.protocols.subsonic.child import song, songs
from segue.web.protocols.subsonic.marked import Marked
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault
from segue.web.protocols.subsonic.shelf import shelf_of

_MOST = 500
_SEEDS = 20  # songs of an album that stand for it


def _similar(name: str) -> Callable[[Asked], Body]:
    def read(asked: Asked) -> Body:
        """The id of a song, an album or an artist."""
        written, count = asked.params.needed("id"), asked.params.whole("count", 50, _MOST)
        tracks, artists = (), ()  # type: tuple[str, ...], tuple[str, ...]
        shelf = shelf_of(asked.app.catalog)
        key = written.replace("-", "").lower()
        if found := asked.tracks([written]):
            tracks = (found[0].id,)
        elif album := next((one for one in shelf.albums if hex_id(one.id) == key), None):
            tracks = album.tracks[:_SEEDS]
        elif artist := next((one for one in shelf.artists if hex_id(one.id) == key), None):
            artists = (artist.id,)
        else:
            raise Fault(NOT_FOUND, "Song, album or artist not found.")
        near = asked.app.near.similar(asked.listener, asked.now, count, tracks, artists) if count else []  # type: ignore[arg-type]
        return {name: {"song": songs(asked, near)}}

    return read


def _top(asked: Asked) -> Body:
    count = asked.params.whole("count", 50, _MOST)
    return {"topSongs": {"song": songs(asked, asked.app.near.best_known(asked.params.needed("artist"), count))}}


def _sounding(asked: Asked) -> Body:
    track, count = asked.track(asked.params.needed("id")), asked.params.whole("count", 10, _MOST)
    return _matches(asked, asked.app.near.sounding(track.id, count))


def _path(asked: Asked) -> Body:
    start, end = (asked.track(asked.params.needed(name)) for name in ("startSongId", "endSongId"))
    return _matches(asked, asked.app.near.path(start.id, end.id, asked.params.whole("count", 25, _MOST)))


def _matches(asked: Asked, found: list[tuple[Track, float]]) -> Body:
    marked = Marked.by(asked)
    return {"sonicMatch": [{"entry": song(one, marked), "similarity": alike} for one, alike in found]}


SIMILAR: dict[str, Answer] = {
    "getSimilarSongs": apart(_similar("similarSongs")),
    "getSimilarSongs2": apart(_similar("similarSongs2")),
    "getTopSongs": apart(_top),
    "getSonicSimilarTracks": apart(_sounding),
    "findSonicPath": apart(_path),
}
