"""Times of day and counts as people say them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.recommend import words

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=ZoneInfo("Asia/Seoul"))  # a Friday evening


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=3), "just now"),
        (timedelta(hours=2), "this evening"),
        (timedelta(hours=12), "this morning"),
        (timedelta(hours=20), "last night"),  # 01:00 of the same day
        (timedelta(hours=26), "yesterday evening"),
        (timedelta(days=3), "on Tuesday"),
        (timedelta(days=200), "in May 2026"),
    ],
)
def test_when(ago, said):
    assert words.when((NOW - ago).timestamp() * 1000, NOW) == said


@pytest.mark.parametrize(("n", "said"), [(1, "once"), (2, "twice"), (3, "three times"), (1234, "1,234 times")])
def test_times(n, said):
    assert words.times(n) == said


def test_an_artist_of_the_same_name_is_not_said_twice():
    track = Track(TrackId("x"), "Madonna", "Madonna")
    assert words.title(track) == "“Madonna”"
    assert words.title(Track(TrackId("x"), "Frozen", "Madonna")) == "“Frozen” by Madonna"
