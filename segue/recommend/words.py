"""The few words that reasons are put together from."""

from datetime import datetime

from segue.domain.track import Track

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def times(n: int) -> str:
    """ "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def title(track: Track) -> str:
    """The track, with its artist unless they are called the same."""
    if track.artist in (track.title, "Unknown"):
        return f"“{track.title}”"
    return f"“{track.title}” by {track.artist}"


def when(at_ms: float, now: datetime) -> str:
    """Roughly when it was, in the listener's day: "just now", "this morning", "on Monday", "in May 2024"."""
    at = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
    age = (now - at).total_seconds()
    if age < 600:
        return "just now"
    days = (now.date() - at.date()).days
    part = "night" if at.hour < 5 else "morning" if at.hour < 12 else "afternoon" if at.hour < 18 else "evening"
    if part == "night" and age < 20.5 * 3600:
        return "tonight" if now.hour < 5 else "last night"
    if days == 0:
        return f"this {part}"
    if days == 1:
        return f"yesterday {part}"
    if days < 7:
        return f"on {at:%A}"
    return f"in {at:%B %Y}"
