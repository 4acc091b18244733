"""Unfinished: the books and shows a listener is in the middle of, and where each goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from segue.domain.event import TrackId
from segue.profiles.features.bookmarks import Bookmark
from segue.profiles.features.progress import DONE, LEFT, ON, SKIPPED, Place
from segue.profiles.profile import Profile
from segue.recommend.formats import FORMATS
from segue.recommend.serving import ServingModel

_AUDIOBOOK = FORMATS.index("audiobook")
_MOST = 5  # works
_DAYS = 90
_RUN = 20  # chapters that follow each other in an answer
_BEGUN_MS = 15_000  # left before that it was not begun
_AT_ONCE_MS = 600_000  # so long after its end was due, what nobody told the end of may still be on


@dataclass(frozen=True, slots=True)
class Going:
    """A book or show to go on with.

    row: what to hear now; resume_ms: from where, None = from its beginning; run: it and what follows it, in order
    after: the part that was heard before, None where `row` itself was begun; at_ms, event_id: when, and what told of it
    """

    row: int
    format: int
    resume_ms: int | None
    run: tuple[int, ...]
    after: int | None
    at_ms: int
    event_id: str


def unfinished(profile: Profile, model: ServingModel, now: datetime) -> tuple[Going, ...]:
    """The latest first, each work once."""
    places: dict[TrackId, Place] = profile.read("progress", now)
    told = _bookmarked(places, profile.read("bookmarks", now), now)
    ended = {model.row_of[t]: place for t, place in places.items() if t in model.row_of}
    found: list[Going] = []
    works: set[tuple[int, int]] = set()
    for track, place in sorted(told.items(), key=lambda item: -item[1].at_ms):
        row = model.row_of.get(track)
        if place.at_ms < (now.timestamp() - _DAYS * 86_400) * 1000 or len(found) == _MOST:
            break
        if row is None or not model.formats[row]:
            continue
        release = int(model.lineage.release[row])
        work = (release, -1) if model.lineage.named[release] else (release, row)
        if work in works:
            continue
        works.add(work)  # the latest word on a work counts
        if (going := _going(model, row, place, ended, now)) is not None:
            found.append(going)
    return tuple(found)


def _bookmarked(
    places: Mapping[TrackId, Place], bookmarks: Mapping[TrackId, Bookmark], now: datetime
) -> dict[TrackId, Place]:
    """The places, and where a bookmark was set later than that."""
    found = dict(places)
    for track, word in bookmarks.items():
        if word.at_ms <= now.timestamp() * 1000 and (track not in found or word.at_ms > found[track].at_ms):
            found[track] = Place(word.at_ms, word.event_id, word.position_ms, LEFT, word.at_ms)
    return found


def _going(model: ServingModel, row: int, place: Place, ended: Mapping[int, Place], now: datetime) -> Going | None:
    if place.how == SKIPPED:
        return None
    format_, after = int(model.formats[row]), model.parts.after(row)
    on = place.how == ON and now.timestamp() * 1000 < place.until_ms + _AT_ONCE_MS
    if place.how != DONE and not on:
        begun = place.position_ms is not None and place.position_ms >= _BEGUN_MS
        run = (row, *after[:_RUN]) if format_ == _AUDIOBOOK else (row,)
        return Going(row, format_, place.position_ms if begun else None, run, None, place.at_ms, place.event_id)
    if format_ != _AUDIOBOOK:  # episodes are heard in any order
        after = [one for one in after if one not in ended]
    if not after:
        return None
    run = tuple(after[:_RUN]) if format_ == _AUDIOBOOK else (after[0],)
    return Going(after[0], format_, None, run, row, place.at_ms, place.event_id)
