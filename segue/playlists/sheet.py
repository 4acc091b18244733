"""Sheet: a playlist as other programs see it, a mix or one that somebody made."""

from datetime import datetime

from msgspec import Struct

from segue.domain.track import Track


class Sheet(Struct, frozen=True):
    id: str  # UUID
    title: str
    about: str
    creator: str  # the name of who made it; of a mix, "Segue"
    made: datetime
    changed: datetime
    tracks: tuple[Track, ...]
    mix: str = ""  # its name, as daily_mix_1; "" = somebody made it
    public: bool = False
    mine: bool = False  # who asks made it and may change it
    until: datetime | None = None  # of a mix: when the next issue comes

    @property
    def duration_ms(self) -> int:
        """Of the tracks whose length is known."""
        return sum(track.duration_ms or 0 for track in self.tracks)
