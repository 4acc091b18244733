"""Changes: whether what you liked lately differs from what you usually like, and in what.

The tastes are compared as shares of tags, and of artists, by their Jensen-Shannon distance. Two samples of one
taste differ too, so the distance has to be larger than it would be 19 times of 20 by chance
(`segue.portrait.shares.apart`). The last week is looked at first, because a change should be seen soon; then the
last four weeks.
"""

from typing import Any

from segue.domain.event import TrackId
from segue.portrait.chart import Bar, Bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.shares import Distance, Shift, apart, artist_shares, choices, tag_shares
from segue.portrait.words import listed, percent
from segue.profiles.features import lately

_WINDOWS = (7, 28)  # days
_KINDS = (("tags", tag_shares), ("artists", artist_shares))
_SHOWN = 4


def conclude(seen: Seen) -> Concluded:
    state = seen.profile.states["lately"]
    usual_likes = {track: tally.likes for track, tally in seen.read("taste").items()}
    found: dict[str, Any] = {}
    for days in _WINDOWS:
        recent = {t: likes for t, (likes, _, _) in lately.since(state, seen.now, days).items() if likes > 0}
        usual = _without(usual_likes, recent)
        for kind, shares in _KINDS:
            sides = (shares(recent, seen.catalog), shares(usual, seen.catalog))
            distance = apart(*sides, choices(recent), choices(usual), days)
            if distance is not None:
                found.setdefault(f"{days}_days", {})[kind] = _data(distance)
                if distance.differs and (distance.more or distance.less):
                    return Concluded(_words(seen, distance, days), found, [_chart(seen, distance)])
    if not found:
        return Concluded([seen.say("changes.little")], {})
    return Concluded([seen.say("changes.same")], found)


def _without(all_times: dict[TrackId, float], recent: dict[TrackId, float]) -> dict[TrackId, float]:
    left = {track: likes - recent.get(track, 0.0) for track, likes in all_times.items()}
    return {track: likes for track, likes in left.items() if likes > 0}


def _words(seen: Seen, distance: Distance, days: int) -> list[str]:
    said = [seen.say("changes.moved", days)]
    for key, shifts in (("changes.more", distance.more), ("changes.less", distance.less)):
        if shifts:
            said.append(seen.say(key, names=listed((_said(seen, s) for s in shifts[:_SHOWN]), seen.lang)))
    return said


def _said(seen: Seen, shift: Shift) -> str:
    here, usual = percent(shift.here, seen.lang), percent(shift.usual, seen.lang)
    return seen.say("changes.shift", name=shift.name, here=here, usual=usual)


def _chart(seen: Seen, distance: Distance) -> Bars:
    shifts = sorted((*distance.more[:_SHOWN], *distance.less[:_SHOWN]), key=lambda s: -s.here)
    most = max(max(s.here, s.usual) for s in shifts)
    rows = []
    for s in shifts:
        rows += [
            Bar(s.name, s.here / most, percent(s.here, seen.lang)),
            Bar(seen.say("changes.usually", name=s.name), s.usual / most, percent(s.usual, seen.lang)),
        ]
    return Bars(seen.say("changes.chart"), rows, "; ".join(_said(seen, s) for s in shifts))


def _data(d: Distance) -> dict[str, Any]:
    def plain(shifts: list[Shift]) -> list[dict[str, Any]]:
        return [{"name": s.name, "lately": s.here, "usually": s.usual} for s in shifts[:20]]

    return {
        "distance": d.distance, "noise": d.noise, "changed": d.differs, "more": plain(d.more), "less": plain(d.less),
    }  # fmt: skip


conclusion = Conclusion(place=20, conclude=conclude)
