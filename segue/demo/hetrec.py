"""Reading `hetrec2011-lastfm-2k`: play counts and tags of 1,892 Last.fm listeners (HetRec 2011).

Non-commercial data, read where it lies and never copied; cite Last.fm and Cantador, Brusilovsky and Kuflik,
"2nd Workshop on Information Heterogeneity and Fusion in Recommender Systems", RecSys 2011.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.track import Track

FOLDER: Final = "hetrec2011-lastfm-2k"
NAMESPACE: Final = UUID("b9d2a4b6-7b0d-5d5b-8f53-3e3f4a0c2011")
"""The track of an artist is `uuid5(NAMESPACE, <artistID>)`."""
AT: Final = datetime(2011, 5, 1, 12, tzinfo=UTC)
"""The set tells no times of plays: all of them get the month it was collected in."""
_TAGS = 8
_FIRST_YEAR = 2002  # Last.fm's own; five rows of the set are older than that and wrong


class Unreadable(ValueError):  # noqa: N818 - a state of the file
    """A file of the set is missing or broken; the message says which, and at which line."""


@cache
def artist_id(artist: int) -> TrackId:
    """The track that stands for an artist."""
    return TrackId(str(uuid5(NAMESPACE, str(artist))))


def plays(folder: Path) -> dict[int, list[tuple[int, int]]]:
    """listener -> (artist, play count) in the order of the file."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for listener, artist, count in _numbers(folder / "user_artists.dat", 3):
        found[listener].append((artist, count))
    return dict(found)


def events(rows: list[tuple[int, int]]) -> list[Event]:
    """One `complete` for each artist, its play count in `extra["plays"]`."""
    return [
        Event(
            event_id=f"hetrec-{artist}",
            kind=EventKind.COMPLETE,
            at=AT,
            track_id=artist_id(artist),
            track=TrackRef(id=artist_id(artist)),
            extra={"plays": count},
        )
        for artist, count in rows
    ]


def tracks(folder: Path) -> dict[int, Track]:
    """artist -> the track that stands for them; names as written in the set, tags most used first."""
    tags = _tags(folder)
    return {
        artist: Track(id=artist_id(artist), title=name, artist=name, tags=tags.get(artist, ()))
        for artist, name in _names(folder / "artists.dat").items()
    }


def _tags(folder: Path) -> dict[int, tuple[str, ...]]:
    """artist -> up to eight tags given at least twice; the ones given once where there are no others."""
    words = {tag: _normal(word) for tag, word in _names(folder / "tags.dat").items()}
    given: dict[int, Counter[str]] = defaultdict(Counter)
    everywhere: Counter[str] = Counter()
    for _listener, artist, tag, _day, _month, year in _numbers(folder / "user_taggedartists.dat", 6):
        word = words.get(tag)
        if word and year >= _FIRST_YEAR:
            given[artist][word] += 1
            everywhere[word] += 1

    def top(counts: Counter[str]) -> tuple[str, ...]:
        order = sorted(counts, key=lambda word: (-counts[word], -everywhere[word], word))
        return tuple([word for word in order if counts[word] >= 2] or order)[:_TAGS]

    return {artist: top(counts) for artist, counts in given.items()}


def _normal(tag: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", tag).lower().split())


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows after the heading. UTF-8, except a few tags that are Latin-1: decided line by line."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    for number, line in enumerate(raw.split(b"\n")[1:], 2):
        if line.strip():
            try:
                text = line.decode()
            except UnicodeDecodeError:
                text = line.decode("latin-1")
            yield number, text.rstrip("\r").split("\t")


def _numbers(path: Path, columns: int) -> Iterator[list[int]]:
    for number, cells in _lines(path):
        try:
            row = [int(cell) for cell in cells]
        except ValueError as error:
            raise Unreadable(f"{path.name}, line {number}: not a whole number: {error}") from error
        if len(row) != columns:
            raise Unreadable(f"{path.name}, line {number}: {len(row)} columns instead of {columns}")
        yield row


def _names(path: Path) -> dict[int, str]:
    """id -> the second column."""
    found = {}
    for number, cells in _lines(path):
        if len(cells) < 2 or not cells[0].isdecimal():
            raise Unreadable(f"{path.name}, line {number}: no id and name")
        found[int(cells[0])] = cells[1].strip()
    return found
