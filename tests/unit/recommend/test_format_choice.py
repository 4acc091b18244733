"""Which format an answer is of: what is usual at this hour and on this device, and what was just heard."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.domain.event import ListenerId, TrackId
from segue.domain.slate import Request
from segue.domain.track import Track
from segue.flows.models import cold
from segue.recommend.format_choice import choice, shares
from segue.recommend.formats import FORMATS
from segue.recommend.habits import Where, where
from tests.unit.recommend.asked import LENGTH, MONDAY, SONGS, Person, Shelf

EPISODES = [
    Track(
        TrackId(str(uuid5(NAMESPACE_URL, f"episode {i}"))), f"Episode {i}", "A Show", "A Show", format="podcast",
        duration_ms=LENGTH, tags=("talk",),
    )
    for i in range(12)
]  # fmt: skip
BOTH = cold(Shelf([*SONGS, *EPISODES]))
MUSIC = cold(Shelf(SONGS))
NOWHERE = Where("", "", "", -1)


def somebody():
    spoken = {t.id for t in EPISODES}
    return Person(lambda track: "podcast" if track in spoken else "music")


def chosen(person, now, model=BOTH, **fields):
    request = Request(ListenerId("me"), now, **fields)
    recent = person.profile.read("recent", now)
    found = choice(request, person.profile, recent, where(request, recent), model)
    return None if found.format is None else FORMATS[found.format]


def mornings_and_evenings():
    """A week of episodes on working mornings and songs in the evening."""
    person = somebody()
    for day in range(7, 2, -1):
        person.plays(MONDAY - timedelta(days=day), EPISODES[:5])
        person.plays(MONDAY - timedelta(days=day, hours=-12), SONGS[:5])
    return person


def test_the_hour_decides():
    person = mornings_and_evenings()
    assert chosen(person, MONDAY) == "podcast"
    assert chosen(person, MONDAY + timedelta(hours=1)) == "podcast"
    assert chosen(person, MONDAY + timedelta(hours=12)) == "music"
    assert chosen(person, MONDAY + timedelta(days=2)) == "podcast", "a like day"


def test_what_was_just_heard_goes_on_for_a_while():
    person = mornings_and_evenings()
    now = person.plays(MONDAY, SONGS[10:13])
    assert chosen(person, now + timedelta(minutes=1)) == "music"
    assert chosen(person, now + timedelta(minutes=50)) == "podcast", "that was another session"


def test_a_skipped_song_asks_for_a_song_and_a_skipped_episode_for_something_else():
    person = mornings_and_evenings()
    now = person.plays(MONDAY, SONGS[10:12], skips=SONGS[10:12])
    assert chosen(person, now) == "music"
    person = mornings_and_evenings()
    now = person.plays(MONDAY, EPISODES[8:10], skips=EPISODES[8:10])
    assert chosen(person, now) == "music"


def test_the_device_counts_where_the_hour_says_nothing():
    person = somebody()
    for day in range(1, 6):
        person.plays(MONDAY - timedelta(days=day, hours=6), EPISODES[:4], device="Android Auto")
        person.plays(MONDAY - timedelta(days=day, hours=3), SONGS[:8], device="Pixel phone")
    asked = Request(ListenerId("me"), MONDAY + timedelta(hours=5))
    odds = {
        kind: shares(asked, person.profile, [], Where(kind, "", "", -1), (), BOTH) for kind in ("car", "mobile", "")
    }
    podcast = {kind: row[1] / sum(row) for kind, row in odds.items()}
    assert podcast["car"] > podcast[""] > podcast["mobile"]


@pytest.mark.parametrize("kind", ["activity", "location"])
def test_what_is_done_and_where_count_where_the_hour_says_nothing(kind):
    person = somebody()
    for day in range(1, 6):
        person.plays(MONDAY - timedelta(days=day, hours=6), EPISODES[:4], context={kind: "Commuting"})
        person.plays(MONDAY - timedelta(days=day, hours=5), SONGS[:8], context={kind: "gym"})
    now = MONDAY + timedelta(hours=5)
    assert chosen(person, now, context={kind: " commuting "}) == "podcast"
    assert chosen(person, now, context={kind: "gym"}) == chosen(person, now) == "music"
    assert chosen(person, now, context={kind: "the moon"}) == "music", "never met"


def test_nobody_hears_music_where_there_is_some_and_else_what_there_is():
    assert chosen(Person(), MONDAY) == "music"
    assert chosen(Person(), MONDAY, cold(Shelf(EPISODES))) == "podcast"
    assert chosen(Person(), MONDAY, cold(Shelf([]))) is None


@pytest.mark.parametrize("asked", ["auto", "any", "music"])
def test_a_catalogue_of_music_is_not_asked(asked):
    person = mornings_and_evenings()
    request = Request(ListenerId("me"), MONDAY, format=asked)
    found = choice(request, person.profile, person.profile.read("recent", MONDAY), NOWHERE, MUSIC)
    assert (found.format, found.going, found.leads, len(found.rows)) == (None, (), False, 0)


def test_what_is_asked_for_is_what_is_chosen():
    person = mornings_and_evenings()
    for asked in FORMATS:
        assert chosen(person, MONDAY, format=asked) == asked
    assert chosen(person, MONDAY, format="any") is None
    assert chosen(person, MONDAY, seeds=(SONGS[0].id, EPISODES[0].id, SONGS[1].id)) == "music"


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 24 * 14), st.sampled_from(["", "car", "mobile", "tv"]))
def test_shares_are_above_zero_at_any_hour(hours, device):
    request = Request(ListenerId("me"), MONDAY + timedelta(hours=hours))
    recent = WEEK.profile.read("recent", request.now)
    found = shares(request, WEEK.profile, recent, Where(device, "", "", -1), (), BOTH)
    assert len(found) == len(FORMATS)
    assert min(found) > 0


WEEK = mornings_and_evenings()
