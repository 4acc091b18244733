"""The order of plays, from the lake into a model and from a profile into an answer."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.domain.event import EventKind
from segue.flows import sequences
from segue.flows.sequences import before, moved
from segue.learning.model import COMPLETE, PARTIAL, SKIP, Sequences
from segue.recommend.history import sequence
from segue.world import World
from tests.flows.engine import NOW, Engine

LISTENERS, HEARD = 60, 12


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    """Forty tracks in a ring; each listener hears a dozen, one after the other round it, and skips the third."""
    engine = Engine(tmp_path_factory.mktemp("ring"), World(seed=3, listeners=0, tracks=40, genres=5), 1)
    tracks = engine.world.catalogue.tracks
    for number in range(LISTENERS):
        engine.now = NOW - timedelta(hours=9) + timedelta(minutes=number)
        who = engine.listener(f"l{number}")
        for step in range(HEARD):
            track = tracks[(number * 7 + step) % 40]
            engine.now += timedelta(minutes=10)
            if step == 2:
                engine.hear(who, [track], EventKind.SKIP)
            else:
                engine.hear(who, [track], EventKind.COMPLETE, position_ms=track.duration_ms)
    engine.now = NOW
    engine.app.keeper.sweep()
    yield engine
    engine.app.close()


def _read(engine, most=50_000):
    rows = {t.id: i for i, t in enumerate(engine.world.catalogue.tracks)}
    people = [listener.id for listener in engine.app.accounts.all()]
    return people, sequences.sequences(engine.app.lake, people, rows, most)


def test_each_listener_is_a_row_in_the_order_of_the_plays(ring, monkeypatch):
    monkeypatch.setattr(sequences, "_FEWEST", 100)
    people, found = _read(ring)
    assert np.diff(found.starts).tolist() == [HEARD] * LISTENERS
    names = [ring.app.accounts.get(one).name for one in people]
    for row, name in enumerate(names):
        own = slice(found.starts[row], found.starts[row + 1])
        begin = int(name[1:]) * 7
        assert found.items[own].tolist() == [(begin + step) % 40 for step in range(HEARD)]
        assert found.kinds[own].tolist() == [SKIP if step == 2 else COMPLETE for step in range(HEARD)]
        assert (np.diff(found.at_ms[own]) > 0).all()


def test_too_few_plays_teach_no_order(ring):
    assert _read(ring)[1] is None
    assert _read(ring, 0)[1] is None


def test_the_profile_says_the_same_as_the_lake(ring, monkeypatch):
    monkeypatch.setattr(sequences, "_FEWEST", 100)
    people, found = _read(ring)
    rows = {t.id: i for i, t in enumerate(ring.world.catalogue.tracks)}
    with ring.app.follower.use(people[5]) as profile:
        own = sequence(profile.read("recent", NOW), rows, skips_count=True)
        unskipped = sequence(profile.read("recent", NOW), rows, skips_count=False)
    at = slice(found.starts[5], found.starts[6])
    assert own.items.tolist() == found.items[at].tolist()
    assert own.kinds.tolist() == found.kinds[at].tolist()
    assert unskipped.items.tolist() == [i for i, kind in zip(own.items, own.kinds, strict=True) if kind != SKIP]


def test_a_refresh_learns_the_order_and_answers_from_it(ring, monkeypatch):
    monkeypatch.setattr(sequences, "_FEWEST", 100)
    found = ring.app.refresher.run(NOW, 1)
    assert found.promoted
    assert found.weights["next_item"] > 0.02
    who = ring.app.accounts.named("l3")
    slate = ring.ask(who, recipe="discover", explain=True)
    assert any(abs(t.trace.models.get("next_item", 0)) > 0.01 for t in slate.tracks)
    following = {ring.world.catalogue.tracks[(3 * 7 + HEARD + step) % 40].id for step in range(3)}
    assert following & {t.id for t in slate.tracks[:4]}


OF = Sequences(
    np.array([0, 4, 4, 7]), np.array([3, 1, 2, 1, 0, 2, 3], np.int32),
    np.array([COMPLETE, SKIP, PARTIAL, COMPLETE, COMPLETE, SKIP, COMPLETE], np.int8), np.arange(7, dtype=np.int64),
)  # fmt: skip


def test_what_is_held_out_cuts_its_own_row_only():
    held = csr_array(np.array([[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]], np.float32))
    found = before(OF, held)
    assert found.starts.tolist() == [0, 2, 2, 5]
    assert found.items.tolist() == [3, 1, 0, 2, 3]
    assert found.at_ms.tolist() == [0, 1, 4, 5, 6]


def test_over_other_columns_what_has_none_is_dropped():
    found = moved(OF, np.array([5, -1, 7, 0]))
    assert found.items.tolist() == [0, 7, 5, 7, 0]
    assert found.starts.tolist() == [0, 2, 2, 5]
    assert found.kinds.tolist() == [COMPLETE, PARTIAL, COMPLETE, SKIP, COMPLETE]
