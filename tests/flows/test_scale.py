"""A large catalogue is answered from candidates alone, and nearly as if every track had been scored."""

import numpy as np
import pytest

from segue.domain.event import EventKind
from segue.domain.slate import Request
from segue.recommend import scoring
from segue.recommend.partial import Some
from segue.recommend.situation import situation
from segue.world import World, history
from tests.flows.engine import NOW, Engine

TRACKS, PEOPLE = 900, 12


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    world = World(seed=3, listeners=PEOPLE, tracks=TRACKS, genres=9)
    engine = Engine(tmp_path_factory.mktemp("scale"), world, 12)
    engine.app.refresher.run(NOW, seed=1)
    yield engine
    engine.app.close()


@pytest.fixture
def large(monkeypatch):
    """As if a catalogue of this size were a large one, of which few candidates are looked at."""

    def set_to(is_large: bool) -> None:
        monkeypatch.setattr(scoring, "EXACT", 0 if is_large else 20_000)
        monkeypatch.setattr(scoring, "_EACH", 60)

    return set_to


def _seen(home, name, **fields):
    who, app = home.listener(name), home.app
    with app.follower.use(who.id) as profile:
        return situation(Request(who.id, home.now, 20, **fields), profile, app.models.current(), app.settings)


def _people(home):
    return [person.name for person, _ in history(home.world, 1, end=NOW)]


def test_both_ways_of_scoring_give_nearly_the_same_answers(home, large):
    shared, scores = [], []
    for name in _people(home):
        slates = []
        for is_large in (False, True):
            large(is_large)
            slates.append({t.id: t.score for t in home.ask(home.listener(name), n=20).tracks})
        exact, few = slates
        assert len(few) == 20
        both = exact.keys() & few.keys()
        shared.append(len(both) / 20)
        scores += [abs(exact[t] - few[t]) for t in both]
    assert np.mean(shared) > 0.8
    assert np.median(scores) < 0.05


def test_candidates_are_scored_as_all_tracks_are(home, large):
    for name in _people(home)[:5]:
        large(False)
        everything = _seen(home, name)
        large(True)
        few = _seen(home, name)
        assert isinstance(few.total, Some)
        assert 60 <= len(few.total.rows) < TRACKS
        rows = few.total.rows
        np.testing.assert_allclose(few.total[rows], everything.total[rows], atol=0.05, rtol=0.05)
        np.testing.assert_allclose(few.familiar[rows], everything.familiar[rows], atol=1e-4)
        np.testing.assert_allclose(few.intent[rows], everything.intent[rows], atol=0.01)
        best = np.argsort(-everything.total)[:20]
        assert np.isin(best, rows).mean() >= 0.8


def test_skips_turn_the_answers_of_a_large_catalogue(home, large):
    large(True)
    me = home.listener("turning")
    home.hear(me, home.world.catalogue.tracks[:12], EventKind.COMPLETE)
    before = home.ask(me)
    tired = home.app.catalog.get(before.tracks[0].id).tags[0]
    home.hear(me, [home.app.catalog.get(t.id) for t in before.tracks[:3]], EventKind.SKIP)
    after = home.ask(me)
    assert [t.id for t in after.tracks] != [t.id for t in before.tracks]
    assert home.share(after, tired) <= home.share(before, tired)


def test_seeds_and_strangers_are_answered_too(home, large):
    large(True)
    stranger = home.listener("a stranger")
    assert len({t.id for t in home.ask(stranger, n=20).tracks}) == 20
    seed = home.genre(home.world.catalogue.tracks[0].tags[0])[0]
    near = home.ask(stranger, n=10, seeds=(seed.id,))
    assert home.share(near, seed.tags[0]) > 0.3  # of nine genres


def test_equal_questions_get_equal_answers(home, large):
    large(True)
    name = _people(home)[0]
    first, again = (_seen(home, name, seed=5) for _ in range(2))
    assert np.array_equal(first.total.values, again.total.values)
    assert not np.array_equal(first.total.values, _seen(home, name, seed=6).total.values)
