"""Sessions: listening in one go, on whatever devices."""

from dataclasses import asdict

from segue.portrait.chart import percent
from segue.portrait.conclusion import Concluded, Conclusion, Seen
from segue.portrait.words import count, length
from segue.profiles.features import sessions


def conclude(seen: Seen) -> Concluded:
    gap = seen.settings.session_gap_s
    habit = sessions.with_gap(seen.profile.states["sessions"], round(gap * 1000) if gap else None)
    days = seen.read("days")
    active = sum(day < 28 for day in days)
    sticky = active / 28
    data = {**asdict(habit), "stickiness": sticky}
    if not habit.count:
        return Concluded(["No session yet."], data)
    words = [
        f"You listened in {count(habit.count, 'session')}. A session ends after {length(habit.gap_ms)} of silence.",
        f"It usually lasts about {length(habit.minutes * 60_000)}, with {count(round(habit.tracks), 'track')} in it; "
        f"after a track you go on to another one {percent(habit.goes_on)} of the time.",
    ]
    if habit.skip_share:
        words.append(f"{percent(habit.skip_share)} of what begins in a session is skipped.")
    if habit.repeat_share > 0.02:
        words.append(f"{percent(habit.repeat_share)} is a track that you had heard in the same session.")
    words.append(f"On {percent(sticky)} of the last 28 days there was a session.")
    return Concluded(words, data)


conclusion = Conclusion(title="How you listen in one go", place=50, conclude=conclude)
