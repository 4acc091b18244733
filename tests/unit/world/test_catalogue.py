"""The catalogue: Zipf popularity, genres inherited from artists, names that people could have given."""

from uuid import UUID

import numpy as np
import pytest

from segue.world import World
from segue.world.names import GENRES, fold


@pytest.fixture(scope="module")
def tracks():
    return World(seed=5).catalogue


def test_popularity_is_zipf(tracks):
    rank = np.arange(1, len(tracks) + 1)
    slope = np.polyfit(np.log(rank), np.log(np.sort(tracks.popularity)[::-1]), 1)[0]
    assert slope == pytest.approx(-0.9, abs=0.01)
    assert tracks.popularity.sum() == pytest.approx(1)


def test_the_first_tag_is_the_genre(tracks):
    for row, track in enumerate(tracks.tracks):
        assert track.tags[0] == tracks.genres[tracks.genre[row]]
        assert len(set(track.tags)) == len(track.tags)


def test_tracks_inherit_the_genres_of_their_artist(tracks):
    for artist in np.argsort(-np.bincount(tracks.artist))[:10]:
        counts = np.bincount(tracks.genre[tracks.artist == artist])
        assert np.sort(counts)[::-1][:2].sum() >= 0.7 * counts.sum()


def test_every_artist_has_a_track_and_a_name_of_its_own(tracks):
    assert set(tracks.artist.tolist()) == set(range(len(tracks.artists)))
    assert len({fold(name) for name in tracks.artists}) == len(tracks.artists)


def test_titles_differ_within_an_artist(tracks):
    pairs = {(track.artist, fold(track.title)) for track in tracks.tracks}
    assert len(pairs) == len(tracks)


def test_names_come_in_several_scripts(tracks):
    text = "".join(track.title for track in tracks.tracks)
    for low, high in (
        ("а", "я"),
        ("가", "힣"),
        ("぀", "ヿ"),
        ("一", "鿿"),
        ("ء", "ي"),
        ("α", "ω"),
        ("अ", "ह"),
        ("à", "ÿ"),
    ):
        assert any(low <= letter <= high for letter in text), f"no letter between {low} and {high}"


def test_ids_are_uuids_of_the_seed():
    one, same, other = (World(seed=s, tracks=50).catalogue for s in (1, 1, 2))
    assert one.tracks == same.tracks
    assert not {t.id for t in one.tracks} & {t.id for t in other.tracks}
    assert all(str(UUID(track.id)) == track.id for track in one.tracks)
    assert [one.rows[track.id] for track in one.tracks] == list(range(50))


def test_more_genres_than_there_are_names_for():
    genres = World(tracks=100, genres=len(GENRES) + 3).catalogue.genres
    assert len(set(genres)) == len(GENRES) + 3


def test_a_genre_is_found_by_name(tracks):
    rows = tracks.in_genre(tracks.genres[3])
    assert (tracks.genre[rows] == 3).all()
    with pytest.raises(ValueError, match="not in"):
        tracks.in_genre("no such music")
