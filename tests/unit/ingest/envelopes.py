"""What the tests of devices share: one item through its envelope."""

from typing import Any

import pytest

from segue.domain.event import Event
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects


class Told:
    """A dialect, its first example's head, and items told in it."""

    def __init__(self, name: str) -> None:
        self.dialect = all_dialects()[name]
        assert self.dialect.envelope is not None
        self.key = self.dialect.envelope.items
        self.example = dict(self.dialect.examples[0])

    def events(self, *items: dict[str, Any], **head: Any) -> list[Event]:
        return list(self.dialect.parse({**self.example, **head, self.key: list(items)}))

    def one(self, item: dict[str, Any]) -> Event:
        (event,) = self.events(item)
        return event

    def refused(self, item: Any, **head: Any) -> tuple[str, str]:
        """Field below the item, and reason."""
        with pytest.raises(Malformed) as wrong:
            self.events(item, **head)
        return wrong.value.field.removeprefix(f"{self.key}[0]").lstrip("."), wrong.value.reason
