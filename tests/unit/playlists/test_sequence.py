"""The order within a playlist: keys, shapes, moves and what is told of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from segue.domain.event import TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.playlists.sequence import SHAPES, arranged, explain, search
from segue.playlists.sequence.arrange import asked
from segue.playlists.sequence.distances import between, wanted
from segue.playlists.sequence.shapes import Shape
from segue.playlists.sequence.sounds import camelot, sounds
from segue.playlists.sequence.stretches import AT_ONCE
from segue.playlists.sequence.task import task
from segue.proof.songs import NAMED, SPREAD, read_songs
from segue.settings import data_dir


def tracks(n, seed=0, artists=9):
    r = np.random.default_rng(seed)
    return [
        Track(
            TrackId(str(i)),
            f"{i}",
            f"Artist {r.integers(artists)}",
            sound=Sound(
                tempo_bpm=float(r.uniform(60, 180)), key=int(r.integers(12)), mode=int(r.integers(2)), energy=r.random()
            ),
        )
        for i in range(n)
    ]


@pytest.mark.parametrize(
    ("key", "mode", "place"),
    [(0, 1, "8B"), (9, 0, "8A"), (7, 1, "9B"), (4, 0, "9A"), (5, 1, "7B"), (11, 1, "1B"), (8, 0, "1A"), (6, 1, "2B")],
)
def test_keys_stand_on_the_camelot_wheel(key, mode, place):
    number, ring = camelot(key, mode)
    assert f"{number + 1}{'AB'[ring]}" == place


def test_every_place_of_the_wheel_is_one_key():
    assert len({camelot(key, mode) for key in range(12) for mode in (0, 1)}) == 24


def far(a, b):
    columns = sounds([Track(TrackId("0"), "", "", sound=a), Track(TrackId("1"), "", "", sound=b)])
    found = between(columns, np.array([0]), np.array([1]))
    return float(found.tempo[0]), float(found.key[0]), float(found.energy[0])


@pytest.mark.parametrize(
    ("a", "b", "tempo"),
    [(120, 120, 0), (120, 60, 0.1), (70, 140, 0.1), (100, 141.42, 1), (120, None, 0.45), (None, None, 0.45)],
)
def test_half_and_double_tempo_are_near(a, b, tempo):
    assert far(Sound(tempo_bpm=a), Sound(tempo_bpm=b))[0] == pytest.approx(tempo, abs=1e-3)


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ((0, 1), (0, 1), 0),
        ((0, 1), (9, 0), 1),
        ((0, 1), (7, 1), 1),
        ((0, 1), (5, 1), 1),
        ((0, 1), (6, 1), 6),
        ((0, 1), (3, 0), 7),
    ],
)
def test_neighbours_on_the_wheel_and_relative_keys_are_near(a, b, steps):
    assert far(Sound(key=a[0], mode=a[1]), Sound(key=b[0], mode=b[1]))[1] == pytest.approx(steps / 7)


def test_a_key_without_a_mode_is_no_key_and_loudness_stands_in_for_energy():
    assert far(Sound(key=3), Sound(key=3, mode=1))[1:] == pytest.approx((0.5, 0.2))
    assert far(Sound(loudness_db=-5), Sound(energy=0.8))[2] == pytest.approx(0)
    assert far(Sound(tempo_bpm=100), Sound(energy=0.5))[2] == pytest.approx(0)


def test_the_curve_is_made_of_the_levels_that_are_there():
    level = np.array([0.9, 0.1, 0.5, np.nan, 0.3])
    assert wanted(level, SHAPES["sleep"].levels(5)).round(9).tolist() == pytest.approx([0.9, 0.62, 0.4, 0.24, 0.1])
    assert wanted(level, SHAPES["level"].levels(5)).tolist() == pytest.approx([0.452] * 5)
    kept = wanted(level, SHAPES["sleep"].levels(5), keep=2)
    assert kept[:2].tolist() == [0.9, 0.1]
    assert kept[2] > kept[3] > kept[4]


@pytest.mark.parametrize("points", [(), ((0, 1),), ((0, 0), (0.5, 1)), ((0, 0), (0.6, 1), (0.6, 0), (1, 1))])
def test_a_shape_that_does_not_rise_from_0_to_1_is_refused(points):
    with pytest.raises(ValueError, match="places must rise from 0 to 1"):
        Shape("Odd", points)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(4, 14), st.integers(0, 3), st.booleans())
def test_what_a_move_is_said_to_gain_is_what_it_gains(seed, n, move, spaced):
    r = np.random.default_rng(seed)
    heights = SHAPES["wave"].levels(n)
    of = task(sounds(tracks(n, seed)), heights, r.integers(0, 3 if spaced else n, n), 0)
    i, k = sorted(r.choice(n, 2, replace=False).tolist())
    j = i
    if move == 0 and k - i < 2:
        return
    if move >= 2:
        a = int(r.integers(1, k - i + 1))
        if min(a, k - i + 1 - a) > 3:
            return
        j = i + a - 1
    order = r.permutation(n)
    after = np.array([search._then(order, move, i, j, k, p) for p in range(n)])
    assert sorted(after) == list(range(n))
    dearer = search._dearer(order, move, i, j, k, of.pairs)
    dearer += search._displaced(order, move, i, j, k, of.places, search._shifts(order, of.places))
    crowded = search._crowded(order, move, i, j, k, of.artist, of.near)
    (was, had), (now, has) = of.judge(order), of.judge(after)
    assert dearer == pytest.approx(has - had, abs=1e-9)
    assert crowded == now - was


def test_no_single_move_makes_what_was_found_better():
    of = asked(tracks(9, 3), "arc")
    made = task(of.sounds, of.heights, of.artist)
    found = of.best(0)
    best = made.judge(found)
    for i in range(9):
        for k in range(i + 1, 9):
            for other in (found.copy(), found.copy()):
                other[[i, k]] = other[[k, i]]
                assert made.judge(other) >= (best[0], best[1] - 1e-9)
            moved = np.insert(np.delete(found, i), k, found[i])
            assert made.judge(moved) >= (best[0], best[1] - 1e-9)


@pytest.mark.parametrize(
    ("shape", "places"), [("rise", (0, -1)), ("fall", (-1, 0)), ("sleep", (-1, 0)), ("arc", (0, 20))]
)
def test_energy_follows_the_shape(shape, places):
    given_ = tracks(40, 5)
    energy = np.array([given_[i].sound.energy for i in arranged(given_, shape)])
    means = energy.reshape(8, 5).mean(axis=1)
    low, high = (means[p // 5 if p > 0 else p] for p in places)
    assert high - low > 0.3


def test_neighbours_are_nearer_than_by_chance_and_artists_apart():
    given_ = tracks(40, 6)
    order = arranged(given_)
    found, before = explain(given_, order), explain(given_, range(40))
    assert sum(s.tempo_distance + s.key_distance for s in found.steps) < 0.5 * sum(
        s.tempo_distance + s.key_distance for s in before.steps
    )
    assert found.crowding == 0
    assert before.crowding > 0


def test_an_arrangement_is_told_place_by_place():
    given_ = [
        Track(TrackId("0"), "", "A", sound=Sound(tempo_bpm=120, key=0, mode=1, energy=0.25)),
        Track(TrackId("1"), "", "B", sound=Sound(tempo_bpm=60, key=9, mode=0, energy=0.75)),
        Track(TrackId("2"), "", "C"),
    ]
    told = explain(given_, [0, 1, 2], "rise")
    assert [(s.level, s.tempo_bpm, s.key) for s in told.steps] == [
        (0.25, 120, "8B"),
        (0.75, 60, "8A"),
        (None, None, None),
    ]
    assert told.steps[0].cost == 0
    assert (told.steps[1].tempo_distance, told.steps[1].energy_distance) == (0.1, 0.5)
    assert told.steps[1].cost == pytest.approx(0.1 + 1 / 7 + 0.5 * 0.5, abs=1e-4)
    assert told.steps[0].wanted == 0.25
    assert all(s.wanted is None for s in explain(given_, [0, 1, 2]).steps)


def test_what_is_known_of_half_the_tracks_is_used():
    given_ = tracks(40, 9, artists=40)
    half = [replace(track, sound=None) if i % 2 else track for i, track in enumerate(given_)]
    told = [step for step in explain(half, arranged(half)).steps if step.tempo_distance != 0.45]
    assert len(told) >= 18, "unknown tracks are strewn between known ones"
    assert np.mean([step.tempo_distance + step.key_distance for step in told[1:]]) < 0.5


def test_long_playlists_are_arranged_in_stretches():
    given_ = tracks(2 * AT_ONCE + 70, 7, artists=60)
    order = arranged(given_, "sleep", keep=3)
    assert sorted(order) == list(range(len(given_)))
    assert order[:3] == [0, 1, 2]
    now, was = (explain(given_, one, "sleep", keep=3) for one in (order, range(len(given_))))
    assert now.cost < 0.5 * was.cost
    assert now.crowding == 0


def test_a_seed_decides_between_orders_that_are_as_good():
    given_ = tracks(40, 8)
    assert arranged(given_, seed=1) == arranged(given_, seed=1)
    assert len({tuple(arranged(given_, "wave", seed=seed)) for seed in range(6)}) > 1


def test_what_is_asked_wrongly_is_refused():
    with pytest.raises(ValueError, match="there is no shape 'round'; there are level, rise, fall"):
        arranged([], "round")
    with pytest.raises(ValueError, match="got -1"):
        arranged([], keep=-1)
    with pytest.raises(ValueError, match="artists has 1 numbers for 2 tracks"):
        arranged(tracks(2), artists=[1])
    with pytest.raises(ValueError, match="holds each of 0 to 1 once"):
        explain(tracks(2), [0, 0])
    assert arranged([]) == []
    assert arranged(tracks(1), keep=5) == [0]
    assert explain([], []).steps == ()


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_transitions_of_real_tracks_are_at_least_two_fifths_nearer_than_by_chance(shape):
    folder = data_dir()
    if folder is None or not (folder / "tidytuesday-spotify-songs").is_dir():
        pytest.skip("the songs are not here: set SEGUE_DATA")
    fields = (*SPREAD, *NAMED)
    songs = read_songs(folder / "tidytuesday-spotify-songs").songs
    draw = np.random.default_rng(2)
    less = []
    for _ in range(20):
        given_ = []
        for i in draw.choice(len(songs), 50, replace=False):
            told = dict(zip(fields, songs[i].values, strict=True))
            heard = Sound(tempo_bpm=told["tempo"], key=int(told["key"]), mode=int(told["mode"]), energy=told["energy"])
            given_.append(Track(TrackId(str(i)), songs[i].title, songs[i].artist, sound=heard))
        steps = explain(given_, arranged(given_, shape), shape).steps[1:]
        far = between(sounds(given_), *np.triu_indices(50, 1))
        found = np.mean([step.tempo_distance + step.key_distance for step in steps])
        less.append(1 - found / (far.tempo + far.key).mean())
    assert np.mean(less) >= 0.4
