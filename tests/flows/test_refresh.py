"""Refresh: works for any number of listeners, promotes only what is better, and a broken model never serves."""

import time
from datetime import timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from segue.app import build
from segue.domain.consent import Purpose
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.slate import Request
from segue.domain.sound import Sound
from segue.flows import judge, promotion
from segue.flows.dataset import dataset
from segue.flows.models import COLD
from segue.learning import blend
from segue.settings import Settings
from segue.world import World, history
from tests.flows.engine import NOW, Engine

COMPLETE, SKIP = EventKind.COMPLETE, EventKind.SKIP


@pytest.mark.parametrize("listeners", [1, 3, 10])
def test_small_homes_get_a_model_and_answers_of_their_own(tmp_path, listeners):
    """Most servers have so many. What a listener keeps skipping must not come out on top."""
    engine = Engine(tmp_path, World(seed=listeners, listeners=listeners, tracks=200, genres=6), 20)
    found = engine.app.refresher.run(NOW, seed=1)
    assert (found.promoted, found.listeners) == (True, listeners)
    for listener in engine.app.accounts.all():
        slate = engine.ask(listener, n=10)
        assert len(slate.tracks) == 10
        with engine.app.follower.use(listener.id) as profile:
            tallies = profile.read("taste", NOW)
        assert not [t for t in slate.tracks if t.id in tallies and tallies[t.id].skips > 2 * tallies[t.id].likes + 1]
    engine.app.close()


def test_before_the_first_refresh_the_catalogue_answers(tmp_path):
    engine = Engine(tmp_path, World(seed=1, listeners=0, tracks=200, genres=6), 1)
    me = engine.listener("me")
    genre = engine.world.catalogue.tracks[0].tags[0]
    engine.hear(me, engine.genre(genre)[:5], COMPLETE)
    slate = engine.ask(me, n=10)
    assert (slate.model, len(slate.tracks)) == (COLD, 10)
    assert engine.share(slate, genre) > 0.5
    engine.app.close()


def test_an_empty_home_answers_with_nothing_and_says_what_to_do(tmp_path):
    app = build(Settings(home=tmp_path))
    app.accounts.add("me", "UTC", NOW)
    me = app.accounts.named("me")
    assert app.server.answer(me, Request(me.id, NOW)).tracks == ()
    with pytest.raises(ValueError, match="import a catalogue"):
        app.refresher.run(NOW, seed=1)
    app.close()


def test_a_catalogue_nobody_listened_to_can_be_fitted(tmp_path):
    engine = Engine(tmp_path, World(seed=1, listeners=0, tracks=50, genres=5), 1)
    assert engine.app.refresher.run(NOW, seed=1).promoted
    assert len(engine.ask(engine.listener("me"), n=10).tracks) == 10
    engine.app.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("refresh"), World(seed=5, listeners=60, tracks=500, genres=8), 30)
    engine.app.refresher.run(NOW, seed=1)
    yield engine
    engine.app.close()


def test_the_same_log_again_does_not_replace_the_model(home):
    first, end = home.app.registry.current(), home.app.log.end()
    home.ask(home.app.accounts.all()[0])  # that it was shown something is in the log
    home.app.server.save()
    until = time.monotonic() + 20
    while home.app.log.end() == end and time.monotonic() < until:
        time.sleep(0.01)
    assert home.app.log.end() > end
    found = home.app.refresher.run(NOW + timedelta(minutes=1), seed=1)
    assert (found.promoted, home.app.registry.current()) == (False, first)
    assert "not better" in found.why


def test_a_deliberately_broken_model_is_refused(home, monkeypatch):
    """Its weights are turned round: it likes best what everybody leaves."""
    first = home.app.registry.current()
    monkeypatch.setattr(blend, "ascend", lambda examples, seed: -np.ones(examples.z.shape[1]))
    monkeypatch.setattr(blend, "BELIEF", 0)
    found = home.app.refresher.run(NOW + timedelta(minutes=2), seed=1)
    assert not found.promoted
    assert found.ours < found.in_service
    assert home.app.registry.current() == first


