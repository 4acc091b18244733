"""Searches: how often they find something, how often they are put anew, and which result was taken."""

from bisect import insort
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_KEPT = 300  # searches, and results taken, the latest

Search = tuple[int, str, int, str]  # Unix ms, event id, results (-1 = not told), id of the search it refines
Taken = tuple[int, str, str, int]  # Unix ms, event id, id of the search, rank from 0 (-1 = not told)


class Searches(Struct):
    searches: list[Search] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    count: int  # of all times; the rest is of the last 300
    nothing: float  # share without a result, where that was told
    refined: float  # share that was put anew
    answered: float  # share of which a result was taken
    rank: float | None  # place of the taken result, from 1, on average


def update(state: Searches, new: Mark) -> None:
    told = new.told or {}
    if new.kind is EventKind.SEARCH:
        refines = told.get("refines")
        insort(state.searches, (*new.order, _whole(told.get("results")), refines if isinstance(refines, str) else ""))
        del state.searches[:-_KEPT]
        state.count += 1
    elif new.kind is EventKind.SELECT and isinstance(told.get("search"), str):
        insort(state.taken, (*new.order, told["search"], _whole(told.get("rank"))))
        del state.taken[:-_KEPT]


def _whole(value: object) -> int:
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else -1


def read(state: Searches, now: datetime) -> Found:
    counted = [results for _, _, results, _ in state.searches if results >= 0]
    ids = {search for _, search, _, _ in state.searches}
    refined = {before for _, _, _, before in state.searches} & ids
    ranks: dict[str, int] = {}
    for _, _, search, rank in state.taken:
        if search in ids:
            ranks[search] = min(rank, ranks.get(search, rank))
    told = [rank + 1 for rank in ranks.values() if rank >= 0]
    return Found(
        count=state.count,
        nothing=counted.count(0) / len(counted) if counted else 0.0,
        refined=len(refined) / len(ids) if ids else 0.0,
        answered=len(ranks) / len(ids) if ids else 0.0,
        rank=sum(told) / len(told) if told else None,
    )


feature = Feature(title="What you search for", state=Searches, update=update, read=read)
