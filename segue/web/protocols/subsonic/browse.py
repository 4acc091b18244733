"""Calls that look through the catalogue. There is no sound here: `stream` and the like are refused by name."""

import asyncio
from typing import Any

import numpy as np

from segue.catalog.names import artist_id, release_id
from segue.domain.track import Track, hex_id
from segue.flows.search import Wanted
from segue.web.protocols.subsonic import child
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart
from segue.web.protocols.subsonic.folders import by_letter
from segue.web.protocols.subsonic.marked import Marked
from segue.web.protocols.subsonic.params import NOT_FOUND, Fault
from segue.web.protocols.subsonic.shelf import shelf_of
from segue.web.protocols.subsonic.told import quietly

_MOST = 500


async def _song(asked: Asked) -> Body:
    track = asked.track(asked.params.needed("id"))
    marked = await asyncio.to_thread(Marked.by, asked)
    return {"song": child.song(track, marked)}


def _page(asked: Asked, what: str, found: list[Any]) -> list[Any]:
    count = asked.params.whole(f"{what}Count", 20, _MOST)
    offset = asked.params.whole(f"{what}Offset", 0, 10**9)
    return found[offset : offset + count]


def _found(asked: Asked) -> tuple[Body, dict[str, int]]:
    """By Segue's own search, in the order of the caller's taste; everything for an empty query, with which players
    copy all."""
    shelf = shelf_of(asked.app.catalog)
    query = (asked.params.one("query") or "").strip('" ')
    if not query:
        tracks, albums, artists = [*shelf.songs], [*shelf.albums], [*shelf.artists]
        counts = {"song": len(tracks), "album": len(albums), "artist": len(artists)}
    else:
        n = max(_last(asked, what) for what in ("song", "album", "artist"))
        found = asked.app.search.sought(asked.listener, Wanted(query, asked.now, n))
        heard = sorted((*found.scored["track"], *found.scored["episode"]), key=lambda one: -one[0])
        tracks = [e.track for _, e in heard]
        of = [release_id(e.track.release or "", e.track.artist) for _, e in found.scored["album"]]
        albums = [shelf.by_album[one] for one in of if one in shelf.by_album]
        by = [artist_id(e.track.artist) for _, e in found.scored["artist"]]
        artists = [shelf.by_artist[one] for one in by if one in shelf.by_artist]
        told = found.counts
        counts = {"song": told["track"] + told["episode"], "album": told["album"], "artist": told["artist"]}
    body = {
        "artist": [child.artist(a, len(shelf.of_artist[a.id])) for a in _page(asked, "artist", artists)],
        "album": [child.album(a, _tracks(asked, a.tracks)) for a in _page(asked, "album", albums)],
        "song": child.songs(asked, _page(asked, "song", tracks)),
    }
    return body, counts


def _last(asked: Asked, what: str) -> int:
    """The last place that is asked for; further than a few pages nobody looks."""
    return min(asked.params.whole(f"{what}Count", 20, _MOST) + asked.params.whole(f"{what}Offset", 0, _MOST), 2 * _MOST)


def _search(name: str) -> Answer:
    async def answer(asked: Asked) -> Body:
        asked.params.one("query")
        told, counts = await asyncio.to_thread(_found, asked)
        await quietly(asked, [song["id"] for song in told["song"]], found=counts)
        return {name: told}

    return answer


def _tracks(asked: Asked, ids: tuple[Any, ...]) -> list[Track]:
    return [t for i in ids if (t := asked.app.catalog.get(i)) is not None]


def _by_id(asked: Asked, among: Any, what: str) -> Any:
    wanted = asked.params.needed("id").replace("-", "").lower()
    for one in among:
        if hex_id(one.id) == wanted:
            return one
    raise Fault(NOT_FOUND, f"{what} not found.")


def _album(asked: Asked) -> Body:
    found = _by_id(asked, shelf_of(asked.app.catalog).albums, "Album")
    tracks, marked = _tracks(asked, found.tracks), Marked.by(asked)
    songs = [child.song(track, marked) for track in tracks]
    return {"album": {**child.album(found, tracks), **marked.group(found.id), "song": songs}}


def _artist(asked: Asked) -> Body:
    shelf = shelf_of(asked.app.catalog)
    found = _by_id(asked, shelf.artists, "Artist")
    albums = shelf.of_artist[found.id]
    told = [child.album(a, _tracks(asked, a.tracks)) for a in albums]
    return {"artist": {**child.artist(found, len(albums)), **Marked.by(asked).group(found.id), "album": told}}


def _artists(asked: Asked) -> Body:
    return {"artists": {"ignoredArticles": "The", "index": by_letter(shelf_of(asked.app.catalog))}}


def _random(asked: Asked) -> Body:
    size, genre = asked.params.whole("size", 10, _MOST), asked.params.one("genre")
    first, last = asked.params.whole("fromYear", 0, 9999), asked.params.whole("toYear", 9999, 9999)
    bounded = first > 0 or last < 9999
    tracks = [
        t
        for t in shelf_of(asked.app.catalog).songs
        if (genre is None or genre in t.tags) and (not bounded or (t.year is not None and first <= t.year <= last))
    ]
    seed = int(asked.now.timestamp() * 1_000_000)
    chosen = np.random.default_rng(seed).permutation(len(tracks))[:size]
    return {"randomSongs": {"song": child.songs(asked, [tracks[i] for i in chosen.tolist()])}}


async def _no_sound(_: Asked) -> Body:
    raise Fault(
        NOT_FOUND, "Segue holds no audio; `segue serve --subsonic-upstream URL` stands before a server that does."
    )


BROWSE: dict[str, Answer] = {
    "getSong": _song,
    "search2": _search("searchResult2"),
    "search3": _search("searchResult3"),
    "getAlbum": apart(_album),
    "getArtist": apart(_artist),
    "getArtists": apart(_artists),
    "getRandomSongs": apart(_random),
    **dict.fromkeys(("stream", "download", "hls", "getLyrics"), _no_sound),
}
