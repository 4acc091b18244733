"""Looking at everybody: what a refresh reads of profiles is what an answer would, and none of them stays in memory."""

from datetime import timedelta

import numpy as np
import pytest

from benchmarks.generated import generate
from benchmarks.listened import listen
from segue.accounts.links import How
from segue.app import build
from segue.domain.consent import Purpose
from segue.domain.event import EventKind
from segue.flows.dataset import dataset
from segue.settings import Settings
from segue.world import World
from tests.flows.engine import NOW, Engine

NAMES = ("taste", "ratings", "skip_habit")


@pytest.fixture
def home(tmp_path):
    engine = Engine(tmp_path, World(seed=2, listeners=3, tracks=60, genres=5), 5)
    engine.app.close()
    engine.app = build(Settings(home=tmp_path))
    yield engine
    engine.app.close()


def _states(engine, who):
    with engine.app.follower.glance(who.id, NAMES) as states:
        return dict(states)


def _known(engine, who):
    with engine.app.follower.use(who.id) as profile:
        return {name: profile.states[name] for name in NAMES}


def test_a_glance_sees_what_a_profile_holds_and_leaves_it_in_the_store(home):
    people = home.app.accounts.all()
    seen = [_states(home, who) for who in people]
    assert home.app.follower.listeners() == []
    assert seen == [_known(home, who) for who in people]
    assert all(one["taste"].tallies for one in seen)


def test_what_was_told_since_the_last_sweep_is_seen(home):
    who = home.app.accounts.all()[0]
    before = _states(home, who)
    home.hear(who, home.world.catalogue.tracks[:5], EventKind.COMPLETE)
    assert _states(home, who) != before
    assert _states(home, who) == _known(home, who)


def test_a_link_made_meanwhile_counts(home):
    first, second, _ = home.app.accounts.all()
    alone = len(_states(home, first)["taste"].tallies)
    home.app.accounts.links.link(second.id, first.id, How.EXPLICIT, NOW)
    assert len(_states(home, first)["taste"].tallies) > alone
    assert _states(home, first) == _known(home, first)


def test_who_takes_back_that_models_may_learn_from_them_is_not_read(home):
    app, (first, *others) = home.app, home.app.accounts.all()
    app.accounts.withdraw(first.id, Purpose.TRAIN)
    found = dataset(app.accounts, app.catalog, app.follower, app.log.end(), NOW)
    assert found.people == [one.id for one in others]


def test_homes_of_the_benchmark_read_as_if_everything_had_come_through_the_log(tmp_path):
    made = generate(240, 60, 3_000)
    found = []
    for long_way in (60, 5):
        app = build(Settings(home=tmp_path / str(long_way)))
        listen(app, made, NOW, long_way)
        app.close()
        app = build(Settings(home=tmp_path / str(long_way)))
        now = NOW + timedelta(days=1)
        found.append(dataset(app.accounts, app.catalog, app.follower, app.log.end(), now, None, app.lake, 10_000))
        everything = app.lake.query(
            'select listener, listen_id, track_id, start, "like", skip from listens order by all'
        )
        found[-1] = found[-1], everything
        app.close()
    (long, kept), (short, filled) = found
    assert kept.equals(filled)
    for side in ("liked", "skipped"):
        ours, theirs = (getattr(one.data.histories, side) for one in (long, short))
        assert ours.nnz > 0
        np.testing.assert_array_equal(ours.toarray(), theirs.toarray())
    np.testing.assert_array_equal(long.times, short.times)
    assert (long.everybody_skips, long.people) == (short.everybody_skips, short.people)
