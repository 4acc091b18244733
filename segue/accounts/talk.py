"""How talkative a listener wants the DJ to be."""

from sqlalchemy import Engine

from segue.accounts.chosen import Chosen
from segue.accounts.tables import talks
from segue.domain.event import ListenerId


class Talk(Chosen[float]):
    """0 = silence, 1 = before every track; None: as the server does."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, talks, talks.c.talk)

    def choose(self, listener: ListenerId, value: float | None) -> None:
        """Raises ValueError: not 0 to 1."""
        if value is not None and not 0 <= value <= 1:
            raise ValueError("want a number from 0 (silence) to 1 (before every track)")
        super().choose(listener, None if value is None else float(value))
