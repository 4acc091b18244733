"""What skips are worth when a mood turns: the ten answers after it, in the reacting world.

    python -m benchmarks mood_shift

At the shift a listener hates the genre they loved most and loves another, chosen at random. Then ten times: ask,
play the first track of the slate, react (a loaded coin), tell. Three players of the same music to the same people
with the same coins: Segue; Segue to which skips are invisible (plays and finishes still count); and an oracle that
plays the track most likely to be finished. The interval is a 95 % bootstrap over listeners of the paired difference.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from segue.app import App, build
from segue.domain.event import Offset
from segue.domain.slate import Request
from segue.profiles.profile import Profile
from segue.recommend.pipeline import Pipeline
from segue.recommend.situation import situation
from segue.settings import Settings
from segue.world import Listener, World, events_for, history, react, truth

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANSWERS, LISTENERS, SEEDS = 10, 100, (1, 2, 3)
Choose = Callable[[Listener, Profile, datetime, set[int]], int]


def main() -> None:
    outcomes: dict[str, list[NDArray[np.float64]]] = {"oracle": [], "segue": [], "skips ignored": []}
    for seed in SEEDS:
        world = World(seed=seed)
        with TemporaryDirectory() as folder:
            app = _filled(Path(folder), world)
            for name, choose in _players(app, world).items():
                outcomes[name].append(_evening(app, world, choose))
            app.close()
    rates = {name: np.concatenate(found) for name, found in outcomes.items()}
    for name, found in rates.items():
        by_answer = " ".join(f"{p:.2f}" for p in found.mean(axis=0))
        print(f"{name:14} completed {found.mean():.3f}   by answer {by_answer}")
    gain = (rates["segue"] - rates["skips ignored"]).mean(axis=1)
    low, high = _interval(gain)
    room = (rates["oracle"] - rates["skips ignored"]).mean()
    print(f"gain of skips  {gain.mean():+.3f} [{low:+.3f}, {high:+.3f}], {gain.mean() / room:.0%} of an oracle's gain")
    print(f"seeds {SEEDS}, {LISTENERS} listeners each, {ANSWERS} answers")


def _filled(home: Path, world: World) -> App:
    app = build(Settings(home=home))
    app.catalog.add(world.catalogue.tracks)
    for person, events in history(world, 30, end=NOW - timedelta(hours=1)):
        app.accounts.add(person.name, "UTC", NOW)
        who = app.accounts.named(person.name)
        assert who is not None
        for future in [app.recorder.submit(who, events[s : s + 1000]) for s in range(0, len(events), 1000)]:
            future.result()
    app.refresher.run(NOW, 1)
    return app


def _players(app: App, world: World) -> dict[str, Choose]:
    model, rows = app.models.current(), world.catalogue.rows

    def engine(settings: Settings) -> Choose:
        def choose(person: Listener, profile: Profile, now: datetime, played: set[int]) -> int:
            seen = situation(Request(_id(app, person), now), profile, model, settings)
            ranked, _ = Pipeline().run(seen)
            return rows[model.items[ranked.track[0]].id]

        return choose

    def oracle(person: Listener, profile: Profile, now: datetime, played: set[int]) -> int:
        chances = truth(person, None, now)
        chances[list(played)] = -1
        return int(chances.argmax())

    blind = replace(app.settings, skips_count=False)
    return {"oracle": oracle, "segue": engine(app.settings), "skips ignored": engine(blind)}


def _evening(app: App, world: World, choose: Choose) -> NDArray[np.float64]:
    """(listeners, answers) 1 = completed."""
    found = np.zeros((LISTENERS, ANSWERS))
    people = [person for person, _ in history(world, 2, end=NOW - timedelta(hours=1))][:LISTENERS]
    for i, born in enumerate(people):
        person = copy.deepcopy(born)
        others = [g for g in world.rng("shift", person.name).permutation(world.genres) if g != person.loved]
        person.mood_shift(wants=int(others[0]), not_wants=person.loved)
        with app.follower.use(_id(app, person)) as held:
            profile = Profile.from_stored(held.to_stored())
        assert profile is not None
        now, told, played = NOW, 0, set[int]()
        for step in range(ANSWERS):
            row = choose(person, profile, now, played)
            played.add(row)
            reaction = react(person, row, now, world.rng("coin", person.name, str(step)))
            found[i, step] = reaction.completed
            events = events_for(reaction, person, first=10**6 + told)
            told += len(events)
            now += timedelta(milliseconds=reaction.wall_ms + 500)
            profile.update(events, Offset(profile.offset + 1), UTC)
    return found


def _id(app: App, person: Listener):  # type: ignore[no-untyped-def]
    who = app.accounts.named(person.name)
    assert who is not None
    return who.id


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    means = [values[rng.integers(0, len(values), len(values))].mean() for _ in range(2000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    main()
