"""Last.fm: it has no export of its own, so whatever the common tools write: CSV with or without a heading, JSON
pages of its API, and the archive it once gave."""

import re
from collections.abc import Iterator

from segue.ingest.dialect import Raw
from segue.ingest.export import Asked, Export, Shape
from segue.ingest.foreign_time import iso

_TITLES = ("track", "track name", "track_name", "title", "name", "song")
_TIMES = ("uts", "utc_time", "date", "timestamp", "time", "datetime", "unixtime", "iso time")
_NUMBER = re.compile(r"\d{9,13}", re.ASCII)


def _page(row: Raw, asked: Asked) -> Iterator[Raw]:
    """A page of `user.getRecentTracks`; what is playing now has no time and is no scrobble yet."""
    tracks = row.get("track")
    for track in tracks if isinstance(tracks, list) else [tracks]:
        if isinstance(track, dict) and "date" in track:
            yield track


def _playing_or_not(row: Raw, asked: Asked) -> Iterator[Raw]:
    if "date" in row:
        yield row


def _time(cell: object) -> bool:
    return isinstance(cell, str) and bool(_NUMBER.fullmatch(cell.strip()) or iso(cell))


def _named(row: Raw) -> dict[str, object] | None:
    """Cells of a table without a heading: of lastfm-to-csv (artist, album, track, date), the Universal Scrobbler
    (artist, track, album, time), or lastexport (time, track, artist, album, three MBIDs)."""
    cells = [row.get(str(i)) for i in range(1, len(row) + 1)]
    if len(cells) == 4 and (_time(cells[3]) or cells[3] == ""):
        return dict(zip(("artist", "album", "track", "date"), cells, strict=True))
    if 4 <= len(cells) <= 7 and _time(cells[3]):
        return dict(zip(("artist", "track", "album", "date"), cells, strict=False))
    if 4 <= len(cells) <= 7 and _time(cells[0]):
        return dict(zip(("date", "track", "artist", "album", "track_mbid"), cells, strict=False))
    return None


def _headless(row: Raw, asked: Asked) -> Iterator[Raw]:
    found = _named(row)
    if found is None:
        yield row
    elif found.get("date") != "":  # what was playing while the table was written
        yield found


_PAGES = Shape("Last.fm scrobbles, pages of its API", "lastfm_export", _page)
_TRACKS = Shape("Last.fm scrobbles, tracks of its API", "lastfm_export", _playing_or_not)
_TABLE = Shape("Last.fm scrobbles, a table", "lastfm_export")
_HEADLESS = Shape("Last.fm scrobbles, a table without heading", "lastfm_export", _headless)


def _shape(row: Raw) -> Shape | None:
    if isinstance(row.get("track"), list) or (isinstance(row.get("track"), dict) and "@attr" in row):
        return _PAGES
    if isinstance(row.get("artist"), dict) and "name" in row:
        return _TRACKS
    keys = {str(key).lower().split("#")[0] for key in row}
    if ("artist" in keys or "artist name" in keys or "artist_name" in keys) and not keys.isdisjoint(_TITLES):
        return _TABLE if not keys.isdisjoint(_TIMES) else None
    if "1" in row and _named(row) is not None:
        return _HEADLESS
    return None


export = Export(
    title="Last.fm scrobbles",
    shape=_shape,
    wanted="take a CSV or JSON of lastfmstats.com, of mainstream.ghan.nl/export.html or of lastfm-to-csv",
)
