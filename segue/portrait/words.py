"""Amounts and names as people say them."""

from collections.abc import Iterable

from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.portrait.message import DEFAULT, say, spoken

PARTS = (("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24))
"""Of a day: name, first hour, the hour after the last."""


def times(n: int, lang: str = DEFAULT) -> str:
    return say(lang, "times", n)


def percent(share: float, lang: str = DEFAULT) -> str:
    return say(lang, "percent.little") if 0 < share < 0.005 else say(lang, "percent", share=f"{share:.0%}"[:-1])


def length(ms: float, lang: str = DEFAULT) -> str:
    """ "2 h 5 min", "40 s"."""
    minutes = round(ms / 60_000)
    if ms < 90_000:
        return say(lang, "seconds", round(ms / 1000))
    if minutes < 90:
        return say(lang, "minutes", minutes)
    hours, rest = divmod(minutes, 60)
    if rest and hours < 10:
        return say(lang, "hours_minutes", hours=hours, minutes=rest)
    return say(lang, "hours", round(minutes / 60))


def clock(ms: int) -> str:
    """Place in a track: 1:05."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"


def hour(cell: int, lang: str = DEFAULT) -> str:
    """Of the week, 0 = Monday 00:00: "Monday 07:00"."""
    return say(lang, "hour", day=spoken(lang).days[cell // 24], hour=f"{cell % 24:02}:00")


def listed(names: Iterable[str], lang: str = DEFAULT) -> str:
    """ "a, b and c"."""
    *most, last = names
    return say(lang, "and", some=", ".join(most), last=last) if most else last


def named(catalog: Catalog, track: TrackId, lang: str = DEFAULT) -> str | None:
    """ "Hyperballad by Björk"; None where the catalogue has no such track."""
    known = catalog.get(track)
    return say(lang, "track_by", title=known.title, artist=known.artist) if known else None
