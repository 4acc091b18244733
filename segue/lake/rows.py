"""Batches of the log -> rows of `events` and `slates`."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.shown import DIALECT, shown_of
from segue.lake.tables import RAW, SLATES
from segue.ports import Batch

_PLAIN = (
    "event_id", "track_id", "device", "dialect", "position_ms", "duration_ms", "played_ms", "play_id", "reason_start",
    "reason_end", "slate_id",
)  # fmt: skip
_NAMES = ("title", "artist", "release", "mbid", "isrc", "uri", "format")
_NOBODY = TrackRef()
_MOST = 2**63
_json = msgspec.json.Encoder(order="deterministic")


def event_rows(batches: Iterable[Batch]) -> pa.Table:
    """One row per event, in log order."""
    columns: dict[str, list[Any]] = {name: [] for name in RAW.names if name != "day"}
    for batch in batches:
        for place, event in enumerate(batch.events):
            columns["listener"].append(batch.listener)
            columns["log_offset"].append(batch.offset)
            columns["place"].append(place)
            for name in _PLAIN:
                columns[name].append(getattr(event, name))
            columns["kind"].append(event.kind.value)
            columns["at"].append(event.at.astimezone(UTC))
            columns["told_at"].append(event.told_at and event.told_at.astimezone(UTC))
            columns["whole"].append(event.whole and event.whole.value)
            track = event.track or _NOBODY
            columns["told_id"].append(track.id)
            for name in _NAMES:
                columns[name].append(getattr(track, name))
            columns["context"].append(_text(event.context))
            columns["extra"].append(_text(event.extra))
            columns["from_ms"].append(_whole(event.extra.get("from_ms")))
            columns["plays"].append(_whole(event.extra.get("plays")))
    return _table(columns, RAW)


def slate_rows(batches: Iterable[Batch]) -> pa.Table:
    """One row per track that was shown."""
    columns: dict[str, list[Any]] = {name: [] for name in SLATES.names if name != "day"}
    for batch in batches:
        for event in batch.events:
            if event.kind is EventKind.IMPRESSION and event.dialect == DIALECT:
                _show(columns, batch, event)
    return _table(columns, SLATES)


def _show(columns: dict[str, list[Any]], batch: Batch, event: Event) -> None:
    shown = shown_of(event)
    if shown is None:
        return
    for rank, track in enumerate(shown.tracks):
        row = {
            "listener": batch.listener, "slate_id": event.slate_id, "at": event.at.astimezone(UTC),
            "log_offset": batch.offset, "rank": rank, "track_id": track.id, "score": track.score,
            "sources": list(track.sources), "reason": track.reason, "recipe": shown.recipe, "model": shown.model,
            "knew": shown.offset, "context": _text(event.context),
        }  # fmt: skip
        for name, values in columns.items():
            values.append(row[name])


def _table(columns: dict[str, list[Any]], schema: pa.Schema) -> pa.Table:
    """With `day`, the date of `at` in UTC."""
    arrays = {name: pa.array(values, schema.field(name).type) for name, values in columns.items()}
    arrays["day"] = pc.cast(arrays["at"], pa.date32())
    return pa.table([arrays[name] for name in schema.names], schema=schema)


def _text(value: dict[str, Any]) -> str | None:
    return _json.encode(value).decode() if value else None


def _whole(value: object) -> int | None:
    """A number that a client told among its extras; what is not a whole one says nothing."""
    fits = isinstance(value, int) and not isinstance(value, bool) and -_MOST <= value < _MOST
    return value if fits else None  # type: ignore[return-value]
