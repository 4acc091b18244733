"""The tables that the kernel reads and gives, as Arrow schemas: the same in the lake, in Spark and in process."""

import pyarrow as pa

TIME = pa.timestamp("us", "UTC")  # adjusted to UTC, or Spark reads it as a time without zone

EVENTS = pa.schema(
    [
        ("listener", pa.string()),
        ("event_id", pa.string()),
        ("kind", pa.string()),
        ("at", TIME),
        ("track_id", pa.string()),
        ("format", pa.string()),  # null = music
        ("device", pa.string()),
        ("dialect", pa.string()),
        ("position_ms", pa.int64()),
        ("duration_ms", pa.int64()),
        ("whole", pa.string()),
        ("played_ms", pa.int64()),
        ("play_id", pa.string()),
        ("reason_start", pa.string()),
        ("reason_end", pa.string()),
        ("slate_id", pa.string()),
        ("from_ms", pa.int64()),  # of a seek: where it came from
        ("plays", pa.int64()),  # listens that one event stands for; null = 1
    ]
)
"""What `derive` needs of the events; further columns are left alone. See `segue.domain.event.Event`."""

_PAUSES = pa.list_(pa.struct([("position_ms", pa.int64()), ("length_ms", pa.int64()), ("resumed", pa.bool_())]))
_PASSAGES = pa.list_(pa.struct([("from_ms", pa.int64()), ("to_ms", pa.int64())]))

LISTENS = pa.schema(
    [
        ("listener", pa.string()),
        ("listen_id", pa.string()),
        ("track_id", pa.string()),
        ("start", TIME),
        ("end", TIME),
        ("played_ms", pa.int64()),
        ("fraction", pa.float64()),
        ("duration_ms", pa.int64()),
        ("position_ms", pa.int64()),
        ("format", pa.string()),
        ("device", pa.string()),
        ("routes", pa.list_(pa.string())),
        ("reason_start", pa.string()),
        ("reason_end", pa.string()),
        ("pauses", _PAUSES),
        ("seeks_forward", pa.int64()),
        ("replayed", _PASSAGES),
        ("plays", pa.int64()),
        ("slate_id", pa.string()),
        ("outcome", pa.string()),
        ("like", pa.float64()),
        ("skip", pa.float64()),
        ("session_id", pa.string()),
    ]
)
"""See `segue.domain.listen.Listen`; `session_id` is the `listen_id` that its session began with."""

SESSIONS = pa.schema(
    [
        ("listener", pa.string()),
        ("session_id", pa.string()),
        ("start", TIME),
        ("end", TIME),
        ("listens", pa.int64()),
        ("played_ms", pa.int64()),
        ("skips", pa.int64()),
        ("devices", pa.list_(pa.string())),
    ]
)
"""See `segue.domain.listen.Session`."""
