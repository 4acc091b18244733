"""Search at a million tracks: the index in process, for each kind of query, typos included.

    python -m benchmarks search
    SEGUE_SCALE=100000 python -m benchmarks search    another size

Beside it in the same run over the same SQLite table: `like '%query%'` on title and artist, and FTS5 with an index of
beginnings, which both look for what is written and nothing else. Then what a listener's own taste adds to a search, in
a small world. Wall time beside CPU time of the searching thread; found = the track that was meant
is among the first ten.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import create_engine

from segue.app import App, build
from segue.catalog.search.index import SearchIndex
from segue.catalog.search.letters import initials
from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.track import Track
from segue.flows.search import Wanted
from segue.settings import Settings
from segue.world import World, history

SEED, TRACKS = 1, 1_000_000
_QUERIES, _SLOW_QUERIES = 400, 12
_ZIPF = 1.0  # of words in names
_ONSETS = "b d f g h j k l m n p r s t v w z ch sh th br cr dr st tr"
_VOWELS, _ENDS = "a e i o u ai ea oo ou", "n r s t l m nd ng ck"
_KOREAN = 0.15  # of all names


class Kind(NamedTuple):
    name: str
    ask: Callable[[Track, np.random.Generator], str]
    of: Callable[[Track], bool] = lambda _: True


def names(rng: np.random.Generator, count: int, longest: int) -> list[str]:
    """Names of one to `longest` words, of made-up Latin and Hangul words, few of them common."""
    onsets, ends, vowels = _ONSETS.split(), _ENDS.split(), _VOWELS.split()

    def latin() -> str:
        parts = rng.integers(1, 4)
        return "".join(
            onsets[rng.integers(len(onsets))] + vowels[rng.integers(len(vowels))] + (["", *ends] * 2)[rng.integers(20)]
            for _ in range(parts)
        )

    def hangul() -> str:
        return "".join(chr(0xAC00 + int(at)) for at in rng.integers(0, 11_172, rng.integers(1, 4)))

    made = [list(dict.fromkeys(make() for _ in range(n))) for make, n in ((latin, 120_000), (hangul, 30_000))]
    shares = [np.cumsum(np.arange(1, len(words) + 1) ** -_ZIPF) for words in made]
    lengths, korean = rng.integers(1, longest + 1, count), rng.random(count) < _KOREAN
    drawn = [np.searchsorted(share, rng.random(lengths.sum()) * share[-1]).tolist() for share in shares]
    found, at = [], 0
    for length, which in zip(lengths.tolist(), korean.astype(int).tolist(), strict=True):
        found.append(" ".join(made[which][i].title() for i in drawn[which][at : at + length]))
        at += length
    return found


def tracks(count: int, seed: int) -> list[Track]:
    rng = np.random.default_rng(seed)
    artists, albums, titles = names(rng, count // 12, 3), names(rng, count // 10, 4), names(rng, count, 5)
    by = (len(artists) * rng.random(count) ** 2).astype(np.int64).tolist()
    raw = rng.bytes(16 * count)
    return [
        Track(
            TrackId(str(UUID(bytes=raw[16 * i : 16 * i + 16]))),
            titles[i],
            artists[artist],
            release=albums[artist * len(albums) // len(artists)],
            tags=("made up",),
        )
        for i, artist in enumerate(by)
    ]


def _slip(text: str, rng: np.random.Generator) -> str:
    """One letter of the longest word missing, wrong, twice, or exchanged with the next."""
    word = max(text.split(), key=len)
    at = int(rng.integers(0, max(len(word) - 1, 1)))
    wrong = [
        word[:at] + word[at + 1 :],
        word[:at] + chr(ord(word[at]) + 1) + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ]
    return text.replace(word, wrong[int(rng.integers(4))], 1)


def _begun(text: str, rng: np.random.Generator) -> str:
    return text[: int(rng.integers(1, len(text) + 1))]


KINDS = (
    Kind("title", lambda t, _: t.title),
    Kind("title and artist", lambda t, _: f"{t.title} {t.artist}"),
    Kind("title and artist, while typing", lambda t, rng: _begun(f"{t.title} {t.artist}", rng)),
    Kind("one letter", lambda t, _: t.title[0]),
    Kind("title, one slip", lambda t, rng: _slip(t.title, rng)),
    Kind("title and artist, two slips", lambda t, rng: f"{_slip(t.title, rng)} {_slip(t.artist, rng)}"),
    Kind("initials of Hangul", lambda t, _: initials(t.title), lambda t: len(initials(t.title)) > 2),
    Kind("nothing is called so", lambda t, _: "xq" + t.title.replace(" ", "")[::-1] + "zv"),
)


def main() -> None:
    count = int(os.environ.get("SEGUE_SCALE", TRACKS))
    with TemporaryDirectory() as folder:
        home = Path(folder)
        engine = create_engine(f"sqlite:///{home / 'segue.db'}")
        catalog = Catalog(engine)
        made = tracks(count, SEED)
        catalog.add(made)
        start = time.process_time()
        index = SearchIndex(home / "search", catalog, engine)
        index.follow()
        size = sum(f.stat().st_size for f in (home / "search").rglob("*.npy")) / 1e6
        print(f"{count:,} tracks, seed {SEED}: index built in {time.process_time() - start:.0f} CPU-s, {size:,.0f} MB")
        start = time.process_time()
        again = SearchIndex(home / "search", catalog, engine)
        again.follow()
        print(f"read again after a restart in {time.process_time() - start:.2f} CPU-s; load {os.getloadavg()[0]:.1f}")
        table = sqlite3.connect(home / "segue.db")
        like = "select id from track where title like ? or artist like ? limit 10"
        _compare("segue", made, _QUERIES, lambda q: [e.track.id for e in again.find(q, 10).best["track"][:10]])
        _compare("like", made, _SLOW_QUERIES, lambda q: _ids(table, like, (f"%{q}%", f"%{q}%")))
        start = time.process_time()
        table.execute("create virtual table names using fts5(title, artist, \"release\", id unindexed, prefix='1 2 3')")
        table.execute('insert into names select title, artist, "release", id from track')
        print(f"FTS5 filled in {time.process_time() - start:.0f} CPU-s")
        ranked = "select id from names where names match ? order by rank limit 10"
        _compare("fts5", made, _SLOW_QUERIES * 4, lambda q: _ids(table, ranked, (_quoted(q),)))
        table.close()
        engine.dispose()
    _taste()


def _quoted(query: str) -> str:
    *whole, last = [word.replace('"', "") for word in query.split()]
    return " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])


def _ids(table: sqlite3.Connection, sql: str, values: Sequence[str]) -> list[str]:
    return [row[0] for row in table.execute(sql, values)]


def _compare(name: str, made: Sequence[Track], times: int, search: Callable[[str], list[str]]) -> None:
    for kind in KINDS:
        rng = np.random.default_rng(SEED)
        meant = list(islice((made[i] for i in rng.permutation(len(made)).tolist() if kind.of(made[i])), times))
        asked = [kind.ask(track, rng) for track in meant]
        for query in asked[: min(3, times)]:
            search(query)
        found = _timed(f"{name:6} {kind.name}", asked, search)
        right = [track.id in ids for track, ids in zip(meant, found, strict=True)]
        print(f"   found {np.mean(right):.2f}", flush=True)


def _timed(name: str, asked: Sequence[str], search: Callable[[str], list[str]]) -> list[list[str]]:
    took, found = np.empty((len(asked), 2)), []
    for i, query in enumerate(asked):
        wall, cpu = time.perf_counter(), time.thread_time()
        found.append(search(query))
        took[i] = time.perf_counter() - wall, time.thread_time() - cpu
    (p50, c50), (p99, c99) = np.percentile(took * 1000, [50, 99], axis=0)
    print(f"{name:40} p50 {p50:8.2f}  p99 {p99:8.2f} ms   CPU {c50:8.2f} {c99:8.2f} ms", end="")
    return found


def _taste() -> None:
    """A listener's month in a world of 5,000 tracks: the same searches in the common order and in their own."""
    world = World(seed=SEED, listeners=3, tracks=5_000, genres=12)
    with TemporaryDirectory() as folder:
        app = build(Settings(home=Path(folder) / "home"))
        app.catalog.add(world.catalogue.tracks)
        person, events = next(history(world, 30))
        app.accounts.add(person.name, "UTC", events[0].at)
        who = app.accounts.named(person.name)
        assert who is not None
        for i in range(0, len(events), 1000):
            app.recorder.submit(who, events[i : i + 1000]).result()
        at = events[-1].at + timedelta(minutes=1)
        app.follower.sweep()
        app.search.follow()
        print(f"in a world of {len(world.catalogue.tracks):,} tracks, a month of listening")
        asked = [t.title for t in world.catalogue.tracks[:_QUERIES]]
        for name, profiled in (("segue  in the common order", False), ("segue  in one's own order", True)):
            by = {query: Wanted(query, at, typing=True, profiled=profiled) for query in asked}
            _timed(name, asked, partial(_found, app, who, by))
            print()
        app.close()


def _found(app: App, who: Listener, by: Mapping[str, Wanted], query: str) -> list[str]:
    return [track.id for track in app.search.find(who, by[query]).tracks]


if __name__ == "__main__":
    main()
