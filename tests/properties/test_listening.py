"""Laws of the kernel: the order of events does not matter, nothing counts twice, both doors give the same."""

from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackId, Whole
from segue.domain.listen import Listen
from segue.listening import stream
from segue.listening.columns import KINDS
from segue.listening.derive import derive
from segue.listening.live import listens_of
from segue.listening.made import Made
from segue.listening.schema import EVENTS
from segue.profiles.profile import Profile, features
from segue.settings import Settings

START = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
SETTINGS = Settings.example()
TRACKS = [TrackId(f"00000000-0000-0000-0000-{i:012d}") for i in range(4)]
MOMENTS = [*KINDS, EventKind.DELETE_LISTEN]


@st.composite
def tellings(draw, most=40):
    """Events of one evening by two devices and two routes."""
    told = []
    for i in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(MOMENTS))
        whole = draw(st.sampled_from([None, None, None, *Whole])) if kind in ("complete", "skip", "stop") else None
        told.append(
            Event(
                f"e{i:02}", kind, START + timedelta(milliseconds=draw(st.integers(0, 2 * 3_600_000))),
                draw(st.sampled_from(TRACKS)), None, draw(st.sampled_from(["car", "phone", None])),
                draw(st.none() | st.integers(0, 250_000)), draw(st.sampled_from([None, 200_000])),
                dialect=draw(st.sampled_from(["native", "listenbrainz"])), whole=whole,
                played_ms=draw(st.none() | st.integers(0, 200_000)),
                play_id=draw(st.sampled_from([None, None, "p", "q"])),
                reason_start=draw(st.sampled_from([None, "clickrow", "trackdone"])),
                reason_end=draw(st.sampled_from([None, "logout"])), slate_id=draw(st.sampled_from([None, "s1", "s2"])),
            )
        )  # fmt: skip
    return told


def amounts_to(told) -> list[Listen]:
    return listens_of(ListenerId("me"), told, lambda _: "music", SETTINGS).listens


def table(told, listener="me") -> pa.Table:
    rows = [
        {
            "listener": listener, "event_id": e.event_id, "kind": e.kind.value, "at": e.at, "track_id": e.track_id,
            "device": e.device, "dialect": e.dialect, "position_ms": e.position_ms, "duration_ms": e.duration_ms,
            "whole": e.whole and e.whole.value, "played_ms": e.played_ms, "play_id": e.play_id,
            "reason_start": e.reason_start, "reason_end": e.reason_end, "slate_id": e.slate_id,
        }
        for e in told
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EVENTS)


