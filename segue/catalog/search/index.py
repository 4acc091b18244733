"""Index: the segments over the whole catalogue; follows it as tracks come in, and lies on disk between two starts.

The large segment is of some moment; what was added or changed since is in a small one beside it, made anew when there
is news, and becomes part of the large one when it has grown. Without the files, or with those of another version, it
is built again from the catalogue.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, func, select

from segue.catalog.search import aliases, files
from segue.catalog.search.build import build
from segue.catalog.search.closeness import closeness
from segue.catalog.search.find import Finder, found
from segue.catalog.search.letters import words
from segue.catalog.search.nearest import nearest
from segue.catalog.search.pool import MOST, Pool
from segue.catalog.search.segment import KINDS, Segment, fingerprint
from segue.catalog.search.wide import Wide
from segue.catalog.store import Catalog
from segue.catalog.tables import tracks
from segue.domain.event import TrackId
from segue.domain.track import Track

_SMALL = 5_000  # tracks that may be beside the large segment, or a twentieth of those in it
_SIZE = 0.05  # how much an artist of many tracks stands before one of few, each time they are ten times as many
_log = logging.getLogger(__name__)

Fame = Callable[[Segment], NDArray[np.float32]]
"""(n_tracks,) 0-1: how well known the tracks of a segment are, in the order of its ids."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, (n,) float32 what speaks for each of its entries whatever is asked (-inf = not there any more), and
    what lies under its commonest beginnings."""

    segment: Segment
    static: NDArray[np.float32]
    wide: Wide


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found. `track`: the one itself, or one of the artist's or the album's; score: of the match alone, and
    of what speaks for it whatever is asked."""

    kind: str
    track: Track
    tracks: int
    score: float


@dataclass(frozen=True, slots=True)
class Entries:
    """The best of each kind, and how many there are in all."""

    best: dict[str, list[Entry]]
    counts: dict[str, int]


