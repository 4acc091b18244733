"""The artists a new listener is asked about: spread, known, the same for a seed, and from the catalogue alone."""

from uuid import NAMESPACE_URL, uuid5

import numpy as np

from segue.catalog.names import artist_id
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.flows.models import cold
from segue.recommend.groups import Groups
from segue.recommend.starter import choices

GENRES = ("ambient", "metal", "pop", "folk")


class Shelf(list):
    def signposts(self):
        return {}


def model(sizes=(6, 6, 6, 6), more=()):
    """Four genres; the i-th artist of a genre has i + 1 tracks."""
    tracks = []
    for genre, size in zip(GENRES, sizes, strict=True):
        for a in range(size):
            for t in range(a + 1):
                key = TrackId(str(uuid5(NAMESPACE_URL, f"{genre}{a}/{t}")))
                tracks.append(Track(key, f"Song {t}", f"{genre} {a}", tags=(genre, f"{genre}{t % 2}")))
    return cold(Shelf([*tracks, *more]))


def test_every_genre_is_asked_about_before_one_is_asked_about_again():
    first = choices(model(), 4, 0)
    assert {one.tags[0] for one in first} == set(GENRES)
    assert all(one.artist.endswith(" 5") for one in first), "of a genre the one with most to hear"


def test_a_genre_that_is_most_of_the_catalogue_does_not_crowd_out_the_others():
    found = choices(model(sizes=(12, 3, 3, 3)), 6, 0)
    assert {one.tags[0] for one in found} == set(GENRES)


def test_the_same_seed_asks_the_same_and_what_was_shown_does_not_come_again():
    served = model()
    assert choices(served, 8, 5) == choices(served, 8, 5)
    assert len({tuple(c.artist for c in choices(served, 8, seed)) for seed in range(1, 6)}) > 1
    first = choices(served, 8, 0)
    more = choices(served, 8, 0, [one.artist_id for one in first])
    assert not {c.artist for c in first} & {c.artist for c in more}
    assert len(choices(served, 100, 0)) == 24, "there are no more than there are"


def test_only_music_is_asked_about():
    talk = [
        Track(TrackId(str(uuid5(NAMESPACE_URL, str(i)))), f"Episode {i}", "A show", format="podcast") for i in range(9)
    ]
    assert "A show" not in {c.artist for c in choices(model(more=talk), 100, 0)}
    assert choices(cold(Shelf(talk)), 5, 0) == []
    assert choices(cold(Shelf([])), 5, 0) == []


def test_groups_hold_the_rows_of_each_artist():
    groups = Groups.of(np.array([0, 1, 0, 2], np.int32), {"a": 0, "b": 1, "c": 2}, np.array([0, 0, 3, 1], np.float32))
    assert [groups.rows(g).tolist() for g in range(3)] == [[2, 0], [1], [3]]
    assert groups.named("c").tolist() == [3]
    assert groups.named(artist_id("nobody")).tolist() == []
