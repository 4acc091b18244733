"""Devices: on what kinds of them you listen, how the journey goes from one to the next, and how that shifts taste."""

from typing import Any

from segue.portrait.chart import bars, percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.shares import Distance, Shift, apart, choices, tag_shares
from segue.portrait.words import KINDS, PLACES, count, length, listed, times

_SHOWN = 3


def conclude(seen: Seen) -> Concluded:
    taste, travelled = seen.read("device_taste"), seen.read("journeys")
    data: dict[str, Any] = {
        "kinds": {
            kind: dict(zip(("listens", "played_ms", "skips"), used, strict=True)) for kind, used in taste.used.items()
        },
        "devices": {name: {"events": n, "last_ms": last} for name, (n, last) in seen.read("devices").items()},
        "journeys": {
            "count": travelled.count,
            "across_devices": travelled.across,
            "same_track": travelled.carried,
            "started": travelled.starts,
            "finished": travelled.ends,
            "handed_over": _pairs(travelled.moves),
            "between_devices": _pairs(travelled.devices),
        },
    }
    played = {kind: used[1] for kind, used in taste.used.items() if used[1] > 0}
    if not taste.used:
        return Concluded(["Nothing was heard yet."], data)
    words = []
    if played:
        top = max(played, key=lambda kind: played[kind])
        words.append(f"You listen most {PLACES[top]}: {percent(played[top] / sum(played.values()))} of the time.")
    words += _journeys(travelled)
    shifts = _shifts(seen, taste.liked)
    data["taste"] = {kind: _data(d) for kind, d in shifts.items()}
    for kind, d in shifts.items():
        if d.differs and d.more:
            place = PLACES[kind]
            words.append(
                f"{place[0].upper()}{place[1:]} you like other things: {listed(_said(s) for s in d.more[:_SHOWN])}."
            )
    charts = []
    if played:
        told = {KINDS[kind]: length(ms) for kind, ms in played.items()}
        charts.append(bars("By kind of device", {KINDS[kind]: float(ms) for kind, ms in played.items()}, told))
    if travelled.moves:
        moved = {f"{KINDS[a]} → {KINDS[b]}": float(n) for (a, b), n in travelled.moves.items()}
        told = {name: times(int(n)) for name, n in moved.items()}
        charts.append(bars("Handed over", moved, told))
    return Concluded(words, data, charts)


def _journeys(travelled: Any) -> list[str]:
    if not travelled.across:
        return []
    start, end = next(iter(travelled.starts)), next(iter(travelled.ends))
    said = [
        f"{count(travelled.across, 'journey')} of {travelled.count:,} went over more than one device; most begin "
        f"{PLACES[start]} and end {PLACES[end]}."
    ]
    if travelled.carried:
        said.append(f"You took the same track along {times(travelled.carried)}.")
    return said


def _shifts(seen: Seen, liked: dict[str, dict[Any, float]]) -> dict[str, Distance]:
    """Each kind's taste against that of all the others together."""
    found = {}
    for kind, here in liked.items():
        rest: dict[Any, float] = {}
        for other, tracks in liked.items():
            if other != kind:
                for track, amount in tracks.items():
                    rest[track] = rest.get(track, 0.0) + amount
        sides = (tag_shares(here, seen.catalog), tag_shares(rest, seen.catalog))
        d = apart(*sides, choices(here), choices(rest), len(kind))
        if d is not None:
            found[kind] = d
    return found


def _said(shift: Shift) -> str:
    if not shift.usual:
        return f"{shift.name} ({percent(shift.here)}, elsewhere not at all)"
    return f"{shift.name} ({percent(shift.here)}, elsewhere {percent(shift.usual)})"


def _pairs(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"from": a, "to": b, "count": n} for (a, b), n in counts.items()]


def _data(d: Distance) -> dict[str, Any]:
    def plain(shifts: list[Shift]) -> list[dict[str, Any]]:
        return [{"tag": s.name, "here": s.here, "elsewhere": s.usual} for s in shifts[:20]]

    return {
        "distance": d.distance, "noise": d.noise, "differs": d.differs, "more": plain(d.more), "less": plain(d.less),
    }  # fmt: skip


conclusion = Conclusion(title="Devices and journeys", place=60, conclude=conclude)
