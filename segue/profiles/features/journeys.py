"""Journeys: where you start listening, where you go on and where you end, from device to device.

A journey is a run of listens with no silence over half an hour. A handover is a change of device inside one;
it carries the track along when the new device goes on with the same one.
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field, structs

from segue.domain.listen import Listen
from segue.listening.sessions import GAP_MS
from segue.profiles import sequence
from segue.profiles.device_kind import kind_of
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_DEVICES = 100  # pairs of devices and routes that are told apart

Row = tuple[int, str, int, str, str, str]  # start, listen, end, track, device, kind


class Journeys(Struct):
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    across: int = 0  # on more than one device
    carried: int = 0  # handovers that went on with the same track
    starts: dict[str, int] = field(default_factory=dict)  # kind of device -> journeys
    ends: dict[str, int] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)  # "from>to", kinds
    devices: dict[str, int] = field(default_factory=dict)  # "from>to", devices by name
    until_ms: int = 0
    last: tuple[str, str, str] = ("", "", "")  # track, device and kind of the listen before
    over: bool = False  # the journey that is going on has changed devices


@dataclass(frozen=True, slots=True)
class Travelled:
    """Counts of journeys and handovers; what is most frequent comes first."""

    count: int
    across: int
    carried: int
    starts: dict[str, int]
    ends: dict[str, int]
    moves: dict[tuple[str, str], int]
    devices: dict[tuple[str, str], int]


def heard(state: Journeys, new: Mark, listen: Listen) -> None:
    sequence.put(state.rows, _row(new, listen), lambda row: _fold(state, row))


def unheard(state: Journeys, old: Mark, listen: Listen) -> None:
    sequence.take(state.rows, _row(old, listen))


def _row(m: Mark, listen: Listen) -> Row:
    device = listen.device or ""
    kind = kind_of(listen.device, listen.routes)
    return m.start_ms, listen.id, m.at_ms, listen.track_id, device, kind


def _fold(state: Journeys, row: Row) -> None:
    start, _, end, track, device, kind = row
    if not device:
        return
    was_track, was_device, was_kind = state.last
    if not state.count or start - state.until_ms > GAP_MS:
        _close(state)
        state.count += 1
        state.over = False
        _add(state.starts, kind)
    elif device != was_device:
        state.over = True
        state.carried += track == was_track
        _add(state.moves, f"{was_kind}>{kind}")
        _add(state.devices, f"{was_device}>{device}")
    state.until_ms = max(state.until_ms, end)
    state.last = (track, device, kind)


def _close(state: Journeys) -> None:
    if state.count:
        state.across += state.over
        _add(state.ends, state.last[2])


def _add(counts: dict[str, int], key: str) -> None:
    if key in counts or len(counts) < _DEVICES:
        counts[key] = counts.get(key, 0) + 1


def read(state: Journeys, now: datetime) -> Travelled:
    whole = structs.replace(state, rows=[])
    for name in ("starts", "ends", "moves", "devices"):
        setattr(whole, name, {**getattr(state, name)})
    for row in state.rows:
        _fold(whole, row)
    _close(whole)
    return Travelled(
        whole.count, whole.across, whole.carried,
        _most(whole.starts), _most(whole.ends), _pairs(whole.moves), _pairs(whole.devices),
    )  # fmt: skip


def _most(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _pairs(counts: dict[str, int]) -> dict[tuple[str, str], int]:
    found = {}
    for key, n in _most(counts).items():
        before, _, after = key.partition(">")
        found[(before, after)] = n
    return found


feature = Feature(title="From device to device", state=Journeys, heard=heard, unheard=unheard, read=read)
