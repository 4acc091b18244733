"""Short words for events, and the listens they amount to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from segue.domain.event import Event, EventKind, ListenerId, TrackId
from segue.domain.listen import Listen
from segue.listening.live import listens_of
from segue.settings import Settings

START = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
LENGTH_S = 200.0


class Teller:
    """Numbers the events it tells; times and positions in seconds."""

    def __init__(self, device: str | None = "phone", dialect: str = "native") -> None:
        self.device, self.dialect = device, dialect
        self._told = 0

    def __call__(
        self, kind: str, at: float, track: str = "a", position: float | None = None, *, length: float | None = LENGTH_S,
        **fields: Any,
    ) -> Event:  # fmt: skip
        self._told += 1
        return Event(
            f"{self.dialect}-{self.device}-{self._told}",
            EventKind(kind),
            START + timedelta(seconds=at),
            TrackId(track),
            device=self.device,
            position_ms=None if position is None else round(position * 1000),
            duration_ms=None if length is None else round(length * 1000),
            dialect=self.dialect,
            **fields,
        )


def amounts_to(*events: Event, format_: str = "music", **settings: Any) -> list[Listen]:
    chosen = Settings(home=Settings.example().home, **settings)
    return listens_of(ListenerId("me"), events, lambda _: format_, chosen).listens


def second(at: datetime) -> float:
    """Seconds since `START`."""
    return (at - START).total_seconds()