def test_a_damaged_model_file_leaves_the_last_good_one_in_service(home, tmp_path, caplog):
    app = home.app
    good = app.models.current().id
    app.registry.save("zz-damaged", {"id": "zz-damaged", "everybody_skips": 0.3}, {"space": np.zeros((3, 2))})
    app.registry.promote("zz-damaged")
    me = home.listener("me")
    for _ in range(50):
        assert home.ask(me, n=3).model == good
    assert app.registry.rollback() == good


def test_equal_logs_give_equal_models(tmp_path):
    worlds = [Engine(tmp_path / name, World(seed=9, listeners=12, tracks=120, genres=6), 20) for name in "ab"]
    for one in worlds:
        one.app.refresher.run(NOW, seed=4)
    (_, left), (_, right) = (one.app.registry.load(one.app.registry.current()) for one in worlds)
    assert left.keys() == right.keys()
    for name in left.keys() - {"people"}:  # ids are drawn by chance
        np.testing.assert_array_equal(left[name], right[name], err_msg=name)
    for one in worlds:
        one.app.close()


def test_who_does_not_allow_training_is_not_learnt_from(tmp_path):
    engine = Engine(tmp_path, World(seed=2, listeners=4, tracks=100, genres=5), 15)
    shy = engine.app.accounts.all()[0]
    engine.app.accounts.withdraw(shy.id, Purpose.TRAIN)
    assert engine.app.refresher.run(NOW, seed=1).listeners == 3
    engine.app.close()


def test_a_new_model_is_taken_into_service_without_a_restart(tmp_path):
    engine = Engine(tmp_path, World(seed=2, listeners=6, tracks=100, genres=5), 15)
    me = engine.listener("me")
    assert engine.ask(me).model == COLD
    other = build(Settings(home=tmp_path))  # another process stands behind the same files
    found = other.refresher.run(NOW, seed=1)
    other.close()
    seen = {engine.ask(me).model for _ in range(3)}
    for _ in range(2000):
        if found.model_id in seen:
            break
        seen.add(engine.ask(me).model)
    assert found.model_id in seen
    engine.app.close()


def test_likes_without_dates_are_held_out_at_random_and_not_by_their_place_in_the_catalogue(tmp_path):
    """Play counts carry no dates; one listener with real times must not put everybody else's in column order."""
    engine = Engine(tmp_path, World(seed=4, listeners=0, tracks=300, genres=6), 1)
    tracks = list(engine.app.catalog)
    for i in range(20):
        events = [
            Event(f"c{j}", COMPLETE, NOW - timedelta(days=900), track=TrackRef(id=tracks[(7 * i + 11 * j) % 300].id))
            for j in range(30)
        ]
        engine.tell(engine.listener(f"counts-{i}"), events)
    engine.hear(engine.listener("dated"), tracks[:10], COMPLETE)
    learnt = dataset(engine.app.accounts, engine.app.catalog, engine.app.follower, engine.app.log.end(), engine.now)
    split = judge.hold_out(learnt, seed=1)
    assert abs(split.held_out.indices.mean() - split.train.indices.mean()) < 30
    engine.app.close()


def test_how_tracks_sound_is_learnt_from_where_it_is_known(tmp_path):
    engine = Engine(tmp_path, World(seed=2, listeners=6, tracks=120, genres=5), 10)
    names = sorted({t.tags[0] for t in engine.world.catalogue.tracks})
    pitch = {t.id: (names.index(t.tags[0]) + 0.5) / len(names) for t in engine.world.catalogue.tracks}
    told = [replace(t, sound=Sound(energy=pitch[t.id], tempo_bpm=60 + 80 * pitch[t.id])) for t in engine.app.catalog]
    app = engine.app
    assert dataset(app.accounts, app.catalog, app.follower, app.log.end(), NOW).data.sound is None
    app.catalog.add(told[::2])
    learnt = dataset(app.accounts, app.catalog, app.follower, app.log.end(), NOW)
    heard = learnt.data.sound
    assert heard.shape[0] == len(learnt.items)
    assert np.array_equal(heard.any(axis=1), [app.catalog.get(i).sound is not None for i in learnt.items])
    assert "sound" in app.refresher.fit(learnt, NOW, seed=1).weights
    app.close()


