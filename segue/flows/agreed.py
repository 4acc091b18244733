"""Agreed: the profile of a listener, as far as they let it count."""

from collections.abc import Iterator
from contextlib import contextmanager

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId
from segue.flows.follow import Follower
from segue.profiles.profile import Profile


@contextmanager
def agreed(accounts: Accounts, follower: Follower, listener: ListenerId, *, wanted: bool = True) -> Iterator[Profile]:
    """Up to date, and locked while the `with` block lasts; an empty one of a listener who has not agreed, or does not
    want it now."""
    if not wanted or not accounts.consent(listener).permits(Purpose.PERSONALISE):
        yield Profile()
        return
    with follower.use(listener) as profile:
        yield profile
