"""What a listener does with a track, what they would have done, and the events a player tells of it."""

from datetime import datetime, timedelta
from math import exp
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.random import Generator
from numpy.typing import NDArray

from segue.domain.event import Event, EventKind, TrackRef
from segue.world.listener import Listener, chance


class Reaction(Struct, frozen=True):
    """One play from its start to its end."""

    row: int
    at: datetime
    completed: bool
    played_ms: int  # position at the end; the duration when completed
    p_complete: float  # what the coin was loaded with
    stopped: bool = False  # left the music, not the track; never with `completed`
    paused_ms: int = 0  # a pause half way, 0 = none
    back_ms: int = 0  # a seek back before the end, 0 = none
    liked: bool = False

    @property
    def wall_ms(self) -> int:
        """Time from the start to the end on the clock."""
        return self.played_ms + self.paused_ms + self.back_ms


def truth(listener: Listener, tracks: NDArray[np.integer[Any]] | None, now: datetime) -> NDArray[np.float32]:
    """(n,) float32 P(complete) now of the given rows (None: of every row): what an oracle knows."""
    logits = listener.logits(now)
    return chance(logits if tracks is None else logits[tracks], listener.noise)


def react(listener: Listener, row: int, now: datetime, rng: Generator) -> Reaction:
    """Play a track to a listener: one loaded coin, `truth(...)[row]`. Hearing it tires the listener of it.

    The worse the fit, the earlier a skip: the fraction heard is u ** (1 + 6 * (1 - fit)).
    """
    fit = 1 / (1 + exp(-min(max(listener.logit(row, now), -30.0), 30.0)))
    p = (1 - listener.noise) * fit + listener.noise / 2
    coin, early, how, gesture, size = rng.random(5).tolist()
    completed = coin < p
    duration_ms = int(listener.catalogue.duration_ms[row])
    played_ms = duration_ms if completed else max(400, int(0.92 * duration_ms * early ** (7 - 6 * fit)))
    listener.memory.hear(row, now.timestamp())
    return Reaction(
        row=row,
        at=now,
        completed=completed,
        played_ms=played_ms,
        p_complete=p,
        stopped=not completed and how < 0.06,
        paused_ms=int(2_000 + 120_000 * size) if gesture < 0.03 and played_ms > 10_000 else 0,
        back_ms=int(min(15_000, played_ms // 4)) if 0.03 <= gesture < 0.05 and played_ms > 10_000 else 0,
        liked=completed and how < 0.1 * fit,
    )


def events_for(
    reaction: Reaction,
    listener: Listener,
    *,
    first: int = 0,
    device: str | None = None,
    context: dict[str, Any] | None = None,
    slate_id: str | None = None,
) -> list[Event]:
    """The events a player sends for one reaction, in time order.

    Ids are `w-000123`, counted from `first`: the caller goes on with `first + len(answer)`.
    """
    ref: TrackRef = listener.catalogue.refs[reaction.row]
    duration_ms = int(listener.catalogue.duration_ms[reaction.row])
    played_ms = reaction.played_ms
    told: list[Event] = []

    def tell(kind: EventKind, position_ms: int, wall_ms: int) -> None:
        told.append(
            Event(
                f"w-{first + len(told):06d}",
                kind,
                reaction.at + timedelta(milliseconds=wall_ms) if wall_ms else reaction.at,
                ref.id,  # type: ignore[arg-type]
                ref,
                device,
                position_ms,
                duration_ms,
                dict(context) if context else {},
                slate_id,
            )
        )

    tell(EventKind.PLAY, 0, 0)
    if reaction.paused_ms:
        tell(EventKind.PAUSE, played_ms // 2, played_ms // 2)
        tell(EventKind.RESUME, played_ms // 2, played_ms // 2 + reaction.paused_ms)
    if reaction.back_ms:
        tell(EventKind.SEEK, played_ms // 2 - reaction.back_ms, played_ms // 2 + reaction.paused_ms)
    if reaction.liked:
        tell(EventKind.LIKE, int(played_ms * 0.9), reaction.wall_ms - played_ms // 10)
    end = EventKind.COMPLETE if reaction.completed else EventKind.STOP if reaction.stopped else EventKind.SKIP
    tell(end, played_ms, reaction.wall_ms)
    return told
