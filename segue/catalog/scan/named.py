"""Named: what the path of a file says, where its tags say nothing: Artist/Album/03 - Title, or Artist - Title."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from segue.catalog.fields import MAX_TEXT

_NUMBER = re.compile(
    r"^(?:\d-)?(?:\(\d{1,3}\)|0\d(?!\d)|\d{1,3}(?=[.)-]|\s+-\s))(?:\s*[.)]\s*|\s+-\s+|\s+|-(?=[^\W\d]))(?=\S)"
)
_IN_ALBUM = re.compile(r"^(?:\d-)?\d{1,3}\s+(?=\S)")
_APART = re.compile(r"\s+[-–—]\s+")
_BAD_CHARACTER = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ANY_FOLDER = {"music", "audio", "songs", "tracks", "downloads", "media", "various", "unsorted", "mp3", "flac", "home"}
_DISC = re.compile(r"(?:cd|disc|disk)\s*\d{1,2}", re.IGNORECASE)


class Named(NamedTuple):
    """folder_artist: of the folders alone."""

    title: str
    artist: str | None
    release: str | None
    folder_artist: str | None


def named(path: Path, folder: Path) -> Named:
    """Folders count below the one where the scan began."""
    folders = [_shown(name) for name in reversed(path.parent.relative_to(folder).parts)] + ["", "", ""]
    if _DISC.fullmatch(folders[0]):
        folders = folders[1:]
    release, artist = folders[:2]
    usual = not release or not artist or {release.casefold(), artist.casefold()} & _ANY_FOLDER
    folder_artist = None if usual else artist
    stem = _shown(path.stem)
    bare = _NUMBER.sub("", stem)
    if not usual and bare == stem:  # elsewhere a number may begin a title
        bare = _IN_ALBUM.sub("", stem)
    parts = [part for part in _APART.split(bare) if part.strip()]
    if len(parts) >= 2:
        return Named(" - ".join(parts[1:]), parts[0], None if usual else release, folder_artist)
    return Named(bare or stem or "Unknown", folder_artist, None if usual else release, folder_artist)


def _shown(name: str) -> str:
    """As a person would write it: underscores are blanks, bytes that are no text are question marks."""
    text = os.fsencode(name).decode("utf-8", "replace").replace("�", "?")
    if " " not in text:
        text = text.replace("_", " ")
    return " ".join(_BAD_CHARACTER.sub(" ", text).split())[:MAX_TEXT]
