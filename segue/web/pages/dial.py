"""The dial between new and familiar: where it stands, and what a form says."""

from datetime import datetime

from segue.app import App
from segue.domain.listener import Listener
from segue.recommend.balance import learned_share
from segue.recommend.history import record
from segue.web.pages.tell import tell
from segue.web.problems import Problem


def share(app: App, listener: Listener, now: datetime) -> float:
    """0-1: what the listener set, else what the server does, else what was learnt from them."""
    told = app.accounts.dials.of(listener.id)
    if told is None:
        told = app.settings.familiar_share
    if told is not None:
        return told
    with app.follower.use(listener.id) as held:
        tallies, liked = held.read("taste", now), held.read("ratings", now).liked
    return learned_share(record(tallies, liked, app.models.current().row_of))


def told(text: str, lang: str) -> float:
    """Raises Problem 400."""
    if not text.isdecimal() or len(text) > 3 or int(text) > 100:
        raise Problem(400, tell(lang, "dial.wrong"))
    return int(text) / 100
