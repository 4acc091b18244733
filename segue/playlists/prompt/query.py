"""Query: what a prompt asks for, typed. Nothing else of a prompt goes further than this."""

from datetime import date
from typing import Any

from msgspec import Struct

Span = tuple[int, int]  # both ends inside

FIRST_YEAR, LAST_YEAR = 0, 9999  # an open end of a span of years
SLOWEST, FASTEST = 0, 999  # of one of beats a minute
SLOW, MEDIUM, FAST = (SLOWEST, 95), (90, 120), (120, FASTEST)
NOVELTY, FAME, SHAPES, VOCALS = (
    ("new", "known"),
    ("niche", "famous"),
    ("rising", "falling", "arc", "steady"),
    ("with", "without"),
)
MOST_MINUTES, MOST_TRACKS = 600, 200
MOST_VALUES = 12  # of one slot


class Query(Struct, frozen=True, omit_defaults=True):
    """Names are those of `segue.playlists.prompt.concepts` and `genres`, or the catalogue's own; languages are
    ISO 639-1 codes. An empty slot asks for nothing."""

    moods: tuple[str, ...] = ()  # and occasions
    not_moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    not_genres: tuple[str, ...] = ()
    years: tuple[Span, ...] = ()
    not_years: tuple[Span, ...] = ()
    tempo: Span | None = None  # beats a minute
    not_tempo: Span | None = None
    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    by: tuple[str, ...] = ()  # artists
    like: tuple[str, ...] = ()
    not_artists: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    vocals: str | None = None
    novelty: str | None = None  # to this listener
    fame: str | None = None
    shape: str | None = None  # of the energy, from first to last
    minutes: int | None = None
    tracks: int | None = None


SLOTS: tuple[str, ...] = Query.__struct_fields__
LISTS = (
    "moods",
    "not_moods",
    "genres",
    "not_genres",
    "languages",
    "not_languages",
    "by",
    "like",
    "not_artists",
    "formats",
)
SPANS = ("years", "not_years")
CHOICES = {"vocals": VOCALS, "novelty": NOVELTY, "fame": FAME, "shape": SHAPES}


LONG_AGO = ((FIRST_YEAR, 1979), (FIRST_YEAR, 1999))  # oldies; 옛날 노래


def recent(today: date) -> Span:
    """Years that count as lately."""
    return today.year - 1, LAST_YEAR


def bounded(slots: dict[str, Any]) -> dict[str, Any]:
    """Numbers of the slots within what there can be; a length of nothing is none."""
    found = dict(slots)
    for slot, most in (("minutes", MOST_MINUTES), ("tracks", MOST_TRACKS)):
        if (value := found.get(slot)) is not None:
            found[slot] = min(value, most) if value > 0 else None
    for slot in ("tempo", "not_tempo"):
        if (span := found.get(slot)) is not None:
            found[slot] = max(SLOWEST, span[0]), min(FASTEST, span[1])
    return found
