"""Repeats: how much of what you hear you have heard before."""

from segue.portrait.chart import percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import times


def conclude(seen: Seen) -> Concluded:
    plays = {track: tally.plays for track, tally in seen.read("taste").items() if tally.plays > 0}
    whole = sum(plays.values())
    if not whole:
        return Concluded(["Nothing was heard to its end yet."], {"finished": 0})
    again = 1 - len(plays) / whole
    top = max(plays, key=lambda track: (plays[track], track))
    words = [f"{percent(again)} of what you finished you had finished before."]
    known = seen.catalog.get(top)
    if known and plays[top] > 1:
        words.append(f"{known.title} by {known.artist} you heard most: {times(plays[top])}.")
    data = {"finished": whole, "tracks": len(plays), "repeats": again, "most": {"track": top, "times": plays[top]}}
    return Concluded(words, data)


conclusion = Conclusion(title="What you hear again", place=90, conclude=conclude)
