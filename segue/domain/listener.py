"""Listener: one person across devices."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from segue.domain.event import ListenerId


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is asking. The name is for people; everything stored about them uses the id."""

    id: ListenerId
    name: str
    zone: ZoneInfo  # their local time: "Monday morning" means nothing without it
    tells: ListenerId | None = None  # the id under which this token writes, where it is linked to this listener

    @property
    def log_id(self) -> ListenerId:
        """Under which id the log keeps what this token tells."""
        return self.tells or self.id
