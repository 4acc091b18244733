"""Laws of the order within a playlist, over any tracks."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.domain.event import TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.playlists.sequence import SHAPES, arranged
from segue.playlists.sequence.arrange import asked
from segue.playlists.sequence.task import APART, task

LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # a busy or fresh machine
SOUNDS = st.builds(
    Sound,
    tempo_bpm=st.none() | st.floats(1, 1000) | st.sampled_from([60.0, 120.0, 121.0]),
    key=st.none() | st.integers(0, 11),
    mode=st.none() | st.integers(0, 1),
    energy=st.none() | st.floats(0, 1),
    loudness_db=st.none() | st.floats(-60, 0),
)
ARTISTS = st.sampled_from(["", "아이유", "ABBA", "abba", "The Beatles", "Björk", "فيروز", *"ABCDEFGH"])


@st.composite
def tracks(draw: st.DrawFn, most: int = 20) -> list[Track]:
    said = draw(st.lists(st.tuples(ARTISTS, st.none() | SOUNDS), max_size=most))
    return [Track(TrackId(str(i)), f"{i}", artist, sound=sound) for i, (artist, sound) in enumerate(said)]


SHAPE = st.sampled_from(sorted(SHAPES))


@LAW
@given(tracks(), SHAPE, st.integers(0, 22), st.integers(0, 3))
def test_every_track_once_the_head_stays_and_nothing_is_worse_than_before(
    given_: list[Track], shape: str, keep: int, seed: int
) -> None:
    order = arranged(given_, shape, keep=keep, seed=seed)
    n = len(given_)
    assert sorted(order) == list(range(n))
    assert order[:keep] == list(range(min(keep, n)))
    assert order == arranged(given_, shape, keep=keep, seed=seed)
    question = asked(given_, shape, keep=keep)
    now, was = question.cost(np.array(order, np.int64)), question.cost(np.arange(n))
    assert (now.crowding, now.total) <= (was.crowding, was.total + 1e-9)


def _can_be_apart(artists: list[int], keep: int) -> bool:
    """No two neighbours of one artist behind the head: no artist has more than every other place there."""
    rest = artists[keep:]
    last = artists[keep - 1] if keep else None
    return all(2 * count <= len(rest) + (artist != last) for artist, count in Counter(rest).items())


@LAW
@given(st.lists(st.integers(0, 4), min_size=1, max_size=16), st.lists(SOUNDS, min_size=16, max_size=16), st.data())
def test_artists_are_apart_whenever_they_can_be(artists: list[int], heard: list[Sound], data: st.DataObject) -> None:
    keep = data.draw(st.integers(0, len(artists)))
    given_ = [Track(TrackId(str(i)), "", "", sound=heard[i]) for i in range(len(artists))]
    order = arranged(given_, data.draw(SHAPE), keep=keep, artists=artists)
    played = [artists[i] for i in order]
    if _can_be_apart(artists, keep):
        assert all(a != b for a, b in zip(played[max(keep - 1, 0) :], played[max(keep, 1) :], strict=False))


@LAW
@given(st.lists(st.integers(-1, 3), min_size=1, max_size=6), st.lists(SOUNDS, min_size=6, max_size=6), st.data())
def test_no_order_at_all_crowds_artists_less(artists: list[int], heard: list[Sound], data: st.DataObject) -> None:
    keep = data.draw(st.integers(0, len(artists)))
    given_ = [Track(TrackId(str(i)), "", "", sound=heard[i]) for i in range(len(artists))]
    question = asked(given_, data.draw(SHAPE), keep=keep, artists=artists)
    made = task(question.sounds, question.heights, question.artist, keep)
    least = min(made.judge(np.array([*range(keep), *rest]))[0] for rest in permutations(range(keep, len(artists))))
    assert made.judge(question.best(0))[0] == least


@LAW
@given(st.lists(st.integers(-1, 30), max_size=24), SHAPE)
def test_of_unknown_sound_the_order_given_stays_but_for_artists(artists: list[int], shape: str) -> None:
    given_ = [Track(TrackId(str(i)), "", "") for i in range(len(artists))]
    order = arranged(given_, shape, artists=artists)
    near = [i for i in range(len(artists)) for d in range(1, APART + 1) if i >= d and artists[i] == artists[i - d] >= 0]
    if not near:
        assert order == list(range(len(artists)))


def test_of_unknown_sound_as_little_moves_as_artists_need() -> None:
    given_ = [Track(TrackId(str(i)), "", "") for i in range(6)]
    assert arranged(given_, artists=[0, 0, 1, 2, 3, 4]) == [0, 2, 3, 1, 4, 5]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_name_and_its_number_say_the_same(shape: str) -> None:
    given_ = [Track(TrackId(str(i)), "", "AB"[i % 5 > 1], sound=Sound(tempo_bpm=80.0 + 7 * i % 50)) for i in range(12)]
    assert arranged(given_, shape) == arranged(given_, shape, artists=[i % 5 > 1 for i in range(12)])
