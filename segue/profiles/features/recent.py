"""The last things that happened, in order of when they happened: what filters, intent and reasons look at."""

from datetime import datetime

from msgspec import Struct, field

from segue.domain.listen import Listen
from segue.listening.columns import KINDS
from segue.profiles import window
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_SIZE = 200
_KEPT = 2 * _SIZE  # so that what is taken back leaves no hole


class Recent(Struct):
    """Marks of listens, and of what was said of tracks; oldest first."""

    marks: list[Mark] = field(default_factory=list)


def update(state: Recent, new: Mark) -> None:
    if new.track is not None and new.kind not in KINDS:
        window.insert(state.marks, new, _KEPT)


def heard(state: Recent, new: Mark, listen: Listen) -> None:
    window.insert(state.marks, new, _KEPT)


def unheard(state: Recent, old: Mark, listen: Listen) -> None:
    window.remove(state.marks, old)


def read(state: Recent, now: datetime) -> list[Mark]:
    """Marks up to `now`, oldest first."""
    until = now.timestamp() * 1000
    return [m for m in state.marks[-_SIZE:] if m.at_ms <= until]


feature = Feature(
    title="What you just heard", state=Recent, update=update, heard=heard, unheard=unheard, read=read
)  # fmt: skip
