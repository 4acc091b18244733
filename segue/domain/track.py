"""Track: the recommendable item (an episode or a chapter is the same thing with another format)."""

import re
from uuid import UUID

from msgspec import Struct

from segue.domain.event import TrackId
from segue.domain.sound import Sound

_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")


class Track(Struct, frozen=True, omit_defaults=True):
    """One recording as people name it. `provisional` = known only from an event, not from a catalogue."""

    id: TrackId
    title: str
    artist: str
    release: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    uri: str | None = None
    format: str = "music"
    duration_ms: int | None = None
    year: int | None = None
    tags: tuple[str, ...] = ()  # genres and tags, most telling first
    provisional: bool = False
    sound: Sound | None = None


class Artist(Struct, frozen=True):
    """Whoever the tracks of one artist name have in common; `name` as most of them spell it."""

    id: str
    name: str
    tracks: tuple[TrackId, ...]


class Release(Struct, frozen=True):
    """An album, single, show or book: tracks that came out together."""

    id: str
    title: str
    artist: str
    tracks: tuple[TrackId, ...]


def hex_id(dashed: str) -> str:
    """The 32-hex spelling of an id, for clients that refuse dashes."""
    return dashed.replace("-", "")


def parse_track_id(text: str) -> TrackId:
    """Either spelling to the dashed one.

    Raises:
        ValueError: not a UUID.
    """
    if not _UUID.fullmatch(text):
        raise ValueError("a track id is a UUID, with or without dashes")
    return TrackId(str(UUID(text)))
