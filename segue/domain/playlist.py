"""Playlist: one issue of a named mix, as one listener has it."""

from datetime import datetime

from msgspec import Struct

from segue.domain.event import Offset
from segue.domain.slate import SlateTrack


class Playlist(Struct, frozen=True, omit_defaults=True):
    """Stands still within its period. `id` stays the same from issue to issue: players update it in place."""

    id: str  # UUID, of the listener and the name
    name: str  # as it is asked for: discover_weekly, daily_mix_2, genre:jazz
    title: str
    about: str  # one sentence
    period: str  # which issue: 2026-W47, 2026-11-21, 2026-11-21.evening
    made: datetime
    tracks: tuple[SlateTrack, ...]
    until: datetime | None = None  # when the next issue comes; None = it is made anew whenever it is asked for
    little: bool = False  # made with little to go on, and its title says so
    duration_ms: int = 0  # of the tracks whose length is known
    model: str = ""  # id of the model that ranked
    lang: str = "en"  # of title and description
    changed: int = 0  # how often it was turned while it was playing
    heard: Offset = Offset(0)  # how far the log was read for it
