"""Format hours: how long music, podcasts and audiobooks are heard, by hour of the week and by kind of device."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.profiles.device_kind import kind_of
from segue.profiles.feature import Feature
from segue.profiles.heard import counted_s
from segue.profiles.mark import Mark


class FormatHours(Struct):
    """Seconds: format -> hour of the local week, and kind of device -> format."""

    hours: dict[str, list[int]] = field(default_factory=dict)
    devices: dict[str, dict[str, int]] = field(default_factory=dict)


def heard(state: FormatHours, new: Mark, listen: Listen) -> None:
    _count(state, new, listen, 1)


def unheard(state: FormatHours, old: Mark, listen: Listen) -> None:
    _count(state, old, listen, -1)


def _count(state: FormatHours, m: Mark, listen: Listen, sign: int) -> None:
    seconds = counted_s(m, listen)
    if not seconds:
        return
    kind = kind_of(listen.device, listen.routes)
    hours = state.hours.setdefault(listen.format, [0] * 168)
    hours[m.cell] += sign * seconds
    if not any(hours):
        del state.hours[listen.format]
    formats = state.devices.setdefault(kind, {})
    formats[listen.format] = formats.get(listen.format, 0) + sign * seconds
    if not formats[listen.format]:
        del formats[listen.format]
        if not formats:
            del state.devices[kind]


def read(state: FormatHours, now: datetime) -> dict[str, int]:
    """Seconds by format, the most heard first."""
    sums = {name: sum(row) for name, row in state.hours.items()}
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


feature = Feature(title="What you hear when", state=FormatHours, heard=heard, unheard=unheard, read=read)
