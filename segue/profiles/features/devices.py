"""Devices: which ones are used, how much, and when last."""

from datetime import datetime

from msgspec import Struct, field

from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_MOST = 200  # a client that invents device names must not grow the profile without end


class Devices(Struct):
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)  # events, last Unix ms


def update(state: Devices, new: Mark) -> None:
    if new.device is None or (new.device not in state.seen and len(state.seen) >= _MOST):
        return
    events, last = state.seen.get(new.device, (0, 0))
    state.seen[new.device] = (events + 1, max(last, new.at_ms))


def read(state: Devices, now: datetime) -> dict[str, tuple[int, int]]:
    return dict(sorted(state.seen.items(), key=lambda item: -item[1][0]))


feature = Feature(title="The devices you listen on", state=Devices, update=update, read=read)
