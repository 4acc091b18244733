"""Labelled prompts, and how much of what a parser made of them is right."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from segue.catalog.names import artist_key
from segue.playlists.prompt.parse import Catalogued
from segue.playlists.prompt.query import FAST, FASTEST, FIRST_YEAR, LAST_YEAR, MEDIUM, SLOTS, SLOW, SLOWEST, Query
from segue.playlists.prompt.sounding import Loosely

TODAY = date(2026, 11, 21)
_HERE = Path(__file__).parent
_TEMPI = {"slow": SLOW, "medium": MEDIUM, "fast": FAST}
_OPEN = {"years": (FIRST_YEAR, LAST_YEAR), "tempo": (SLOWEST, FASTEST)}


@dataclass(frozen=True)
class Labelled:
    lang: str
    text: str
    wanted: dict[str, frozenset[Any]]  # slot -> values


def labelled(part: str) -> Iterator[Labelled]:
    """part: development or kept_apart."""
    for line in (_HERE / f"{part}.tsv").read_text().splitlines():
        lang, text, labels = line.split("\t")
        slots = dict(one.strip().split("=", 1) for one in labels.split(";") if one.strip())
        yield Labelled(lang, text, {s: frozenset(_value(s, v) for v in some.split(",")) for s, some in slots.items()})


def catalogued() -> Catalogued:
    """The small catalogue that the prompts speak of."""
    names = (_HERE / "artists.txt").read_text().splitlines()
    known = {artist_key(name): name for name in names}
    return Catalogued(lambda text: known.get(artist_key(text)), None, Loosely(names).find)


def _value(slot: str, text: str) -> Any:
    text, kind = text.strip(), slot.removeprefix("not_")
    if kind == "tempo" and text in _TEMPI:
        return _TEMPI[text]
    if kind in _OPEN:
        first, _, last = text.partition("-")
        return int(first or _OPEN[kind][0]), int(last or _OPEN[kind][1])
    return int(text) if slot in ("minutes", "tracks") else text


def values(query: Query) -> dict[str, frozenset[Any]]:
    found = {}
    for slot in SLOTS:
        held = getattr(query, slot)
        some = frozenset(held) if isinstance(held, tuple) and slot not in ("tempo", "not_tempo") else frozenset([held])
        found[slot] = some - {None}
    return found


def same(slot: str, one: Any, other: Any) -> bool:
    """A genre counts as found by a kind of it, and the other way round: thrash metal and metal."""
    if one == other or slot not in ("genres", "not_genres"):
        return bool(one == other)
    return one.endswith(f" {other}") or other.endswith(f" {one}")


@dataclass
class Tally:
    """said: values the parser gave; right: of these; wanted: labels; found: of these"""

    said: int = 0
    right: int = 0
    wanted: int = 0
    found: int = 0

    def add(self, slot: str, said: frozenset[Any], wanted: frozenset[Any]) -> None:
        self.said += len(said)
        self.right += sum(any(same(slot, one, other) for other in wanted) for one in said)
        self.wanted += len(wanted)
        self.found += sum(any(same(slot, one, other) for one in said) for other in wanted)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else float("nan")

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else float("nan")


@dataclass
class Score:
    slots: dict[str, Tally] = field(default_factory=lambda: {slot: Tally() for slot in SLOTS})
    prompts: int = 0
    whole: int = 0  # prompts of which nothing is missing and nothing is too much

    def add(self, wanted: Labelled, query: Query) -> bool:
        said, right = values(query), True
        for slot, tally in self.slots.items():
            want = wanted.wanted.get(slot, frozenset())
            tally.add(slot, said[slot], want)
            one = Tally()
            one.add(slot, said[slot], want)
            right &= one.said == one.right and one.wanted == one.found
        self.prompts += 1
        self.whole += right
        return right

    def all(self) -> Tally:
        t = Tally()
        for one in self.slots.values():
            t.said, t.right = t.said + one.said, t.right + one.right
            t.wanted, t.found = t.wanted + one.wanted, t.found + one.found
        return t