class SearchIndex:
    """Thread-safe: a search sees one moment of it, whatever comes in meanwhile."""

    def __init__(self, folder: Path, catalog: Catalog, engine: Engine) -> None:
        self._folder = folder
        self._engine = engine
        self._catalog = catalog
        self._parts: tuple[Part, ...] = ()
        self._seen = -1  # write of the catalogue up to which everything is in; -1 = nothing yet
        self._late: set[TrackId] = set()
        self._fame: Fame | None = None
        self._known_as: dict[str, tuple[str, ...]] = {}
        self._following = threading.Lock()

    def follow(self) -> None:
        """Take in what the catalogue wrote since the last call; the first time, read the files or build."""
        with self._following:
            if self._seen < 0 and not self._load():
                self._build()
                return
            last = self._last()
            if last < self._seen:  # an older catalogue was put back
                self._build()
            elif last > self._seen:
                self._catalog.reload()
                news = self._news(self._written_after(self._seen))
                self._seen = last
                self._late.update(news)
                if len(self._late) > max(_SMALL, len(self._parts[0].segment.ids) // 20):
                    self._build()
                elif news:
                    self._beside()

    def weigh(self, fame: Fame | None) -> None:
        """Take over how well known tracks are, from a model that was put into service."""
        with self._following:
            self._fame = fame
            self._parts = tuple(self._part(part.segment, np.isneginf(part.static)) for part in self._parts)

    def find(self, query: str, enough: int, own: Iterable[TrackId] = (), most: int = MOST) -> Entries:
        """What a query means; none of any kind for one that means nothing. Never raises, whatever the text.

        enough: so many end the search for what was less likely meant; most: of each kind, 64 or more; own: tracks that
        come before others when they, their artists or albums are among what is found
        """
        if self._seen < 0:
            self.follow()
        best: dict[str, dict[tuple[str, ...], Entry]] = {kind: {} for kind in KINDS}
        counts = dict.fromkeys(KINDS, 0)
        mine, asked = list(own), words(query)
        if not asked:
            return Entries({kind: [] for kind in KINDS}, counts)
        parts = self._parts
        finders = [Finder(p.segment, p.static, p.segment.places(mine), p.wide, most) for p in parts]
        for part, pool in zip(parts, found(finders, query, enough), strict=True):
            if pool is not None:
                for kind, name in enumerate(KINDS):
                    counts[name] += int(pool.counts[kind])
                    self._resolve(part.segment, pool, kind, asked, best[name])
        return Entries({kind: sorted(held.values(), key=lambda e: -e.score) for kind, held in best.items()}, counts)

    def near(self, query: str, most: int) -> list[Entry]:
        """For a query that means nothing: what is spelt most like it, the likeliest first."""
        best: dict[str, dict[tuple[str, ...], Entry]] = {kind: {} for kind in ("artist", "track", "episode")}
        for part in self._parts:
            pool = nearest(part.segment, Finder(part.segment, part.static, np.zeros(0, np.int64), part.wide), query)
            if pool is not None:
                for kind, name in enumerate(KINDS):
                    if name in best:
                        self._resolve(part.segment, pool, kind, words(query), best[name])
        return sorted((e for held in best.values() for e in held.values()), key=lambda e: -e.score)[:most]

    def _resolve(
        self, segment: Segment, pool: Pool, kind: int, asked: tuple[str, ...], into: dict[tuple[str, ...], Entry]
    ) -> None:
        for row, score in zip(pool.rows[kind].tolist(), pool.scores[kind].tolist(), strict=True):
            if row < 0:
                break
            track = self._catalog.get(TrackId(segment.track_id(row)))
            if track is None:
                continue
            name = KINDS[kind]
            key: tuple[str, ...] = (track.id,)
            if name in ("artist", "album"):
                key = (track.artist,) if name == "artist" else (track.release or "", track.artist)
            score += closeness(asked, name, track)
            held = into.get(key)
            size = int(segment.size[row]) + (held.tracks if held else 0)
            into[key] = Entry(name, track, size, max(score, held.score) if held else score)

    def _load(self) -> bool:
        """Whether the files are there, whole, and of this catalogue."""
        names = self._operators()
        held = files.load(self._folder)
        if held is None or held[1].aliases != files.digest(names) or held[1].catalogue > self._last():
            return False
        segment, told = held
        self._known_as = aliases.together(names, told.learned)
        self._parts, self._seen, self._late = (self._part(segment),), told.catalogue, set()
        return True

    def _build(self) -> None:
        last = self._last()
        self._catalog.reload()
        known = list(self._catalog)
        names = self._operators()
        learned = aliases.learned({t.artist for t in known})
        self._known_as = aliases.together(names, learned)
        segment = build(known, self._known_as)
        try:
            told = files.Manifest(last, len(known), files.digest(names), learned)
            segment = files.save(self._folder, segment, told)
        except OSError as error:
            _log.warning("the search index is not kept on disk: %s", error)
        self._parts, self._seen, self._late = (self._part(segment),), last, set()

    def _news(self, written: list[TrackId]) -> list[TrackId]:
        """Those of which another name, or none, is in the large segment; most of what is written of a track is not."""
        base = self._parts[0].segment
        found = []
        for track, at in zip(written, base.places(written).tolist(), strict=True):
            held = self._catalog.get(track) if self._catalog.canonical(track) == track else None
            if at < 0 or held is None or int(base.said[at]) != fingerprint(held) or track in self._late:
                found.append(track)
        return found

    def _beside(self) -> None:
        base = self._parts[0].segment
        gone = np.zeros(len(base), np.bool_)
        at = base.places(sorted(self._late))
        gone[base.within[at[at >= 0], 0]] = True
        fresh = [t for i in sorted(self._late) if self._catalog.canonical(i) == i and (t := self._catalog.get(i))]
        self._parts = (self._part(base, gone), *([self._part(build(fresh, self._known_as))] if fresh else []))

    def _part(self, segment: Segment, gone: NDArray[np.bool_] | None = None) -> Part:
        fame = self._fame(segment) if self._fame else np.zeros(len(segment.ids), np.float32)
        static = np.log10(np.maximum(segment.size, 1)).astype(np.float32) * np.float32(_SIZE)
        for column in range(segment.within.shape[1]):  # an artist is as well known as their best-known track
            there = segment.within[:, column] >= 0
            most = np.zeros(len(segment), np.float32)
            np.maximum.at(most, segment.within[there, column], fame[there])
            static += most
        if gone is not None:
            static[gone] = -np.inf
        return Part(segment, static, Wide(segment).letters())

    def _last(self) -> int:
        """The last write of the catalogue."""
        with self._engine.connect() as db:
            return int(db.execute(select(func.coalesce(func.max(tracks.c.changed), 0))).scalar_one())

    def _written_after(self, write: int) -> list[TrackId]:
        with self._engine.connect() as db:
            return [TrackId(row.id) for row in db.execute(select(tracks.c.id).where(tracks.c.changed > write))]

    def _operators(self) -> dict[str, tuple[str, ...]]:
        return aliases.read(self._folder.parent / "aliases.tsv")
