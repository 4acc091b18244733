"""What was shown and what came of it, through log and lake, to the rows and places that a refresh learns from."""

import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from segue.domain.event import Event, EventKind, ListenerId, TrackRef
from segue.domain.slate import Request
from segue.flows.logged import logged
from segue.flows.models import COLD
from segue.flows.places import places
from segue.learning.ranking import FINISHED, LEFT
from segue.profiles.profile import Profile
from segue.recommend.columns import NAMES, TOTAL
from segue.recommend.situation import situation
from segue.world import World
from tests.flows.engine import NOW, Engine

DAYS, TRACKS = 6, 5


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Two listeners of two genres; each day an answer of five is heard in order: the second and fourth are skipped.
    One runs, one reads.
    """
    engine = Engine(tmp_path_factory.mktemp("ranker"), World(seed=5, listeners=0, tracks=120, genres=6), 1)
    shown = {}
    for name, activity in (("a runner", "running"), ("a reader", "reading")):
        who = engine.listener(name)
        engine.now = NOW - timedelta(days=DAYS + 1)
        catalogue = engine.world.catalogue
        loved = catalogue.in_genre(0 if activity == "running" else 1)[:4]
        engine.hear(who, [catalogue.tracks[row] for row in loved], EventKind.LIKE)
        for day in range(DAYS):
            engine.now = NOW - timedelta(days=DAYS - day)
            slate = engine.ask(who, n=TRACKS)
            shown[who.id, day] = slate
            for place, track in enumerate(slate.tracks):
                length = engine.app.catalog.get(track.id).duration_ms
                left = place % 2 == 1
                ref = TrackRef(id=track.id)
                heard = timedelta(milliseconds=4_000 if left else length)
                shared = {"track": ref, "duration_ms": length, "context": {"activity": activity.upper()}}
                begin = Event(f"{name}{day}{place}b", EventKind.PLAY, engine.now, position_ms=0, **shared)
                end = Event(
                    f"{name}{day}{place}e", EventKind.SKIP if left else EventKind.COMPLETE, engine.now + heard,
                    position_ms=4_000 if left else length, slate_id=slate.slate_id, **shared,
                )  # fmt: skip
                engine.tell(who, [begin, end])
                engine.now += heard + timedelta(seconds=30)
    engine.now = NOW
    engine.app.server.save()
    engine.app.keeper.sweep()
    yield engine, shown
    engine.app.close()


def everybody(listener: ListenerId) -> bool:
    return True


def test_every_day_is_a_group_with_the_columns_it_was_shown_with(told):
    engine, shown = told
    found = logged(engine.app.lake, lambda who: who, everybody)
    assert found.sizes.tolist() == [TRACKS] * (2 * DAYS)
    assert found.columns.shape == (2 * DAYS * TRACKS, len(NAMES))
    for group in range(2 * DAYS):
        rows = found.part(group, group + 1)
        assert sorted(rows.label.tolist()) == [LEFT, LEFT, FINISHED, FINISHED, FINISHED]
    scores = {round(track.score, 1) for slate in shown.values() for track in slate.tracks}
    assert len(scores) > 3
    told_totals = np.sort(found.columns[:, TOTAL])
    said = np.sort([track.score for slate in shown.values() for track in slate.tracks])
    assert np.corrcoef(told_totals, said)[0, 1] > 0.9, "the ranker adds little to the sum: fatigue, freshness"
    assert ((found.weight >= 1) & (found.weight <= 10)).all()


def test_who_does_not_allow_it_is_not_learnt_from(told):
    engine, _ = told
    runner = engine.listener("a runner").id
    found = logged(engine.app.lake, lambda who: who, lambda who: who != runner)
    assert found.sizes.tolist() == [TRACKS] * DAYS
    assert len(logged(engine.app.lake, lambda who: who, lambda _: False).label) == 0


def test_places_are_what_is_finished_in_an_activity_and_not_elsewhere(told):
    engine, shown = told
    model = engine.app.models.current()
    found = places(engine.app.lake, model.row_of, model.space, everybody)
    assert set(found) == {"activity:running", "activity:reading", "hour:morning", "hour:weekend"}
    for name, activity in (("a runner", "running"), ("a reader", "reading")):
        who = engine.listener(name).id
        liked = [model.row_of[t.id] for (by, _), s in shown.items() if by == who for t in s.tracks[::2]]
        others = [model.row_of[t.id] for (by, _), s in shown.items() if by != who for t in s.tracks[::2]]
        pull = model.space @ found[f"activity:{activity}"]
        assert pull[liked].mean() > pull[others].mean()
    assert places(engine.app.lake, model.row_of, model.space, lambda _: False) == {}


def test_with_so_few_days_a_refresh_keeps_the_sum_and_learns_the_places(told):
    engine, _ = told
    assert engine.app.refresher.run(NOW, seed=1).promoted
    until = time.monotonic() + 20
    while (model := engine.app.models.current()).id == COLD and time.monotonic() < until:
        time.sleep(0.01)  # it is loaded beside the one before it
    assert model.id != COLD
    assert model.ranking is None
    assert "activity:running" in model.places
    who = engine.listener("somebody else")
    first, second = (engine.world.catalogue.genres[i] for i in (0, 1))
    running, reading = (engine.ask(who, context={"activity": a}) for a in ("running", "reading"))
    assert engine.share(running, first) > engine.share(reading, first), "somebody new is given what is finished then"
    assert engine.share(running, second) < engine.share(reading, second)
    nowhere = [[t.id for t in engine.ask(who, **told).tracks] for told in ({}, {"context": {"activity": "flying"}})]
    assert nowhere[0] == nowhere[1], "what was never met changes nothing"


def test_somebody_new_is_given_what_is_finished_at_that_hour(told):
    engine, _ = told
    model = replace(engine.app.models.current(), ranking=None)
    one, other = (0.1 * model.space[model.row_of[t.id]] for t in engine.world.catalogue.tracks[:2])
    model = replace(model, places={"hour:morning": one, "hour:evening": other})
    asked = {}
    for hour in (7, 19):
        now = NOW.replace(hour=hour)
        for profiled in (True, False):
            request = Request(ListenerId("nobody"), now, profiled=profiled)
            seen = situation(request, Profile(), model, engine.app.settings)
            asked[hour, profiled] = seen.total
    np.testing.assert_array_equal(asked[7, True], asked[7, False])
    weight = engine.app.settings.context_weight
    np.testing.assert_allclose(
        asked[7, True] - asked[19, True], weight * (model.packed.dot(one) - model.packed.dot(other)), atol=0.02
    )
