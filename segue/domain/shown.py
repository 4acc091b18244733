"""Shown: what an answer proposed, as an event of the listener to whom it was shown.

Everything that was shown is itself an event, so the log alone says what training and evaluation need to know, it is
erased with the listener, and the table of slates can be made again.
"""

from datetime import UTC

import msgspec
from msgspec import Struct

from segue.domain.event import Event, EventKind, Offset, TrackId
from segue.domain.slate import Request, Slate

DIALECT = "segue"  # what Segue tells itself


class ShownTrack(Struct, frozen=True, array_like=True, gc=False):
    id: TrackId
    score: float
    sources: tuple[str, ...]
    reason: str  # its code
    propensity: float = 1.0  # chance of it in this place, given the places before it


class Shown(Struct, frozen=True, gc=False):
    recipe: str
    model: str
    offset: Offset  # the log was in the answer up to here
    tracks: tuple[ShownTrack, ...]  # in the order they were shown in
    layout: str = ""  # of the columns
    known: str = ""  # what was known of each track, in columns; see `segue.recommend.columns`


def impression(request: Request, slate: Slate, layout: str = "", known: str = "") -> Event:
    """The event that a slate was shown; known: of its tracks, in the columns of this layout."""
    tracks = tuple(ShownTrack(t.id, t.score, t.sources, t.reason.code, t.propensity) for t in slate.tracks)
    shown = Shown(slate.recipe, slate.model, slate.offset, tracks, layout, known)
    return Event(
        f"shown:{slate.slate_id}",
        EventKind.IMPRESSION,
        request.now.astimezone(UTC),
        context=request.context,
        slate_id=slate.slate_id,
        extra=msgspec.to_builtins(shown),
        dialect=DIALECT,
    )


def shown_of(event: Event) -> Shown | None:
    """What an impression of Segue's own showed; None for anything else."""
    if event.kind is not EventKind.IMPRESSION or event.dialect != DIALECT:
        return None
    try:
        return msgspec.convert(event.extra, Shown)
    except msgspec.ValidationError:
        return None
