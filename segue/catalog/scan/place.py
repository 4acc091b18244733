"""Place: which track a file is, and what the catalogue learns of it."""

from collections.abc import Callable, Iterable

import msgspec
import numpy as np

from segue.catalog.audio.fingerprint import SAME, similarity
from segue.catalog.names import derived_id
from segue.catalog.scan.files import Kept
from segue.catalog.scan.read import Reading
from segue.catalog.scan.tags import Tagged
from segue.catalog.store import UNKNOWN
from segue.domain.event import TrackId, TrackRef
from segue.domain.track import Track

_NEAR_S = 3.0  # by which lengths of one recording differ

Find = Callable[[TrackRef], TrackId | None]
Bits = Callable[[bytes], bytes | None]


def track_of(reading: Reading, before: Kept | None, gone: Iterable[Kept], find: Find, bits: Bits) -> TrackId:
    """before: what was at its path; gone: files that are not there any more since the last scan; bits: fingerprint of
    the file that was at a path."""
    told = reading.tagged
    assert told is not None
    if before is not None and before.track is not None and _same_sound(reading, before, bits, otherwise=True):
        return before.track
    for other in gone:
        if other.track is not None and _same_sound(reading, other, bits, otherwise=False):
            return other.track
    if told.artist is None:  # two files called "Track 01" are two tracks
        return derived_id(None, None, mbid=told.mbid, isrc=told.isrc, uri=f"file:{reading.digest}")
    ref = TrackRef(title=told.title, artist=told.artist, mbid=told.mbid, isrc=told.isrc)
    return find(ref) or derived_id(told.title, told.artist, mbid=told.mbid, isrc=told.isrc)


def _same_sound(reading: Reading, other: Kept, bits: Bits, *, otherwise: bool) -> bool:
    """By fingerprint and length; otherwise: the answer where there is no fingerprint."""
    told, own = other.tagged, reading.measured.fingerprint if reading.measured else None
    lengths = (reading.tagged and reading.tagged.duration_s, told and told.duration_s)
    if lengths[0] and lengths[1] and abs(lengths[0] - lengths[1]) > _NEAR_S:
        return False
    if own is None or (theirs := bits(other.path)) is None:
        return otherwise
    return own == theirs or similarity(np.frombuffer(own, "<u4"), np.frombuffer(theirs, "<u4")) >= SAME


def described(track: TrackId, reading: Reading, before: Tagged | None, known: Track | None) -> Track:
    """The track as the file tells it, and what else was known. before: what the same file told last time, which
    goes when the file does not tell it any more."""
    told, heard = reading.tagged, reading.measured
    assert told is not None
    length = told.duration_s or (heard and heard.duration_s)
    found = Track(
        id=track,
        title=told.title if told.titled or known is None else known.title,
        artist=(told.artist if told.credited or known is None or known.artist == UNKNOWN else known.artist) or UNKNOWN,
        release=told.release,
        mbid=told.mbid,
        isrc=told.isrc,
        format=told.format,
        duration_ms=round(length * 1000) if length else None,
        year=told.year,
        tags=told.genres,
        sound=heard.sound if heard else None,
    )
    if known is None:
        return found
    fuller = {
        f: v for f in ("release", "duration_ms", "year", "uri") if not getattr(found, f) and (v := getattr(known, f))
    }
    dropped = set(before.genres if before else ()) - set(told.genres)
    tags = tuple(dict.fromkeys((*told.genres, *(tag for tag in known.tags if tag not in dropped))))
    spoken = known.format if told.format == "music" else told.format
    return msgspec.structs.replace(found, tags=tags, format=spoken, **fuller)
