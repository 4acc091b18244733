"""Last.fm 2.0 calls that tell something: track.scrobble, updateNowPlaying, love and unlove (https://www.last.fm/api).

A message is one scrobble, its parameters without their index, or one call. A call other than track.scrobble
carries no time, so it is told `at` by whoever received it.
"""

from collections.abc import Iterator
from datetime import datetime

from segue.domain.event import Event, EventKind, Whole
from segue.ingest import checks, scrobble
from segue.ingest.dialect import Dialect, Malformed, Raw

_USED = frozenset(
    {"method", "artist", "track", "album", "mbid", "duration", "timestamp", "chosenByUser"}
    | {"api_key", "api_sig", "sk", "format", "callback", "username", "token", "authToken", "password"}
)  # the second row is no fact, and some of it is secret
_KINDS = {
    "track.scrobble": EventKind.COMPLETE,
    "track.updatenowplaying": EventKind.PLAY,
    "track.love": EventKind.LIKE,
    "track.unlove": EventKind.UNLIKE,
}
_PREFIX = {EventKind.COMPLETE: "fm", EventKind.PLAY: "fmnow", EventKind.LIKE: "fmlove", EventKind.UNLIKE: "fmunlove"}


def event(message: Raw, received_at: datetime | None = None) -> Event:
    """Raises Malformed."""
    method = checks.text(message.get("method"), "method", 64) or "track.scrobble"
    kind = _KINDS.get(method.lower())
    if kind is None:
        raise Malformed("method", f"must be one of {', '.join(_KINDS)}, got {checks.show(method)}")
    track = scrobble.track(message, "track", "artist", "album", "mbid")
    if kind is EventKind.COMPLETE:
        at = scrobble.told_at(message, "timestamp")
        moment = str(int(at.timestamp()))
    elif received_at is None:
        raise Malformed("method", f"a {method} carries no time and is read only as it comes in")
    else:
        at = received_at
        seconds = int(at.timestamp())
        moment = str(seconds // 60 if kind is EventKind.PLAY else round(at.timestamp() * 1000))
    chosen = message.get("chosenByUser")
    return Event(
        event_id=f"{_PREFIX[kind]}:{moment}:{scrobble.digest(track)}",
        kind=kind,
        at=at,
        track=track,
        duration_ms=scrobble.length_ms(message, "duration"),
        context={} if chosen in (None, "", "1") else {"chosen_by_listener": False},
        extra=scrobble.rest(message, _USED),
        dialect="lastfm",
        whole=Whole.EITHER if kind is EventKind.COMPLETE else None,
    )


def _parse(message: Raw) -> Iterator[Event]:
    yield event(message)


dialect = Dialect(
    title="Last.fm scrobbles",
    parse=_parse,
    examples=(
        {
            "method": "track.scrobble",
            "artist": "Björk",
            "track": "Hyperballad",
            "album": "Post",
            "albumArtist": "Björk",
            "timestamp": "1772349330",
            "trackNumber": "2",
            "duration": "321",
            "mbid": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
            "chosenByUser": "1",
        },
        {
            "artist": "선우정아",
            "track": "봄 설레임",
            "timestamp": "1772349700",
            "chosenByUser": "0",
            "context": "radio",
        },
    ),
)
