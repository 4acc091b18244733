"""ListenBrainz listens: the submit-listens document, and one listen of an export.

The rules are those of https://listenbrainz.readthedocs.io/en/latest/users/api/core.html, with its limits.
Where ListenBrainz refuses a whole document for one bad listen, the good rest is taken here and the bad one
reported.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from segue.domain.event import Event, EventKind, TrackRef, Whole
from segue.ingest import checks
from segue.ingest.body import BadBody, split
from segue.ingest.dialect import Dialect, Malformed, Raw
from segue.ingest.judge import Judged, judge

__all__ = [
    "MAX_LISTENS",
    "BadBody",
    "dialect",
    "feedback",
    "parse_document",
    "read_feedback",
    "taken_back",
    "too_large",
]

MAX_LISTENS = 1_000
MAX_LISTEN_BYTES = 10_240  # on average over the document
MAX_TAGS = 50
MAX_TAG = 64  # characters
_EARLIEST = datetime(2002, 10, 1, tzinfo=UTC)  # Last.fm's, older than any listen
_SPOTIFY = re.compile(r"(?:https?://open\.spotify\.com/(?:intl-\w+/)?(track|episode)/)?([0-9A-Za-z]{22})(?:\?.*)?")
_LISTEN_FIELDS = frozenset({"listened_at", "track_metadata", "user_name"})
_METADATA_FIELDS = frozenset({"track_name", "artist_name", "release_name", "additional_info"})


def too_large(length: int, listens: int) -> bool:
    """Whether a body of `length` bytes is more than ListenBrainz takes for so many listens."""
    return length > MAX_LISTEN_BYTES * max(1, listens)


def _object(value: object, field: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(field, f"must be an object, got {checks.show(value)}")
    return value


def _code(info: dict[str, Any], name: str, check: Any) -> str | None:
    """An identifier taken out of `info`; a bad one stays there, because the listen itself is good."""
    try:
        found: str | None = check(info.get(name), name)
    except Malformed:
        return None
    info.pop(name, None)
    return found


def _spotify_uri(value: object, field: str) -> str | None:
    """`spotify:track:…` from an address, a bare id or the URI itself, so that it meets the history export."""
    written = checks.text(value, field)
    if written and (match := _SPOTIFY.fullmatch(written)):
        return f"spotify:{match[1] or 'track'}:{match[2]}"
    return written


def _tags(info: dict[str, Any]) -> list[str]:
    tags = info.pop("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Malformed("track_metadata.additional_info.tags", "must be a list of texts")
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in tags):
        raise Malformed(
            "track_metadata.additional_info.tags",
            f"at most {MAX_TAGS} tags of {MAX_TAG} characters are taken",
        )
    return tags


def _duration_ms(info: dict[str, Any]) -> int | None:
    """`duration_ms`, or `duration` in seconds; either may be text. What makes no sense stays in `info`."""
    for name, unit in (("duration_ms", 1), ("duration", 1000)):
        try:
            length = round(float(info[name]) * unit)
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if 0 < length <= checks.MAX_DURATION_MS:
            info.pop(name)
            return length
    return None


def _needed(metadata: dict[str, Any], name: str) -> str:
    value = checks.text(metadata.get(name), f"track_metadata.{name}")
    if value is None:
        raise Malformed(f"track_metadata.{name}", "is missing")
    return value


def _listened_at(listen: Raw) -> datetime:
    seconds = listen.get("listened_at")
    if type(seconds) is not int:
        raise Malformed("listened_at", f"must be whole seconds since 1970, got {checks.show(seconds)}")
    if not 0 <= seconds <= 253_000_000_000:
        raise Malformed("listened_at", f"must be seconds since 1970, got {checks.show(seconds)}")
    when = checks.EPOCH + timedelta(seconds=seconds)
    if when < _EARLIEST:
        raise Malformed("listened_at", f"{seconds} is before 2002-10-01")
    if when > checks.LATEST:
        raise Malformed("listened_at", f"{seconds} is in the far future: are these milliseconds?")
    return when


def _event(listen: Raw, playing_at: datetime | None = None) -> Event:
    """One listen; with `playing_at` it is a playing_now that came in at that time."""
    checks.kept(listen, "")
    metadata = _object(listen.get("track_metadata"), "track_metadata")
    title, artist = _needed(metadata, "track_name"), _needed(metadata, "artist_name")
    release = checks.text(metadata.get("release_name"), "track_metadata.release_name")
    info = checks.pruned(_object(metadata.get("additional_info"), "track_metadata.additional_info"))
    digest = blake2b("\0".join((title, artist, release or "")).encode(), digest_size=12).hexdigest()
    if playing_at is None:
        at = _listened_at(listen)
        event_id = f"lb:{int(at.timestamp())}:{digest}"
    elif listen.get("listened_at") is not None:
        raise Malformed("listened_at", "a playing_now has none")
    else:
        at = playing_at
        event_id = f"lbnow:{int(at.timestamp()) // 60}:{digest}"
    tags = _tags(info)
    mapped = metadata.get("mbid_mapping")
    mbid = _code(info, "recording_mbid", checks.uuid)
    if mbid is None and isinstance(mapped, dict):
        mbid = _code(dict(mapped), "recording_mbid", checks.uuid)
    track = TrackRef(
        title=title,
        artist=artist,
        release=release,
        mbid=mbid,
        isrc=_code(info, "isrc", checks.isrc),
        uri=_code(info, "spotify_id", _spotify_uri),
    )
    duration_ms = _duration_ms(info)
    device = _code(info, "media_player", checks.text) or _code(info, "submission_client", checks.text)
    extra = checks.pruned({k: v for k, v in listen.items() if k not in _LISTEN_FIELDS})
    beside = checks.pruned({k: v for k, v in metadata.items() if k not in _METADATA_FIELDS})
    for name, rest in (("track_metadata", beside), ("additional_info", info), ("tags", tags)):
        if rest:
            extra[name] = rest
    return Event(
        event_id=event_id,
        kind=EventKind.COMPLETE if playing_at is None else EventKind.PLAY,
        at=at,
        track=track,
        device=device,
        duration_ms=duration_ms,
        extra=extra,
        dialect="listenbrainz",
        whole=Whole.EITHER if playing_at is None else None,
    )


def _check_type(listen_type: object, listens: int) -> None:
    if listen_type not in ("single", "import", "playing_now"):
        raise BadBody("listen_type", f"must be single, import or playing_now, got {checks.show(listen_type)}")
    if listens == 0:
        raise BadBody("payload", "is empty")
    if listen_type != "import" and listens != 1:
        raise BadBody("payload", f"{listen_type} takes exactly one listen, got {listens:,}")
    if listens > MAX_LISTENS:
        raise BadBody("payload", f"holds {listens:,} listens, at most {MAX_LISTENS:,} are taken", too_many=True)


def parse_document(body: bytes, received_at: datetime) -> Judged:
    """Events, rejections and the raw bytes of the rejected listens, from a submit-listens body.

    Raises:
        BadBody: nothing can be read, or it breaks a rule for the whole document.
    """
    document, raws = split(body, "payload")
    listen_type = document.get("listen_type")
    _check_type(listen_type, len(raws))
    if too_large(len(body), len(raws)):
        raise BadBody("", f"is larger than {MAX_LISTEN_BYTES:,} bytes a listen", too_many=True)
    playing_at = received_at if listen_type == "playing_now" else None
    return judge(raws, lambda listen: _event(listen, playing_at), received_at)


def taken_back(message: Raw) -> Event:
    """The event of a delete-listen document.

    Raises:
        Malformed: it is not one.
    """
    at = _listened_at(message)
    msid = checks.uuid(message.get("recording_msid"), "recording_msid")
    if msid is None:
        raise Malformed("recording_msid", "is missing")
    return Event(
        event_id=f"lbdel:{int(at.timestamp())}:{msid}",
        kind=EventKind.DELETE_LISTEN,
        at=at,
        track=TrackRef(id=msid),
        dialect="listenbrainz",
    )


def read_feedback(message: Raw) -> tuple[TrackRef, int]:
    """Track and score of a recording-feedback document: 1 love, -1 hate, 0 neither.

    Raises:
        Malformed: it is not one.
    """
    mbid = checks.uuid(message.get("recording_mbid"), "recording_mbid")
    msid = checks.uuid(message.get("recording_msid"), "recording_msid")
    if mbid is None and msid is None:
        raise Malformed("recording_msid", "is missing, and recording_mbid too")
    score = message.get("score")
    if type(score) is not int or score not in (-1, 0, 1):
        raise Malformed("score", f"must be 1, 0 or -1, got {checks.show(score)}")
    return TrackRef(id=msid, mbid=mbid if msid is None else None), score


def feedback(track: TrackRef, score: int, at: datetime, *, loved: bool, hated: bool) -> list[Event]:
    """What `score` changes for a listener to whom the track is `loved` or `hated` now. A score carries no time."""
    changes = (
        (score > 0 and not loved, EventKind.LIKE),
        (score <= 0 and loved, EventKind.UNLIKE),
        (score < 0 and not hated, EventKind.BAN),
        (score >= 0 and hated, EventKind.UNBAN),
    )
    key = f"lbfb:{round(at.timestamp() * 1000)}:{track.id or track.mbid}"
    return [
        Event(event_id=f"{key}:{kind.value}", kind=kind, at=at, track=track, dialect="listenbrainz")
        for wanted, kind in changes
        if wanted
    ]


def _parse(message: Raw) -> Iterator[Event]:
    """A whole document, or one listen as exports hold it; not a playing_now, which carries no time."""
    if "payload" not in message:
        yield _event(message)
        return
    payload = message["payload"]
    if not isinstance(payload, list):
        raise Malformed("payload", "must be a list")
    try:
        _check_type(message.get("listen_type"), len(payload))
    except BadBody as bad:
        raise Malformed(bad.position, bad.reason) from None
    if message["listen_type"] == "playing_now":
        raise Malformed("listen_type", "a playing_now carries no time and is read only as it comes in")
    for index, listen in enumerate(payload):
        try:
            yield _event(_object(listen, ""))
        except Malformed as wrong:
            raise Malformed(f"payload[{index}].{wrong.field}".rstrip("."), wrong.reason) from None


_NAVIDROME = {
    "listened_at": 1_772_349_330,
    "track_metadata": {
        "track_name": "Hyperballad",
        "artist_name": "Björk",
        "release_name": "Post",
        "additional_info": {
            "submission_client": "navidrome",
            "submission_client_version": "0.63.0",
            "tracknumber": 2,
            "artist_names": ["Björk"],
            "artist_mbids": [""],
            "recording_mbid": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
            "duration_ms": 321_000,
        },
    },
}
dialect = Dialect(
    title="ListenBrainz listens",
    parse=_parse,
    examples=(
        {"listen_type": "single", "payload": [_NAVIDROME]},
        {
            "listen_type": "import",
            "payload": [
                {
                    "listened_at": 1_772_349_700,
                    "track_metadata": {"track_name": "봄 설레임", "artist_name": "선우정아"},
                },
                {
                    "listened_at": 1_772_349_990,
                    "track_metadata": {
                        "track_name": "Army of Me",
                        "artist_name": "Björk",
                        "additional_info": {
                            "media_player": "multi-scrobbler",
                            "spotify_id": "https://open.spotify.com/track/1eyq8cjUQ2daFthW2PC2GM",
                            "duration": "234",
                            "isrc": "GBAHT9500203",
                            "tags": ["trip hop", "electronic"],
                        },
                    },
                },
            ],
        },
        {**_NAVIDROME, "inserted_at": 1_772_349_400, "user_name": "me"},
    ),
)
