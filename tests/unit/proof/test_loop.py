"""The closed loop: measures by hand, the picture, the players, and a small town that is lived through."""

from datetime import timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from segue.proof.loop.measures import Measures, by_answer, by_day
from segue.proof.loop.players import Batch
from segue.proof.loop.town import MONDAY, Size
from segue.proof.loop.week import Plays
from segue.proof.picture import lines
from segue.proof.proof import Question
from segue.proof.proofs.loop import Loop

CATALOGUE = SimpleNamespace(genre=np.array([0, 0, 1, 1]), popularity=np.array([0.5, 0.3, 0.1, 0.1]))


class _Catalogue(SimpleNamespace):
    def __len__(self) -> int:
        return len(self.genre)


def plays(session, row, completed, chance, turned_at=99) -> Plays:
    n = len(row)
    return Plays(
        np.array(session), np.array(row), np.array(completed, bool), np.array(chance, np.float32),
        np.full(n, 0.9, np.float32), np.array(session), np.arange(n) >= turned_at,
    )  # fmt: skip


@pytest.fixture
def measures() -> Measures:
    return Measures(SimpleNamespace(world=SimpleNamespace(catalogue=_Catalogue(**vars(CATALOGUE)))))


def test_a_week_by_hand(measures):
    found = measures.of(plays([0, 0, 0, 1], [0, 1, 2, 0], [1, 0, 1, 0], [0.9, 0.5, 0.7, 0.1]))
    assert found["completed"] == 0.5
    assert found["skips/session"] == 1.0
    assert found["regret"] == pytest.approx(0.9 - 0.55)
    assert found["tracks heard"] == 3
    assert found["niche"] == pytest.approx(0.5)  # rows 1 and 2: the first track alone is half of all listening
    assert found["diversity"] == pytest.approx(2 / 3)
    assert np.isnan(found["skips to mood"])


def test_one_good_answer_is_not_yet_the_mood(measures):
    chance = [0.9, 0.1, 0.8, 0.1, 0.8, 0.8, 0.8]
    found = measures.of(plays([0] * 7, [0] * 7, [1, 0, 1, 0, 1, 1, 1], chance, turned_at=1))
    assert found["skips to mood"] == 2
    never = measures.of(plays([0] * 3, [0] * 3, [0, 0, 0], [0.1] * 3, turned_at=0))
    assert never["skips to mood"] == 3


def test_nobody_who_did_not_listen_counts(measures):
    assert all(np.isnan(value) for value in measures.of(plays([], [], [], [])).values())


def test_lines_by_answer_and_day():
    some = [plays([0, 1], [0, 1], [1, 0], [0.4, 0.6], turned_at=0), plays([1], [0], [1], [0.8], turned_at=0)]
    assert by_answer(some, 3).tolist()[:2] == pytest.approx([0.6, 0.6])
    assert np.isnan(by_answer(some, 3)[2])
    assert by_day(some, 2).tolist() == [1.0, 0.5]


def test_the_picture_is_one_file_that_stands_alone():
    root = ElementTree.fromstring(lines("봄 & <b>", "x", "y", ["1", "2"], {"a": [0.1, float("nan")], "b": [0.2, 0.3]}))
    texts = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"봄 & <b>", "a", "b"} <= set(texts)


class _Engine:
    def __init__(self) -> None:
        self.asked: list[object] = []

    def list(self, now, n):
        self.asked.append(now)
        return np.array([len(self.asked) * 10, 1, 2])


@pytest.mark.parametrize(("days", "times"), [(1, 3), (7, 1)])
def test_a_batch_is_made_at_midnight_and_walked_down(days, times):
    batch = Batch.__new__(Batch)
    batch._engine, batch._days, batch._list, batch._made, batch._at = _Engine(), days, np.empty(0), None, 0
    found = [batch.choose(MONDAY + timedelta(hours=9 + 12 * i)) for i in range(5)]
    assert len(batch._engine.asked) == times
    assert all(asked.hour == 0 for asked in batch._engine.asked)
    assert found == ([10, 1, 20, 1, 30] if days == 1 else [10, 1, 2, 10, 1])


@pytest.mark.slow
def test_an_evening_past_the_last_midnight_is_of_the_last_day():
    late = plays([0, 0, 1, 2], [0, 1, 2, 0], [1, 0, 1, 1], [0.5] * 4)
    assert by_day([late], 2).tolist() == [0.5, 1.0]


def test_a_town_is_lived_through_and_the_oracle_knows_best():
    found = Loop(Size(listeners=60, tracks=300, watched=4, days=2, history_days=3), towns=1)(Question(None, 1))
    completed = {one.name: one.values["completed"] for one in (found.ours, *found.beside)}
    assert completed["oracle"] == max(completed.values())
    assert set(found.pictures) == {"loop-days", "loop-turn"}
    assert found.ours.intervals["completed"][0] <= completed["Segue"] <= found.ours.intervals["completed"][1]


@pytest.mark.slow
def test_in_a_small_town_skips_are_worth_something():
    found = Loop(Size(listeners=200, tracks=1_000, watched=40, days=6), towns=1)(Question(None, 1))
    rows = {one.name: one.values for one in (found.ours, *found.beside)}
    completed = {name: values["completed"] for name, values in rows.items()}
    assert completed["oracle"] > completed["Segue"] > completed["without skips"] > completed["popularity"]
    assert rows["Segue"]["skips to mood"] < rows["without skips"]["skips to mood"]
