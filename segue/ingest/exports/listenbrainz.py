"""ListenBrainz: its export (a ZIP of `listens/…/….jsonl`, `feedback.jsonl`, `pinned_recording.jsonl`), and listens
as its API gives them."""

from collections.abc import Iterator

from segue.ingest.dialect import Raw
from segue.ingest.export import Asked, Export, Shape

_NAMES = 1_000_000  # recordings remembered for the feedback on them


def _listen(row: Raw, asked: Asked) -> Iterator[Raw]:
    """Times of an export are written like 1736900000.000000; the loves and pins in it name recordings by MSID only."""
    at, metadata = row.get("listened_at"), row.get("track_metadata")
    if isinstance(metadata, dict) and len(asked.names) < _NAMES:
        msid = metadata.get("recording_msid") or row.get("recording_msid")
        title, artist = metadata.get("track_name"), metadata.get("artist_name")
        if isinstance(msid, str) and isinstance(title, str) and isinstance(artist, str):
            asked.names.setdefault(msid, (artist, title))
    yield {**row, "listened_at": int(at)} if isinstance(at, float) and at.is_integer() else row


def _opinion(row: Raw, asked: Asked) -> Iterator[Raw]:
    artist, title = asked.names.get(str(row.get("recording_msid")), (None, None))
    yield {**row, "artist_name": artist, "track_name": title} if title else row


_LISTENS = Shape("ListenBrainz listens", "listenbrainz", _listen)
_DOCUMENT = Shape("ListenBrainz submissions", "listenbrainz")
_FEEDBACK = Shape("ListenBrainz feedback", "listenbrainz_export", _opinion, last=True)
_PINS = Shape("ListenBrainz pins", "listenbrainz_export", _opinion, last=True)


def _shape(row: Raw) -> Shape | None:
    if "track_metadata" in row:
        return _LISTENS
    if "payload" in row and "listen_type" in row:
        return _DOCUMENT
    if "recording_msid" in row or "recording_mbid" in row:
        if "score" in row:
            return _FEEDBACK
        if "blurb_content" in row or "pinned_until" in row:
            return _PINS
    return None


export = Export(
    title="a ListenBrainz export",
    shape=_shape,
    wanted="take the ZIP of listenbrainz.org/settings/export",
)
