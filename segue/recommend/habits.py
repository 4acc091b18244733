"""Habits: what the profile knows of this hour and this device, taken out of it while it is held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.slate import Request
from segue.profiles.device_kind import KINDS, OTHER, kind_of
from segue.profiles.features.surroundings import word
from segue.profiles.features.week_parts import part_of
from segue.profiles.mark import Mark
from segue.profiles.profile import Profile

_MOST = 400  # tracks of a context that are looked at, the latest that were new in it


class Where(NamedTuple):
    """device: one of KINDS or ""; activity, location: in lower case, "" = unknown; shuffle: 0, 1 or -1"""

    device: str
    activity: str
    location: str
    shuffle: int


class Heard(NamedTuple):
    """rows: (m,) int32 of the model's items; balance: (m,) float32 likes less skips"""

    rows: NDArray[np.int32]
    balance: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Habits:
    """at: the listener's time; heard, skipped: (168,) outcomes by hour of the week; used: (listens, skips) on this
    device"""

    at: datetime
    where: Where
    heard: NDArray[np.float64]
    skipped: NDArray[np.float64]
    used: tuple[int, int]
    now: Heard
    here: Heard


def habits(request: Request, profile: Profile, recent: list[Mark], row_of: Mapping[TrackId, int]) -> Habits:
    around = where(request, recent)
    habit, devices = profile.states["skip_habit"], profile.states["device_taste"]
    parts = profile.states["week_parts"].tracks.get(part_of(request.now), {})
    liked = devices.liked.get(around.device, {})
    used = devices.used.get(around.device, (0, 0, 0))
    return Habits(
        request.now, around, np.array(habit.heard), np.array(habit.skipped), (used[0], used[2]),
        _heard(((t, sums[0] - sums[1]) for t, sums in islice(reversed(parts.items()), _MOST)), row_of),
        _heard(islice(reversed(liked.items()), _MOST), row_of),
    )  # fmt: skip


def where(request: Request, recent: list[Mark]) -> Where:
    """What the request says; the device of the last mark where it says none."""
    told = request.context
    device = told.get("device_kind", told.get("device"))
    if isinstance(device, str) and device:
        kind = device.lower() if device.lower() in KINDS else kind_of(device)
    else:
        kind = kind_of(recent[-1].device) if recent else OTHER
    shuffle = told.get("shuffle")
    return Where(
        "" if kind == OTHER else kind, word(told.get("activity")), word(told.get("location")),
        int(shuffle) if isinstance(shuffle, bool) else -1,
    )  # fmt: skip


def _heard(told: Iterable[tuple[TrackId, float]], row_of: Mapping[TrackId, int]) -> Heard:
    found = [(row, balance) for track, balance in told if (row := row_of.get(track)) is not None]
    rows, balance = zip(*found, strict=True) if found else ((), ())
    return Heard(np.array(rows, np.int32), np.array(balance, np.float32))
