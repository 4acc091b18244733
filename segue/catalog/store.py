"""Catalog: every known track, in memory for matching and on disk for keeps.

Events keep the id they were resolved to for ever. When a catalogue import later names the same recording with
an id of its own, the provisional track stays as a signpost (`same_as`), so nothing in the log is rewritten.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from sys import intern
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from segue.catalog.names import derived_id, name_key
from segue.catalog.tables import prepare, tracks
from segue.domain.event import TrackId, TrackRef
from segue.domain.sound import Sound, fuller
from segue.domain.track import Track, parse_track_id

UNKNOWN = "Unknown"
_CODES = ("mbid", "isrc", "uri")
_PLAIN = tuple(f for f in Track.__struct_fields__ if f not in ("artist", "release", "tags", "sound"))
_T = TypeVar("_T")


class Catalog:
    """Thread-safe. New provisional tracks are usable at once and saved by `save`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.RLock()
        self._tracks: dict[TrackId, Track] = {}
        self._same_as: dict[TrackId, TrackId] = {}
        self._by_name: dict[str, TrackId] = {}
        self._by_code: dict[str, TrackId] = {}  # "mbid:…", "isrc:…", "uri:…"
        self._unsaved: dict[TrackId, Track] = {}
        self._changed = 0
        prepare(engine)
        self.reload()

    def __len__(self) -> int:
        return len(self._tracks) - len(self._same_as)

    def __iter__(self) -> Iterator[Track]:
        """Every track that is not a signpost, in the order of their ids."""
        with self._lock:
            return iter([self._tracks[i] for i in sorted(self._tracks) if i not in self._same_as])

    def canonical(self, track: TrackId) -> TrackId:
        """The track that this id stands for today."""
        return self._same_as.get(track, track)

    def signposts(self) -> dict[TrackId, TrackId]:
        """Old id -> the id it turned out to be."""
        with self._lock:
            return dict(self._same_as)

    def get(self, track: TrackId) -> Track | None:
        return self._tracks.get(self.canonical(track))

    def format_of(self, track: TrackId) -> str:
        """Its format; music, where nobody knows it."""
        known = self.get(track)
        return known.format if known else "music"

    def resolve(self, ref: TrackRef) -> TrackId:
        """The track a sender means: by id, MBID, ISRC, URI, then names. Unknown ones become provisional.

        The id of a provisional track is derived from its names, so the same unknown track gets the same id
        again, in another process or after a crash.
        """
        if ref.id is not None:
            track = TrackId(ref.id)
            if track not in self._tracks and (track := parse_track_id(ref.id)) not in self._tracks:
                self._take(_provisional(ref, track), save=True)
            return self.canonical(track)
        if (found := self.find(ref)) is not None:
            return found
        track = derived_id(ref.title or "", ref.artist or "", mbid=ref.mbid, isrc=ref.isrc, uri=ref.uri)
        if track not in self._tracks:
            self._take(_provisional(ref, track), save=True)
        return self.canonical(track)

    def find(self, ref: TrackRef) -> TrackId | None:
        """The known track with one of these codes, else these names. What it lacks of the codes it learns."""
        for code in _codes(ref.mbid, ref.isrc, ref.uri):
            if found := self._by_code.get(code):
                return self.canonical(found)
        if ref.title and ref.artist:
            found = self._by_name.get(name_key(ref.title, ref.artist))
            if found is not None and not _conflict(self._tracks[found := self.canonical(found)], ref):
                self._learn_codes(found, ref)
                return found
        return None

    def ensure(self, track: TrackId, ref: TrackRef | None) -> None:
        """Know the track of a logged event again, should the catalogue have been lost before it was saved."""
        if track not in self._tracks:
            self._take(_provisional(ref or TrackRef(), track), save=True)

    def add(self, many: Iterable[Track]) -> int:
        """Take tracks of a catalogue; returns how many. A provisional twin becomes a signpost to the new one.

        Codes that were learnt from events stay where the catalogue has none, and so does what was known of its sound.
        """
        count = 0
        with self._lock:
            for track in many:
                twin = self._twin(track)
                known = _fuller(track, self._tracks.get(track.id))
                self._take(msgspec.structs.replace(known, provisional=False), save=True)
                if twin is not None and twin != track.id:
                    self._point(twin, track.id)
                    self._learn_codes(track.id, self._tracks[twin])
                count += 1
            self.save()
        return count

    def save(self) -> None:
        """Write what is new. Call it before anything that relies on it is committed elsewhere."""
        with self._lock:
            if not self._unsaved:
                return
            insert = postgres_insert if self._engine.dialect.name == "postgresql" else sqlite_insert
            with self._engine.begin() as db:
                (last,) = db.execute(select(func.coalesce(func.max(tracks.c.changed), 0))).one()
                rows = [self._row(track, last + 1) for track in self._unsaved.values()]
                sql = insert(tracks)
                fresh: dict[str, Any] = {c.name: sql.excluded[c.name] for c in tracks.columns if c.name != "id"}
                # Another process may have learnt a code, or have made this one a signpost, since we last looked.
                fresh |= {f: func.coalesce(sql.excluded[f], tracks.c[f]) for f in (*_CODES, "same_as", "sound")}
                db.execute(sql.on_conflict_do_update(index_elements=["id"], set_=fresh), rows)
            self._unsaved.clear()

    def reload(self) -> int:
        """Take in what this or another process saved since the last call; returns how many tracks."""
        with self._lock, self._engine.connect() as db:
            count, changed, pointed = 0, self._changed, list[TrackId]()
            found = db.execute(select(tracks).where(tracks.c.changed > changed), execution_options={"yield_per": 5000})
            tags, names = _Shared(lambda text: tuple(map(intern, json.loads(text)))), _Shared(intern)
            for row in found:
                count, changed = count + 1, max(changed, row.changed)
                fields = {f: getattr(row, f) for f in _PLAIN}
                release = names[row.release] if row.release else row.release
                sound = msgspec.json.decode(row.sound, type=Sound) if row.sound else None
                track = Track(**fields, artist=names[row.artist], release=release, tags=tags[row.tags], sound=sound)
                unsaved = self._unsaved.get(track.id)
                known = _fuller(track, unsaved)  # what was learnt since the row was written is not lost
                twin = None if track.provisional else self._twin(track, row.key)
                self._take(known, save=unsaved is not None, key=row.key)
                if twin is not None and twin != track.id and twin not in self._same_as:
                    self._point(twin, track.id)  # nobody else has heard of it yet
                    pointed.append(twin)
                if row.same_as:
                    self._same_as[TrackId(row.id)] = TrackId(row.same_as)
                    pointed.append(TrackId(row.id))
            self._changed = changed
            for old in pointed:
                if (new := self._same_as[old]) in self._tracks:
                    self._learn_codes(new, self._tracks[old])
            return count

    def _take(self, track: Track, *, save: bool, key: str | None = None) -> None:
        with self._lock:
            self._tracks[track.id] = track
            if track.artist != UNKNOWN:
                self._claim(self._by_name, key or name_key(track.title, track.artist), track)
            for code in _codes(track.mbid, track.isrc, track.uri):
                self._claim(self._by_code, code, track)
            if save:
                self._unsaved[track.id] = track

    def _claim(self, index: dict[str, TrackId], key: str, track: Track) -> None:
        """A name or code goes to the first who has it; a catalogue's track takes it from a provisional one."""
        holder = index.get(key)
        if holder is None or holder not in self._tracks or self._tracks[holder].provisional:
            index[key] = track.id

    def _twin(self, track: Track, key: str | None = None) -> TrackId | None:
        """The provisional track that this one of a catalogue is."""
        for code in _codes(track.mbid, track.isrc, track.uri):
            held = self._by_code.get(code)
            if held and self._tracks[held].provisional:
                return held
        held = self._by_name.get(key or name_key(track.title, track.artist))
        same = held and self._tracks[held].provisional and not _conflict(self._tracks[held], track)
        return held if same else None

    def _point(self, old: TrackId, new: TrackId) -> None:
        self._same_as[old] = new
        self._unsaved[old] = self._tracks[old]

    def _learn_codes(self, track: TrackId, other: Track | TrackRef) -> None:
        with self._lock:
            known = self._tracks[track]
            if (full := _fuller(known, other)) != known:
                self._take(full, save=True)

    def _row(self, track: Track, changed: int) -> dict[str, object]:
        row = {f: getattr(track, f) for f in track.__struct_fields__}
        row["tags"] = json.dumps(track.tags, ensure_ascii=False)
        row["sound"] = msgspec.json.encode(track.sound).decode() if track.sound else None
        key = name_key(track.title, track.artist)
        return {**row, "key": key, "changed": changed, "same_as": self._same_as.get(track.id)}


