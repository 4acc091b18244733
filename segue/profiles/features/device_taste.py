"""Taste by kind of device: what you finish on the phone, in the car, on the speaker."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.profiles.device_kind import kind_of
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark


class DeviceTaste(Struct):
    """Kind -> track -> summed likes; kind -> [listens, ms played, skips]."""

    liked: dict[str, dict[TrackId, float]] = field(default_factory=dict)
    used: dict[str, list[int]] = field(default_factory=dict)


def heard(state: DeviceTaste, new: Mark, listen: Listen) -> None:
    _count(state, new, listen, 1)


def unheard(state: DeviceTaste, old: Mark, listen: Listen) -> None:
    _count(state, old, listen, -1)


def _count(state: DeviceTaste, m: Mark, listen: Listen, sign: int) -> None:
    kind = kind_of(listen.device, listen.routes)
    used = state.used.setdefault(kind, [0, 0, 0])
    for i, amount in enumerate((1, listen.played_ms, int(m.skip > 0))):
        used[i] += sign * amount
    if not used[0]:
        del state.used[kind]
    if m.like:
        liked = state.liked.setdefault(kind, {})
        liked[listen.track_id] = liked.get(listen.track_id, 0.0) + sign * m.like
        if not liked[listen.track_id]:
            del liked[listen.track_id]
        if not liked:
            del state.liked[kind]


def read(state: DeviceTaste, now: datetime) -> DeviceTaste:
    used = dict(sorted(state.used.items(), key=lambda item: (-item[1][1], item[0])))
    return DeviceTaste({kind: {**state.liked[kind]} for kind in used if kind in state.liked}, used)


feature = Feature(title="What you hear where", state=DeviceTaste, heard=heard, unheard=unheard, read=read)
