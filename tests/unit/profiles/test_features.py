"""What a skip weighs: how early it came, and how usual it is for this listener at this hour of this weekday."""

from datetime import UTC, datetime, timedelta
from math import nan
from zoneinfo import ZoneInfo

import pytest

from segue.domain.event import Event, EventKind, Offset, TrackId
from segue.listening.rules.skipped import skip_strength
from segue.profiles.features import skip_habit
from segue.profiles.mark import mark
from segue.profiles.profile import Profile
from segue.settings import Settings

MONDAY_7 = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
A, B, C = (TrackId(f"00000000-0000-0000-0000-00000000000{i}") for i in "abc")


def told(kind: EventKind, at: datetime, track: TrackId = A, **fields) -> Event:
    return Event(f"{kind}-{at.isoformat()}-{track}", kind, at, track, **fields)


def profile(events, zone=UTC) -> Profile:
    made = Profile()
    made.update(events, Offset(1), zone)
    return made


@pytest.mark.parametrize(
    ("position_s", "duration_s", "strength"),
    [
        (0, 240, 1.0),
        (60, 240, 0.5),  # half of the half
        (120, 240, 0.0),
        (200, 240, 0.0),
        (15, None, 0.5),  # length unknown: 30 s are enough
        (40, None, 0.0),
        (10, 20, 0.5),  # a jingle: its own length is enough
    ],
)
def test_an_early_skip_weighs_more(position_s, duration_s, strength):
    length = nan if duration_s is None else duration_s * 1000.0
    assert skip_strength(position_s * 1000.0, length, Settings.example()) == pytest.approx(strength)


def test_a_skip_without_a_position_is_neither_clear_nor_nothing():
    assert 0.3 < skip_strength(nan, 200_000.0, Settings.example()) < 0.9


def test_a_chain_of_skips_within_seconds_weighs_as_one():
    times = [MONDAY_7 + timedelta(seconds=2 * i) for i in range(4)]
    skips = [told(EventKind.SKIP, at, t, position_ms=0) for at, t in zip(times, [A, B, C, A], strict=True)]
    tallies = profile(skips).read("taste", MONDAY_7)
    assert sum(t.skips for t in tallies.values()) == pytest.approx(1.0)
    apart = [told(EventKind.SKIP, MONDAY_7 + timedelta(minutes=i), t, position_ms=0) for i, t in enumerate([A, B])]
    assert sum(t.skips for t in profile(apart).read("taste", MONDAY_7).values()) == pytest.approx(2.0)


def week(skipped: int, finished: int, first: datetime, weeks: int = 12) -> list[Event]:
    """So many skips and finishes at this hour of this weekday, week after week."""
    events = []
    for w in range(weeks):
        for i in range(skipped + finished):
            at = first + timedelta(weeks=w, minutes=4 * i)
            kind = EventKind.SKIP if i < skipped else EventKind.COMPLETE
            events.append(told(kind, at, A, position_ms=1000))
    return events


def test_monday_morning_has_a_skip_rate_of_its_own():
    """Who finishes everything on Monday mornings and skips on Saturday nights has two baselines."""
    saturday_23 = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    both = profile(week(0, 10, MONDAY_7) + week(9, 1, saturday_23))
    monday = both.read("skip_habit", MONDAY_7 + timedelta(weeks=20))
    saturday = both.read("skip_habit", saturday_23 + timedelta(weeks=20))
    tuesday_noon = both.read("skip_habit", MONDAY_7 + timedelta(weeks=20, days=1, hours=5))
    assert monday.now < 0.1 < 0.7 < saturday.now
    assert monday.usual == saturday.usual == pytest.approx(tuesday_noon.now, abs=0.01)


def test_an_hour_with_little_behind_it_is_judged_by_the_listener_and_a_new_listener_by_everybody():
    once = profile([told(EventKind.SKIP, MONDAY_7, position_ms=0)]).read("skip_habit", MONDAY_7)
    assert skip_habit.EVERYBODY < once.now < 0.5
    assert profile([]).read("skip_habit", MONDAY_7).now == pytest.approx(skip_habit.EVERYBODY)


def test_the_week_is_the_listeners_own():
    """Sunday 23:30 UTC is Monday in Berlin."""
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert mark(told(EventKind.PLAY, late), UTC).cell == 6 * 24 + 23
    assert mark(told(EventKind.PLAY, late), BERLIN).cell == 0


def test_the_latest_word_on_a_track_counts_whenever_it_arrives():
    like, unlike = told(EventKind.LIKE, MONDAY_7), told(EventKind.UNLIKE, MONDAY_7 + timedelta(minutes=1))
    for order in ([like, unlike], [unlike, like]):
        assert A not in profile(order).read("ratings", MONDAY_7).liked
    assert B in profile([told(EventKind.BAN, MONDAY_7, B)]).read("ratings", MONDAY_7).banned


def test_stopping_is_not_skipping():
    """Whoever switches the music off at ten seconds does not reject the song."""
    stop = told(EventKind.STOP, MONDAY_7, position_ms=10_000, duration_ms=200_000)
    assert profile([stop]).read("taste", MONDAY_7) == {}
    late = told(EventKind.STOP, MONDAY_7, position_ms=150_000, duration_ms=200_000)
    assert profile([late]).read("taste", MONDAY_7)[A].likes == 0.5


def test_the_events_behind_a_tally_are_kept_the_latest_six():
    done = [told(EventKind.COMPLETE, MONDAY_7 + timedelta(minutes=4 * i)) for i in range(40)]
    tally = profile(done).read("taste", MONDAY_7)[A]
    assert tally.plays == 40
    assert [event for _, event in tally.finished] == [e.event_id for e in done[-6:]]
