"""Sessions: listening in one go, on whatever devices."""

from dataclasses import asdict

from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import length, percent
from segue.profiles.features import sessions


def conclude(seen: Seen) -> Concluded:
    gap = seen.settings.session_gap_s
    habit = sessions.with_gap(seen.profile.states["sessions"], round(gap * 1000) if gap else None)
    days = seen.read("days")
    active = sum(day < 28 for day in days)
    sticky = active / 28
    data = {**asdict(habit), "stickiness": sticky}
    if not habit.count:
        return Concluded([seen.say("sessions.none")], data)
    words = [
        seen.say("sessions.count", sessions=seen.say("sessions", habit.count), length=length(habit.gap_ms, seen.lang)),
        seen.say(
            "sessions.usual",
            length=length(habit.minutes * 60_000, seen.lang),
            tracks=seen.say("tracks", round(habit.tracks)),
            share=percent(habit.goes_on, seen.lang),
        ),
    ]
    if habit.skip_share:
        words.append(seen.say("sessions.skipped", share=percent(habit.skip_share, seen.lang)))
    if habit.repeat_share > 0.02:
        words.append(seen.say("sessions.repeats", share=percent(habit.repeat_share, seen.lang)))
    words.append(seen.say("sessions.days", share=percent(sticky, seen.lang)))
    return Concluded(words, data)


conclusion = Conclusion(place=50, conclude=conclude)
