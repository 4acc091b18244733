"""One play told through several routes is one listen; two plays stay two."""

import pytest

from segue.domain.event import Whole
from tests.unit.listening.told import Teller, amounts_to, second


def scrobble(dialect: str, at: float, track: str = "a", *, device: str | None = None, **fields):
    tell = Teller(device or dialect, dialect)
    tell._told = 1000 + round(at)
    return tell("complete", at, track, whole=Whole.EITHER, **fields)


def moments():
    tell = Teller()
    return [
        tell("play", 0, position=0), tell("pause", 60, position=60), tell("resume", 90, position=60),
        tell("skip", 150, position=120),
    ]  # fmt: skip


def test_a_scrobble_of_the_start_and_one_of_the_end_are_one_play():
    (heard,) = amounts_to(scrobble("listenbrainz", 0), scrobble("lastfm", 200))
    assert heard.routes == ("lastfm", "listenbrainz")


@pytest.mark.parametrize("late", [0, 200])
def test_repeats_stay_repeats_on_every_route(late):
    told = [scrobble("listenbrainz", 200 * i) for i in range(3)] + [
        scrobble("lastfm", 200 * i + late) for i in range(3)
    ]
    assert [heard.routes for heard in amounts_to(*told)] == [("lastfm", "listenbrainz")] * 3


def test_other_tracks_and_other_hours_stay_apart():
    assert len(amounts_to(scrobble("listenbrainz", 0), scrobble("lastfm", 0, "b"), scrobble("lastfm", 3600))) == 3


def test_who_tells_more_is_believed():
    (heard,) = amounts_to(*moments(), scrobble("listenbrainz", 0))
    assert (heard.outcome, heard.played_ms, heard.device) == ("skipped", 120_000, "phone")
    assert heard.routes == ("listenbrainz", "native")
    assert len(heard.pauses) == 1


def test_a_scrobble_that_comes_with_its_notice_of_playing():
    now = Teller("navidrome", "listenbrainz")
    heard, next_ = amounts_to(
        now("play", 0.4), scrobble("listenbrainz", 0, device="navidrome"), now("play", 200.1, "b")
    )
    assert (heard.outcome, second(heard.start)) == ("finished", 0.4)
    assert next_.reason_end is None


def test_a_notice_without_a_scrobble_was_skipped_when_the_next_came():
    now = Teller("navidrome", "listenbrainz")
    first, *_ = amounts_to(now("play", 0), now("play", 15, "b"), now("play", 215, "c"))
    assert (first.outcome, first.played_ms) == ("skipped", 15_000)


def test_a_route_that_tells_one_play_twice_is_believed_once():
    assert len(amounts_to(scrobble("lastfm", 0), scrobble("lastfm", 4))) == 1


def test_two_devices_that_tell_the_same_moments_are_one_play():
    phone, proxy = Teller("phone"), Teller("symfonium", "subsonic")
    (heard,) = amounts_to(
        phone("play", 0, position=0), phone("complete", 200, position=200),
        proxy("play", 1.5, position=0), proxy("complete", 201, position=200),
    )  # fmt: skip
    assert (heard.played_ms, heard.routes) == (200_000, ("native", "subsonic"))


def test_what_is_deleted_is_gone_by_whichever_time_its_client_knows():
    tell = Teller("x", "listenbrainz")
    for at in (0, 1):
        assert amounts_to(scrobble("lastfm", 0), tell("delete_listen", at)) == []
    kept = amounts_to(scrobble("lastfm", 0), scrobble("lastfm", 600), tell("delete_listen", 600))
    assert [second(heard.start) for heard in kept] == [0]


def test_a_spotify_row_is_told_by_its_end():
    tell = Teller("android", "spotify")
    (heard,) = amounts_to(tell("skip", 0, whole=Whole.END, played_ms=11_400, reason_end="fwdbtn"))
    assert (second(heard.start), heard.outcome) == (-11.4, "skipped")
    assert heard.skip > 0.8
