"""Tags: what a file says of itself, as far as it makes sense. What does not is left out: the rest still counts."""

import re
from pathlib import Path
from typing import Any

from msgspec import Struct
from tinytag import TinyTag, TinyTagException

from segue.catalog.fields import MAX_TAGS, MAX_TEXT
from segue.catalog.scan.named import named
from segue.domain.track import parse_track_id

_RECORDING = ("musicbrainz_trackid", "musicbrainz track id", "musicbrainz/track id", "musicbrainz_recordingid")
_UFID = re.compile(rb"UFID.{6,10}http://musicbrainz\.org\x00([0-9a-fA-F-]{36})", re.DOTALL)  # ID3v2.2-2.4, 4.1
_HEAD = 1 << 16  # bytes, in which ID3 has its short frames
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_BAD_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_GENRES = re.compile(r"[;\x00]|(?<=\w) / (?=\w)")
_MOST_S = 10 * 86_400
_SPOKEN = {
    "audiobook",
    "audiobooks",
    "audio book",
    "hörbuch",
    "hörspiel",
    "오디오북",
    "spoken & audio",
    "books & spoken",
}
_TALK = {"podcast", "podcasts", "팟캐스트"}


class Tagged(Struct, frozen=True):
    """Of one file. `titled`, `credited`: title and artist are tags, not worked out from the path of the file."""

    title: str
    artist: str | None
    release: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    duration_s: float | None = None
    format: str = "music"
    titled: bool = True
    credited: bool = True


def tagged(path: Path, folder: Path) -> Tagged:
    """Files whose tags cannot be read are named by their path below `folder`.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        found = TinyTag.get(path)
        told: dict[str, Any] = {**found.other, **found.as_dict()}
        duration = found.duration
    except TinyTagException:
        told, duration = {}, None
    except OSError:
        raise
    except Exception:  # a parser of broken files finds new ways to fail
        told, duration = {}, None
    genres = tuple(
        dict.fromkeys(g for text in _texts(told, "genre") for one in _GENRES.split(text) if (g := _clean(one)))
    )[:MAX_TAGS]
    by_path = named(path, folder)
    title, artist = _first(told, "title"), _first(told, "artist") or _first(told, "albumartist")
    return Tagged(
        title=title or by_path.title,
        artist=artist or (by_path.artist if title is None else by_path.folder_artist),
        release=_first(told, "album") or by_path.release,
        mbid=_mbid(told) or (_ufid(path) if path.suffix.lower() in (".mp3", ".aif", ".aiff", ".wav") else None),
        isrc=_isrc(told),
        year=_year(told),
        genres=genres,
        duration_s=duration if duration and 0 < duration < _MOST_S else None,
        format=_format(path, genres),
        titled=title is not None,
        credited=artist is not None,
    )


def _texts(told: dict[str, Any], name: str) -> list[str]:
    value = told.get(name)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _first(told: dict[str, Any], name: str) -> str | None:
    return next((text for one in _texts(told, name) if (text := _clean(one))), None)


def _clean(text: str) -> str | None:
    return _BAD_CHARACTER.sub(" ", text).strip()[:MAX_TEXT].strip() or None


def _mbid(told: dict[str, Any]) -> str | None:
    for name in _RECORDING:
        for text in _texts(told, name):
            try:
                return parse_track_id(text.strip()).lower()
            except ValueError:
                continue
    return None


def _ufid(path: Path) -> str | None:
    """ID3's own place for it, where MusicBrainz Picard writes it."""
    with path.open("rb") as file:
        found = _UFID.search(file.read(_HEAD))
    try:
        return parse_track_id(found[1].decode("ascii")).lower() if found else None
    except ValueError:
        return None


def _isrc(told: dict[str, Any]) -> str | None:
    for text in _texts(told, "isrc"):
        code = text.replace("-", "").replace(" ", "").upper()
        if _ISRC.fullmatch(code):
            return code
    return None


def _year(told: dict[str, Any]) -> int | None:
    """The first that is written, of the original release where the file tells it apart."""
    for name in ("originaldate", "originalyear", "original_date", "original_year", "year", "date"):
        for text in _texts(told, name):
            if found := _YEAR.search(text):
                return int(found[1])
    return None


def _format(path: Path, genres: tuple[str, ...]) -> str:
    kinds = {genre.casefold() for genre in genres}
    if kinds & _TALK:
        return "podcast"
    return "audiobook" if kinds & _SPOKEN or path.suffix.lower() == ".m4b" else "music"
