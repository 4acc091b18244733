"""Homes to ask for mixes: their sounds and tastes are known."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.sound import Sound
from segue.world import World
from tests.flows.engine import NOW, Engine

_OF_MOOD = {  # tempo, energy, valence, instrumentalness, danceability, acousticness
    "calm": (75, 0.2, 0.5, 0.7, 0.3, 0.8), "energetic": (150, 0.9, 0.7, 0.1, 0.8, 0.1),
    "melancholic": (85, 0.3, 0.15, 0.3, 0.3, 0.6), "happy": (118, 0.7, 0.9, 0.05, 0.75, 0.3),
    "dark": (100, 0.6, 0.2, 0.4, 0.4, 0.2), "dreamy": (95, 0.4, 0.6, 0.5, 0.45, 0.5),
    "live": (125, 0.8, 0.6, 0.1, 0.5, 0.2), "instrumental": (90, 0.35, 0.5, 0.95, 0.3, 0.7),
}  # fmt: skip


def _sound(mood: str, rng: np.random.Generator) -> Sound:
    tempo, *shares = _OF_MOOD[mood]
    energy, valence, instrumental, dance, acoustic = np.clip(np.array(shares) + rng.normal(0, 0.04, 5), 0, 1).tolist()
    return Sound(
        tempo_bpm=float(tempo * np.exp(rng.normal(0, 0.05))), key=int(rng.integers(12)), mode=int(rng.integers(2)),
        loudness_db=-30 + 25 * energy, energy=energy, valence=valence, instrumentalness=instrumental,
        danceability=dance, acousticness=acoustic, speechiness=0.05,
    )  # fmt: skip


def full_home(folder: Path) -> Iterator[Engine]:
    """People with a month of listening, somebody with 50,000 listens, somebody with five, and somebody with none."""
    engine = Engine(folder, World(seed=5, listeners=12, tracks=900, genres=8), 25)
    rng = np.random.default_rng(7)
    for i, track in enumerate(engine.world.catalogue.tracks):
        mood = next((tag for tag in track.tags if tag in _OF_MOOD), "calm")
        known = replace(track, sound=_sound(mood, rng) if i % 3 else None, year=2026 if i % 40 == 0 else track.year)
        engine.app.catalog.add([known])
    versions = [replace(t, id=type(t.id)(f"{t.id[:-4]}beef"), title=f"{t.title} (Remastered 2011)")
                for t in engine.world.catalogue.tracks[:60]]  # fmt: skip
    engine.app.catalog.add(versions)
    few = engine.listener("few")
    engine.hear(few, engine.genre(engine.world.catalogue.genres[0])[:5], EventKind.COMPLETE, 200_000)
    engine.listener("new")
    much, heard = engine.listener("much"), engine.world.catalogue.tracks[:860]
    share = rng.dirichlet(np.full(len(heard), 0.3))
    began, apart = NOW - timedelta(days=900), timedelta(days=899) / 50_000
    engine.tell(much, (
        Event(f"much {i}", EventKind.COMPLETE, began + i * apart, track=TrackRef(id=heard[one].id), position_ms=200_000)
        for i, one in enumerate(rng.choice(len(heard), 50_000, p=share).tolist())
    ))  # fmt: skip
    engine.now = NOW
    yield engine
    engine.app.close()


def smaller_home(folder: Path) -> Iterator[Engine]:
    """Another home, with every second track of the same world."""
    engine = Engine(folder, World(seed=6, listeners=2, tracks=50, genres=8), 1)
    engine.app.catalog.add(World(seed=5, listeners=12, tracks=900, genres=8).catalogue.tracks[::2])
    yield engine
    engine.app.close()


def fan_of(home):
    """Who knows most."""

    def known(who) -> int:
        with home.app.follower.use(who.id) as profile:
            return len(profile.read("taste", NOW))

    return max((home.listener(one.name) for one in home.world.population()), key=known)


def name_for(home, who, recipe: str, now: datetime) -> str:
    """A name to ask for this recipe with, as it would be offered to them."""
    mixes = home.app.mixes
    offered = [name for name in mixes.offered(who, now) if mixes.named(name).recipe == recipe]
    if recipe == "track_radio":
        offered = [f"track_radio:{home.world.catalogue.tracks[17].id}"]
    defaults = {"daily_mix": "daily_mix_1", "genre": f"genre:{home.world.catalogue.genres[0]}", "decade": "decade:2010",
                "artist_radio": f"artist_radio:{home.app.models.current().artist_ids[3]}"}  # fmt: skip
    return offered[0] if offered else defaults.get(recipe, recipe)


def mix_for(home, who, recipe: str, now: datetime = NOW):
    return home.app.mixes.playlist(who, name_for(home, who, recipe, now), now)


def tracks_in(home, playlist):
    return [home.app.catalog.get(t.id) for t in playlist.tracks]
