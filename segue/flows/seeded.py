"""Seeded: seeds, limits and targets of a listener's program -> consent -> profile up to date -> tracks."""

from collections.abc import Callable

from segue.accounts.store import Accounts
from segue.domain.listener import Listener
from segue.domain.slate import Request
from segue.flows.agreed import agreed
from segue.flows.follow import Follower
from segue.playlists.prompt.index import Index
from segue.playlists.seeded import Around, Wish, around
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
    with agreed(accounts, follower, listener.id, wanted=request.profiled) as profile:
        return around(wish, request, profile, held, settings)
