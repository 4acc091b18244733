"""A prior laid over a catalogue: who is known however they are spelt, and what stands in for the others."""

import numpy as np
import pytest

from segue.catalog.names import derived_id
from segue.domain.track import Track
from segue.learning.tags import tag_matrix
from segue.prior.learn import Size, learn
from segue.prior.place import place, rows_of
from segue.prior.prior import Manifest, Prior
from segue.prior.show import row_of
from tests.unit.prior.conftest import ARTISTS, heard_of, histories, name

MADE = Manifest("a test", "2026-11-21", "", 0, 0, 0)


@pytest.fixture(scope="module")
def prior() -> Prior:
    return learn(heard_of(histories(200, 1)), Size(), MADE, 1)


def track(artist: str, title: str = "t", *tags: str) -> Track:
    return Track(derived_id(title, artist), title, artist, tags=tags)


def test_artists_are_known_however_they_are_spelt(prior):
    rows = rows_of(prior, [track("ARTIST 0-0"), track("Ártist 0-0"), track("artist  0‐0"), track("Nobody")])
    assert rows.tolist() == [row_of(prior, name(0))] * 3 + [-1]


def test_tracks_of_one_artist_share_a_row_and_strangers_have_their_own(prior):
    tracks = [track(name(0), "a"), track(name(0), "b"), track(name(1)), track("X", "a"), track("X", "b"), track("Y")]
    laid = place(prior, tracks, None)
    row = laid.prior.row_of
    assert row[0] == row[1] != row[2]
    assert row[3] == row[4] != row[5]
    assert (laid.known, laid.estimated) == (0.5, 0.0)
    assert laid.prior.listeners[row[3]] == 0
    assert (laid.prior.vectors[row[3]] == 0).all()
    assert laid.prior.together[[row[3]]].nnz == 0
    assert np.allclose(laid.prior.vectors[row[0]], prior.vectors(rows_of(prior, tracks[:1]))[0])


def test_a_stranger_stands_among_those_whose_tags_are_like_its_own(prior):
    tracks = [track(name(i), "t", f"style {i // ARTISTS}", "music") for i in range(4 * ARTISTS)]
    tracks.append(track("A new band", "t", "style 2"))
    laid = place(prior, tracks, tag_matrix([t.tags for t in tracks]))
    vectors = laid.prior.vectors[laid.prior.row_of]
    alike = vectors[:-1] @ vectors[-1]
    of = np.arange(4 * ARTISTS) // ARTISTS
    assert alike[of == 2].min() > alike[of != 2].max()
    near = laid.prior.together[[laid.prior.row_of[-1]]]
    members = np.isin(near.indices, laid.prior.row_of[:-1][of == 2])
    assert near.data[members].mean() > 4 * near.data[~members].mean()
    assert laid.estimated == pytest.approx(1 / len(tracks))
    assert laid.prior.listeners[laid.prior.row_of[-1]] > 0


def test_a_catalogue_of_strangers_and_a_catalogue_of_nothing(prior):
    laid = place(prior, [track("X"), track("Y")], None)
    assert (laid.known, len(laid.prior.listeners), laid.prior.together.nnz) == (0.0, 2, 0)
    assert place(prior, [], None).known == 0.0
