"""Source: a kind of music server, and how its songs are read. Each is one file in `sources/`."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from segue.catalog.caller import Caller
from segue.catalog.fields import MAX_TAGS, MAX_TEXT
from segue.discovery import discover
from segue.domain.track import parse_track_id

Secret = Mapping[str, str]
"""What a server wants to see of us with every question; kept by `connections`."""

_BAD_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_MOST_MS = 10 * 86_400_000


class Login(NamedTuple):
    user: str
    secret: str
    is_key: bool  # an API key, not a password


class Song(msgspec.Struct, frozen=True):
    """One song as a server tells it. `rating` is 0 to 5, 0 = none."""

    theirs: str  # its id there
    title: str
    artist: str | None
    release: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    uri: str | None = None
    format: str = "music"
    duration_ms: int | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()  # and moods after them
    tempo_bpm: float | None = None
    starred: bool = False
    starred_at: str | None = None  # ISO 8601
    rating: int = 0

    @property
    def digest(self) -> str:
        """Of what the catalogue takes from it: another one, and there is something new."""
        said = msgspec.structs.replace(self, starred=False, starred_at=None, rating=0)
        return blake2b(msgspec.json.encode(said), digest_size=12).hexdigest()


class Page(NamedTuple):
    """Some songs, and where to go on after them. of: how many there are, where it is told; artists: names of the
    starred ones, where they are told along."""

    songs: list[Song]
    after: str
    of: int | None = None
    artists: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """here: whether a server is of this kind; login: raises Failed; mark: changes whenever the catalogue may have,
    "" = it does not tell; songs: (secret, since, after) every song from `after` on, only those changed since a time
    (ISO 8601) where `since` is one and the server can tell; starred: those alone; artists: names of the starred ones"""

    title: str
    here: Callable[[Caller], bool]
    login: Callable[[Caller, Login], Secret]
    mark: Callable[[Caller, Secret], str]
    songs: Callable[[Caller, Secret, str, str], Iterator[Page]]
    starred: Callable[[Caller, Secret], Iterator[Page]]
    artists: Callable[[Caller, Secret], list[str]]
    by_date: bool  # `songs` can tell what changed since


@cache
def sources() -> Mapping[str, Source]:
    return discover("segue.catalog.sources", Source)


def text(value: object) -> str | None:
    """A name as it may stand in the catalogue."""
    if not isinstance(value, str):
        return None
    return _BAD_CHARACTER.sub(" ", value).strip()[:MAX_TEXT].strip() or None


def uuid(value: object) -> str | None:
    try:
        return parse_track_id(value.strip()).lower() if isinstance(value, str) else None
    except ValueError:
        return None


def isrc(value: object) -> str | None:
    """The first that is one, of a text or a list."""
    for one in value if isinstance(value, list) else [value]:
        code = one.replace("-", "").upper().strip() if isinstance(one, str) else ""
        if _ISRC.fullmatch(code):
            return code
    return None


def whole(value: object, least: int, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return None
    return round(value)


def milliseconds(value: object, each: float) -> int | None:
    """A length in units of `each` milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value * each <= _MOST_MS:
        return None
    return round(value * each)


def genres(many: object) -> tuple[str, ...]:
    """Of a list of names, or of objects with one."""
    names = [one.get("name") if isinstance(one, dict) else one for one in many] if isinstance(many, list) else [many]
    return tuple(dict.fromkeys(name for one in names if (name := text(one))))[:MAX_TAGS]


def objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
