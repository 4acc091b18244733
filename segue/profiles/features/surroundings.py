"""Surroundings: how long music, podcasts and audiobooks are heard while doing what, and where."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.feature import Feature
from segue.profiles.heard import counted_s
from segue.profiles.mark import Mark

_LONGEST = 64  # characters of an activity or a location
KINDS = ("activity", "location")


class Surroundings(Struct):
    """`activity:running` -> format -> seconds."""

    seconds: dict[str, dict[str, int]] = field(default_factory=dict)


def word(value: object) -> str:
    """A context's value as it is compared."""
    return value.strip().lower()[:_LONGEST] if isinstance(value, str) else ""


def heard(state: Surroundings, new: Mark, listen: Listen) -> None:
    _count(state, new, listen, 1)


def unheard(state: Surroundings, old: Mark, listen: Listen) -> None:
    _count(state, old, listen, -1)


def _count(state: Surroundings, m: Mark, listen: Listen, sign: int) -> None:
    seconds = counted_s(m, listen)
    for kind in KINDS:
        if seconds and (value := word(getattr(listen, kind))):
            formats = state.seconds.setdefault(f"{kind}:{value}", {})
            formats[listen.format] = formats.get(listen.format, 0) + sign * seconds
            if not formats[listen.format]:
                del formats[listen.format]
            if not formats:
                del state.seconds[f"{kind}:{value}"]


def read(state: Surroundings, now: datetime) -> dict[str, dict[str, int]]:
    """Seconds by format in each of them, the most heard first."""
    order = sorted(state.seconds.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return {name: dict(formats) for name, formats in order}


feature = Feature(
    title="What you hear doing what, and where", state=Surroundings, heard=heard, unheard=unheard, read=read
)
