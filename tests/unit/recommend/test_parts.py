"""Chapters and episodes in order, by the numbers in their titles."""

from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.flows.models import cold
from segue.recommend.parts import numbers
from tests.unit.recommend.asked import SONGS, Shelf


def part(title, release, format_="audiobook", artist="A. Writer"):
    key = TrackId(str(uuid5(NAMESPACE_URL, f"{release}/{title}/{format_}")))
    return Track(key, title, artist, release, format=format_)


def parts(*tracks):
    model = cold(Shelf(tracks))
    return model.parts, {t.title: model.row_of[t.id] for t in tracks}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Chapter 7", (7,)), ("7. The Storm", (7,)), ("Part 2 – Chapter 10", (2, 10)), ("제7장", (7,)),
        ("第12話", (12,)),
        ("Chapter Seven", (7,)), ("BOOK TWO, chapter eleven", (2, 11)), ("Prologue", ()), ("", ()), ("The Stone", ()),
        ("Someone", ()), ("٣", (3,)), ("#007", (7,)), ("1" * 30, (10**9 // 9,) * 3 + (111,)),
    ],
)  # fmt: skip
def test_the_numbers_of_a_title(title, found):
    assert numbers(title) == found


@given(st.text())
def test_any_title_has_numbers_that_can_be_compared(title):
    assert all(isinstance(n, int) and n >= 0 for n in numbers(title))


def test_parts_follow_each_other_by_number_and_not_by_letter():
    titles = [f"Chapter {i}" for i in (10, 2, 1, 9, 11)]
    found, row = parts(*(part(t, "Book") for t in titles), part("Chapter 3", "Another Book"), part("Prologue", "Book"))
    assert found.after(row["Chapter 2"]) == [row[f"Chapter {i}"] for i in (9, 10, 11)]
    assert found.after(row["Chapter 11"]) == []
    assert found.after(row["Prologue"]) == found.after(10**6) == []
    assert set(found.later.tolist()) == {row[f"Chapter {i}"] for i in (2, 9, 10, 11)}, "what begins a book may begin"
    opening = found.opening(np.array(sorted(row.values()), np.int32))
    assert opening.tolist() == sorted({row["Chapter 1"], row["Chapter 3"], row["Prologue"]})


def test_the_same_number_twice_is_one_place():
    found, row = parts(part("Chapter 1", "Book"), part("Chapter 2", "Book"), part("2: Chapter", "Book"))
    assert set(found.later.tolist()) == {row["Chapter 2"], row["2: Chapter"]}
    assert sorted(found.after(row["Chapter 1"])) == sorted([row["Chapter 2"], row["2: Chapter"]])


def test_episodes_may_be_heard_in_any_order_and_music_has_no_parts():
    show = [part(f"#{i}", "Show", "podcast") for i in (3, 1, 2)]
    found, row = parts(*show, *SONGS[:10], part("Chapter 4", None))
    assert len(found.later) == 0
    assert found.after(row["#1"]) == [row["#2"], row["#3"]]
    assert all(found.after(row[t.title]) == [] for t in SONGS[:10])
    assert found.after(row["Chapter 4"]) == [], "a chapter of nothing stands alone"


def test_a_shelf_of_music_or_of_nothing_has_none():
    for tracks in (SONGS[:5], []):
        found, _ = parts(*tracks)
        assert (len(found.rows), len(found.later)) == (0, 0)
        assert found.opening(np.arange(len(tracks), dtype=np.int32)).tolist() == list(range(len(tracks)))
