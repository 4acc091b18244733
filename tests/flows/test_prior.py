"""A small home with a prior installed answers better than without, by the world's planted truth; and what is wrong
with a prior never stops a home."""

import json
import logging
from datetime import timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from segue.app import build as put_together
from segue.domain.event import EventKind, TrackId
from segue.domain.track import Track
from segue.prior.build import build
from segue.prior.learn import Size
from segue.prior.prior import Manifest
from segue.settings import Settings
from segue.world import World, history, truth
from tests.flows.engine import NOW, Engine

MADE = Manifest("the listeners of other homes", "2026-11-19", "", 0, 0, 0)
HERE = 6  # listeners of the home; all others of the world are elsewhere


class Home(Engine):
    """A few listeners of the world over its catalogue without tags: only listening tells what is alike."""

    def __init__(self, folder, world: World) -> None:
        self.world = world
        self.app = put_together(Settings(home=folder, familiar_share=0.0, explore_share=0.0))
        self.now = NOW
        self._told = 0
        self.app.catalog.add(bare(track) for track in world.catalogue.tracks)
        self.people = [world.listener(i) for i in range(HERE)]
        for person, events in history(world, 4, end=NOW - timedelta(hours=6), listeners=self.people):
            self.tell(self.listener(person.name), events)
        self.app.follower.sweep()

    def liking(self) -> float:
        """Mean chance that what is proposed, and was never heard, would be heard to its end."""
        found = []
        for index, person in enumerate(self.people):
            slate = self.ask(self.listener(person.name), n=20)
            with self.app.follower.use(self.listener(person.name).id) as profile:
                known = profile.read("taste", NOW)
            rows = [self.world.catalogue.rows[t.id] for t in slate.tracks if t.id not in known]
            assert len(rows) >= 5
            found.append(float(truth(self.world.listener(index), np.array(rows), self.now).mean()))
        return float(np.mean(found))


def bare(track: Track) -> Track:
    return replace(track, tags=())


@pytest.fixture(scope="module")
def world() -> World:
    return World(
        seed=11, listeners=120, tracks=480, artists=480, genres=8
    )  # a track each: no artist is known by another


@pytest.fixture(scope="module")
def elsewhere(world, tmp_path_factory):
    """A prior of everybody who does not live here, from a file of their listens."""
    folder = tmp_path_factory.mktemp("elsewhere")
    others = [world.listener(i) for i in range(HERE, world.listeners)]
    rows = world.catalogue.rows
    with open(folder / "listens.jsonl", "w") as file:
        for person, events in history(world, 8, end=NOW - timedelta(days=1), listeners=others):
            for event in events:
                if event.kind is EventKind.COMPLETE:
                    artist = world.catalogue.tracks[rows[event.track_id]].artist
                    file.write(json.dumps({"listener": person.name, "artist": artist}) + "\n")
    build(folder / "listens.jsonl", folder / "music.prior", MADE, Size(), 1)
    return folder / "music.prior"


def test_a_home_with_a_prior_answers_better_before_and_after_its_first_refresh(world, elsewhere, tmp_path):
    without, with_one = Home(tmp_path / "without", world), Home(tmp_path / "with", world)
    with_one.app.shelf.install(elsewhere)
    before = [home.liking() for home in (without, with_one)]
    weights = [home.app.refresher.run(NOW, seed=1).weights for home in (without, with_one)]
    after = [home.liking() for home in (without, with_one)]
    assert before[1] > before[0] + 0.08
    assert after[1] > after[0] + 0.08
    assert "prior_factors" not in weights[0]
    assert weights[1]["prior_factors"] + weights[1]["prior_neighbours"] > 0.5
    assert with_one.app.shelf.remove()
    again = with_one.app.refresher.run(NOW, seed=2)
    assert (again.promoted, again.why) == (True, "the prior of the model in service was taken away")
    assert "prior_factors" not in again.weights
    for home in (without, with_one):
        home.app.close()


def spoil_by_cutting(path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def spoil_by_version(path) -> None:
    raw = bytearray(path.read_bytes())
    raw[8] += 1
    path.write_bytes(raw)


@pytest.mark.parametrize("spoil", [spoil_by_cutting, spoil_by_version])
def test_a_prior_that_went_bad_in_its_place_is_told_and_the_one_before_serves_on(spoil, elsewhere, tmp_path, caplog):
    app = put_together(Settings(home=tmp_path))
    app.shelf.install(elsewhere)
    app.shelf.install(elsewhere)
    fresh = app.shelf.path.with_name("fresh")
    fresh.write_bytes(app.shelf.path.read_bytes())
    spoil(fresh)
    fresh.replace(app.shelf.path)
    for _ in range(2):
        prior = app.shelf.current()
        assert prior is not None
        assert prior.manifest.source == MADE.source
    told = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert len(told) == 1
    assert told[0].startswith(f"going on with the prior installed before: {app.shelf.path}")
    app.close()


def test_a_bad_prior_with_none_before_it_leaves_a_home_as_it_is_without(tmp_path, caplog):
    app = put_together(Settings(home=tmp_path))
    app.catalog.add([Track(TrackId("5e60e000-7a5e-5c0d-9b1e-a0d105e60e01"), "t", "a", tags=("rock",))])
    app.shelf.path.write_bytes(b"SEGUEPRI" + bytes(100))
    assert app.refresher.run(NOW, seed=1).promoted
    assert "going on without a prior" in caplog.text
    assert "build it anew" in caplog.text
    app.close()


def test_a_prior_taken_away_is_not_used_any_more(elsewhere, tmp_path):
    app = put_together(Settings(home=tmp_path))
    app.shelf.install(elsewhere)
    assert app.shelf.current() is not None
    assert app.shelf.remove()
    assert app.shelf.current() is None
    assert not app.shelf.remove()
    app.close()
