"""Conclusion: one thing said about a listener, from the features of their profile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct

from segue.catalog.store import Catalog
from segue.discovery import discover
from segue.portrait.chart import Chart
from segue.portrait.message import DEFAULT, say
from segue.profiles.profile import Profile
from segue.settings import Settings


@dataclass(frozen=True, slots=True)
class Seen:
    """What a conclusion is drawn from, and in which language it is told. `now` is in the listener's own time zone."""

    profile: Profile
    catalog: Catalog
    settings: Settings
    now: datetime
    lang: str = DEFAULT

    def read(self, feature: str) -> Any:
        return self.profile.read(feature, self.now)

    def say(self, key: str, n: int | None = None, **values: Any) -> str:
        return say(self.lang, key, n, **values)


class Concluded(Struct, frozen=True):
    """words: sentences to the listener; data: the same and more, for programs."""

    words: list[str]
    data: dict[str, Any]
    charts: Sequence[Chart] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One file in `conclusions/`; `messages/` has its title. Where there is nothing to go by yet, `conclude` says so
    in its words."""

    place: int  # on the page, from the top
    conclude: Callable[[Seen], Concluded]


class Said(Struct, frozen=True):
    name: str
    title: str
    words: list[str]
    data: dict[str, Any]
    charts: Sequence[Chart]


@cache
def conclusions() -> dict[str, Conclusion]:
    found = discover("segue.portrait.conclusions", Conclusion)
    return dict(sorted(found.items(), key=lambda item: (item[1].place, item[0])))


def portrait(seen: Seen) -> list[Said]:
    """Everything that is concluded, in the order of the page."""
    told = [(name, seen.say(f"{name}.title"), one.conclude(seen)) for name, one in conclusions().items()]
    return [Said(name, title, said.words, said.data, said.charts) for name, title, said in told]
