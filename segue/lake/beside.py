"""Tables beside the lake that a query may join: who listens, and the catalogue."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from segue.domain.event import TrackId
from segue.domain.listener import Listener
from segue.domain.sound import WHOLE, Sound
from segue.domain.track import Track

TRACKS = pa.schema(
    [
        ("id", pa.string()),
        ("title", pa.string()),
        ("artist", pa.string()),
        ("release", pa.string()),
        ("mbid", pa.string()),
        ("isrc", pa.string()),
        ("uri", pa.string()),
        ("format", pa.string()),
        ("duration_ms", pa.int64()),
        ("year", pa.int64()),
        ("tags", pa.list_(pa.string())),
        ("provisional", pa.bool_()),
        ("same_as", pa.string()),
        *((name, pa.int64() if name in WHOLE else pa.float64()) for name in Sound.__struct_fields__),
    ]
)
_PLAIN = tuple(f for f in Track.__struct_fields__ if f in TRACKS.names and f not in ("id", "tags"))
LISTENERS = pa.schema([("id", pa.string()), ("name", pa.string()), ("zone", pa.string())])


def track_rows(tracks: Iterable[Track], signposts: Mapping[TrackId, tuple[TrackId, Track]]) -> pa.Table:
    """signposts: old id -> the id it turned out to be, and the track of that."""
    rows = [_row(track.id, track, None) for track in tracks]
    rows += [_row(old, track, new) for old, (new, track) in signposts.items()]
    return pa.Table.from_pylist(rows, schema=TRACKS)


def listener_rows(listeners: Iterable[Listener]) -> pa.Table:
    rows = [{"id": one.id, "name": one.name, "zone": one.zone.key} for one in listeners]
    return pa.Table.from_pylist(rows, schema=LISTENERS)


def _row(track_id: TrackId, track: Track, same_as: TrackId | None) -> dict[str, object]:
    row = {name: getattr(track, name) for name in _PLAIN}
    sound = {name: getattr(track.sound, name) for name in Sound.__struct_fields__} if track.sound else {}
    return {"id": track_id, **row, **sound, "tags": list(track.tags), "same_as": same_as}
