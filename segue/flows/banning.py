"""Banning: a ban by name, as an event that names a track; and which bans are in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from segue.catalog.names import artist_key, title_key
from segue.catalog.store import Catalog
from segue.domain.ban import Scope
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.shown import DIALECT
from segue.domain.track import Track
from segue.listening.live import unix_ms
from segue.profiles.features.ratings import Ban, Ratings, read

_NAMED = 5  # of several that fit


class Unclear(ValueError):  # noqa: N818 - told to the person
    """Nothing is called so, or more than one thing is."""


@dataclass(frozen=True, slots=True)
class Banned:
    """scope: of `segue.domain.ban`; name: of the song, recording, album, artist or genre; until: None = for ever"""

    scope: str
    name: str
    artist: str
    until: datetime | None
    track: TrackId
    event_id: str


def track_of(catalog: Catalog, scope: Scope, name: str, artist: str = "") -> Track:
    """The track that a ban of this scope names. artist: where several albums or songs are called so.

    Raises:
        Unclear: none, or several.
    """
    fits = _called(scope, name)
    by = artist_key(artist)
    found: dict[tuple[str, ...], Track] = {}
    for one in catalog:
        if fits(one) and (not by or artist_key(one.artist) == by):
            found.setdefault(_same(scope, one), one)
    if not found:
        raise Unclear(f"the catalogue has no {scope} {name!r}{f' by {artist!r}' if artist else ''}")
    if len(found) > 1:
        some = sorted(f"{one.release if scope is Scope.ALBUM else one.title} by {one.artist}" for one in found.values())
        more = f" and {len(some) - _NAMED} more" if len(some) > _NAMED else ""
        raise Unclear(f"{len(some)} are called so: {'; '.join(some[:_NAMED])}{more}")
    return next(iter(found.values()))


def _called(scope: Scope, name: str) -> Callable[[Track], bool]:
    if scope is Scope.ARTIST:
        wanted = artist_key(name)
        return lambda one: artist_key(one.artist) == wanted
    if scope is Scope.GENRE:
        genre = name.strip().casefold()
        return lambda one: any(tag.casefold() == genre for tag in one.tags)
    wanted = title_key(name)
    if scope is Scope.ALBUM:
        return lambda one: bool(one.release) and title_key(one.release or "") == wanted
    return lambda one: title_key(one.title) == wanted


def _same(scope: Scope, one: Track) -> tuple[str, ...]:
    """What tells two things of a name apart."""
    if scope in (Scope.ARTIST, Scope.GENRE):
        return ()
    if scope is Scope.ALBUM:
        return (artist_key(one.artist),)
    return (artist_key(one.artist),) if scope is Scope.TRACK else (one.id,)


def banning(track: Track, scope: Scope, now: datetime, until: datetime | None, genre: str = "") -> Event:
    return _event(EventKind.BAN, track, scope, now, genre, {"until": unix_ms(until)} if until else {})


def allowing(track: Track, scope: Scope, now: datetime, genre: str = "") -> Event:
    """The ban taken back."""
    return _event(EventKind.UNBAN, track, scope, now, genre, {})


def _event(kind: EventKind, track: Track, scope: Scope, now: datetime, genre: str, beside: dict[str, Any]) -> Event:
    extra = {"scope": scope.value, **beside}
    if scope is Scope.GENRE:
        extra["genre"] = genre.strip()
    at = now.astimezone(UTC)
    return Event(f"{kind}:{scope}:{track.id}:{unix_ms(at)}", kind, at, track=TrackRef(id=track.id), extra=extra,
                 dialect=DIALECT)  # fmt: skip


def in_force(state: Ratings, catalog: Catalog, now: datetime) -> list[Banned]:
    """The latest first."""
    rated = read(state, now)
    said = [(state.bans[track][0], Ban(0, event, True, Scope.TRACK, track, "", state.ends.get(event)))
            for track, event in rated.banned.items()]  # fmt: skip
    said += [(ban.at_ms, ban) for ban in rated.scoped if ban.yes]
    found = []
    for _, ban in sorted(said, key=lambda one: -one[0]):
        known = catalog.get(ban.track)
        title, artist = (known.title, known.artist) if known else (ban.track, "")
        names = {Scope.ARTIST: artist, Scope.ALBUM: known.release if known else None}
        names[Scope.GENRE] = ban.genre or (known.tags[0] if known and known.tags else None)
        name = names.get(Scope(ban.scope), title) or ban.track
        until = datetime.fromtimestamp(ban.until_ms / 1000, now.tzinfo) if ban.until_ms else None
        found.append(Banned(ban.scope, name, artist if ban.scope != Scope.GENRE else "", until, ban.track, ban.event))
    return found
