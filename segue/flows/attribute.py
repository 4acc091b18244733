"""Attribute: under which id of the log each event of a batch belongs.

Nearly always that is the id whose token told it. Two rules part a batch that comes from a device which several
people use, and neither ever merges people:

* A voice: the speaker says whose it heard (`context.person`). Each voice of each device is a part of the household,
  until somebody links it to their own listener.
* A login: an anonymous id on a device with a telling id, between a listener's LOGIN and the next word of anybody
  else, brings events to that listener.

Parts are ids of the log, so that a link undone takes back exactly what came by it.
"""

from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from segue.accounts.devices import telling
from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, ListenerId
from segue.domain.listener import Listener
from segue.ports import Unavailable

_SIGNS = frozenset({EventKind.LOGIN, EventKind.LOGOUT})
_WITHIN_MS = 30 * 86_400_000  # a login says nothing about who is there a month later
_LONGEST = 200  # characters of a person's name


class Attribution:
    """Quick where nothing is shared: one look at each event."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def parted(self, listener: Listener, events: Sequence[Event]) -> list[tuple[ListenerId, Sequence[Event]]]:
        """The ids of the log, each with its events in their order. What somebody does not allow is left out.

        Raises:
            Unavailable: something new about devices or people cannot be written.
        """
        try:
            return self._parted(listener.log_id, events)
        except OperationalError as error:
            raise Unavailable(f"devices and people cannot be written down: {error.orig}") from error

    def _parted(self, teller: ListenerId, events: Sequence[Event]) -> list[tuple[ListenerId, Sequence[Event]]]:
        began_on = self._accounts.nameless.device(teller)
        self._note(teller, events, began_on)
        if began_on is not None:
            self._accounts.nameless.use(teller)
        elif not any("person" in e.context for e in events):
            return [(teller, events)]
        found: dict[ListenerId, list[Event]] = {}
        for event in events:
            found.setdefault(self._whose(teller, event, began_on), []).append(event)
        return [(who, told) for who, told in found.items() if who == teller or self._allowed(who)]

    def _whose(self, teller: ListenerId, event: Event, began_on: str | None) -> ListenerId:
        links, device = self._accounts.links, event.device
        person = event.context.get("person")
        if isinstance(person, str) and device and 0 < len(person.strip()) <= _LONGEST:
            return links.part(teller, "voice", device, person.strip())
        if began_on is None or device != began_on or not telling(device):
            return teller
        there = self._accounts.devices.signed_in(device, _ms(event), _WITHIN_MS)
        if there is None or there == links.person(teller) or not self._accounts.consent(there).permits(Purpose.RECORD):
            return teller
        return links.part(teller, "login", device, there, belongs=(there, event.at))

    def _allowed(self, who: ListenerId) -> bool:
        person = self._accounts.links.person(who)
        return self._accounts.consent(person).permits(Purpose.RECORD)

    def _note(self, teller: ListenerId, events: Sequence[Event], began_on: str | None) -> None:
        """Which devices spoke, and who signed in or out on them."""
        devices = self._accounts.devices
        names = {e.device for e in events if e.device}
        if not names:
            return
        last = max(_ms(e) for e in (events[0], events[-1]))
        devices.seen(teller, names, last)
        for event in events:
            if event.kind in _SIGNS and event.device and (began_on is None or event.kind is EventKind.LOGOUT):
                devices.note(event.device, teller, event.kind.value, _ms(event))
        if began_on is None:
            for name in filter(telling, names):
                devices.note(name, teller, "other", last)


def _ms(event: Event) -> int:
    return int(event.at.timestamp() * 1000)
