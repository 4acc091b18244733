"""What the last minutes say: one skip moves an answer, skips of the like turn it."""

import numpy as np
import pytest

from segue.recommend.intent import Outcomes, direction

# three styles of four tracks each, and a little of its own in each track
SPACE = np.hstack([np.repeat(np.eye(3), 4, axis=0), 0.4 * np.eye(12)]).astype(np.float32)
SPACE /= np.linalg.norm(SPACE, axis=1, keepdims=True)


def session(*told: tuple[int, int]) -> Outcomes:
    rows, finished = np.array(told, np.int64).reshape(-1, 2).T
    weight = 0.85 ** np.arange(len(rows))[::-1]
    return Outcomes(rows.astype(np.int32), finished.astype(np.float64), weight)


def pull(style: int, *told: tuple[int, int], rate: float = 0.9) -> float:
    """On the tracks of a style that were not played."""
    heading = direction(SPACE, session(*told), rate)
    left = [row for row in range(style * 4, style * 4 + 4) if row not in {row for row, _ in told}]
    return float((SPACE[left] @ heading).mean())


def test_one_skip_is_seen_and_three_of_the_like_say_several_times_as_much() -> None:
    one, two, three = (pull(0, *[(row, 0) for row in range(n)]) for n in (1, 2, 3))
    assert one < -0.5
    assert three < 2.5 * one
    assert three < two < one


def test_skips_of_other_styles_do_not_bear_it_out() -> None:
    alike, mixed = pull(0, (0, 0), (1, 0)), pull(0, (0, 0), (4, 0))
    assert mixed == pytest.approx(pull(0, (0, 0)), rel=0.25)
    assert alike < 1.5 * mixed


def test_finishes_need_no_bearing_out_and_a_usual_skip_says_little() -> None:
    assert pull(1, (4, 1), rate=0.3) > -pull(1, (4, 0), rate=0.7)
    assert abs(pull(0, (0, 0), rate=0.2)) < abs(pull(0, (0, 0), rate=0.9)) / 2
    assert not direction(SPACE, session(), 0.9).any()


def test_a_slip_is_made_good_by_what_is_finished_after_it() -> None:
    assert pull(0, (0, 0), (1, 1), (2, 1)) > pull(0, (0, 0)) / 2
