"""Follows: artists and albums chosen by hand, in the taste starter or on a player; the latest word on each counts."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.event import EventKind, Offset
from segue.domain.track import parse_track_id
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

Word = tuple[int, str, bool, Offset]  # Unix ms, event id, yes or no, batch that told it
_SAID = {EventKind.FOLLOW: True, EventKind.UNFOLLOW: False}
_MOST_TEXT = 1024  # characters
_ALBUM = "album:"


class Follows(Struct):
    """By artist id where it was told, else by "name:" and the name as it was told; albums by "album:" and id."""

    words: dict[str, Word] = field(default_factory=dict)


def update(state: Follows, new: Mark) -> None:
    if new.kind not in _SAID or new.told is None:
        return
    name, album = _text(new.told.get("artist")), _id(new.told.get("albumId"))
    # An artistId may be another server's: where the name is told it says more.
    key = _id(new.told.get("artist_id")) or (f"name:{name}" if name else "") or _id(new.told.get("artistId"))
    key = key or (f"{_ALBUM}{album}" if album else "")
    word = (*new.order, _SAID[new.kind], new.offset)
    if key and (key not in state.words or state.words[key] < word):
        state.words[key] = word


def _id(value: object) -> str:
    """With its dashes, where it is one of ours."""
    try:
        return parse_track_id(_text(value))
    except ValueError:
        return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _MOST_TEXT else ""


def read(state: Follows, now: datetime) -> dict[str, tuple[int, str, Offset]]:
    """Artist id, or "name:" and a name -> Unix ms, id and batch of the event that says so; the latest first."""
    latest = sorted(((word, key) for key, word in state.words.items() if word[2]), reverse=True)
    return {key: (word[0], word[1], word[3]) for word, key in latest if not key.startswith(_ALBUM)}


def albums(state: Follows) -> dict[str, int]:
    """Album id -> Unix ms of the event that says so; the latest first."""
    latest = sorted(((word[0], key) for key, word in state.words.items() if word[2]), reverse=True)
    return {key.removeprefix(_ALBUM): at_ms for at_ms, key in latest if key.startswith(_ALBUM)}


feature = Feature(title="Artists you follow", state=Follows, update=update, read=read)
