"""XSPF, version 1: https://www.xspf.org/spec"""

import re
from collections.abc import Sequence
from datetime import UTC
from urllib.parse import quote
from xml.sax.saxutils import escape

from segue.domain.track import Track
from segue.playlists.sheet import Sheet

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xspf(sheet: Sheet, owner: str, tracks: Sequence[tuple[Track, str]], sign: str) -> bytes:
    """tracks: each with its path, as it is to stand in the file."""
    head = {
        "title": sheet.title,
        "creator": sheet.creator,
        "annotation": sheet.about,
        "identifier": f"urn:{sign}{sheet.id}",
        "date": sheet.changed.astimezone(UTC).isoformat(timespec="seconds"),
    }
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<playlist version="1" xmlns="http://xspf.org/ns/0/">']
    lines += [f"  {_element(name, value)}" for name, value in head.items() if value]
    lines.append("  <trackList>")
    for track, path in tracks:
        told = {
            "location": quote(path, errors="surrogateescape"),
            "identifier": f"https://musicbrainz.org/recording/{track.mbid}" if track.mbid else "",
            "title": track.title,
            "creator": track.artist,
            "album": track.release or "",
            "duration": str(track.duration_ms) if track.duration_ms else "",
        }
        inside = "".join(_element(name, value) for name, value in told.items() if value)
        lines.append(f"    <track>{inside}</track>")
    lines += ["  </trackList>", "</playlist>", ""]
    return "\n".join(lines).encode()


def _element(name: str, text: str) -> str:
    plain = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"<{name}>{escape(plain)}</{name}>"
