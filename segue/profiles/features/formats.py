"""Formats: music, podcasts, audiobooks, by how long and how often."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark


class Formats(Struct):
    heard: dict[str, list[int]] = field(default_factory=dict)  # listens, ms played


def heard(state: Formats, new: Mark, listen: Listen) -> None:
    _count(state, listen, 1)


def unheard(state: Formats, old: Mark, listen: Listen) -> None:
    _count(state, listen, -1)


def _count(state: Formats, listen: Listen, sign: int) -> None:
    sums = state.heard.setdefault(listen.format, [0, 0])
    sums[0] += sign
    sums[1] += sign * listen.played_ms
    if not sums[0]:
        del state.heard[listen.format]


def read(state: Formats, now: datetime) -> dict[str, tuple[int, int]]:
    """Format -> listens, milliseconds played; the longest heard first."""
    return {
        name: (listens, played)
        for name, (listens, played) in sorted(state.heard.items(), key=lambda item: (-item[1][1], item[0]))
    }


feature = Feature(title="Music, podcasts, audiobooks", state=Formats, heard=heard, unheard=unheard, read=read)
