"""Said: likes, bans, stars, saves, playlists, shares and comments: what you tell with your own hands."""

from typing import Any

from segue.portrait.chart import bars
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import count, listed


def conclude(seen: Seen) -> Concluded:
    rated, stars, kept, tone = seen.read("ratings"), seen.read("stars"), seen.read("kept"), seen.read("comments")
    sums = {
        "liked": len(rated.liked),
        "banned": len(rated.banned),
        "rated": len(stars),
        "saved": len(kept.saved),
        "on playlists": len(kept.listed),
        "shared": len(kept.shared),
    }
    data: dict[str, Any] = {
        **{name.replace(" ", "_"): n for name, n in sums.items()},
        "stars": {str(n): sum(s == n for s in stars.values()) for n in range(1, 6)},
        "comments": {"glad": tone.glad, "displeased": tone.displeased, "plain": tone.plain},
    }
    told = {name: float(n) for name, n in sums.items() if n}
    comments = tone.glad + tone.displeased + tone.plain
    if not told and not comments:
        return Concluded(["Nothing yet: likes, bans, stars and the like will be counted here."], data)
    words = []
    if told:
        words.append(f"Tracks you told something of: {listed(f'{int(n):,} {name}' for name, n in told.items())}.")
    if stars:
        words.append(f"You give {sum(stars.values()) / len(stars):.1f} stars on average.")
    if comments:
        words.append(f"Of {count(comments, 'comment')} {tone.glad:,} sound glad and {tone.displeased:,} displeased.")
    charts = [bars("By hand", told, {name: count(int(n), "track") for name, n in told.items()})] if told else []
    return Concluded(words, data, charts)


conclusion = Conclusion(title="What you say of tracks", place=120, conclude=conclude)
