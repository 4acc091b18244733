"""Songs in playlists: one row for each place of a track in a playlist, as TidyTuesday published them in January 2020.

Rows of a playlist stand in its order. Genre and subgenre are not read: they are those of the playlist a row stands in,
so the genre of a track that only the hidden half holds would say where it belongs.
"""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from numpy.typing import NDArray

FILES = ("spotify_songs.parquet", "spotify_songs.csv")
SPREAD = (
    "danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "liveness", "valence",
    "tempo", "duration_ms",
)  # fmt: skip
NAMED = {"key": range(-1, 12), "mode": range(2)}  # numbers that are names; -1 = no key was found
_TEXTS = (
    "track_id", "track_name", "track_artist", "track_album_id", "track_album_name", "track_album_release_date",
    "playlist_id", "playlist_name",
)  # fmt: skip
_MAY_BE_EMPTY = ("track_name", "track_artist", "track_album_name")  # five rows of the published file have none
_COLUMNS = (*_TEXTS, *SPREAD, *NAMED)


@dataclass(frozen=True, slots=True)
class Song:
    title: str
    artist: str
    album_id: str
    album: str
    year: int
    values: tuple[float, ...]  # of SPREAD, then of NAMED


@dataclass(frozen=True, slots=True)
class Songs:
    """songs: by column; playlists: (n,) int32 columns each, in order, every track once; names: of the playlists"""

    songs: tuple[Song, ...]
    playlists: tuple[NDArray[np.int32], ...]
    names: tuple[str, ...]


def read_songs(path: Path) -> Songs:
    """A file, or the folder that holds one of `FILES`.

    Raises:
        ValueError: with the file, the row (a line of the CSV, where the first is the headings) and the field.
    """
    if path.is_dir():
        found = [path / name for name in FILES if (path / name).is_file()]
        if not found:
            raise ValueError(f"{path}: holds neither {' nor '.join(FILES)}; see docs/proof for where they come from")
        path = found[0]
    songs: dict[str, Song] = {}
    places: dict[str, dict[str, None]] = {}
    names: dict[str, str] = {}
    for where, row in _rows(path):
        track, playlist = _text(where, row, "track_id"), _text(where, row, "playlist_id")
        if track not in songs:
            songs[track] = _song(where, row)
        places.setdefault(playlist, {})[track] = None  # a track may stand in a playlist twice
        names.setdefault(playlist, _text(where, row, "playlist_name"))
    if not songs:
        raise ValueError(f"{path}: holds no rows")
    # not in the order of the file: ties go to the lower column, and neighbours there share a playlist
    column_of = {track: column for column, track in enumerate(sorted(songs))}
    playlists = tuple(np.array([column_of[track] for track in one], np.int32) for one in places.values())
    return Songs(tuple(songs[track] for track in column_of), playlists, tuple(names[one] for one in places))


def _song(where: str, row: Mapping[str, Any]) -> Song:
    told = _text(where, row, "track_album_release_date")
    if not told[:4].isdecimal() or not 1800 <= int(told[:4]) <= 2100:
        raise ValueError(f"{where}: track_album_release_date: want a date that begins with its year, got {told[:40]!r}")
    values = [_number(where, row, name) for name in SPREAD]
    for name, known in NAMED.items():
        values.append(_number(where, row, name))
        if values[-1] not in known:
            raise ValueError(f"{where}: {name}: want {known[0]} to {known[-1]}, got {row[name]!r}"[:300])
    title, artist, album_id, album = (
        _text(where, row, name) for name in ("track_name", "track_artist", "track_album_id", "track_album_name")
    )
    return Song(title, artist, album_id, album, int(told[:4]), tuple(values))


def _text(where: str, row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    text = "" if value is None else str(value).strip()
    if not text and name not in _MAY_BE_EMPTY:
        raise ValueError(f"{where}: {name}: is empty")
    return text


def _number(where: str, row: Mapping[str, Any], name: str) -> float:
    try:
        number = float(row[name])
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{where}: {name}: want a number, got {str(row[name])[:40]!r}")
    return number


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each row with where it stands."""
    try:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                lines = csv.DictReader(file, strict=True)
                _complete(path, lines.fieldnames or ())
                for line in lines:
                    if None in line or None in line.values():
                        raise ValueError(f"{path} line {lines.line_num}: want {len(lines.fieldnames or ())} fields")
                    yield f"{path} line {lines.line_num}", line
        else:
            table = parquet.ParquetFile(path)
            _complete(path, table.schema_arrow.names)
            at = 0
            for batch in table.iter_batches(columns=list(_COLUMNS)):
                for row in batch.to_pylist():
                    at += 1
                    yield f"{path} row {at}", row
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; see docs/proof for where the data set comes from") from None
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None


def _complete(path: Path, names: Iterable[str]) -> None:
    if missing := [name for name in _COLUMNS if name not in set(names)]:
        raise ValueError(f"{path}: has no column {', '.join(missing)}")
