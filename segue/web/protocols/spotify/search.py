"""`GET /v1/search`: by any part of a name, and by Spotify's fields: artist, album, track, year, genre, isrc."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from litestar import Request, Response, get
from numpy.typing import NDArray

from segue.catalog.names import title_key
from segue.domain.event import TrackId, TrackRef
from segue.domain.found import Found
from segue.domain.listener import Listener
from segue.domain.track import Track
from segue.flows.search import Wanted
from segue.recommend.serving import ServingModel
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import stretch
from segue.web.protocols.spotify.documented import SearchOperation
from segue.web.protocols.spotify.lists import head
from segue.web.protocols.spotify.shapes import View, page

_TYPES = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")
_LAST = 1_000  # of the results of one query
_LOOKED_AT = 500  # results that fields are held against
_FIELD = re.compile(r'\b(artist|album|track|year|genre|isrc|upc|tag):\s*(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_NAMED = ("artist", "album", "track")
FIELDS = (*_NAMED, "year", "genre", "isrc")


@dataclass(frozen=True, slots=True)
class Query:
    """words: everything that is searched for by name; fields: what has to stand in which."""

    words: str
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, written: str) -> "Query":
        fields = {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _FIELD.finditer(written)}
        named = [fields[one] for one in _NAMED if one in fields]
        rest = _FIELD.sub(" ", written)
        return cls(" ".join([*rest.split(), *named]), fields)

    def holds(self, track: Track, names: Sequence[str] = FIELDS) -> bool:
        """Whether the fields of these names say so."""
        told = {"artist": track.artist, "album": track.release or "", "track": track.title}
        for name in _NAMED:
            if name in names and name in self.fields and title_key(self.fields[name]) not in title_key(told[name]):
                return False
        if "isrc" in names and "isrc" in self.fields and self.fields["isrc"].upper() != track.isrc:
            return False
        if "year" in names and "year" in self.fields:
            first, _, last = self.fields["year"].partition("-")
            if not (first.isdecimal() and (last or first).isdecimal()):
                raise Problem(400, "Invalid year: 1994 or 1990-1999")
            if track.year is None or not int(first[:6]) <= track.year <= int((last or first)[:6]):
                return False
        genre = self.fields.get("genre", "").lower() if "genre" in names else ""
        return not genre or any(genre in tag.lower() for tag in track.tags)


@get("/v1/search", operation_class=SearchOperation, tags=["Spotify"], exception_handlers=IN_THEIR_WORDS)
async def get_search(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A page for each of `type`, in the order of your taste. The first page of a search is an event."""
    app, listener = app_of(request), asking(request)
    query = Query.of(request.query_params.get("q", ""))
    if not query.words and not query.fields:
        raise Problem(400, "No search query")
    kinds = [one.strip() for one in request.query_params.get("type", "").split(",") if one.strip()]
    if not kinds or not set(kinds) <= set(_TYPES):
        raise Problem(400, f"Bad search type field: one or more of {', '.join(_TYPES)}")
    limit, offset = stretch(request)
    if offset + limit > _LAST:
        raise Problem(400, f"Invalid offset: of a search there are the first {_LAST:,}")
    view, now = View.of(request), datetime.now(UTC)
    n = max(_LOOKED_AT if query.fields else 0, offset + limit)

    def read() -> dict[str, Any]:
        wanted = Wanted(query.words, now, n, typing=offset > 0 or not query.words, device="spotify")
        found = app.search.find(listener, wanted)
        told = {}
        for kind in dict.fromkeys(kinds):
            items, total = _results(view, listener, query, found, kind, now)
            told[f"{kind}s"] = page(request, items[offset : offset + limit], total, limit, offset)
        return told

    return reply(await asyncio.to_thread(read))


def _results(
    view: View, listener: Listener, query: Query, found: Found, kind: str, now: datetime
) -> tuple[list[Any], int]:
    """The results of one kind, and how many there are in all."""
    app, by_artist = view.app, view.model.by_artist
    if kind in ("track", "episode"):
        some = found.tracks if kind == "track" else found.episodes
        tracks = [known for one in some if (known := app.catalog.get(one.id)) is not None]
        if not query.fields:
            return [view.track(one) for one in tracks], max(len(tracks), found.total[f"{kind}s"])
        if kind == "track":
            tracks = tracks or _tagged(view, query)
        tracks = [one for one in tracks if query.holds(one)]
        return [view.track(one) for one in tracks], len(tracks)
    if kind == "artist":
        artists = [(one.artist, by_artist.named(one.artist_id)) for one in found.artists]
        if not query.words:
            artists = [(one.artist, _own(view.model, one)) for one in _tagged(view, query) if query.holds(one)]
        told = [view.artist(name, rows) for name, rows in dict(artists).items()]
        return told, len(told) if query.fields else max(len(told), found.total["artists"])
    if kind == "album":
        named = [
            (Track(TrackId(""), "", one.artist, release=one.album, year=one.year), one.tracks) for one in found.albums
        ]
        fits = [one for one in named if query.holds(one[0], ("artist", "album", "year"))]
        albums = [view.album_name(one, tracks) for one, tracks in fits]
        return albums, len(albums) if query.fields else max(len(albums), found.total["albums"])
    if kind == "playlist":
        asked = query.words.casefold()
        lists = [one for one in app.sheets.made(listener) if asked in one.title.casefold()]
        lists += [app.sheets.get(listener, one.id, now) for one in found.playlists]
        return [head(view, one) for one in {one.id: one for one in lists}.values()], len(lists)
    return [], 0


def _own(model: ServingModel, track: Track) -> NDArray[np.int32]:
    row = model.row_of.get(track.id)
    return model.by_artist.rows(int(model.artists[row])) if row is not None else np.empty(0, np.int32)


def _tagged(view: View, query: Query) -> list[Track]:
    """Without a name: what the fields lead to, the best known first."""
    model, app = view.model, view.app
    if "isrc" in query.fields:
        key = app.catalog.find(TrackRef(isrc=query.fields["isrc"].upper()))
        known = app.catalog.get(key) if key is not None else None
        return [known] if known is not None else []
    rows: NDArray[np.integer] = np.arange(len(model))
    if genre := query.fields.get("genre", "").lower():
        rows = model.traits.tagged(*(tag for tag in model.traits.tags if genre in tag))
    elif "year" in query.fields:
        rows = np.flatnonzero(model.years)
    years = re.findall(r"\d{1,4}", query.fields.get("year", ""))[:2]
    if years:
        rows = rows[(model.years[rows] >= int(years[0])) & (model.years[rows] <= int(years[-1]))]
    best = rows[np.argsort(-model.fame[rows], kind="stable")[:_LAST]]
    return [model.items[row] for row in best.tolist()]
