"""What the taste starter is worth: the first ten answers of somebody new, in the reacting world.

    python -m benchmarks starter

A server knows 300 people for 30 days. Others come who are new. The same people, with the same coins, are asked about
24 artists chosen by coverage; about the 24 most heard; about 24 drawn by chance; or about none. They tick at most
five artists: of those whose name they know (the better known, the likelier) the ones they like best, if they like
them more than music at large. Then ten times: ask, play the first track, react, tell. The oracle plays what is most
likely finished. The interval is a 95 % bootstrap over listeners of the paired difference. `on day one` is the same
on a server that nobody has listened to: the catalogue and the model `cold`.
"""

import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.evenings import ANSWERS, engine, evening, filled, opened, oracle
from segue.app import App
from segue.domain.event import Offset
from segue.flows.starter import chosen
from segue.profiles.profile import Profile
from segue.proof.measure import mean_interval
from segue.recommend.serving import ServingModel
from segue.recommend.starter import choices
from segue.world import Listener, World, truth

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KNOWN, NEW, SEEDS, ASKED, PICKS = 300, 100, (1, 2, 3), 24, 5
WAYS = ("coverage", "most heard", "by chance", "none", "oracle")


def main() -> None:
    for title, cold in (("after 30 days of 300 people", False), ("on day one", True)):
        rates: dict[str, list[NDArray[np.float64]]] = {way: [] for way in WAYS}
        ticked: dict[str, list[int]] = {way: [] for way in WAYS}
        for seed in SEEDS:
            world = World(seed=seed, listeners=KNOWN + NEW)
            with TemporaryDirectory() as folder:
                home, people = Path(folder), (world.listener(i) for i in range(KNOWN))
                app = opened(home, world) if cold else filled(home, world, NOW, people)
                for way in WAYS:
                    found, ticks = _evenings(app, world, way)
                    rates[way].append(found)
                    ticked[way] += ticks
                app.close()
        _tell(title, {way: np.concatenate(found) for way, found in rates.items()}, ticked)
    print(f"seeds {SEEDS}, {NEW} new listeners each, {ANSWERS} answers, {ASKED} artists, at most {PICKS} ticked")


def _tell(title: str, rates: dict[str, NDArray[np.float64]], ticked: dict[str, list[int]]) -> None:
    print(f"\n{title}")
    for way, found in rates.items():
        gain = (found - rates["none"]).mean(axis=1)
        low, high = mean_interval(gain, 0)
        by_answer = " ".join(f"{p:.2f}" for p in found.mean(axis=0))
        picks = f"{np.mean(ticked[way]):.1f} ticked" if way in WAYS[:3] else ""
        print(
            f"{way:11} completed {found.mean():.3f}  {gain.mean():+.3f} [{low:+.3f}, {high:+.3f}] against none  "
            f"by answer {by_answer}  {picks}"
        )


def _asked_about(model: ServingModel, way: str, seed: int) -> list[str]:
    heard = np.bincount(model.artists, np.expm1(model.fame), len(model.by_artist))
    if way == "coverage":
        return [one.artist_id for one in choices(model, ASKED, 0)]
    if way == "most heard":
        return [model.artist_ids[a] for a in np.argsort(-heard, kind="stable")[:ASKED]]
    if way == "by chance":
        return [model.artist_ids[a] for a in np.random.default_rng(seed).permutation(len(heard))[:ASKED]]
    return []


def _ticks(person: Listener, artists: list[str], model: ServingModel, rng: np.random.Generator) -> list[str]:
    """What this person ticks; their ears, and which names they know, are the world's."""
    world = person.catalogue
    p = truth(person, None, NOW)
    fame = np.bincount(world.artist, world.popularity)
    found = []
    for key, coin in zip(artists, rng.random(len(artists)), strict=True):
        artist = world.artist[world.rows[model.items[int(model.by_artist.named(key)[0])].id]]
        likes = float(p[world.artist == artist].mean())
        if coin < (fame[artist] / fame.max()) ** 0.25 and likes > p.mean():
            found.append((likes, key))
    return [key for _, key in sorted(found, reverse=True)[:PICKS]]


def _evenings(app: App, world: World, way: str) -> tuple[NDArray[np.float64], list[int]]:
    """(listeners, answers) 1 = completed; how many artists each ticked."""
    model = app.models.current()
    artists = _asked_about(model, way, world.seed)
    choose = oracle if way == "oracle" else engine(model, world, app.settings)
    found, ticks = np.zeros((NEW, ANSWERS)), []
    for i in range(NEW):
        person = copy.deepcopy(world.listener(KNOWN + i))
        profile = Profile()
        events = chosen(_ticks(person, artists, model, world.rng("names", person.name)), model, NOW)
        ticks.append(len(events))
        if events:
            profile.update(events, Offset(1), UTC)
        found[i] = evening(person, profile, choose, world, NOW + timedelta(minutes=1))
    return found, ticks


if __name__ == "__main__":
    main()
