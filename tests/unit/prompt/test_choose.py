"""What gives way, and how long a playlist gets."""

import numpy as np
import pytest

from segue.playlists.prompt.choose import chosen
from segue.playlists.prompt.length import USUAL, asked_for, cut
from segue.playlists.prompt.match import Part


def _part(slot: str, *rows: int) -> Part:
    fit = np.zeros(100, np.float32)
    fit[list(rows)] = 1
    return Part(slot, (slot,), fit)


_ALL = np.ones(100, np.bool_)


def test_where_enough_fits_nothing_gives() -> None:
    found = chosen([_part("moods", *range(20)), _part("genres", *range(10, 30))], _ALL, 5)
    assert found.rows.tolist() == list(range(10, 20))
    assert found.gave == ()
    assert (found.bonus == 2).all()


def test_the_part_to_blame_gives_not_the_first() -> None:
    parts = [_part("moods", *range(50)), _part("years", *range(40)), _part("genres", 77)]
    assert [part.slot for part in chosen(parts, _ALL, 5).gave] == ["genres"]


def test_of_several_to_blame_the_first_gives() -> None:
    parts = [_part("moods", *range(10)), _part("genres", *range(50, 60))]
    assert [part.slot for part in chosen(parts, _ALL, 5).gave] == ["moods"]


def test_what_is_not_wanted_never_gives() -> None:
    allowed = np.zeros(100, np.bool_)
    found = chosen([_part("genres", *range(10))], allowed, 5)
    assert len(found.rows) == 0
    allowed[50:53] = True
    assert chosen([_part("genres", *range(10))], allowed, 5).rows.tolist() == [50, 51, 52]


@pytest.mark.parametrize("seed", range(5))
def test_minutes_are_met_within_half_a_usual_track(seed: int) -> None:
    rng = np.random.default_rng(seed)
    durations = rng.normal(210_000, 40_000, 60).clip(60_000, None)
    for minutes in (15, 40, 90):
        n = asked_for(minutes, None, durations, 200)
        kept = cut(minutes, None, list(durations[:n]))
        assert len(set(kept)) == len(kept)
        assert abs(sum(durations[kept]) - minutes * 60_000) < 105_000


def test_numbers_of_tracks() -> None:
    assert cut(None, 3, [None] * 9) == [0, 1, 2]
    assert len(cut(None, None, [None] * 99)) == USUAL
    assert len(cut(30, None, [None] * 99)) in (8, 9)  # three and a half minutes each, where nobody knows
    assert cut(40, None, []) == []
