"""Feature: one thing known of a listener; its update and its read stand in the same file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from segue.domain.listen import Listen
from segue.profiles.mark import Mark


@dataclass(frozen=True, slots=True)
class Feature:
    """One file in `features/`.

    A state is the same for the same events in whatever order they came, so a profile rebuilt from the log equals
    the live one. What was told (`update`) stays told. What it amounts to may change with the next event: a play
    gets its end, a second route tells of it too. Then the listen is taken back (`unheard`, the exact inverse of
    `heard`) and the new one takes its place.
    """

    title: str
    state: type[Struct]  # every field has a default: `state()` is a listener of whom nothing is known
    read: Callable[[Any, datetime], object]  # the value at a moment, in the listener's own time zone
    update: Callable[[Any, Mark], None] | None = None  # every event; changes the state in place
    heard: Callable[[Any, Mark, Listen], None] | None = None
    unheard: Callable[[Any, Mark, Listen], None] | None = None
