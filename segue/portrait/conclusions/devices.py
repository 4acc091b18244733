"""Devices: on what kinds of them you listen, how the journey goes from one to the next, and how that shifts taste."""

from typing import Any

from segue.portrait.chart import bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.shares import Distance, Shift, apart, choices, tag_shares
from segue.portrait.words import length, listed, percent, times

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
        return Concluded([seen.say("nothing_heard")], data)
    words = []
    if played:
        top = max(played, key=lambda kind: played[kind])
        share = percent(played[top] / sum(played.values()), seen.lang)
        words.append(seen.say("devices.most", place=seen.say(f"place.{top}"), share=share))
    words += _journeys(seen, travelled)
    shifts = _shifts(seen, taste.liked)
    data["taste"] = {kind: _data(d) for kind, d in shifts.items()}
    for kind, d in shifts.items():
        if d.differs and d.more:
            place = seen.say(f"place.{kind}")
            names = listed((_said(seen, s) for s in d.more[:_SHOWN]), seen.lang)
            words.append(seen.say("devices.other", place=place[0].upper() + place[1:], names=names))
    charts = []
    if played:
        told = {seen.say(f"kind.{kind}"): length(ms, seen.lang) for kind, ms in played.items()}
        amounts = {seen.say(f"kind.{kind}"): float(ms) for kind, ms in played.items()}
        charts.append(bars(seen.say("devices.kinds"), amounts, told))
    if travelled.moves:
        moved = {
            f"{seen.say(f'kind.{a}')} → {seen.say(f'kind.{b}')}": float(n) for (a, b), n in travelled.moves.items()
        }
        told = {name: times(int(n), seen.lang) for name, n in moved.items()}
        charts.append(bars(seen.say("devices.moves"), moved, told))
    return Concluded(words, data, charts)


def _journeys(seen: Seen, travelled: Any) -> list[str]:
    if not travelled.across:
        return []
    start, end = next(iter(travelled.starts)), next(iter(travelled.ends))
    said = [
        seen.say(
            "devices.across",
            journeys=seen.say("journeys", travelled.across),
            all=f"{travelled.count:,}",
            start=seen.say(f"place.{start}"),
            end=seen.say(f"place.{end}"),
        )
    ]
    if travelled.carried:
        said.append(seen.say("devices.carried", times=times(travelled.carried, seen.lang)))
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


def _said(seen: Seen, shift: Shift) -> str:
    here = percent(shift.here, seen.lang)
    if not shift.usual:
        return seen.say("devices.shift_none", name=shift.name, here=here)
    return seen.say("devices.shift", name=shift.name, here=here, usual=percent(shift.usual, seen.lang))


def _pairs(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"from": a, "to": b, "count": n} for (a, b), n in counts.items()]


def _data(d: Distance) -> dict[str, Any]:
    def plain(shifts: list[Shift]) -> list[dict[str, Any]]:
        return [{"tag": s.name, "here": s.here, "elsewhere": s.usual} for s in shifts[:20]]

    return {
        "distance": d.distance, "noise": d.noise, "differs": d.differs, "more": plain(d.more), "less": plain(d.less),
    }  # fmt: skip


conclusion = Conclusion(place=60, conclude=conclude)
