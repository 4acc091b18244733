"""What requests for bytes say: one test for each rule, told as a proxy would see it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.domain.event import EventKind
from segue.ingest.streams.facts import Closed, Fact, Opened, Passed, Seen, Sent, Song, Told, Word
from segue.ingest.streams.player import conclude

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
A, B, C, D = (Song(name, 200_000) for name in "ABCD")
SIZE = 8_000_000  # 40 kB a second
PLAY, SKIP, SEEK, STOP = EventKind.PLAY, EventKind.SKIP, EventKind.SEEK, EventKind.STOP


def at(second: float) -> datetime:
    return T0 + timedelta(seconds=second)


def opened(second: float, transfer: int, song: Song, **more: int | None) -> Opened:
    return Opened(at(second), transfer, song, **{"size": SIZE, **more})  # type: ignore[arg-type]


def closed(second: float, transfer: int, count: int = SIZE, whole: bool = True) -> Closed:
    return Closed(at(second), transfer, count, whole)


def fetched(second: float, transfer: int, song: Song) -> list[Fact]:
    """The whole song in half a second, as on a home network."""
    return [opened(second, transfer, song), closed(second + 0.5, transfer)]


def told(second: float, song: Song, word: Word = Word.STARTED) -> Told:
    return Told(at(second), song, word)


def short(facts: Iterable[Fact]) -> list[tuple[EventKind, float, str, int | None]]:
    told = list(facts)
    seen: list[Seen] = conclude("me\0player", [*told, Passed(told[-1].at + timedelta(seconds=2))])
    return [(s.kind, (s.at - T0).total_seconds(), s.song, s.position_ms) for s in seen]


# beginnings


def test_the_first_request_is_a_play() -> None:
    assert short([opened(0, 1, A)]) == [(PLAY, 0, "A", None)]


def test_a_resumed_song_begins_where_it_was_asked_for() -> None:
    assert short([opened(0, 1, A, offset_ms=60_000, size=None)]) == [(PLAY, 0, "A", 60_000)]
    assert short([opened(0, 1, A, first=SIZE // 4)]) == [(PLAY, 0, "A", 50_000)]


def test_looking_at_the_end_of_a_file_first_is_no_beginning_there() -> None:
    assert short([opened(0, 1, A, first=SIZE - 128), opened(0.1, 2, A)]) == [(PLAY, 0, "A", None)]


def test_an_album_without_fetching_ahead() -> None:
    facts = [*fetched(0, 1, A), *fetched(200.3, 2, B), *fetched(400.7, 3, C)]
    assert [(k, s) for k, _, s, _ in short(facts)] == [(PLAY, "A"), (PLAY, "B"), (PLAY, "C")]


def test_an_album_of_a_player_without_gaps() -> None:
    """It opens the next song some seconds before the end: that one begins when the other is over."""
    facts = [*fetched(0, 1, A), *fetched(190, 2, B), *fetched(385, 3, C), Passed(at(401))]
    assert short(facts) == [(PLAY, 0, "A", None), (PLAY, 200, "B", None), (PLAY, 400, "C", None)]


def test_an_album_fetched_one_song_ahead() -> None:
    facts = [*fetched(0, 1, A), *fetched(1, 2, B), *fetched(200.1, 3, C), *fetched(400.1, 4, D)]
    assert [(k, round(t), s) for k, t, s, _ in short(facts)] == [(PLAY, 0, "A"), (PLAY, 200, "B"), (PLAY, 400, "C")]


def test_an_album_fetched_whole_at_once_is_one_play_until_something_says_more() -> None:
    facts = [*fetched(0, 1, A), *fetched(1, 2, B), *fetched(2, 3, C), *fetched(3, 4, D), Passed(at(900))]
    assert short(facts) == [(PLAY, 0, "A", None)]


def test_a_late_prefetch_is_not_a_skip() -> None:
    facts = [*fetched(0, 1, A), *fetched(10, 2, B), *fetched(210, 3, C)]
    assert SKIP not in [k for k, *_ in short(facts)]


# many requests for one song


@given(st.lists(st.integers(0, SIZE - 1), min_size=0, max_size=8), st.floats(0, 4))
def test_parallel_ranges_of_one_song_are_one_play(cuts: list[int], within: float) -> None:
    edges = sorted({0, SIZE, *cuts})
    parts = list(pairwise(edges))
    step = within / max(1, len(parts))
    facts: list[Fact] = [opened(i * step, i, A, first=first, last=end - 1) for i, (first, end) in enumerate(parts)]
    facts += [closed(5 + i, i, end - first) for i, (first, end) in enumerate(parts)]
    assert [(k, s) for k, _, s, _ in short(facts)] == [(PLAY, "A")]


@given(st.lists(st.integers(100_000, 1_500_000), min_size=1, max_size=5))
def test_a_player_that_hangs_up_when_it_has_enough_and_goes_on_later(parts: list[int]) -> None:
    facts: list[Fact] = []
    first, second = 0, 0.0
    for number, part in enumerate(parts):
        facts += [opened(second, number, A, first=first), closed(second + 1, number, part, whole=False)]
        first += part
        second = first / 40_000 - 1  # shortly before the sound runs out
    assert [k for k, *_ in short(facts)] == [PLAY]


def test_a_broken_transfer_that_is_asked_for_anew_is_one_play() -> None:
    facts = [opened(0, 1, A), closed(20, 1, 1_000_000, whole=False), opened(21, 2, A)]
    assert [k for k, *_ in short(facts)] == [PLAY]


# seeks


def test_a_jump_to_bytes_that_are_not_there_is_a_seek() -> None:
    facts = [opened(0, 1, A), Sent(at(30), 1, 1_500_000), opened(30, 2, A, first=SIZE // 2)]
    assert short(facts) == [(PLAY, 0, "A", None), (SEEK, 30, "A", 100_000)]


def test_a_player_that_looks_for_a_place_jumps_once() -> None:
    """FLAC without a table is searched by halving."""
    facts: list[Fact] = [opened(0, 1, A), closed(30, 1, 1_500_000, whole=False)]
    for number, first in enumerate((SIZE // 2, SIZE // 4 * 3, SIZE // 8 * 5), 2):
        facts += [
            opened(30 + number * 0.3, number, A, first=first),
            closed(30.1 + number * 0.3, number, 9_000, whole=False),
        ]
    assert short([*facts, opened(31.5, 9, A, first=SIZE // 16 * 9)])[1:] == [(SEEK, 31.5, "A", 112_500)]


def test_a_jump_back_behind_the_sound_is_a_seek() -> None:
    facts = [*fetched(0, 1, A), opened(120, 2, A, first=SIZE // 8)]
    assert short(facts)[1:] == [(SEEK, 120, "A", 25_000)]


def test_back_to_the_beginning_is_a_seek_and_after_the_end_another_play() -> None:
    facts = [*fetched(0, 1, A), *fetched(60, 2, A), *fetched(265, 3, A)]
    assert [(k, t) for k, t, *_ in short(facts)] == [(PLAY, 0), (SEEK, 60), (PLAY, 265)]


def test_a_transcoded_song_seeks_by_time() -> None:
    facts = [opened(0, 1, A, size=None), opened(40, 2, A, size=None, offset_ms=90_000)]
    assert short(facts)[1:] == [(SEEK, 40, "A", 90_000)]


def test_after_a_seek_the_end_comes_sooner() -> None:
    facts = [opened(0, 1, A), opened(30, 2, A, first=SIZE * 3 // 4), closed(31, 2, SIZE // 4), *fetched(80.2, 3, B)]
    assert [(k, s) for k, _, s, _ in short(facts)] == [(PLAY, "A"), (SEEK, "A"), (PLAY, "B")]


# skips


def test_hanging_up_for_another_song_is_a_skip() -> None:
    facts = [opened(0, 1, A), Sent(at(8), 1, 2_000_000), closed(8, 1, 2_000_000, whole=False), opened(8.2, 2, B)]
    assert short(facts) == [(PLAY, 0, "A", None), (SKIP, 8.2, "A", 8200), (PLAY, 8.2, "B", None)]


def test_it_is_the_same_when_the_new_request_comes_in_first() -> None:
    facts = [opened(0, 1, A), Sent(at(8), 1, 2_000_000), opened(8, 2, B), closed(8.3, 1, 2_000_000, whole=False)]
    assert short(facts) == [(PLAY, 0, "A", None), (SKIP, 8, "A", 8000), (PLAY, 8, "B", None)]


def test_what_has_not_arrived_was_not_heard() -> None:
    facts = [opened(0, 1, A), closed(60, 1, 400_000, whole=False), opened(60.5, 2, B)]
    assert short(facts)[1] == (SKIP, 60.5, "A", 10_000)


def test_left_after_its_half_is_no_skip() -> None:
    facts = [opened(0, 1, A), closed(120, 1, 7_000_000, whole=False), opened(120.5, 2, B)]
    assert [(k, s) for k, _, s, _ in short(facts)] == [(PLAY, "A"), (PLAY, "B")]


def test_a_scrobbled_song_was_not_skipped() -> None:
    facts = [opened(0, 1, A), told(30, A, Word.HEARD), closed(31, 1, 7_000_000, whole=False), opened(31.5, 2, B)]
    assert SKIP not in [k for k, *_ in short(facts)]


def test_a_second_request_out_of_the_blue_says_that_the_song_was_left() -> None:
    """One song is fetched ahead; when the next is asked for in the middle of the first, that one was left."""
    facts = [*fetched(0, 1, A), *fetched(1, 2, B), *fetched(20, 3, C), *fetched(50, 4, D)]
    assert short(facts) == [
        (PLAY, 0, "A", None),
        (SKIP, 20, "A", 20_000),
        (PLAY, 20, "B", None),
        (SKIP, 50, "B", 30_000),
        (PLAY, 50, "C", None),
    ]


def test_a_skip_that_only_the_length_of_the_next_song_proves() -> None:
    short_b = Song("B", 120_000)
    facts = [*fetched(0, 1, A), *fetched(10, 2, short_b), *fetched(130, 3, C)]
    assert short(facts) == [
        (PLAY, 0, "A", None),
        (SKIP, 10, "A", 10_000),
        (PLAY, 10, "B", None),
        (PLAY, 130, "C", None),
    ]


def test_of_unknown_length_nothing_is_called_a_skip() -> None:
    unknown = Song("U")
    facts = [opened(0, 1, unknown), closed(5, 1, 100, whole=False), opened(5.5, 2, B)]
    assert [(k, s) for k, _, s, _ in short(facts)] == [(PLAY, "U"), (PLAY, "B")]


# players that say what they play


def test_the_players_word_comes_before_its_requests() -> None:
    facts = [
        *fetched(0, 1, A),
        told(0.8, A),
        *fetched(1, 2, B),
        *fetched(15, 3, C),  # whatever it fetches for later
        told(40, B),
        told(241, C),
    ]
    assert short(facts) == [
        (PLAY, 0, "A", None),
        (SKIP, 40, "A", 40_000),
        (PLAY, 40, "B", None),
        (PLAY, 241, "C", None),
    ]


def test_a_word_said_twice_is_one_play() -> None:
    assert [k for k, *_ in short([told(0, A), told(1, A), told(100, A)])] == [PLAY]


def test_a_song_from_the_players_own_store_is_known_by_its_word() -> None:
    assert short([told(0, A), told(12, B)]) == [(PLAY, 0, "A", None), (SKIP, 12, "A", 12_000), (PLAY, 12, "B", None)]


def test_where_everything_is_reported_nothing_is_concluded() -> None:
    facts = [
        told(0, A, Word.REPORT),
        *fetched(0.1, 1, A),
        told(10, B, Word.REPORT),
        *fetched(10.1, 2, B),
        Passed(at(500)),
    ]
    assert short(facts) == []


# ends


def test_hanging_up_and_silence_is_a_stop() -> None:
    facts = [opened(0, 1, A), closed(50, 1, 2_400_000, whole=False), Passed(at(100)), Passed(at(201))]
    assert short(facts) == [(PLAY, 0, "A", None), (STOP, 50, "A", 50_000)]


def test_nothing_begins_by_itself_after_a_long_silence() -> None:
    facts = [*fetched(0, 1, A), *fetched(1, 2, B), Passed(at(5000)), *fetched(5000, 3, C)]
    assert short(facts) == [(PLAY, 0, "A", None), (PLAY, 5000, "C", None)]


# laws


_song = st.sampled_from([A, B, C, Song("U"), Song("P", 3_600_000)])
_step = st.floats(0, 400)


@st.composite
def _histories(draw: st.DrawFn) -> list[Fact]:
    now, facts, open_ = 0.0, [], list[int]()
    for number in range(draw(st.integers(1, 25))):
        now += draw(_step)
        what = draw(st.sampled_from("ooocstp"))
        if what == "o":
            first = draw(st.sampled_from([0, 0, SIZE // 3, SIZE - 5]))
            size = draw(st.sampled_from([SIZE, None]))
            facts.append(opened(now, number, draw(_song), first=first, size=size))
            open_.append(number)
        elif what == "t":
            facts.append(told(now, draw(_song), draw(st.sampled_from([Word.STARTED, Word.HEARD]))))
        elif what == "p" or not open_:
            facts.append(Passed(at(now)))
        elif what == "s":
            facts.append(Sent(at(now), draw(st.sampled_from(open_)), draw(st.integers(0, SIZE))))
        else:
            transfer = open_.pop(draw(st.integers(0, len(open_) - 1)))
            facts.append(closed(now, transfer, draw(st.integers(0, SIZE)), draw(st.booleans())))
    return facts


@given(_histories())
def test_whatever_happens_moments_belong_to_plays_and_a_skip_is_early(facts: list[Fact]) -> None:
    seen = conclude("x", facts)
    assert seen == conclude("x", facts)
    plays = {s.play_id: s for s in seen if s.kind is PLAY}
    lengths = {s.id: s.duration_ms for s in (A, B, C, Song("U"), Song("P", 3_600_000))}
    ended: set[str] = set()
    for one in seen:
        assert one.play_id in plays
        assert one.song == plays[one.play_id].song
        assert one.at >= plays[one.play_id].at
        assert one.position_ms is None or one.position_ms >= 0
        if one.kind in (SKIP, STOP):
            assert one.play_id not in ended, "a play ends once"
            ended.add(one.play_id)
        if one.kind is SKIP:
            assert one.position_ms is not None
            assert one.position_ms * 2 < (lengths[one.song] or 0)


@given(_histories())
def test_without_hanging_up_words_or_a_third_song_there_is_no_skip(facts: list[Fact]) -> None:
    two = [f for f in facts if isinstance(f, Opened) and f.song in (A, B)]
    assert SKIP not in [s.kind for s in conclude("x", list(two))]


@pytest.mark.parametrize("name", ["x", "y"])
def test_plays_of_two_players_have_names_of_their_own(name: str) -> None:
    (one,) = conclude(name, [opened(0, 1, A)])
    (other,) = conclude("z", [opened(0, 1, A)])
    assert one.play_id != other.play_id
