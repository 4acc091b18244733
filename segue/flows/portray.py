"""Portray: everything Segue concludes about a listener, for themselves."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.consent import Purpose
from segue.domain.event import Offset
from segue.domain.listener import Listener
from segue.flows.follow import Follower
from segue.portrait.conclusion import Said, Seen, portrait
from segue.settings import Settings


class Portrait(Struct, frozen=True):
    offset: Offset  # the log is in it up to here
    conclusions: Sequence[Said]


def portray(
    settings: Settings,
    accounts: Accounts,
    follower: Follower,
    catalog: Catalog,
    listener: Listener,
    now: datetime,
    lang: str,
) -> Portrait:
    """With everything in it that the log holds of the listener; lang: of the words.

    Raises:
        Refused: they do not allow conclusions.
    """
    accounts.consent(listener.id).require(Purpose.PERSONALISE)
    with follower.use(listener.id) as profile:
        seen = Seen(profile, catalog, settings, now.astimezone(listener.zone), lang)
        return Portrait(profile.offset, portrait(seen))