class _Shared(dict[str, _T]):
    """What many rows have in common, made once: a large catalogue says few names and tags very often."""

    def __init__(self, make: Callable[[str], _T]) -> None:
        self._make = make

    def __missing__(self, text: str) -> _T:
        made = self[text] = self._make(text)
        return made


def _fuller(track: Track, other: Track | TrackRef | None) -> Track:
    """The track, and the codes and what of its sound only the other one has."""
    news: dict[str, Any] = {
        f: value for f in _CODES if getattr(track, f) is None and (value := getattr(other, f, None))
    }
    if isinstance(other, Track) and other.sound is not None:
        news["sound"] = fuller(track.sound, other.sound)
    return msgspec.structs.replace(track, **news) if news else track


def _codes(mbid: str | None, isrc: str | None, uri: str | None) -> list[str]:
    pairs = (("mbid", mbid), ("isrc", isrc), ("uri", uri))
    return [f"{scheme}:{value}" for scheme, value in pairs if value]


def _conflict(track: Track, ref: Track | TrackRef) -> bool:
    """Same names, but both sides carry an MBID and they differ: another recording."""
    return track.mbid is not None and ref.mbid is not None and track.mbid != ref.mbid


def _provisional(ref: TrackRef, track: TrackId) -> Track:
    return Track(
        id=track,
        title=ref.title or ref.uri or ref.isrc or ref.mbid or UNKNOWN,
        artist=ref.artist or UNKNOWN,
        release=ref.release,
        mbid=ref.mbid,
        isrc=ref.isrc,
        uri=ref.uri,
        format=ref.format or "music",
        provisional=True,
    )
