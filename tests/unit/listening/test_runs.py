"""Moments of one route become plays: what is told, what is repaired."""

import pytest

from segue.domain.listen import Passage, Pause
from tests.unit.listening.told import Teller, amounts_to, second


def one(*events, **how):
    (listen,) = amounts_to(*events, **how)
    return listen


def test_a_play_heard_to_its_end():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("complete", 200, position=200))
    assert (second(heard.start), second(heard.end), heard.played_ms, heard.fraction) == (0, 200, 200_000, 1.0)
    assert (heard.reason_end, heard.outcome, heard.like, heard.skip) == ("trackdone", "finished", 1.0, 0.0)
    assert heard.routes == ("native",)


def test_a_pause_is_no_listening():
    tell = Teller()
    heard = one(
        tell("play", 0, position=0),
        tell("pause", 50, position=50),
        tell("resume", 110, position=50),
        tell("complete", 260, position=200),
    )
    assert heard.played_ms == 200_000
    assert heard.pauses == (Pause(50_000, 60_000, True),)


def test_a_play_left_in_a_pause_says_where():
    tell = Teller()
    heard, _ = amounts_to(
        tell("play", 0, position=0), tell("pause", 60, position=60), tell("play", 4000, "b", position=0)
    )
    assert (heard.played_ms, heard.reason_end, heard.outcome) == (60_000, "endplay", "left")


def test_the_end_in_a_pause_is_a_pause_that_was_not_resumed():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("pause", 60, position=60), tell("skip", 90, position=60))
    assert heard.pauses == (Pause(60_000, 30_000, False),)
    assert heard.played_ms == 60_000


def test_a_resume_that_nobody_told_shows_in_the_position():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("pause", 60, position=60), tell("complete", 300, position=200))
    assert heard.pauses == (Pause(60_000, 100_000, True),)
    assert heard.played_ms == 200_000


def test_a_seek_back_is_heard_twice_but_covers_once():
    tell = Teller()
    heard = one(
        tell("play", 0, position=0),
        tell("seek", 100, position=70, extra={"from_ms": 100_000}),
        tell("complete", 230, position=200),
    )
    assert (heard.played_ms, heard.fraction) == (230_000, 1.0)
    assert heard.replayed == (Passage(70_000, 100_000),)


def test_a_seek_forward_leaves_a_hole():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("seek", 50, position=150), tell("complete", 100, position=200))
    assert (heard.played_ms, heard.fraction, heard.seeks_forward) == (100_000, 0.5, 1)


@pytest.mark.parametrize(("jump", "ahead", "back"), [(90, 1, 0), (-50, 0, 1)])
def test_a_seek_that_nobody_told_shows_in_the_position(jump, ahead, back):
    tell = Teller()
    heard = one(
        tell("play", 0, position=0),
        tell("progress", 80, position=80),
        tell("progress", 90, position=90 + jump),
        tell("stop", 100, position=100 + jump),
    )
    assert (heard.seeks_forward, len(heard.replayed)) == (ahead, back)
    assert heard.played_ms == 100_000


def test_positions_that_move_slower_than_the_clock_are_stalls():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("progress", 60, position=20), tell("stop", 100, position=60))
    assert heard.played_ms == 60_000


def test_a_play_told_to_begin_twice_is_one():
    tell = Teller()
    heard = one(
        tell("play", 0, position=0),
        tell("play", 0.3, position=0),
        tell("play", 100, position=100),
        tell("complete", 200),
    )
    assert heard.played_ms == 200_000


def test_the_same_song_twice_in_a_row_is_two():
    tell = Teller()
    both = amounts_to(
        tell("play", 0, position=0), tell("complete", 200, position=200), tell("play", 200, position=0),
        tell("complete", 400, position=200),
    )  # fmt: skip
    assert [heard.outcome for heard in both] == ["finished", "finished"]
    without_ends = amounts_to(tell("play", 0), tell("play", 200), tell("play", 400, "b"))
    assert [(heard.track_id, heard.played_ms) for heard in without_ends[:2]] == [("a", 200_000)] * 2


def test_the_back_button_is_the_opposite_of_a_skip():
    tell = Teller()
    first, second_ = amounts_to(tell("play", 0, position=0), tell("play", 50, position=0), tell("complete", 250))
    assert (first.outcome, first.skip, first.reason_end) == ("again", 0.0, "backbtn")
    assert second_.outcome == "finished"


def test_a_missing_end_is_worked_out_from_the_next_beginning():
    tell = Teller()
    skipped, heard, open_ = amounts_to(
        tell("play", 0, position=0), tell("play", 20, "b", position=0), tell("play", 220, "c", position=0)
    )
    assert (skipped.outcome, skipped.played_ms) == ("skipped", 20_000)
    assert 0 < skipped.skip < 0.9  # told by nobody: it counts less than a told one
    assert (heard.outcome, heard.played_ms, heard.fraction) == ("finished", 200_000, 1.0)
    assert (open_.reason_end, open_.like, open_.skip) == (None, 0.0, 0.0)


def test_without_a_length_hours_of_silence_say_nothing():
    tell = Teller()
    first, _ = amounts_to(tell("play", 0, length=None), tell("play", 9000, "b", length=None))
    assert (first.reason_end, first.played_ms) == (None, 0)


def test_an_end_that_comes_after_the_next_beginning_finds_its_play():
    tell = Teller()
    first, then = amounts_to(
        tell("play", 0), tell("play", 20, "b"), tell("skip", 20.2, "a", position=19.8), tell("complete", 220, "b")
    )
    assert (first.track_id, first.outcome, first.played_ms) == ("a", "skipped", 19_800)
    assert (then.track_id, then.outcome) == ("b", "finished")


def test_an_end_alone_is_a_play():
    heard = one(Teller()("skip", 100, position=10))
    assert (second(heard.start), heard.played_ms, heard.outcome) == (90, 10_000, "skipped")


def test_heartbeats_alone_are_a_play():
    tell = Teller("tv")
    first, _ = amounts_to(
        *(tell("progress", 30 * i + 3, position=30 * i + 3) for i in range(7)), tell("progress", 212, "b", position=10)
    )
    assert (second(first.start), first.outcome, first.played_ms) == (0, "finished", 200_000)


def test_named_playbacks_are_told_apart_even_when_they_overlap():
    """A crossfade: the next one begins before the last one ends."""
    tell = Teller()
    first, then = amounts_to(
        tell("play", 0, position=0, play_id="x"),
        tell("play", 195, "b", position=0, play_id="y"),
        tell("progress", 198, position=198, play_id="x"),
        tell("complete", 200, position=200, play_id="x"),
        tell("skip", 225, "b", position=30, play_id="y"),
    )
    assert (first.played_ms, first.outcome) == (200_000, "finished")
    assert (then.played_ms, then.outcome) == (30_000, "skipped")


def test_a_failed_play_says_nothing():
    tell = Teller()
    heard = one(tell("play", 0, position=0), tell("error", 5, position=5))
    assert (heard.outcome, heard.skip, heard.reason_end) == ("failed", 0.0, "trackerror")


def test_what_the_sender_says_of_the_reasons_is_kept():
    tell = Teller()
    heard = one(
        tell("play", 0, position=0, reason_start="voice", slate_id="s1"),
        tell("stop", 50, position=50, reason_end="logout"),
    )
    assert (heard.reason_start, heard.reason_end, heard.slate_id) == ("voice", "logout", "s1")
