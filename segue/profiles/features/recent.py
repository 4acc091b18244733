"""The last things that happened, in order of when they happened: what filters, intent and reasons look at."""

from datetime import datetime

from msgspec import Struct, field

from segue.profiles import window
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

_SIZE = 200


class Recent(Struct):
    """Marks of track events, oldest first."""

    marks: list[Mark] = field(default_factory=list)


def update(state: Recent, new: Mark) -> None:
    if new.track is not None:
        window.insert(state.marks, new, _SIZE)


def read(state: Recent, now: datetime) -> list[tuple[Mark, float]]:
    """Marks up to `now`, oldest first, each with the weight its skip has in its chain (0-1)."""
    until = now.timestamp() * 1000
    marks = [m for m in state.marks if m.at_ms <= until]
    return list(zip(marks, window.chain_weights(marks), strict=True))


feature = Feature(title="What you just heard", state=Recent, update=update, read=read)
