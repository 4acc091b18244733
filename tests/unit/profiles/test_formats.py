"""When which format is heard, and where episodes and chapters were left."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.domain.event import ListenerId, TrackId
from segue.domain.listen import Listen, Pause
from segue.profiles.features.progress import DONE, LEFT, ON, SKIPPED
from segue.profiles.mark import mark_of
from segue.profiles.profile import features

START = datetime(2026, 3, 2, 8, 10, tzinfo=UTC)  # a Monday
A, B = (TrackId(f"00000000-0000-0000-0000-00000000000{i}") for i in range(2))
MINUTE = 60_000


def listen(minute, track=A, minutes=10.0, format_="podcast", **more):
    start, played = START + timedelta(minutes=minute), round(minutes * MINUTE)
    told = {"outcome": "progress", "like": 0.2, "reason_end": "endplay", "position_ms": played, "device": "phone"}
    return Listen(
        f"l{minute}", ListenerId("me"), track, start, start + timedelta(minutes=minutes), played,
        duration_ms=40 * MINUTE, format=format_, **{**told, **more},
    )  # fmt: skip


def state(name, *listens):
    feature = features()[name]
    found = feature.state()
    for one in listens:
        feature.heard(found, mark_of(one, UTC), one)
    return found


def read(name, *listens, now=START + timedelta(hours=9)):
    return features()[name].read(state(name, *listens), now)


def test_the_latest_listen_of_a_track_says_where_it_stands():
    places = read("progress", listen(0), listen(60, B, 5), listen(90, A, 12))
    assert list(places) == [A, B]
    assert (places[A].how, places[A].position_ms, places[A].event_id) == (LEFT, 12 * MINUTE, "l90")
    assert places[B].position_ms == 5 * MINUTE
    early = read("progress", listen(0), listen(60, B, 5), now=START + timedelta(minutes=30))
    assert list(early) == [A], "what has not begun is not known"


@pytest.mark.parametrize(
    ("told", "how"),
    [
        ({"outcome": "finished"}, DONE), ({"outcome": "chapter"}, DONE), ({}, LEFT), ({"skip": 0.5}, SKIPPED),
        ({"reason_end": None}, ON), ({"reason_end": None, "pauses": (Pause(5, 9, False),)}, LEFT),
        ({"reason_end": None, "pauses": (Pause(5, 9, True),)}, ON),
    ],
)  # fmt: skip
def test_how_a_listen_ended(told, how):
    one = listen(0, **told)
    place = read("progress", one)[A]
    assert place.how == how
    end_ms = int(one.end.timestamp() * 1000)
    assert place.until_ms == (end_ms + 30 * MINUTE if how == ON else end_ms)


def test_music_is_never_in_the_middle():
    assert read("progress", listen(0, format_="music")) == {}


def test_time_is_counted_by_hour_and_device_and_one_listen_never_too_much():
    found = state(
        "format_hours", listen(0, minutes=20), listen(60, minutes=400), listen(30, minutes=0.1, format_="music"),
        listen(40, minutes=0.1, skip=0.5), listen(50, minutes=0.1, format_="music", skip=0.9),
    )  # fmt: skip
    assert found.hours["podcast"][8] == 1200
    assert sum(found.hours["podcast"]) == 1200 + 3600, "an episode that was left at once is not counted"
    assert found.hours["music"][8] + found.hours["music"][9] == 120, "songs are, skipped or not"
    assert found.devices == {"mobile": {"podcast": 4800, "music": 120}}
    assert features()["format_hours"].read(found, START) == {"podcast": 4800, "music": 120}


def test_what_is_taken_back_leaves_nothing():
    one, feature = listen(0, minutes=7, weight=1 / 3), features()["format_hours"]
    found = state("format_hours", one)
    feature.unheard(found, mark_of(one, UTC), one)
    assert (found.hours, found.devices) == ({}, {})
