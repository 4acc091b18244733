"""Play and Waiting: the song that sounds, and those that were fetched before their turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from segue.domain.event import EventKind
from segue.ingest.streams.facts import Seen, Song
from segue.ingest.streams.fetched import Fetched


@dataclass(slots=True)
class Waiting:
    """A song that was asked for while another one plays."""

    song: Song
    opened_at: datetime
    offset_ms: int = 0
    fetched: Fetched = field(default_factory=Fetched)
    soon: bool = False  # asked for shortly before the end of the other


class Play:
    """One play, as if nobody ever paused: pauses cannot be seen from here."""

    def __init__(self, song: Song, at: datetime, play_id: str, position_ms: int) -> None:
        self.song = song
        self.play_id = play_id
        self.opened_at = at
        self.fetched = Fetched()
        self.hung_up_at: datetime | None = None  # the player ended a transfer of it, and asked for no other since
        self.scrobbled = False
        self.over = False
        self._since = at
        self._from_ms = position_ms

    def end(self) -> datetime | None:
        """The earliest moment at which it can be over; None when its length is unknown."""
        if self.song.duration_ms is None:
            return None
        return self._since + timedelta(milliseconds=max(0, self.song.duration_ms - self._from_ms))

    def could_be_over(self, at: datetime) -> bool:
        end = self.end()
        return self.over or end is None or at >= end

    def nearly_over(self, at: datetime, lead: timedelta, share: float) -> bool:
        end = self.end()
        if end is None or self.song.duration_ms is None:
            return True
        return end - at <= max(lead, timedelta(milliseconds=self.song.duration_ms * share))

    def heard_ms(self, at: datetime) -> int | None:
        """How far into the song the sound is at most; None when its length is unknown."""
        if self.song.duration_ms is None:
            return None
        elapsed = self._from_ms + max(0, round((at - self._since).total_seconds() * 1000))
        arrived = self.fetched.heard_at_most_ms(self.song.duration_ms)
        return min(elapsed, self.song.duration_ms, *([] if arrived is None else [arrived]))

    def seek(self, at: datetime, position_ms: int) -> Seen:
        self._since, self._from_ms, self.over = at, position_ms, False
        return Seen(EventKind.SEEK, at, self.song.id, self.play_id, position_ms)
