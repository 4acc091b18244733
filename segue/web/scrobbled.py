"""What scrobble protocols call a listen: a play of which half was heard, or four minutes.

Segue knows more plays than that; skips and what is still playing would be news to these programs.
"""

from datetime import datetime

from segue.app import App
from segue.domain.event import ListenerId
from segue.domain.listen import Listen

_ENOUGH = 0.5
_ENOUGH_MS = 240_000


def counts(listen: Listen) -> bool:
    """Whether it is one for them. A scrobble without a length is: its program has judged."""
    heard = listen.fraction is not None and listen.fraction >= _ENOUGH
    return listen.outcome == "finished" or heard or listen.played_ms >= _ENOUGH_MS


def scrobbled(
    app: App, listener: ListenerId, *, since: datetime | None = None, until: datetime | None = None
) -> list[Listen]:
    """Newest first; later than `since`, earlier than `until`."""
    return [one for one in app.history.listens(listener, since=since, until=until, limit=None) if counts(one)]
