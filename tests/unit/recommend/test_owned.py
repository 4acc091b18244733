"""Only what is in a library here, only what is not, or both."""

from dataclasses import replace

import numpy as np
import pytest

from segue.domain.event import Offset
from segue.playlists.recipe import ways
from segue.recommend.answer import answer
from segue.recommend.owned import Owned, allowed
from tests.unit.recommend.asked import MONDAY, SONGS, Person, of, served


def _slate(library, held, recipe="for_you"):
    model = served()
    model = replace(model, owned=Owned(model.row_of, len(model), lambda: held))
    person = Person()
    person.plays(MONDAY, of("ambient")[:5])
    seen = person.asks(MONDAY.replace(hour=9), model, n=10, library=library)
    return answer(seen, ways()[recipe].pipeline, None, (), Offset(0))


def _ids(tracks):
    return frozenset(track.id for track in tracks)


@pytest.mark.parametrize("recipe", sorted(ways()))
def test_what_is_here_and_what_is_not_part_the_catalogue(recipe):
    held = _ids(of("metal"))  # nothing that this listener would be given first
    everything = _ids(SONGS)
    owned = _slate("owned", held, recipe)
    new = _slate("new", held, recipe)
    assert len(owned.tracks) == len(new.tracks) == 10
    assert _ids(owned.tracks) <= held
    assert _ids(new.tracks) <= everything - held
    assert _ids(_slate("both", held, recipe).tracks) & (everything - held)
    assert owned.dropped["owned"] > 0


def test_with_nothing_here_there_is_nothing_to_own():
    empty = _slate("owned", frozenset())
    assert empty.tracks == ()
    assert empty.dropped["owned"] > 0
    assert len(_slate("new", frozenset()).tracks) == 10
    assert _slate("new", _ids(SONGS)).tracks == ()


def test_the_mask_follows_what_is_here_and_is_made_once():
    held = [frozenset()]
    owned = Owned({track.id: row for row, track in enumerate(SONGS)}, len(SONGS), lambda: held[0])
    assert not owned.mask().any()
    assert owned.mask() is owned.mask()
    held[0] = frozenset([SONGS[3].id, "no track of the model"])
    assert np.flatnonzero(owned.mask()).tolist() == [3]


def test_a_model_without_libraries_owns_nothing():
    assert allowed(None, 3, "both") is None
    assert not allowed(None, 3, "owned").any()
    assert allowed(None, 3, "new").all()
