"""Leaving: at which part of a track you go, per format; the share that stays at each point is the drop-off."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

PARTS = 20


class Leaving(Struct):
    """Format -> how many listens ended in each twentieth; the last entry: heard to the end."""

    ends: dict[str, list[int]] = field(default_factory=dict)


def heard(state: Leaving, new: Mark, listen: Listen) -> None:
    _count(state, new, listen, 1)


def unheard(state: Leaving, old: Mark, listen: Listen) -> None:
    _count(state, old, listen, -1)


def _count(state: Leaving, m: Mark, listen: Listen, sign: int) -> None:
    place = PARTS
    if not m.plays:
        if listen.position_ms is None or not listen.duration_ms:
            return
        place = max(0, min(PARTS - 1, listen.position_ms * PARTS // listen.duration_ms))
    ends = state.ends.setdefault(listen.format, [0] * (PARTS + 1))
    ends[place] += sign
    if not any(ends):
        del state.ends[listen.format]


def read(state: Leaving, now: datetime) -> dict[str, list[float]]:
    """Format -> share of listens that go on at 0 %, 5 %, … 100 % of the track."""
    stays = {}
    for name, ends in sorted(state.ends.items(), key=lambda item: (-sum(item[1]), item[0])):
        whole, gone = sum(ends), 0
        curve = [1.0]
        for n in ends[:PARTS]:
            gone += n
            curve.append(1 - gone / whole)
        stays[name] = curve
    return stays


feature = Feature(title="Where you leave", state=Leaving, heard=heard, unheard=unheard, read=read)
