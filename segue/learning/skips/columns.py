"""Which columns a predictor of skips may look at, in groups; what would give the answer away is refused by name.

Everything here is known before the play begins (`BEGAN`: as it begins). Rates are log-odds, each shrunk to the one
it is a part of, so that a cell without a history says the same as the listener's own rate.
"""

from collections.abc import Iterable, Sequence

TASTE = (
    "track_rate", "artist_rate", "album_rate", "track_heard", "artist_heard", "track_since", "artist_since",
    "track_lately", "artist_drift",
)  # fmt: skip
LISTENER = ("usual", "recent", "latest")
SESSION = (
    "session_rate", "session_fading", "session_place", "session_last", "session_run", "session_minutes", "gap",
    "artist_before", "session_artist_rate",
)  # fmt: skip
CONTEXT = (
    "hour_rate", "hour", "weekday", "device_rate", "activity_rate", "location_rate", "artist_part_rate", "shuffle",
)  # fmt: skip
BEGAN = ("began", "began_rate", "began_here_rate")
ALL = TASTE + LISTENER + SESSION + CONTEXT + BEGAN
PLACE = {name: place for place, name in enumerate(ALL)}

LEAKS = {
    "reason_end": "it is told when the play is over",
    "next_reason_start": "the next play begins by what ended this one",
    "ms_played": "it is what happened",
    "played_ms": "it is what happened",
    "fraction": "it is what happened",
    "position_ms": "where it was left is what happened",
    "end": "when it ended says how long it was",
    "ts": "it is the end of the play",
    "outcome": "it is the answer",
    "skipped": "it is the answer",
    "short": "it is the answer",
    "like": "it is made of the answer",
    "skip": "it is made of the answer",
    "seeks_forward": "they happen during the play",
    "pauses": "they happen during the play",
    "replayed": "it happens during the play",
    "gap_from_end": "a beginning worked out from the end and ms_played holds ms_played",
}


class Leak(ValueError):  # noqa: N818 - a mistake in an experiment
    """A column is not known before the play."""


def allowed(names: Iterable[str]) -> tuple[str, ...]:
    """The names again.

    Raises:
        Leak: one of them is not known before the play.
        ValueError: there is no such column.
    """
    found = tuple(names)
    for name in found:
        if (why := LEAKS.get(name)) is not None:
            raise Leak(f"{name} must not predict a skip: {why}")
        if name not in PLACE:
            raise ValueError(f"there is no column {name}; there are {', '.join(ALL)}")
    return found


def places(names: Sequence[str]) -> list[int]:
    """Where these stand among `ALL`; raises as `allowed` does."""
    return [PLACE[name] for name in allowed(names)]