@settings(max_examples=80, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(told, shuffler):
    shuffled = list(told)
    shuffler.shuffle(shuffled)
    assert amounts_to(shuffled) == amounts_to(told)


@settings(max_examples=50, deadline=None)
@given(tellings())
def test_what_comes_twice_counts_once(told):
    assert amounts_to(told + told[::2]) == amounts_to(told)


@settings(max_examples=80, deadline=None)
@given(tellings())
def test_listens_make_sense(told):
    for heard in amounts_to(told):
        assert heard.start <= heard.end
        assert heard.played_ms >= 0
        assert heard.fraction is None or 0 <= heard.fraction <= 1
        assert 0 <= heard.skip <= 1
        assert heard.like >= 0
        assert all(pause.length_ms >= 0 for pause in heard.pauses)
        assert all(passage.from_ms < passage.to_ms for passage in heard.replayed)


@settings(max_examples=50, deadline=None)
@given(tellings(), st.integers(1, 7))
def test_what_was_made_before_is_what_would_be_made_now(told, step):
    made: Made = {}
    for n in range(0, len(told) + 1, step):
        heard = listens_of(ListenerId("me"), told[:n], lambda _: "music", SETTINGS, made=made).listens
        assert heard == amounts_to(told[:n])


@settings(max_examples=50, deadline=None)
@given(tellings(), tellings())
def test_memory_and_lake_get_the_same(told, others):
    both = derive(pa.concat_tables([table(others, "other"), table(told)]), SETTINGS)
    mine = both.listens.filter(pa.compute.equal(both.listens["listener"], "me")).to_pylist()
    expected = amounts_to(told)
    assert [row["listen_id"] for row in mine] == [heard.id for heard in expected]
    for row, heard in zip(mine, expected, strict=True):
        own = msgspec.structs.asdict(heard)
        assert [
            {"position_ms": p[0], "length_ms": p[1], "resumed": p[2]} for p in map(tuple_of, own.pop("pauses"))
        ] == (row["pauses"])
        assert [{"from_ms": p[0], "to_ms": p[1]} for p in map(tuple_of, own.pop("replayed"))] == row["replayed"]
        assert list(own.pop("routes")) == row["routes"]
        for name in ("id", "weight", "end_id", "activity", "location"):  # in memory alone
            own.pop(name)
        assert own == {name: row[name] for name in own}
    assert sum(both.sessions["listens"].to_pylist()) == both.listens.num_rows


def tuple_of(one):
    return msgspec.structs.astuple(one)


def evening(seed: int, plays: int) -> list[Event]:
    """A long evening of a restless listener: skips, pauses, chains of skips, two devices, scrobbles beside."""
    r = np.random.default_rng(seed)
    told, at = [], START
    for i in range(plays):
        track, length = TRACKS[int(r.integers(4))], 180_000
        heard = int(length if r.random() < 0.5 else r.integers(0, length) if r.random() < 0.7 else 500)
        device = "phone" if r.random() < 0.7 else "car"
        end = at + timedelta(milliseconds=heard)
        told.append(Event(f"s{i}", EventKind.PLAY, at, track, None, device, 0, length))
        if r.random() < 0.9:
            kind = EventKind.COMPLETE if heard == length else EventKind.SKIP
            told.append(Event(f"t{i}", kind, end, track, None, device, heard, length))
        if heard > length / 2 and r.random() < 0.6:
            told.append(Event(f"u{i}", EventKind.COMPLETE, at, track, None, "navidrome", None, length,
                              dialect="listenbrainz", whole=Whole.EITHER))  # fmt: skip
        at = end + timedelta(seconds=int(r.choice([0, 1, 20, 9000], p=[0.6, 0.3, 0.09, 0.01])))
    return told


def read(profile: Profile) -> dict[str, object]:
    now = START + timedelta(days=30)
    found = {name: profile.read(name, now) for name in features()}
    found["recent"] = [msgspec.structs.replace(m, offset=Offset(0)) for m in found["recent"]]
    return found


def test_a_long_profile_is_the_same_however_it_was_cut():
    """Past the tail listens are settled; where the cut falls must not show."""
    for seed in (1, 2, 3):
        told = sorted(evening(seed, 1500), key=lambda e: e.at)
        found = []
        for size in (7, 64, 1000):
            profile = Profile()
            for n, i in enumerate(range(0, len(told), size), 1):
                profile.update(told[i : i + size], Offset(n), UTC)
                if n % 50 == 0:
                    again = Profile.from_stored(profile.to_stored())
                    assert again is not None
                    profile = again
            assert not profile.late
            found.append(read(profile))
        for name in features():
            assert found[0][name] == found[1][name] == found[2][name], name


def test_news_of_a_settled_time_is_noticed():
    told = sorted(evening(4, 800), key=lambda e: e.at)
    profile = Profile()
    profile.update([e for i, e in enumerate(told) if i != 50], Offset(1), UTC)
    assert not profile.late
    profile.update([told[50]], Offset(2), UTC)
    assert profile.late


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(20, 300))
def test_the_stream_emits_what_the_whole_amounts_to(seed, size):
    told = sorted(evening(seed, 300), key=lambda e: e.at)
    whole = derive(table(told), SETTINGS)
    state, listens, sessions = stream.empty(), [], []
    for i in range(0, len(told), size):
        batch = told[i : i + size]
        watermark = round(batch[-1].at.timestamp() * 1000)
        state, emitted = stream.advance(state, table(batch), watermark, SETTINGS)
        listens.append(emitted.listens)
        sessions.append(emitted.sessions)
    if told[-1].at - told[0].at > timedelta(hours=24):
        assert state.num_rows < len(told) / 2
    state, emitted = stream.advance(state, table([]), 2**53, SETTINGS)
    assert state.num_rows == 0
    assert pa.concat_tables([*listens, emitted.listens]).equals(whole.listens)
    assert pa.concat_tables([*sessions, emitted.sessions]).equals(whole.sessions)
