"""M3U8: extended M3U in UTF-8 (RFC 8216 names the tags' form)."""

from collections.abc import Sequence

from segue.domain.track import Track
from segue.playlists.sheet import Sheet


def m3u8(sheet: Sheet, owner: str, tracks: Sequence[tuple[Track, str]], sign: str) -> bytes:
    """tracks: each with its path, as it is to stand in the file."""
    lines = ["#EXTM3U", f"#PLAYLIST:{_line(sheet.title)}", f"#{sign}{sheet.id}"]
    for track, path in tracks:
        seconds = round(track.duration_ms / 1000) if track.duration_ms else -1
        lines += [f"#EXTINF:{seconds},{_line(f'{track.artist} - {track.title}')}", path]
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def _line(text: str) -> str:
    return " ".join(text.split())
