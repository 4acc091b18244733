"""Seeded: seeds, limits and targets of a listener's program -> consent -> profile up to date -> tracks."""

from collections.abc import Callable

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.flows.follow import Follower
from segue.playlists.prompt.index import Index
from segue.playlists.seeded import Around, Wish, around
from segue.profiles.profile import Profile
from segue.settings import Settings


def seeded(
    settings: Settings,
    accounts: Accounts,
    follower: Follower,
    index: Callable[[], Index],
    listener: Listener,
    wish: Wish,
    request: Request,
) -> Around:
    """Fetching them is not being shown them: nothing is recorded."""
    held = index()
    if not request.profiled or not accounts.consent(listener.id).permits(Purpose.PERSONALISE):
        return around(wish, request, Profile(), held, settings)
    with follower.use(listener.id) as profile:
        return around(wish, request, profile, held, settings)
