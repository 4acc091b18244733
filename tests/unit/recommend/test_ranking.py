"""A ranking learnt from what was shown: better where there is a rule, none where there is none, the same when saved."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from segue.flows.shown_arrays import extra_arrays, with_extras
from segue.learning.ranking import FEWEST, FINISHED, LEFT, PARTLY, Logged, learn, ndcg, useful
from segue.recommend.candidates import Candidates
from segue.recommend.columns import LAYOUT, NAMES, SKIPS, TOTAL
from segue.recommend.pipeline import stages
from tests.unit.recommend.asked import MONDAY, SONGS, Person, of, served

HOUR = NAMES.index("hour_fit")
GROUP = 8


def _log(groups, seed, *, rule=True):
    """The sum says little; what fits the hour is finished, the rest is left."""
    rng = np.random.default_rng(seed)
    n = groups * GROUP
    columns = rng.normal(0, 1, (n, len(NAMES))).astype(np.float32)
    columns[:, 11 : SKIPS.start] = np.nan  # models that are not there
    wanted = (2.5 * columns[:, HOUR] if rule else 0) + 0.3 * columns[:, TOTAL] + rng.logistic(0, 1, n)
    label = np.where(wanted > 1, FINISHED, np.where(wanted > 0, PARTLY, LEFT)).astype(np.int8)
    return Logged(columns, label, np.full(groups, GROUP, np.int64), np.ones(n, np.float32))


def _learn(logged):
    return learn(logged, LAYOUT, TOTAL, SKIPS, seed=1)


@pytest.fixture(scope="module")
def learnt():
    return _learn(_log(400, 1))


def test_a_planted_rule_is_found_and_judged_on_later_days(learnt):
    assert learnt.ranking is not None, learnt.why
    assert learnt.ndcg > learnt.without + 0.1
    assert learnt.groups == 400
    later = _log(150, 2)
    ours = ndcg(learnt.ranking.score(later.columns), later).mean()
    assert ours > ndcg(later.columns[:, TOTAL], later).mean() + 0.1
    assert ours == pytest.approx(learnt.ndcg, abs=0.05), "what it said of itself holds on days it never saw"


def test_it_is_saved_and_read_the_same(learnt):
    columns = _log(20, 3).columns
    again = type(learnt.ranking).from_arrays(learnt.ranking.arrays())
    np.testing.assert_array_equal(again.score(columns), learnt.ranking.score(columns))
    model = served()
    places = {"activity:running": np.ones(model.space.shape[1], np.float32)}
    arrays = extra_arrays(learnt.ranking, places)
    whole = with_extras(model, arrays)
    np.testing.assert_array_equal(whole.ranking.score(columns), learnt.ranking.score(columns))
    np.testing.assert_array_equal(whole.places["activity:running"], places["activity:running"])
    assert with_extras(model, {}).ranking is None


def test_a_saved_one_of_other_columns_is_left_out_and_a_broken_one_refused(learnt):
    model = served()
    arrays = extra_arrays(learnt.ranking, {})
    assert with_extras(model, arrays | {"ranking.layout": np.array(["of last year"])}).ranking is None
    plain = arrays["ranking.plain"].copy()
    plain[4] = 0
    with pytest.raises(ValueError, match="scale"):
        with_extras(model, arrays | {"ranking.plain": plain})
    with pytest.raises(KeyError):
        with_extras(model, {name: a for name, a in arrays.items() if name != "ranking.plain"})
    bad = {"places.names": np.array(["activity:running"]), "places.vectors": np.ones((1, 3), np.float32)}
    with pytest.raises(ValueError, match="item space"):
        with_extras(model, bad)


def test_few_days_and_no_rule_leave_the_sum_as_it_is():
    few = _learn(_log(FEWEST - 1, 1))
    assert few.ranking is None
    assert str(FEWEST) in few.why
    nothing = _learn(_log(200, 4, rule=False))
    assert nothing.ranking is None, nothing.why
    same = _log(200, 5)
    same.columns[:, TOTAL] = same.label + 0.01 * same.columns[:, TOTAL]
    assert _learn(same).ranking is None, "the sum is right already"


def test_the_answer_of_a_model_without_one_is_the_sum(learnt):
    person = Person()
    person.plays(MONDAY, of("pop")[:5])
    rank, rows = stages()["rankers"]["learned"].score, np.arange(len(SONGS), dtype=np.int32)
    model = served()
    asked = person.asks(MONDAY, model)
    table = _candidates(rows)
    np.testing.assert_array_equal(rank(asked, table), asked.total[rows])
    better = replace(model, ranking=learnt.ranking)
    assert not np.array_equal(rank(person.asks(MONDAY, better), table), asked.total[rows])
    off = replace(asked.settings, learned_weight=0.0, skip_aversion=0.0)
    np.testing.assert_array_equal(rank(person.asks(MONDAY, better, off), table), asked.total[rows])


def test_a_learnt_hour_turns_the_answer_with_the_hour(learnt):
    """Metal on Monday mornings, folk on Monday evenings; the sum cannot tell them apart, the ranking can."""
    person, model = Person(), replace(served(), ranking=learnt.ranking)
    for week in range(1, 6):
        begin = MONDAY - timedelta(weeks=week)
        person.plays(begin, of("metal")[week * 3 : week * 3 + 3])
        person.plays(begin + timedelta(hours=12), of("folk")[week * 3 : week * 3 + 3])
    rank, rows = stages()["rankers"]["learned"].score, np.arange(len(SONGS), dtype=np.int32)
    tags = np.array([t.tags[0] for t in model.items])
    lead = []
    for hours in (0, 12):
        asked = person.asks(MONDAY + timedelta(hours=hours), model)
        gained = rank(asked, _candidates(rows)) - asked.total[rows]
        lead.append(gained[tags == "metal"].mean() - gained[tags == "folk"].mean())
    assert lead[0] > 0 > lead[1]


def test_what_there_is_to_learn_from():
    assert useful([FINISHED, LEFT])
    assert not useful([LEFT, LEFT])
    logged = _log(6, 1)
    part = logged.part(2, 4)
    np.testing.assert_array_equal(part.columns, logged.columns[2 * GROUP : 4 * GROUP])
    assert part.sizes.tolist() == [GROUP, GROUP]


def test_a_worked_example_of_ndcg():
    logged = Logged(
        np.zeros((3, 1), np.float32), np.array([FINISHED, LEFT, PARTLY], np.int8), np.array([3]), np.ones(3, np.float32)
    )
    ideal = 3 + 1 / np.log2(3)
    assert ndcg(np.array([3.0, 1.0, 2.0]), logged)[0] == pytest.approx(1)
    assert ndcg(np.array([1.0, 3.0, 2.0]), logged)[0] == pytest.approx((1 / np.log2(3) + 3 / 2) / ideal)
    assert ndcg(np.zeros(3), logged)[0] == pytest.approx((1 / np.log2(3) + 3 / 2) / ideal), "ties count against it"


def _candidates(rows):
    return Candidates(rows, np.zeros(len(rows), np.uint32), np.zeros(len(rows), np.float32))
