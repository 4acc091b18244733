"""Consent: what a listener allows, by purpose."""

from dataclasses import dataclass
from enum import StrEnum

from segue.domain.event import ListenerId


class Purpose(StrEnum):
    """Why listener data is read. Every read names one."""

    RECORD = "record"  # keep what the listener's players tell
    PERSONALISE = "personalise"  # answer this listener from their own record
    TRAIN = "train"  # learn models for everybody


class Refused(Exception):  # noqa: N818 - the listener's decision, told to a client as 403
    """The listener did not allow this purpose."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The purposes a listener allows at this moment."""

    listener: ListenerId
    purposes: frozenset[Purpose]

    def permits(self, purpose: Purpose) -> bool:
        return purpose in self.purposes

    def require(self, purpose: Purpose) -> None:
        """Raises `Refused`."""
        if purpose not in self.purposes:
            raise Refused(f"this listener has not allowed: {purpose.value}")
