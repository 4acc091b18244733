"""Amounts and names as people say them."""

from collections.abc import Iterable

from segue.profiles.device_kind import OTHER

KINDS = {
    "mobile": "phone",
    "desktop": "computer",
    "web": "web page",
    "tv": "television",
    "smart_speaker": "speaker",
    "car": "car",
    OTHER: "other device",
}
PLACES = {
    "mobile": "on the phone",
    "desktop": "on the computer",
    "web": "in the browser",
    "tv": "on the television",
    "smart_speaker": "on the speaker",
    "car": "in the car",
    OTHER: "on other devices",
}


def times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def length(ms: float) -> str:
    """ "2 h 5 min", "40 s"."""
    minutes = round(ms / 60_000)
    if ms < 90_000:
        return f"{round(ms / 1000)} s"
    if minutes < 90:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h {rest} min" if rest and hours < 10 else f"{round(minutes / 60):,} h"


def clock(ms: int) -> str:
    """Place in a track: 1:05."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"


def listed(names: Iterable[str]) -> str:
    """ "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
