"""Feature: one thing known of a listener; its update and its read stand in the same file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from segue.profiles.mark import Mark


@dataclass(frozen=True, slots=True)
class Feature:
    """One file in `features/`.

    A state is the same for the same events in whatever order they came (late ones included, as long as they
    are not later than the state's window), so a profile rebuilt from the log equals the live one.
    """

    title: str
    state: type[Struct]  # every field has a default: `state()` is a listener of whom nothing is known
    update: Callable[[Any, Mark], None]  # changes the state in place
    read: Callable[[Any, datetime], object]  # the value at a moment, in the listener's own time zone
