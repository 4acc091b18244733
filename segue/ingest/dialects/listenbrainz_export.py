"""What a ListenBrainz export holds beside listens: loves and hates, and pinned recordings.

They name a recording by MBID, or by an MSID that the listens of the same export explain: its names are put in by
the reader of the export (`segue.ingest.exports.listenbrainz`).
"""

from collections.abc import Iterator
from datetime import timedelta

from segue.domain.event import Event, EventKind, TrackRef
from segue.ingest import checks
from segue.ingest.dialect import Dialect, Malformed, Raw

_KINDS = {1: EventKind.LIKE, -1: EventKind.BAN}


def _parse(row: Raw) -> Iterator[Event]:
    mbid, msid = (
        checks.uuid(row.get("recording_mbid"), "recording_mbid"),
        checks.uuid(row.get("recording_msid"), "recording_msid"),
    )
    title, artist = checks.text(row.get("track_name"), "track_name"), checks.text(row.get("artist_name"), "artist_name")
    if mbid is None and not (title and artist):
        raise Malformed("recording_mbid", "is missing, and no listen in the export explains the recording_msid")
    seconds = checks.whole(row.get("created"), "created", 946_684_800, 253_000_000_000)
    if seconds is None:
        raise Malformed("created", "is missing")
    score, text = row.get("score"), checks.text(row.get("blurb_content"), "blurb_content")
    if "score" in row:
        if score == 0:
            return  # taken back
        if type(score) is not int or score not in _KINDS:
            raise Malformed("score", f"must be 1, 0 or -1, got {checks.show(score)}")
        kind, key = _KINDS[score], "love" if score > 0 else "hate"
    elif "blurb_content" in row or "pinned_until" in row:
        kind, key = EventKind.SHARE, "pin"
    else:
        raise Malformed("score", "is missing")
    yield Event(
        event_id=f"lbx:{key}:{seconds}:{mbid or msid}",
        kind=kind,
        at=checks.EPOCH + timedelta(seconds=seconds),
        track=TrackRef(title=title, artist=artist, mbid=mbid),
        extra={"text": text} if text else {},
        dialect="listenbrainz_export",
    )


dialect = Dialect(
    title="Loves, hates and pins of a ListenBrainz export",
    parse=_parse,
    examples=(
        {
            "recording_msid": "3b1d2c4e-5f60-4718-8a9b-0c1d2e3f4a5b",
            "recording_mbid": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
            "score": 1,
            "created": 1_709_324_130,
        },
        {
            "recording_msid": "4b1d2c4e-5f60-4718-8a9b-0c1d2e3f4a5b",
            "recording_mbid": None,
            "artist_name": "선우정아",
            "track_name": "봄 설레임",
            "score": -1,
            "created": 1_709_324_230,
        },
        {
            "recording_msid": None,
            "recording_mbid": "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47",
            "blurb_content": "this is the one",
            "pinned_until": 1_709_929_000,
            "created": 1_709_324_330,
        },
    ),
)
