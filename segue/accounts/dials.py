"""How much of what a listener is given was heard before, where they set it."""

from sqlalchemy import Engine

from segue.accounts.chosen import Chosen
from segue.accounts.tables import dials
from segue.domain.event import ListenerId


class Dials:
    """A share, 0-1, all new to all familiar; None: as it is learnt. Kept as percent."""

    def __init__(self, engine: Engine) -> None:
        self._percent = Chosen[int](engine, dials, dials.c.percent)

    def of(self, listener: ListenerId) -> float | None:
        percent = self._percent.of(listener)
        return None if percent is None else percent / 100

    def turn(self, listener: ListenerId, share: float | None) -> None:
        """Raises ValueError beyond 0 and 1. None: learn it again."""
        if share is not None and not 0 <= share <= 1:
            raise ValueError("a share is from 0 to 1")
        self._percent.choose(listener, None if share is None else round(100 * share))

    def erase(self, listener: ListenerId) -> int:
        return self._percent.erase(listener)
