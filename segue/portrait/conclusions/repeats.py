"""Repeats: how much of what you hear you have heard before."""

from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import named, percent, times


def conclude(seen: Seen) -> Concluded:
    plays = {track: tally.plays for track, tally in seen.read("taste").items() if tally.plays > 0}
    whole = sum(plays.values())
    if not whole:
        return Concluded([seen.say("repeats.nothing")], {"finished": 0})
    again = 1 - len(plays) / whole
    top = max(plays, key=lambda track: (plays[track], track))
    words = [seen.say("repeats.again", share=percent(again, seen.lang))]
    known = named(seen.catalog, top, seen.lang)
    if known and plays[top] > 1:
        words.append(seen.say("repeats.most", track=known, times=times(plays[top], seen.lang)))
    data = {"finished": whole, "tracks": len(plays), "repeats": again, "most": {"track": top, "times": plays[top]}}
    return Concluded(words, data)


conclusion = Conclusion(place=90, conclude=conclude)
