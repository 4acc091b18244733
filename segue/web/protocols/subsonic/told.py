"""Calls that tell something: they become events, and the answer waits until those are on disk."""

from collections.abc import Sequence
from typing import Any

import msgspec

from segue.domain.consent import Refused
from segue.domain.event import Event, Rejection
from segue.domain.track import parse_track_id
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects.subsonic import TELLING
from segue.ports import Unavailable
from segue.web.api.events import record
from segue.web.protocols.subsonic.asked import Answer, Asked, Body
from segue.web.protocols.subsonic.params import GENERIC, MISSING, NOT_FOUND, Fault
from segue.web.protocols.subsonic.shelf import Shelf, shelf_of

_DIALECT = "subsonic"
_NO_SONG = "no such song"
_EACH_ALONE = frozenset({"scrobble", "star", "unstar"})


async def tell(asked: Asked, shown: Sequence[str] = (), **beside: Any) -> Body:
    """Read, keep what is refused for `segue quarantine`, record the rest; `shown` are the songs that a search found.

    Raises:
        Fault: nothing could be taken.
    """
    events: list[Event] = []
    rejected: list[tuple[Rejection, bytes]] = []
    for index, message in enumerate(_messages(asked)):
        message |= beside
        try:
            events.extend(_read(asked, message, shown))
        except Malformed as wrong:
            why = Rejection(index, wrong.field, wrong.reason)
            rejected.append((why, msgspec.json.encode(message)))
    source = f"/rest/{asked.method}"
    await record(asked.app, asked.listener, asked.now, events, rejected, _DIALECT, source)
    if rejected and not events:
        raise _fault(rejected[0][0])
    return {}


def _messages(asked: Asked) -> list[dict[str, Any]]:
    """One message; of a call about many songs one each, so that a bad one costs only itself."""
    params = asked.params.told()
    if asked.method in ("star", "unstar"):
        params = _told_apart(asked, params)
    frame: dict[str, Any] = {
        "method": asked.method,
        "at": asked.now.isoformat(),
        "client": asked.params.one("c"),
        "server": "segue",
    }
    ids, times = params.get("id", []), params.get("time", [])
    playing = asked.method == "scrobble" and (asked.params.one("submission") or "").lower() in ("false", "0")
    if asked.method not in _EACH_ALONE or len(ids) < 2 or playing or (times and len(times) != len(ids)):
        return [{**frame, "params": params}]
    rest = {name: values for name, values in params.items() if name not in ("id", "time", "albumId", "artistId")}
    parts: list[dict[str, list[str]]] = [{"id": [one]} for one in ids]
    for part, time in zip(parts, times, strict=False):
        part["time"] = [time]
    beside = {name: values for name, values in params.items() if name in ("albumId", "artistId")}
    if beside:
        parts.append(beside)
    return [{**frame, "params": rest | part} for part in parts]


def _told_apart(asked: Asked, params: dict[str, list[str]]) -> dict[str, list[str]]:
    """An `id` may be that of an artist or an album as well, of players that browse by folders."""
    found = {**params, "id": list[str]()}
    shelf = shelf_of(asked.app.catalog)
    for one in params.get("id", []):
        kind = _kind(shelf, one)
        found[kind] = [*found.get(kind, []), one]
    return {name: values for name, values in found.items() if values or name != "id"}


def _kind(shelf: Shelf, written: str) -> str:
    """The parameter that an id belongs into."""
    try:
        key = parse_track_id(written)
    except ValueError:
        return "id"
    return "artistId" if key in shelf.by_artist else "albumId" if key in shelf.by_album else "id"


def _read(asked: Asked, message: dict[str, Any], shown: Sequence[str]) -> list[Event]:
    events = asked.searched.read(asked.listener.id, message, shown)
    for event in events:
        check_time(event, asked.now)
        if event.track is not None and event.track.id is not None and not _known(asked, event.track.id):
            raise Malformed("params.id", _NO_SONG)
    return events


def _known(asked: Asked, written: str) -> bool:
    return bool(asked.tracks([written]))


def _fault(why: Rejection) -> Fault:
    name = why.field.removeprefix("params.")
    if why.reason == _NO_SONG:
        return Fault(NOT_FOUND, "Song not found.")
    if why.field == "params.id" and why.reason.startswith("a track id is"):
        return Fault(NOT_FOUND, "Song not found.")
    if why.reason == "is missing":
        return Fault(MISSING, f"Required parameter '{name}' is missing.")
    return Fault(GENERIC, f"{name}: {why.reason}" if name else why.reason)


async def quietly(asked: Asked, shown: Sequence[str], **beside: Any) -> None:
    """As `tell`, for an answer that is good even if it cannot be recorded."""
    try:
        await tell(asked, shown, **beside)
    except (Fault, Refused, Unavailable):
        return


TOLD: dict[str, Answer] = dict.fromkeys(
    sorted(TELLING - {"stream", "search", "search2", "search3", "createPlaylist", "updatePlaylist"}), tell
)
