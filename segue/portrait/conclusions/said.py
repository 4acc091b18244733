"""Said: likes, bans, stars, saves, playlists, shares and comments: what you tell with your own hands."""

from typing import Any

from segue.portrait.chart import bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import listed


def conclude(seen: Seen) -> Concluded:
    rated, stars, kept, tone = seen.read("ratings"), seen.read("stars"), seen.read("kept"), seen.read("comments")
    sums = {
        "liked": len(rated.liked),
        "banned": len(rated.banned),
        "rated": len(stars),
        "saved": len(kept.saved),
        "on_playlists": len(kept.listed),
        "shared": len(kept.shared),
    }
    data: dict[str, Any] = {
        **sums,
        "stars": {str(n): sum(s == n for s in stars.values()) for n in range(1, 6)},
        "comments": {"glad": tone.glad, "displeased": tone.displeased, "plain": tone.plain},
    }
    told = {seen.say(f"said.{name}"): float(n) for name, n in sums.items() if n}
    comments = tone.glad + tone.displeased + tone.plain
    if not told and not comments:
        return Concluded([seen.say("said.nothing")], data)
    words = []
    if told:
        names = (seen.say("said.sum", int(n), name=name) for name, n in told.items())
        words.append(seen.say("said.tracks", names=listed(names, seen.lang)))
    if stars:
        words.append(seen.say("said.stars", stars=f"{sum(stars.values()) / len(stars):.1f}"))
    if comments:
        many = seen.say("comments", comments)
        words.append(seen.say("said.comments", comments=many, glad=f"{tone.glad:,}", displeased=f"{tone.displeased:,}"))
    counts = {name: seen.say("tracks", int(n)) for name, n in told.items()}
    charts = [bars(seen.say("said.chart"), told, counts)] if told else []
    return Concluded(words, data, charts)


conclusion = Conclusion(place=120, conclude=conclude)
