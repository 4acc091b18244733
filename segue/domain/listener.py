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