@pytest.fixture(scope="module")
def two_days(tmp_path_factory):
    """A home whose listeners go on listening after the first model: what each of them hears on the next day."""
    world = World(seed=6, listeners=40, tracks=400, genres=8)
    engine = Engine(tmp_path_factory.mktemp("days"), world, 25)
    assert engine.app.refresher.run(NOW, seed=1).promoted
    for person, events in history(world, 1, end=NOW + timedelta(days=1)):
        later = [replace(e, event_id=f"next-{e.event_id}") for e in events if e.at > NOW]
        engine.tell(engine.listener(person.name), later)
    yield engine
    engine.app.close()


def test_a_broken_model_is_refused_after_a_day_of_news_too(two_days, monkeypatch):
    first = two_days.app.registry.current()
    monkeypatch.setattr(blend, "ascend", lambda examples, seed: -np.ones(examples.z.shape[1]))
    monkeypatch.setattr(blend, "BELIEF", 0)
    found = two_days.app.refresher.run(NOW + timedelta(days=1), seed=1)
    assert (found.promoted, two_days.app.registry.current()) == (False, first)
    assert found.why.startswith("worse")


def test_a_day_of_news_is_learnt(two_days):
    """The model in service has learnt what is held out of the new one: that must not count for it."""
    registry = two_days.app.registry
    blind = registry.load(registry.current())[0]["ndcg@20"]
    found = two_days.app.refresher.run(NOW + timedelta(days=1, minutes=1), seed=1)
    assert found.promoted, found.why
    assert "on what was heard since" in found.why
    assert found.in_service < 1.5 * blind
    assert registry.current() == found.model_id


def test_what_was_heard_since_is_asked_of_both_with_all_that_was_known_before(two_days):
    app = two_days.app
    learnt = dataset(app.accounts, app.catalog, app.follower, app.log.end(), NOW + timedelta(days=1))
    assert np.all(learnt.begun <= learnt.times)
    liked = learnt.data.histories.liked
    new = promotion.entries(liked, learnt.begun > NOW.timestamp() * 1000)
    asked = promotion._until(learnt, new)
    assert 0 < new.nnz < liked.nnz
    assert asked.liked.nnz + new.nnz == liked.nnz
    assert asked.liked.multiply(new).nnz == 0


@pytest.mark.parametrize("how", ["forgets", "takes the consent back"])
def test_who_leaves_is_in_no_model_after_the_next_refresh(tmp_path, how):
    """Even where the model that knows them is the better one, and the one before it knows them, too."""
    engine = Engine(tmp_path, World(seed=7, listeners=14, tracks=150, genres=6), 20)
    app = engine.app
    for seed in (1, 2):
        app.refresher.run(NOW + timedelta(minutes=seed), seed=seed)
    first = app.registry.current()
    who = app.accounts.all()[0].id
    if how == "forgets":
        app.forget(who)
    else:
        app.accounts.withdraw(who, Purpose.TRAIN)
    found = app.refresher.run(NOW + timedelta(minutes=3), seed=1)
    assert (found.promoted, found.listeners) == (True, 13)
    assert "1 of those that the model in service was learnt from" in found.why
    folders = {one.name for one in (tmp_path / "models").iterdir() if one.is_dir()}
    assert folders == {found.model_id}
    assert first not in folders
    assert not app.refresher.run(NOW + timedelta(minutes=4), seed=1).promoted
    app.close()
