"""Sync: a music server's songs -> catalogue, its ids -> libraries, its stars and ratings -> events of a listener.

Everything is read at first, once a day, and when the server says that its folders changed; in between only what is new
and what is starred. Every page is saved with how far it is read, so that a reading that stopped goes on there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from segue.catalog.caller import Caller
from segue.catalog.libraries import Libraries, Reading, Row
from segue.catalog.names import artist_id, derived_id
from segue.catalog.source import Page, Secret, Song, Source
from segue.catalog.store import UNKNOWN, Catalog
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.sound import Sound, fuller
from segue.domain.track import Track

WHOLE = timedelta(days=1)  # after so long everything is read again: what is gone shows only then
_MARGIN = timedelta(minutes=10)  # clocks differ
_FRESH = timedelta(hours=6)  # so long a stopped reading can be gone on with

Tell = Callable[[Sequence[Event]], None]  # returns when they are in the log
Progress = Callable[[int, int | None], None]  # songs read, songs there are


class Emptied(Exception):  # noqa: N818 - a fact about the server
    """It lists nothing, and had songs."""


@dataclass(slots=True)
class Synced:
    """What a reading found."""

    whole: bool = True
    songs: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    events: int = 0
    unnamed: int = 0
    tracks: set[TrackId] = field(default_factory=set)


def sync(
    catalog: Catalog,
    libraries: Libraries,
    name: str,
    source: Source,
    caller: Caller,
    secret: Secret,
    now: datetime,
    tell: Tell | None,
    whole: bool = False,
    progress: Progress = lambda songs, of: None,
) -> Synced:
    """tell: records events of the listener whose marks these are; None: nobody's.

    Raises:
        Failed: the server does not answer, or refuses.
        Emptied: see there; nothing was changed.
    """
    before = libraries.reading(name)
    mark = source.mark(caller, secret)
    every = whole or _is_due(before, now) or (not source.by_date and (not mark or mark != before.mark))
    reading = _begun(before, now, mark, every=every)
    work = _Work(catalog, libraries, name, source.title.lower(), now, tell, reading, Synced(whole=every))
    if every:
        pages = source.songs(caller, secret, "", reading.after)
    elif source.by_date:
        since = datetime.fromisoformat(before.last_at) - _MARGIN
        pages = source.songs(caller, secret, since.isoformat(), "")
    else:
        pages = iter(())
    for page in _new(pages):
        work.take(page, going_on=every)
        progress(work.found.songs, page.of)
    starred = [] if every else list(source.starred(caller, secret))
    if not every:
        work.stars([song for page in starred for song in page.songs])
    if tell is not None:
        along = [page.artists for page in starred if page.artists is not None]
        work.artists(along[0] if along else source.artists(caller, secret))
    work.finish(every=every)
    return work.found


def _is_due(reading: Reading, now: datetime) -> bool:
    return not reading.whole_at or bool(reading.after) or now - datetime.fromisoformat(reading.whole_at) >= WHOLE


def _begun(before: Reading, now: datetime, mark: str, *, every: bool) -> Reading:
    stopped = every and before.after and before.mark == mark
    if stopped and now - datetime.fromisoformat(before.began) < _FRESH:
        return before
    number = before.number + 1 if every else before.number
    return replace(before, number=number, after="", began=now.isoformat(), mark=mark if every else before.mark)


def _new(pages: Iterator[Page]) -> Iterator[Page]:
    """Until a page has nothing that was not listed before: some servers know no pages."""
    listed: set[str] = set()
    for page in pages:
        fresh = [song for song in page.songs if song.theirs not in listed]
        if not fresh and page.songs:
            return
        listed.update(song.theirs for song in fresh)
        yield page._replace(songs=fresh)


class _Work:
    def __init__(
        self,
        catalog: Catalog,
        libraries: Libraries,
        name: str,
        kind: str,
        now: datetime,
        tell: Tell | None,
        reading: Reading,
        found: Synced,
    ) -> None:
        self._catalog, self._libraries, self._name, self._kind = catalog, libraries, name, kind
        self._now, self._tell, self._reading, self.found = now, tell, reading, found
        self._rows = libraries.rows(name)

    def take(self, page: Page, *, going_on: bool) -> None:
        rows, tracks, told, seen = list[Row](), dict[TrackId, Track](), list[Event](), list[str]()
        for song in page.songs:
            before = self._rows.get(song.theirs)
            row, events = self._marked(self._placed(song, before, tracks), song)
            told += events
            if before is not None and row == replace(before, seen=row.seen):
                seen.append(song.theirs)
            else:
                rows.append(row)
            self._rows[song.theirs] = row
        self._catalog.add(tracks.values())
        self._say(told)
        self.found.songs += len(page.songs)
        if going_on:
            self._reading = replace(self._reading, after=page.after)
        self._libraries.save(self._name, rows, self._reading, seen)

    def _placed(self, song: Song, before: Row | None, tracks: dict[TrackId, Track]) -> Row:
        """Its row; what the catalogue learns goes into `tracks`."""
        number = self._reading.number
        if before is not None and before.digest == song.digest:
            self.found.tracks.add(before.track)
            return replace(before, seen=number, gone=None)
        self.found.new += before is None
        self.found.changed += before is not None
        self.found.unnamed += song.artist is None
        track = before.track if before is not None else self._track(song)
        known = tracks.get(track) or self._catalog.get(track)
        tracks[track] = _described(track, song, before, known)
        self.found.tracks.add(track)
        marks = (before.starred, before.rating, before.said) if before is not None else (0, 0, 0)
        return Row(song.theirs, track, song.digest, song.genres, *marks, seen=number)

    def _track(self, song: Song) -> TrackId:
        if song.artist is None:
            return derived_id(None, None, mbid=song.mbid, isrc=song.isrc, uri=f"{self._name}:{song.theirs}")
        ref = TrackRef(title=song.title, artist=song.artist, mbid=song.mbid, isrc=song.isrc, uri=song.uri)
        return self._catalog.find(ref) or derived_id(song.title, song.artist, mbid=song.mbid, isrc=song.isrc)

    def _marked(self, row: Row, song: Song) -> tuple[Row, list[Event]]:
        """What the listener marked since it was last told. An id says which of a song's marks it is: told again
        after a stop, it is the same event."""
        if self._tell is None:
            return row, []
        events = []
        if song.starred != bool(row.starred):
            row = replace(row, starred=int(song.starred), said=row.said + 1)
            kind = EventKind.LIKE if song.starred else EventKind.UNLIKE
            events.append(self._event(kind, row, self._when(song.starred_at) if song.starred else self._now))
        if song.rating != row.rating:
            row = replace(row, rating=song.rating, said=row.said + 1)
            events.append(self._event(EventKind.RATE, row, self._now))
        return row, events

    def _event(self, kind: EventKind, row: Row, at: datetime) -> Event:
        whose = blake2b(f"{self._name}\0{row.theirs}".encode(), digest_size=12).hexdigest()
        extra = {"rating": row.rating} if kind is EventKind.RATE else {}
        ref = TrackRef(id=row.track)
        return Event(
            f"library:{whose}:{row.said}", kind, at, track=ref, device=self._kind, extra=extra, dialect=self._kind
        )

    def _when(self, told: str | None) -> datetime:
        """When it was starred; now, where the server does not say it or its clock is ahead."""
        try:
            at = datetime.fromisoformat(told or "")
        except ValueError:
            return self._now
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return at if _EARLIEST <= at <= self._now else self._now

    def stars(self, songs: Sequence[Song]) -> None:
        """Every starred song there is: the others are not, any more."""
        if self._tell is None:
            return
        starred = {song.theirs: song for song in songs}
        rows, told = list[Row](), list[Event]()
        for theirs, row in self._rows.items():
            song = starred.get(theirs)
            if (song is None and not row.starred) or row.gone:
                continue
            now = song or Song(theirs, "", None, rating=row.rating)
            after, events = self._marked(row, now)
            if events:
                rows.append(after)
                told += events
        self._say(told)
        self._rows |= {row.theirs: row for row in rows}
        self._libraries.save(self._name, rows, self._reading)

    def artists(self, names: Sequence[str]) -> None:
        """Every starred artist there is: those are followed, and the others not any more."""
        said, starred, told = dict(self._reading.artists), set(names), list[Event]()
        for artist in sorted(starred | said.keys()):
            if (artist in starred) != bool(said.get(artist, 0) % 2):
                said[artist] = said.get(artist, 0) + 1
                told.append(self._follow(artist, said[artist]))
        self._say(told)
        self._reading = replace(self._reading, artists=said)

    def _follow(self, artist: str, number: int) -> Event:
        whose = blake2b(f"{self._name}\0artist\0{artist}".encode(), digest_size=12).hexdigest()
        kind = EventKind.FOLLOW if number % 2 else EventKind.UNFOLLOW
        extra = {"artist": artist, "artist_id": artist_id(artist)}
        return Event(f"library:{whose}:{number}", kind, self._now, device=self._kind, extra=extra, dialect=self._kind)

    def _say(self, events: Sequence[Event]) -> None:
        if events and self._tell is not None:
            self._tell(events)
            self.found.events += len(events)

    def finish(self, *, every: bool) -> None:
        """Mark what was not listed; the next reading begins at the start."""
        rows = list[Row]()
        if every:
            there = [row for row in self._rows.values() if not row.gone]
            missing = [row for row in there if row.seen < self._reading.number]
            if missing and len(missing) == len(there):
                raise Emptied(f"it lists no songs, and had {len(there):,}; nothing was changed")
            rows = [replace(row, gone=self._now.isoformat()) for row in missing]
        self.found.gone = len(rows)
        done = replace(self._reading, after="", last_at=self._reading.began)
        if every:
            done = replace(done, whole_at=self._reading.began)
        self._libraries.save(self._name, rows, done)


_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def _described(track: TrackId, song: Song, before: Row | None, known: Track | None) -> Track:
    """The track as the server tells it, and what else was known. Genres that the server told last time and does not
    tell any more go."""
    found = Track(
        id=track,
        title=song.title,
        artist=song.artist or (known.artist if known else UNKNOWN),
        release=song.release,
        mbid=song.mbid,
        isrc=song.isrc,
        uri=(known.uri if known else None) or song.uri,
        format=song.format,
        duration_ms=song.duration_ms,
        year=song.year,
        tags=song.genres,
        sound=Sound(tempo_bpm=song.tempo_bpm) if song.tempo_bpm else None,
    )
    if known is None:
        return found
    more = {f: v for f in ("release", "duration_ms", "year") if not getattr(found, f) and (v := getattr(known, f))}
    dropped = set(before.genres if before else ()) - set(song.genres)
    tags = tuple(dict.fromkeys((*song.genres, *(tag for tag in known.tags if tag not in dropped))))
    format_ = known.format if song.format == "music" else song.format
    return msgspec.structs.replace(found, tags=tags, format=format_, sound=fuller(known.sound, found.sound), **more)
