"""The tables of the lake: their columns, in what order rows lie, and which rows correct earlier ones."""

from functools import cache

import pyarrow as pa

from segue.listening.schema import EVENTS, LISTENS, SESSIONS
from segue.ports import LakeTable

_DAY = ("day", pa.date32())
_TIME = pa.timestamp("us", "UTC")

RAW = pa.schema(
    [
        *EVENTS,
        _DAY,
        ("log_offset", pa.int64()),
        ("place", pa.int32()),
        ("told_at", _TIME),
        ("title", pa.string()),
        ("artist", pa.string()),
        ("release", pa.string()),
        ("told_id", pa.string()),
        ("mbid", pa.string()),
        ("isrc", pa.string()),
        ("uri", pa.string()),
        ("context", pa.string()),
        ("extra", pa.string()),
    ]
)
"""Every field of `segue.domain.event.Event`, and where the log has it."""

SLATES = pa.schema(
    [
        ("listener", pa.string()),
        ("slate_id", pa.string()),
        ("at", _TIME),
        _DAY,
        ("log_offset", pa.int64()),
        ("rank", pa.int32()),
        ("track_id", pa.string()),
        ("score", pa.float64()),
        ("sources", pa.list_(pa.string())),
        ("reason", pa.string()),
        ("recipe", pa.string()),
        ("model", pa.string()),
        ("knew", pa.int64()),
        ("context", pa.string()),
    ]
)


@cache
def tables() -> dict[str, LakeTable]:
    """By name. `events` and `slates` only grow; a listen or session may be derived anew, and the latest counts."""
    listens, sessions = LISTENS.append(pa.field(*_DAY)), SESSIONS.append(pa.field(*_DAY))
    return {
        "events": LakeTable("events", RAW, ("listener", "day"), ("log_offset", "at")),
        "slates": LakeTable("slates", SLATES, ("listener", "day"), ("log_offset", "at")),
        "listens": LakeTable("listens", listens, ("listener", "start"), ("start",), "listen_id"),
        "sessions": LakeTable("sessions", sessions, ("listener", "start"), ("start",), "session_id"),
    }
