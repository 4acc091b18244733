"""Laws of a profile: the order of events does not matter, nothing counts twice, saving keeps everything."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.domain.event import Event, EventKind, Offset, TrackId
from segue.profiles.profile import Profile, features

START = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
TRACKS = [TrackId(f"00000000-0000-0000-0000-{i:012d}") for i in range(6)]


@st.composite
def histories(draw):
    """Up to 30 events within an hour, each with its own id."""
    told = []
    for i in range(draw(st.integers(0, 30))):
        kind = draw(st.sampled_from(list(EventKind)))
        position = draw(st.none() | st.integers(0, 200_000))
        at = START + timedelta(milliseconds=draw(st.integers(0, 40 * 60_000)))
        track = draw(st.sampled_from(TRACKS))
        told.append(Event(f"e{i:02}", kind, at, track, position_ms=position, duration_ms=200_000,
                          device=draw(st.sampled_from(["car", "phone", None]))))  # fmt: skip
    return told


def values(profile: Profile) -> dict[str, object]:
    now = (START + timedelta(hours=1)).astimezone(SEOUL)
    found = {name: profile.read(name, now) for name in features()}
    # where in the log a mark stands depends on how the log was cut, and nothing else does
    found["recent"] = [msgspec.structs.replace(m, offset=Offset(0)) for m in found["recent"]]
    return found


def built(batches) -> Profile:
    profile = Profile()
    for i, batch in enumerate(batches, 1):
        profile.update(batch, Offset(i), SEOUL)
    return profile


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_change_what_is_read(told, shuffler):
    shuffled = list(told)
    shuffler.shuffle(shuffled)
    there, back = values(built([told])), values(built([shuffled]))
    tallies, other = there.pop("taste"), back.pop("taste")
    assert there == back
    assert tallies.keys() == other.keys()
    for track, tally in tallies.items():
        mine = other[track]
        assert (tally.plays, tally.finished, tally.left) == (mine.plays, mine.finished, mine.left)
        assert abs(tally.likes - mine.likes) + abs(tally.skips - mine.skips) < 1e-9  # sums of floats


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(1, 7))
def test_how_the_log_was_cut_into_batches_does_not_matter(told, size):
    whole, cut = built([told]), built([told[i : i + size] for i in range(0, len(told), size)])
    assert values(whole) == values(cut)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_batch_that_comes_twice_changes_nothing(told):
    profile = built([told])
    before = values(profile)
    profile.update(told, Offset(1), SEOUL)
    assert values(profile) == before


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_profile_survives_saving(told):
    profile = built([told])
    again = Profile.from_stored(profile.to_stored())
    assert again is not None
    assert (again.offset, values(again)) == (profile.offset, values(profile))


def test_what_another_version_saved_is_refused_rather_than_misread():
    stored = built([[]]).to_stored()
    assert Profile.from_stored(stored._replace(body=b"\x81\xa1x\x90")) is None
    assert Profile.from_stored(stored._replace(body=stored.body[:-1])) is None
