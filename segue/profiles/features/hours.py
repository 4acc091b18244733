"""Hours: when in the week you listen, in your own time."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark


class Hours(Struct):
    played_ms: list[int] = field(default_factory=lambda: [0] * 168)  # by hour of the week in which a listen ended


def heard(state: Hours, new: Mark, listen: Listen) -> None:
    state.played_ms[new.cell] += listen.played_ms


def unheard(state: Hours, old: Mark, listen: Listen) -> None:
    state.played_ms[old.cell] -= listen.played_ms


def read(state: Hours, now: datetime) -> list[int]:
    """Milliseconds by hour of the week, 0 = Monday 00:00."""
    return [*state.played_ms]


feature = Feature(title="When you listen", state=Hours, heard=heard, unheard=unheard, read=read)
