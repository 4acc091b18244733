"""Laws of every feature: order does not matter, taking back is the inverse of telling, saving keeps everything."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackId, TrackRef
from segue.domain.listen import Listen, Passage, Pause
from segue.profiles.mark import mark, mark_of
from segue.profiles.profile import features
from segue.profiles.sequence import KEPT

START = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Kathmandu")
NOW = (START + timedelta(days=3)).astimezone(ZONE)
TRACKS = [TrackId(f"00000000-0000-0000-0000-{i:012d}") for i in range(5)]
LENGTH = 200_000
FEATURES = features()
HEARD = sorted(name for name, f in FEATURES.items() if f.heard is not None)
TOLD = sorted(name for name, f in FEATURES.items() if f.update is not None)


@st.composite
def listens(draw, most=25):
    told = []
    for i in range(draw(st.integers(0, most))):
        start = START + timedelta(seconds=draw(st.integers(-80_000, 80_000)))
        played = draw(st.integers(0, LENGTH))
        outcome, skip, like = draw(
            st.sampled_from([("finished", 0, 1), ("skipped", 0.7, 0), ("left", 0, 0.5), ("", 0, 0)])
        )
        pauses = draw(
            st.lists(st.builds(Pause, st.integers(0, LENGTH), st.integers(0, 10**6), st.booleans()), max_size=2)
        )
        passages = draw(st.lists(st.integers(0, LENGTH), max_size=2))
        told.append(
            Listen(
                f"l{i:02}", ListenerId("me"), draw(st.sampled_from(TRACKS)), start,
                start + timedelta(milliseconds=played), played, played / LENGTH, LENGTH,
                draw(st.none() | st.just(played)),
                draw(st.sampled_from(["music", "podcast"])),
                draw(st.sampled_from([None, "phone", "car", "Küche 🎵"])),
                draw(st.sampled_from([("native",), ("car_v2",), ("listenbrainz", "tv")])),
                pauses=tuple(pauses), replayed=tuple(Passage(p, p + 7_000) for p in passages),
                reason_end=draw(st.sampled_from([None, "trackdone", "fwdbtn"])), outcome=outcome, skip=skip, like=like,
                weight=draw(st.sampled_from([1.0, 0.5, 1 / 3])),
            )
        )  # fmt: skip
    return told


def state_of(name, heard=(), told=()):
    feature = FEATURES[name]
    state = feature.state()
    for listen in heard:
        feature.heard(state, mark_of(listen, ZONE), listen)
    for one in told:
        feature.update(state, one)
    return state


def read(name, state):
    return FEATURES[name].read(state, NOW)


@pytest.mark.parametrize("name", HEARD)
@settings(max_examples=40, deadline=None)
@given(listens(), st.randoms(use_true_random=False))
def test_the_order_of_listens_does_not_matter(name, told, shuffler):
    shuffled = [*told]
    shuffler.shuffle(shuffled)
    assert read(name, state_of(name, told)) == read(name, state_of(name, shuffled))


@pytest.mark.parametrize("name", HEARD)
@settings(max_examples=40, deadline=None)
@given(listens(), st.data())
def test_what_is_taken_back_was_never_told(name, told, data):
    gone = data.draw(st.lists(st.sampled_from(told), unique_by=lambda one: one.id) if told else st.just([]))
    state = state_of(name, told)
    for listen in gone:
        FEATURES[name].unheard(state, mark_of(listen, ZONE), listen)
    stays = [one for one in told if one not in gone]
    assert read(name, state) == read(name, state_of(name, stays))


@pytest.mark.parametrize("name", HEARD)
@settings(max_examples=25, deadline=None)
@given(listens())
def test_a_state_survives_saving(name, told):
    state = state_of(name, told)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=FEATURES[name].state)
    assert again == state
    assert read(name, again) == read(name, state)


@pytest.mark.parametrize("name", HEARD)
def test_a_long_history_may_come_in_any_order_at_its_end_and_be_taken_back_there(name):
    """More than is kept as it is: the old part comes in order, the last hundreds in any."""
    many = [
        Listen(f"l{i:05}", ListenerId("me"), TRACKS[i % 5], at := START + timedelta(minutes=i * (1 + i % 40)),
               at + timedelta(minutes=3), 180_000, 0.9, LENGTH, 180_000, device=("phone", "car")[i // 30 % 2],
               reason_end="trackdone", outcome="finished", like=1.0)
        for i in range(3 * KEPT)
    ]  # fmt: skip
    many.sort(key=lambda one: one.start)
    old, last = many[:-200], many[-200:]
    state = state_of(name, [*old, *last[::-1]])
    assert read(name, state) == read(name, state_of(name, many))
    for listen in last[:50]:
        FEATURES[name].unheard(state, mark_of(listen, ZONE), listen)
    assert read(name, state) == read(name, state_of(name, [*old, *last[50:]]))


@st.composite
def events(draw):
    told = []
    for i in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from([k for k in EventKind if k not in (EventKind.PLAY, EventKind.COMPLETE)]))
        extra = draw(
            st.dictionaries(
                st.sampled_from(["rating", "text", "query", "results", "refines", "search", "rank", "state"]),
                st.sampled_from(["e00", "e01", 3, 0, -1, 2.5, "so good", "nicht gut", None, True, [], ["x"]]),
            )
        )
        at = START + timedelta(seconds=draw(st.integers(0, 9_000)))
        track = draw(st.sampled_from(TRACKS))
        told.append(Event(f"e{i:02}", kind, at, track, TrackRef(id=track), device="phone", extra=extra))
    return [mark(e, ZONE, Offset(1)) for e in told]


@pytest.mark.parametrize("name", TOLD)
@settings(max_examples=40, deadline=None)
@given(events(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter_and_saving_keeps_them(name, told, shuffler):
    shuffled = [*told]
    shuffler.shuffle(shuffled)
    state = state_of(name, told=told)
    assert read(name, state) == read(name, state_of(name, told=shuffled))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=FEATURES[name].state)
    assert read(name, again) == read(name, state)


def test_nothing_that_has_state_is_outside_these_laws():
    assert set(HEARD) | set(TOLD) == set(FEATURES)
