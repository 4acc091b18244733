"""When and where somebody asks: what was never met changes nothing, a habit pulls its own way."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from segue.profiles.features.surroundings import word
from segue.recommend.columns import LAYOUT, NAMES, TOTAL, columns, fits, packed, unpacked
from tests.unit.recommend.asked import GENRES, MONDAY, SONGS, Person, of, served

HOUR, DEVICE, ACTIVITY, LOCATION = range(4)
EVERY = np.arange(len(SONGS), dtype=np.int32)
EVENING = timedelta(hours=12)


@pytest.fixture(scope="module")
def model():
    return served()


@pytest.fixture(scope="module")
def person():
    """Metal on working mornings on the phone, folk on working evenings in the car, twenty of each."""
    found = Person()
    for day in (4, 3, 2, 1):  # Thursday back to Monday
        begin = MONDAY - timedelta(days=7) + timedelta(days=4 - day)
        found.plays(begin, of("metal")[5 * day - 5 : 5 * day])
        found.plays(begin + EVENING, of("folk")[5 * day - 5 : 5 * day], device="Android Auto")
    return found


def mean(model, column, genre):
    tags = np.array([t.tags[0] for t in model.items])
    return float(column[tags == genre].mean())


def test_nobody_and_nowhere_is_no_direction(model):
    asked = Person().asks(MONDAY, model, context={"activity": "flying", "location": "the moon", "device": "a toaster"})
    assert not fits(asked, EVERY).any()


def test_an_hour_and_a_device_pull_to_what_is_finished_there(model, person):
    found = fits(person.asks(MONDAY, model), EVERY)
    assert mean(model, found[:, HOUR], "metal") > 0.1 > -0.1 > mean(model, found[:, HOUR], "folk")
    evening = fits(person.asks(MONDAY + EVENING, model), EVERY)
    assert mean(model, evening[:, HOUR], "folk") > 0.1 > -0.1 > mean(model, evening[:, HOUR], "metal")
    car = fits(person.asks(MONDAY, model, context={"device_kind": "car"}), EVERY)
    phone = fits(person.asks(MONDAY, model, context={"device": "Pixel phone"}), EVERY)
    assert mean(model, car[:, DEVICE], "folk") > mean(model, phone[:, DEVICE], "folk")
    assert mean(model, phone[:, DEVICE], "metal") > mean(model, car[:, DEVICE], "metal")


def test_an_hour_at_which_nothing_was_ever_heard_says_nothing(model, person):
    assert not fits(person.asks(MONDAY + timedelta(days=5), model), EVERY)[:, HOUR].any()  # a Saturday


def test_little_says_little(model):
    once = Person()
    once.plays(MONDAY - timedelta(days=7), of("metal")[:1])
    once.plays(MONDAY - timedelta(days=7) + EVENING, of("folk")[:10])
    often = Person()
    often.plays(MONDAY - timedelta(days=7), of("metal")[:10])
    often.plays(MONDAY - timedelta(days=7) + EVENING, of("folk")[:10])
    pulls = [mean(model, fits(one.asks(MONDAY, model), EVERY)[:, HOUR], "metal") for one in (once, often)]
    assert 0 < pulls[0] < pulls[1]


def test_however_much_places_differ_taste_is_not_drowned(model, person):
    pop = model.space[[model.row_of[t.id] for t in of("pop")]].mean(axis=0)
    known = replace(model, places={"activity:running": pop / np.linalg.norm(pop)})
    asked = person.asks(MONDAY, known, context={"activity": "running"})
    assert np.abs(asked.moment[EVERY]).max() <= 0.201 < 0.9 * np.abs(fits(asked, EVERY)[:, ACTIVITY]).max()
    assert mean(model, asked.moment[EVERY], "pop") > 0.05
    there, nowhere = (person.asks(MONDAY, model, context=told).moment for told in ({"activity": "unheard of"}, {}))
    np.testing.assert_array_equal(there, nowhere)


def test_the_hour_gives_way_when_what_is_usual_then_is_skipped(model):
    person = Person()
    for day in (7, 6, 5, 4):
        person.plays(MONDAY - timedelta(days=day), of("metal")[:5])
        person.plays(MONDAY - timedelta(days=day) + EVENING, of("folk")[:5])
    before = mean(model, person.asks(MONDAY, model).moment[EVERY], "metal")
    now = person.plays(MONDAY, of("metal")[10:13], skips=of("metal")[10:13])
    after = mean(model, person.asks(now, model).moment[EVERY], "metal")
    assert 0 < after < 0.8 * before


def test_an_activity_pulls_to_what_everybody_does_then(model):
    rows = [model.row_of[t.id] for t in of("pop")]
    running = model.space[rows].mean(axis=0)
    known = replace(model, places={"activity:running": running, "location:park": -running})
    found = fits(Person().asks(MONDAY, known, context={"activity": " Running "}), EVERY)
    np.testing.assert_allclose(found[:, ACTIVITY], known.space @ running, rtol=1e-5)
    assert not found[:, LOCATION].any()
    park = fits(Person().asks(MONDAY, known, context={"activity": 7, "location": "PARK"}), EVERY)
    assert not park[:, ACTIVITY].any()
    assert mean(known, park[:, LOCATION], "pop") < 0


def test_a_context_nobody_knows_leaves_the_answer_as_it_is(model, person):
    plain = person.asks(MONDAY, model)
    odd = person.asks(MONDAY, model, context={"activity": "unheard of", "location": ["no", "text"], "shuffle": "yes"})
    np.testing.assert_array_equal(columns(plain, EVERY), columns(odd, EVERY))


def test_words_are_compared_without_case_and_length():
    assert word("  Running ") == "running"
    assert word(None) == word(3) == ""
    assert len(word("x" * 1000)) == 64


@pytest.mark.parametrize(
    ("context", "device", "shuffle"),
    [
        ({}, "mobile", -1), ({"device": "Android Auto", "shuffle": True}, "car", 1), ({"device_kind": "TV"}, "tv", -1),
        ({"device": "", "shuffle": 0}, "mobile", -1), ({"device": "a toaster", "shuffle": False}, "", 0),
    ],
)  # fmt: skip
def test_the_device_is_the_one_that_asks_else_the_last_one(model, context, device, shuffle):
    person = Person()
    person.plays(MONDAY - timedelta(hours=1), SONGS[:1])
    where = person.asks(MONDAY, model, context=context).habits.where
    assert (where.device, where.shuffle) == (device, shuffle)


def test_columns_hold_the_scores_and_nan_where_nothing_is_known(model, person):
    asked = person.asks(MONDAY, model)
    found = columns(asked, EVERY[::3])
    assert found.shape == (len(EVERY[::3]), len(NAMES))
    np.testing.assert_array_equal(found[:, TOTAL], asked.total[EVERY[::3]])
    assert np.isnan(found[:, NAMES.index("nearness")]).all(), "the request starts from nothing"
    assert np.isnan(found[:, NAMES.index("z ials")]).all(), "there is no such model in a cold blend"
    assert not np.isnan(found[:, NAMES.index("z content")]).any()
    seeded = person.asks(MONDAY, model, seeds=(SONGS[0].id,))
    assert columns(seeded, EVERY)[:, NAMES.index("nearness")].argmax() == model.row_of[SONGS[0].id]
    assert columns(asked, EVERY[:0]).shape == (0, len(NAMES))


def test_columns_are_logged_and_read_again(model, person):
    found = columns(person.asks(MONDAY, model), EVERY[:10])
    text = packed(found)
    again = unpacked(text, 10)
    np.testing.assert_allclose(again, found, rtol=2e-3, atol=1e-3)
    assert np.array_equal(np.isnan(again), np.isnan(found))
    for broken in (text[:-8], "not base64 !", text + "AAAA"):
        assert unpacked(broken, 10) is None
    assert unpacked(text, 9) is None
    assert len(LAYOUT) == 12
    assert len(set(NAMES)) == len(NAMES)


def test_genres_are_apart_in_the_space_of_these_tests(model):
    centres = np.stack([model.space[[model.row_of[t.id] for t in of(g)]].mean(axis=0) for g in GENRES])
    near = centres @ centres.T
    assert near.diagonal().min() > 3 * (near - np.diag(near.diagonal())).max()
