"""Why, where nothing of the listener's own record speaks: no more than is known of others."""

from dataclasses import replace

import numpy as np
import pytest

from segue.learning.blend import FittedBlend
from segue.recommend.message import languages
from segue.recommend.reasons import Reasons
from tests.unit.recommend.asked import MONDAY, SONGS, Person, of, served


def why(listeners, known_by, blend=None, person=None, lang="en"):
    model = served()
    fame = np.full(len(SONGS), np.log1p(known_by), np.float32)
    model = replace(model, listeners=listeners, fame=fame, blend=blend or model.blend)
    asked = (person or Person()).asks(MONDAY, model, lang=lang)
    return Reasons(asked).why(model.row_of[of("pop")[3].id])


def test_somebody_new_is_told_how_many_know_it_and_no_more():
    assert why(0, 0).text == "it is in the catalogue, and nothing is known of your taste yet"
    assert why(1, 1).text == "it is in the catalogue, and nothing is known of your taste yet"
    assert why(40, 3).text == "many people here finish it"
    assert why(40, 2).text == why(40, 0).text == "it is in the catalogue, and few people know it yet"


def test_people_elsewhere_are_not_called_people_here():
    own = served().blend.components
    known = {**own, "prior_factors": own["popularity"]}
    prior = FittedBlend(known, np.ones(len(known)))
    assert why(1, 500, prior).text == why(40, 500, prior).text == "many people finish it"
    assert why(1, 0, prior).text == "it is in the catalogue, and few people know it yet"


def test_nobody_finishes_what_nobody_knows():
    person = Person()
    person.plays(MONDAY.replace(day=20), of("metal")[:4])
    assert why(40, 1, person=person).text == "people whose record is like yours finish it"
    assert why(40, 0, person=person).text == "it fits what you finish"
    assert why(1, 0, person=person).code == "taste"


@pytest.mark.parametrize("lang", list(languages()))
def test_one_sentence_at_most(lang):
    for listeners, known_by in ((0, 0), (40, 0), (40, 9)):
        text = why(listeners, known_by, lang=lang).text
        assert text
        assert not {".", "!", "?", "\n"} & set(text)
