"""The few words that reasons are put together from, in the language of the listener."""

from datetime import datetime

from segue.domain.track import Track
from segue.recommend.message import DEFAULT, languages, say

_KINDS = frozenset(
    {"play", "resume", "pause", "seek", "stop", "skip", "complete", "like", "unlike", "ban", "unban", "rate", "save",
     "unsave"}
)  # fmt: skip


def times(n: int, lang: str = DEFAULT) -> str:
    """ "once", "twice", "three times"."""
    return say(lang, "times", n)


def number(n: int, lang: str = DEFAULT) -> str:
    return (languages().get(lang) or languages()[DEFAULT]).number(n)


def title(track: Track, lang: str = DEFAULT) -> str:
    """The track, with its artist unless they are called the same."""
    if track.artist in (track.title, "Unknown"):
        return say(lang, "track", title=track.title)
    return say(lang, "track_by", title=track.title, artist=track.artist)


def did(kind: str, lang: str = DEFAULT) -> str:
    """What somebody did, as it stands beside a track: "skipped"."""
    return say(lang, f"did_{kind}" if kind in _KINDS else "did_other")


def clock(ms: int) -> str:
    """Place in a track: 12:03, or 1:02:05."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def when(at_ms: float, now: datetime, lang: str = DEFAULT) -> str:
    """Roughly when it was, in the listener's day: "just now", "this morning", "on Monday", "in May 2024"."""
    at = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
    age = (now - at).total_seconds()
    if age < 600:
        return say(lang, "just_now")
    days = (now.date() - at.date()).days
    part = "night" if at.hour < 5 else "morning" if at.hour < 12 else "afternoon" if at.hour < 18 else "evening"
    if part == "night" and age < 20.5 * 3600:
        return say(lang, "tonight" if now.hour < 5 else "last_night")
    if days == 0:
        return say(lang, f"this_{part}")
    if days == 1:
        return say(lang, f"yesterday_{part}")
    language = languages().get(lang) or languages()[DEFAULT]
    if days < 7:
        return say(lang, "on_weekday", weekday=language.weekdays[at.weekday()])
    return say(lang, "in_month", month=language.months[at.month - 1], year=at.year)
