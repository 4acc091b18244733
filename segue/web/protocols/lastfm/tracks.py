"""What a program tells: now playing, scrobbles, love, and a scrobble taken back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import structs

from segue.domain.event import Event, EventKind, Rejection
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import lastfm
from segue.ingest.scrobble import MAX_SCROBBLES, indexed, judge_each
from segue.web.api.events import record
from segue.web.protocols.lastfm.answer import Element, Failed, leaf
from segue.web.protocols.lastfm.call import PROTOCOL, Call

_SOURCE = "POST /2.0"
_OF_THE_CALL = frozenset({"method", "api_key", "api_sig", "sk", "format", "callback"})
_NAMED = ("track", "artist", "album", "albumArtist")


async def scrobble(call: Call) -> Element:
    """Up to 50. A bad one is answered as ignored and kept in the quarantine; the others count."""
    call.require_signature()
    listener, now = call.listener(), datetime.now(UTC)
    messages = _messages(call.parameters)
    (events, rejected, raws), _ = judge_each(messages, lambda one: [lastfm.event(one)], now)
    await record(call.app, listener, now, events, list(zip(rejected, raws, strict=True)), PROTOCOL, _SOURCE)
    why = {one.index: one for one in rejected}
    told = tuple(_told("scrobble", message, why.get(i)) for i, message in enumerate(messages))
    counts = {"accepted": str(len(messages) - len(rejected)), "ignored": str(len(rejected))}
    return Element("scrobbles", attributes=counts, children=told)


async def now_playing(call: Call) -> Element:
    await _one(call)
    return _told("nowplaying", call.parameters, None)


async def love(call: Call) -> None:
    """Or unlove."""
    await _one(call)


async def take_back(call: Call) -> None:
    """library.removeScrobble, as GNU FM has it."""
    call.require_signature()
    listener, now = call.listener(), datetime.now(UTC)
    try:
        told = lastfm.event({**call.parameters, "method": "track.scrobble"})
    except Malformed as wrong:
        raise Failed(6, f"Invalid parameters - {wrong}") from None
    event = structs.replace(
        told, event_id=f"fmdel{told.event_id[2:]}", kind=EventKind.DELETE_LISTEN, whole=None, context={}, extra={}
    )
    await record(call.app, listener, now, [event], [], PROTOCOL, _SOURCE)


async def _one(call: Call) -> Event:
    call.require_signature()
    listener, now = call.listener(), datetime.now(UTC)
    try:
        event = lastfm.event(call.parameters, now)
    except Malformed as wrong:
        raise Failed(6, f"Invalid parameters - {wrong}") from None
    await record(call.app, listener, now, [event], [], PROTOCOL, _SOURCE)
    return event


def _messages(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """One for each index, in their order. Raises Failed 6."""
    found: dict[int, dict[str, str]] = {}
    for name, index, value in indexed(parameters.items()):
        if name not in _OF_THE_CALL:
            found.setdefault(index or 0, {})[name] = value
    if not found:
        raise Failed(6, "Invalid parameters - there is no scrobble in it")
    if len(found) > MAX_SCROBBLES:
        raise Failed(6, f"Invalid parameters - {len(found)} scrobbles, at most {MAX_SCROBBLES} are taken")
    return [{"method": "track.scrobble", **found[index]} for index in sorted(found)]


def _told(name: str, message: Mapping[str, str], why: Rejection | None) -> Element:
    """The names as they came: Segue corrects nobody."""
    names = tuple(leaf(one, message.get(one, ""), corrected="0") for one in _NAMED)
    at = (leaf("timestamp", message.get("timestamp", "")),) if name == "scrobble" else ()
    return Element(name, children=(*names, *at, _ignored(why)))


def _ignored(why: Rejection | None) -> Element:
    """1 artist, 2 track, 3 too old, 4 too new: the words that Last.fm has."""
    if why is None:
        return leaf("ignoredMessage", "", code="0")
    code = {"artist": "1", "timestamp": "3", "at": "4"}.get(why.field, "2")
    return leaf("ignoredMessage", f"{why.field}: {why.reason}", code=code)
