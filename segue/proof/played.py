"""Played: one listener's plays for `segue.learning.skips`, from a download or from this server."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import Event, ListenerId, Offset, Whole
from segue.domain.listen import Listen
from segue.domain.track import Track
from segue.ingest.archive import Message
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.export import Asked
from segue.ingest.importing import Importing
from segue.learning.skips.plays import SHORT_MS, UNTOLD, Plays, began_code, codes
from segue.profiles.device_kind import kind_of
from segue.profiles.mark import week_cell
from segue.settings import Settings

_LONGEST_MS = 6 * 3_600_000
_LEFT = frozenset(("fwdbtn", "backbtn", "endplay"))  # where an old row has no flag
_BATCHES = 64


class Row(NamedTuple):
    start_ms: int
    end_ms: int
    track: str
    artist: str | None
    album: str | None
    device: str | None
    activity: str | None
    location: str | None
    shuffle: int
    began: int
    skipped: bool
    short: bool


class Played(NamedTuple):
    """name: of the data in print; unread: messages that could not be read; oracle: what a world knows, or None"""

    name: str
    plays: Plays
    unread: int
    oracle: dict[str, NDArray[np.float64]] | None = None


def from_export(path: Path) -> Played:
    """A Spotify extended streaming history: a file, the ZIP, or the folder it was unpacked to.

    Raises:
        ValueError: there is none in it.
    """
    parse = all_dialects()["spotify"].parse
    found: dict[str, Row] = {}
    unread = 0
    for piece in Importing("spotify", Asked()).pieces([path]):
        if not isinstance(piece, Message):
            unread += 1
            continue
        try:
            for event in parse(piece.value):
                if event.track is not None and event.track.format is None:
                    found[event.event_id] = of_export(event)
        except Malformed:
            unread += 1
    if not found:
        raise ValueError(f"{path}: holds no plays of a Spotify extended streaming history")
    return Played(f"Streaming history {path.name}", columns(found.values(), UTC), unread)


def of_export(event: Event) -> Row:
    track = event.track
    assert track is not None
    assert event.played_ms is not None
    end_ms = _ms(event.at)
    return Row(
        _told_start(event, end_ms), end_ms, track.uri or f"{track.artist}\0{track.title}", track.artist,
        f"{track.artist}\0{track.release}" if track.release else None, _device(event), _context(event, "activity"),
        _context(event, "location"), _shuffle(event), began_code(event.reason_start), _flag(event),
        event.played_ms < SHORT_MS,
    )  # fmt: skip


def from_server(settings: Settings, name: str) -> Played:
    """What this server's log holds of a listener.

    Raises:
        ValueError: there is no such listener, or nothing of theirs.
    """
    from segue.app import build

    app = build(settings)
    try:
        listener = app.accounts.named(name)
        if listener is None:
            raise ValueError(f"there is no listener {name!r} on this server")
        app.catalog.reload()
        events: dict[str, Event] = {}
        for one in app.accounts.links.ids(listener.id) or (listener.id,):
            after = Offset(0)
            while batches := app.log.read(after, _BATCHES, ListenerId(one)):
                for batch in batches:
                    events.update((event.event_id, event) for event in batch.events)
                after = batches[-1].offset
        rows = [
            _of_listen(listen, events.get(listen.id), app.catalog.get(listen.track_id))
            for listen in app.history.listens(listener.id, limit=None, oldest_first=True)
            if listen.format == "music" and listen.outcome
        ]
        if not rows:
            raise ValueError(f"nothing that {name} heard is on this server yet: `segue import` brings a history")
        return Played(f"History of {name}", columns(rows, listener.zone), 0)
    finally:
        app.close()


def _of_listen(listen: Listen, event: Event | None, track: Track | None) -> Row:
    """event: the one that tells most of it, when the log still has it."""
    start_ms, end_ms = _ms(listen.start), _ms(listen.end)
    artist, release = (track.artist, track.release) if track else (None, None)
    device, activity, location, shuffle, flag = kind_of(listen.device, listen.routes), None, None, UNTOLD, None
    if event is None or event.whole in (Whole.END, Whole.EITHER):
        start_ms = _told_start(event, end_ms) if event else UNTOLD
    if event is not None:
        device, shuffle = _device(event) or device, _shuffle(event)
        activity, location = _context(event, "activity"), _context(event, "location")
        flag = _flag(event) if event.dialect == "spotify" else None
    return Row(
        start_ms, end_ms, str(listen.track_id), artist, f"{artist}\0{release}" if release else None, device, activity,
        location, shuffle, began_code(listen.reason_start), listen.skip > 0 if flag is None else flag,
        listen.played_ms < SHORT_MS,
    )  # fmt: skip


def columns(rows: Iterable[Row], zone: tzinfo) -> Plays:
    """In order of time, by when they ended."""
    told = sorted(rows, key=lambda one: one.end_ms)
    many = list(zip(*told, strict=True)) or [()] * len(Row._fields)
    by = dict(zip(Row._fields, many, strict=True))
    plays = Plays(
        np.array(by["start_ms"], np.int64), np.array(by["end_ms"], np.int64), np.zeros(len(told), np.int16),
        codes(by["track"]), codes(by["artist"]), codes(by["album"]), codes(by["device"]), codes(by["activity"]),
        codes(by["location"]),
        np.array(by["shuffle"], np.int8), np.array(by["began"], np.int8), np.array(by["skipped"], np.float32),
        np.array(by["short"], np.float32),
    )  # fmt: skip
    began = np.where(plays.starts() >= 0, plays.starts(), plays.end_ms)  # an hour is coarse enough
    cells = [week_cell(datetime.fromtimestamp(at / 1000, zone)) for at in began.tolist()]
    return replace(plays, cell=np.array(cells, np.int16))


def _told_start(event: Event, end_ms: int) -> int:
    """When the play began, if the row says so by itself; never worked out from how long it was."""
    told = event.extra.get("offline_timestamp")
    if not isinstance(told, int) or isinstance(told, bool) or told <= 0:
        return UNTOLD
    start_ms = told if told > 10**11 else told * 1000  # some rows have milliseconds
    return start_ms if -60_000 <= end_ms - start_ms <= _LONGEST_MS else UNTOLD


def _flag(event: Event) -> bool:
    told = event.extra.get("skipped")
    return bool(told) if told is not None else event.reason_end in _LEFT


def _device(event: Event) -> str | None:
    kind = event.context.get("device_kind")
    return kind if isinstance(kind, str) else kind_of(event.device) if event.device else None


def _context(event: Event, name: str) -> str | None:
    value = event.context.get(name)
    return value if isinstance(value, str) else None


def _shuffle(event: Event) -> int:
    value = event.context.get("shuffle")
    return int(value) if isinstance(value, bool) else UNTOLD


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
