"""A week with a player: sessions when this person listens, coins that are the same for every player."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from segue.proof.loop.players import Player
from segue.proof.loop.town import MONDAY, Person, Town
from segue.world import Listener, events_for, react, truth
from segue.world.history import TRACKS_A_SESSION, starts
from segue.world.week import ACTIVITIES, part_of

PATIENCE = 4  # skips in a row before somebody gives up for now
DRIFT = 0.03  # standard deviation of a day's step of the taste
SHIFT_DAY = 3  # from here on half of the people want something else
FIRST_EVENT = 10**6


@dataclass(frozen=True, slots=True)
class Plays:
    """Of one person and one player, in order of time.

    session: int32, from 0; row: of the world; completed, after_shift: bool; chance: of what was chosen; best: of the
    best track there was
    """

    session: NDArray[np.int32]
    row: NDArray[np.int32]
    completed: NDArray[np.bool_]
    chance: NDArray[np.float32]
    best: NDArray[np.float32]
    day: NDArray[np.int32]
    after_shift: NDArray[np.bool_]


def week(town: Town, number: int, person: Person, listener: Listener, player: Player) -> Plays:
    """`listener` lives through it; every second person's taste turns on the fourth day."""
    world, name = town.world, listener.name
    rng = world.rng("loop", name)
    found: list[tuple[int, int, bool, float, float, int, bool]] = []
    now, told, day, shifted = MONDAY, 0, 0, False
    begins = starts(MONDAY, town.size.days - 1, listener.activity, rng)
    lengths = rng.geometric(1 / TRACKS_A_SESSION, len(begins)).tolist()
    devices = [listener.device(begin, rng) for begin in begins]
    for session, (begin, length, device) in enumerate(zip(begins, lengths, devices, strict=True)):
        now = max(now + timedelta(minutes=1), begin)
        while day < (now - MONDAY).days:
            day += 1
            listener.drift(world.rng("drift", name, str(day)), DRIFT)
        if day >= SHIFT_DAY and number % 2 == 0 and not shifted:
            _turn(listener, world.rng("shift", name))
            shifted = True
        patience = PATIENCE
        context = {"activity": ACTIVITIES[part_of(now)]}
        for step in range(length):
            best = float(truth(listener, None, now).max())
            row = player.choose(now)
            reaction = react(listener, row, now, world.rng("coin", name, str(session), str(step)))
            events = events_for(reaction, listener, first=FIRST_EVENT + told, device=device, context=context)
            told += len(events)
            player.hear(events, reaction)
            found.append((session, row, reaction.completed, reaction.p_complete, best, day, shifted))
            now += timedelta(milliseconds=reaction.wall_ms + 500)
            patience = PATIENCE if reaction.completed else patience - 1
            if reaction.stopped or not patience:
                break
    columns = list(zip(*found, strict=True)) or [()] * 7
    kinds = (np.int32, np.int32, np.bool_, np.float32, np.float32, np.int32, np.bool_)
    return Plays(*(np.array(c, kind) for c, kind in zip(columns, kinds, strict=True)))


def _turn(listener: Listener, rng: np.random.Generator) -> None:
    others = [g for g in rng.permutation(len(listener.taste)) if g != listener.loved]
    listener.mood_shift(wants=int(others[0]), not_wants=listener.loved)
