"""Search: names of 28,000 real songs, typed as people type them; is what was meant among the first ten?

Beside it, over the same names in the same run: SQLite's FTS5 (all words, the last one may go on, ordered by bm25) and
`like '%...%'` on title and artist, with which most small players search. Nothing here was chosen by these figures, but
names of this set were looked at while the search was written; no listener has a part in it.
"""

import sqlite3
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import create_engine

from segue.catalog.names import derived_id
from segue.catalog.search.index import SearchIndex
from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.report import Figures, Report
from segue.proof.songs import read_songs

_QUERIES, _FIRST = 1_000, 10
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEAST = 4  # letters of a word that slips

Ask = Callable[[Track, np.random.Generator], str]
Search = Callable[[str], list[TrackId]]


def slip(text: str, rng: np.random.Generator) -> str:
    """One letter of a word of four letters or more missing, wrong, too many, or exchanged with the next; of a text
    without such a word, the text."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) >= _LEAST]
    if not long:
        return text
    at = long[int(rng.integers(len(long)))]
    word, letter = words[at], _LETTERS[int(rng.integers(len(_LETTERS)))]
    i = int(rng.integers(len(word) - 1))
    wrong = (
        word[:i] + word[i + 1 :],
        word[:i] + letter + word[i + 1 :],
        word[:i] + letter + word[i:],
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
    )
    words[at] = wrong[int(rng.integers(len(wrong)))]
    return " ".join(words)


def _begun(track: Track, rng: np.random.Generator) -> str:
    whole = f"{track.title} {track.artist}"
    return whole[: int(rng.integers(len(track.title) // 2, len(whole))) + 1]


ASKED: Mapping[str, Ask] = {
    "title": lambda t, _: t.title,
    "title and artist": lambda t, _: f"{t.title} {t.artist}",
    "while typing": _begun,
    "a slip": lambda t, rng: f"{slip(t.title, rng)} {t.artist}",
    "a slip in each": lambda t, rng: f"{slip(t.title, rng)} {slip(t.artist, rng)}",
    "title, a slip": lambda t, rng: slip(t.title, rng),
}


def prove(asked: Question) -> Report:
    """Raises ValueError or OSError for songs that cannot be read."""
    assert asked.path is not None
    start = time.process_time()
    named = {(s.title, s.artist): s for s in read_songs(asked.path).songs if s.title and s.artist}
    tracks = [Track(derived_id(*names), *names, release=song.album or None) for names, song in named.items()]
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/songs.db")
        catalog = Catalog(engine)
        catalog.add(tracks)
        index = SearchIndex(Path(folder) / "search", catalog, engine)
        index.follow()
        table = sqlite3.connect(f"{folder}/songs.db")
        table.execute("create virtual table names using fts5(title, artist, id unindexed, prefix='1 2 3')")
        table.execute("insert into names select title, artist, id from track")
        searches: dict[str, Search] = {
            "Segue": partial(_segue, index), "FTS5": partial(_fts5, table), "like": partial(_like, table)
        }  # fmt: skip
        rows = []
        for done, (name, search) in enumerate(searches.items()):
            asked.progress(name, done / len(searches))
            rows.append(_figures(name, search, list(catalog), asked.seed))
        table.close()
        engine.dispose()
    facts = {
        "seed": asked.seed, "names": len(tracks), "queries": _QUERIES,
        "cpu_seconds": round(time.process_time() - start), "peak_mb": round(peak_mb()),
    }  # fmt: skip
    return Report("names of songs, TidyTuesday 2020-01-21", tuple(ASKED), rows[0], tuple(rows[1:]), (), facts)


def _figures(name: str, search: Search, tracks: list[Track], seed: int) -> Figures:
    """Share of queries with the track that was meant, or another of just its names, among the first ten."""
    known = {t.id: (t.title.casefold(), t.artist.casefold()) for t in tracks}
    values, intervals = {}, {}
    for kind, ask in ASKED.items():
        rng = np.random.default_rng(seed)
        hits = []
        for i in rng.integers(0, len(tracks), _QUERIES).tolist():
            found = [known[track] for track in search(ask(tracks[i], rng))[:_FIRST]]
            title, artist = known[tracks[i].id]
            by_title = kind.startswith("title") and "artist" not in kind  # then any of the title is right
            hits.append(any(t == title and (by_title or a == artist) for t, a in found))
        values[kind] = float(np.mean(hits))
        intervals[kind] = mean_interval(np.array(hits, np.float64), seed)
    return Figures(name, values, intervals)


def _segue(index: SearchIndex, query: str) -> list[TrackId]:
    return [entry.track.id for entry in index.find(query, _FIRST).best["track"]]


def _fts5(table: sqlite3.Connection, query: str) -> list[TrackId]:
    words = [word.replace('"', "") for word in query.split()]
    written = " ".join(f'"{word}"' for word in words) + "*"
    return _ids(table, "select id from names where names match ? order by rank limit 10", (written,))


def _like(table: sqlite3.Connection, query: str) -> list[TrackId]:
    every = f"%{query}%"
    return _ids(table, "select id from track where title like ? or artist like ? limit 10", (every, every))


def _ids(table: sqlite3.Connection, sql: str, values: tuple[str, ...]) -> list[TrackId]:
    return [TrackId(row[0]) for row in table.execute(sql, values)]


SEARCH = Proof("names of 28,000 songs as people type them: is what was meant found", "tidytuesday-spotify-songs", prove)
