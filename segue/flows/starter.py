"""Starter: what a new listener chose, as events of theirs: in the log, erased with them, and enough to begin anew."""

from collections.abc import Sequence
from datetime import UTC, datetime

from segue.domain.event import Event, EventKind
from segue.domain.shown import DIALECT
from segue.listening.live import unix_ms
from segue.recommend.serving import ServingModel

MOST = 100  # artists in one go


class Unknown(ValueError):  # noqa: N818 - becomes a 400 with a place in the list
    """No artist of that id; `index` in what was chosen."""

    def __init__(self, index: int) -> None:
        super().__init__("there is no artist of this id")
        self.index = index


def chosen(artist_ids: Sequence[str], model: ServingModel, now: datetime, device: str | None = None) -> list[Event]:
    """One `follow` for each artist. Raises Unknown."""
    at = now.astimezone(UTC)
    found = []
    for i, key in enumerate(artist_ids):
        rows = model.by_artist.named(key)
        if not len(rows):
            raise Unknown(i)
        name = model.items[rows[0]].artist
        event = f"starter:{key}:{unix_ms(at)}"
        extra = {"artist_id": key, "artist": name}
        found.append(Event(event, EventKind.FOLLOW, at, device=device, extra=extra, dialect=DIALECT))
    return list({event.event_id: event for event in found}.values())
