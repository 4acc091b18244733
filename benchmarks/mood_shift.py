"""What skips are worth when a mood turns: the ten answers after it, in the reacting world.

    python -m benchmarks mood_shift

At the shift a listener hates the genre they loved most and loves another, chosen at random. Then ten times: ask,
play the first track of the slate, react (a loaded coin), tell. Three players of the same music to the same people
with the same coins: Segue; Segue to which skips are invisible (plays and finishes still count); and an oracle that
plays the track most likely to be finished. The interval is a 95 % bootstrap over listeners of the paired difference.
"""

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.evenings import ANSWERS, Choose, engine, evening, filled, oracle
from segue.app import App
from segue.profiles.profile import Profile
from segue.proof.measure import mean_interval
from segue.world import World, history

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LISTENERS, SEEDS = 100, (1, 2, 3)


def main() -> None:
    outcomes: dict[str, list[NDArray[np.float64]]] = {"oracle": [], "segue": [], "skips ignored": []}
    for seed in SEEDS:
        world = World(seed=seed)
        with TemporaryDirectory() as folder:
            app = filled(Path(folder), world, NOW)
            for name, choose in _players(app, world).items():
                outcomes[name].append(_evenings(app, world, choose))
            app.close()
    rates = {name: np.concatenate(found) for name, found in outcomes.items()}
    for name, found in rates.items():
        by_answer = " ".join(f"{p:.2f}" for p in found.mean(axis=0))
        print(f"{name:14} completed {found.mean():.3f}   by answer {by_answer}")
    gain = (rates["segue"] - rates["skips ignored"]).mean(axis=1)
    low, high = mean_interval(gain, 0)
    room = (rates["oracle"] - rates["skips ignored"]).mean()
    print(f"gain of skips  {gain.mean():+.3f} [{low:+.3f}, {high:+.3f}], {gain.mean() / room:.0%} of an oracle's gain")
    print(f"seeds {SEEDS}, {LISTENERS} listeners each, {ANSWERS} answers")


def _players(app: App, world: World) -> dict[str, Choose]:
    model, blind = app.models.current(), replace(app.settings, skips_count=False)
    return {
        "oracle": oracle,
        "segue": engine(model, world, app.settings),
        "skips ignored": engine(model, world, blind),
    }


def _evenings(app: App, world: World, choose: Choose) -> NDArray[np.float64]:
    """(listeners, answers) 1 = completed."""
    found = np.zeros((LISTENERS, ANSWERS))
    people = [person for person, _ in history(world, 2, end=NOW - timedelta(hours=1))][:LISTENERS]
    for i, born in enumerate(people):
        person = copy.deepcopy(born)
        others = [g for g in world.rng("shift", person.name).permutation(world.genres) if g != person.loved]
        person.mood_shift(wants=int(others[0]), not_wants=person.loved)
        who = app.accounts.named(person.name)
        assert who is not None
        with app.follower.use(who.id) as held:
            profile = Profile.from_stored(held.to_stored())
        assert profile is not None
        found[i] = evening(person, profile, choose, world, NOW)
    return found


if __name__ == "__main__":
    main()
