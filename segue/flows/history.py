"""History: the listens of one listener, as clients ask for them."""

from datetime import datetime

from segue.catalog.store import Catalog
from segue.domain.event import ListenerId
from segue.domain.listen import Listen
from segue.ports import EventLog


class History:
    """Everything the log holds is in the answer."""

    def __init__(self, log: EventLog, catalog: Catalog) -> None:
        self._log = log
        self._catalog = catalog

    def listens(
        self,
        listener: ListenerId,
        *,
        since: datetime | None = None,  # later than this
        until: datetime | None = None,  # earlier than this
        limit: int | None = 100,
        oldest_first: bool = False,
    ) -> list[Listen]:
        """Newest first, by start. With `oldest_first` the `limit` counts from the oldest."""
        raise NotImplementedError

    def count(self, listener: ListenerId) -> int:
        """How many listens there are."""
        raise NotImplementedError

    def playing(self, listener: ListenerId, now: datetime) -> Listen | None:
        """What is playing: the latest play that began, has no end yet, and cannot be over by its length."""
        raise NotImplementedError
