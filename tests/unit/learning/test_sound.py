"""Sounds as vectors: what is near, what is not known, and tracks of which only the sound is known."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.flows.models import cold
from segue.learning.model import Histories, Interactions
from segue.learning.models.sound import SOUNDS_LIKE
from segue.learning.rows import nothing
from segue.learning.sound import FIELDS, sounding, vectors
from tests.unit.recommend.asked import MONDAY, Person, Shelf

N = 400


def usual(n: int = N) -> NDArray[np.float64]:
    """Values that have nothing to do with each other."""
    rng = np.random.default_rng(5)
    values = rng.random((n, len(FIELDS)))
    for name, least, most in (("tempo_bpm", 60, 200), ("loudness_db", -30, -3), ("duration_ms", 1e5, 4e5)):
        values[:, FIELDS.index(name)] = least + values[:, FIELDS.index(name)] * (most - least)
    for name, least, most in (("key", 0, 12), ("mode", 0, 2), ("year", 1960, 2020)):
        values[:, FIELDS.index(name)] = rng.integers(least, most, n)
    return values


def likeness(name: str, *told: float, **others: float) -> list[float]:
    """Of the first of these values of one field with each of the others, all else being the same."""
    rows = usual()
    rows[: len(told)] = rows[0]
    for other, value in others.items():
        rows[: len(told), FIELDS.index(other)] = value
    rows[: len(told), FIELDS.index(name)] = told
    found = vectors(rows)
    return [float(found[0] @ row) for row in found[1 : len(told)]]


def test_near_values_are_near() -> None:
    for name, of in (
        ("energy", (0.1, 0.2, 0.5, 0.9)),
        ("year", (1965, 1969, 1990, 2018)),
        ("tempo_bpm", (70, 80, 100)),
    ):
        alike = likeness(name, *of)
        assert alike == sorted(alike, reverse=True), name
        assert alike[0] > alike[-1] + 0.05


def test_a_double_tempo_is_nearer_than_one_that_fits_nowhere() -> None:
    double, half, odd = likeness("tempo_bpm", 87, 174, 87 / 2 * 1.001, 87 * 1.42)
    assert double > odd
    assert half > odd


def test_keys_stand_in_a_circle_of_fifths() -> None:
    fifth, fourth, semitone, tritone = likeness("key", 0, 7, 5, 1, 6, mode=1)
    assert min(fifth, fourth) > max(semitone, tritone)
    rows = usual()
    rows[:4] = rows[0]
    rows[:4, [FIELDS.index("key"), FIELDS.index("mode")]] = [
        (0, 1),
        (9, 0),
        (0, 0),
        (6, 0),
    ]  # C; a, c, f sharp
    found = vectors(rows)
    relative, same, far = (float(found[0] @ row) for row in found[1:4])
    assert relative > same > far


def test_what_is_not_known_is_usual() -> None:
    rows = usual()
    rows[0] = np.nan
    rows[1, 3:] = np.nan
    rows[2, FIELDS.index("mode")] = np.nan  # then its key says nothing, either
    found = vectors(rows)
    length = np.linalg.norm(found, axis=1)
    assert length[0] == 0
    assert length[1] == pytest.approx(np.sqrt(3 / 14), abs=1e-5)
    assert length[2] == pytest.approx(np.sqrt(12 / 14), abs=1e-5)
    assert length[3:] == pytest.approx(np.ones(N - 3), abs=1e-5)
    assert abs(float((found[3:] @ found[3]).mean())) < 0.05


def test_values_that_all_tracks_share_say_nothing_and_are_no_trouble() -> None:
    rows = usual(5)
    rows[:] = rows[0]
    for some in (rows, rows[:1], rows[:0], np.full((3, len(FIELDS)), np.nan)):
        found = vectors(some)
        assert found.dtype == np.float32
        assert not found.any()


def track(i: int, sound: Sound | None) -> Track:
    key = TrackId(str(uuid5(NAMESPACE_URL, f"sound/{i}")))
    return Track(key, f"{i}", f"{-i}", duration_ms=240_000, sound=sound)


def loud(i: int) -> Sound:
    return Sound(tempo_bpm=170 + i % 5, energy=0.9, loudness_db=-4.0 - i % 3, acousticness=0.02)


def calm(i: int) -> Sound:
    return Sound(tempo_bpm=70 + i % 5, energy=0.1, loudness_db=-20.0 - i % 3, acousticness=0.9)


def test_nothing_is_said_where_nothing_was_measured() -> None:
    silent = [track(i, None) for i in range(6)]
    assert sounding(silent) is None
    assert "sound" not in cold(Shelf(silent)).blend.names
    some = sounding([*silent, track(9, calm(1)), track(10, loud(1))])
    assert some is not None
    assert not some[:6].any()
    assert float(some[6] @ some[7]) < 0
    unheard = Histories(nothing((1, 8)), nothing((1, 8)))
    assert not SOUNDS_LIKE.fit(Interactions(unheard), 0).score(unheard).any()


def test_a_skip_lowers_what_sounds_so() -> None:
    found = sounding([track(i, loud(i) if i % 2 else calm(i)) for i in range(12)])
    fitted = SOUNDS_LIKE.fit(Interactions(Histories(nothing((1, 12)), nothing((1, 12))), sound=found), 0)
    skipped = csr_array(([1.0, 1.0], ([0, 0], [1, 3])), shape=(1, 12), dtype=np.float32)
    scores = fitted.score(Histories(nothing((1, 12)), skipped))[0]
    assert scores[5::2].max() < scores[4::2].min()


def test_a_track_of_which_only_the_sound_is_known_comes_with_those_that_sound_so() -> None:
    """No tags, names that say nothing, nobody has played it: on a server that has learnt nothing."""
    tracks = [track(i, loud(i) if i % 2 else calm(i)) for i in range(40)]
    model, person = cold(Shelf(tracks)), Person()
    person.plays(MONDAY - timedelta(days=2), tracks[1:12:2])
    asked = person.asks(MONDAY, model)
    scores = {t.id: float(asked.blended[model.row_of[t.id]]) for t in tracks}
    new_loud = [scores[t.id] for t in tracks[21:40:2]]
    new_calm = [scores[t.id] for t in tracks[20:40:2]]
    assert min(new_loud) > max(new_calm)
