"""Last.fm and AudioScrobbler messages: what they say, and what is wrong with them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.event import EventKind, Whole
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import audioscrobbler, lastfm, lastfm_export
from segue.ingest.scrobble import indexed, judge_each

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
_AT = 1_772_349_330
_FM = {"artist": "Björk", "track": "Hyperballad", "timestamp": str(_AT)}
_AS = {"a": "Björk", "t": "Hyperballad", "i": str(_AT)}


def _scrobble(**more: Any) -> Any:
    (event,) = lastfm.dialect.parse({**_FM, **more})
    return event


def test_a_scrobble_is_a_whole_play_by_its_start_or_end() -> None:
    event = _scrobble(album="Post", mbid="6B0C8E5E-0F2B-4A3F-9D5E-3B8A9D1C2F47", duration="321", trackNumber="2")
    assert (event.kind, event.whole, event.at) == (EventKind.COMPLETE, Whole.EITHER, datetime.fromtimestamp(_AT, UTC))
    assert (event.track.release, event.track.mbid) == ("Post", "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47")
    assert (event.duration_ms, event.played_ms, event.extra) == (321_000, None, {"trackNumber": "2"})


@pytest.mark.parametrize("written", ["", "0", "-5", "5:21", "inf", "nan", "9" * 30, None, [], True])
def test_a_length_that_makes_no_sense_costs_only_itself(written: Any) -> None:
    assert _scrobble(duration=written).duration_ms in (None, 1_000)


def test_secrets_of_the_call_are_not_kept() -> None:
    event = _scrobble(
        sk="s", api_key="k", api_sig="x", password="p", authToken="t", username="u", token="t", new="kept"
    )
    assert event.extra == {"new": "kept"}


def test_the_same_scrobble_has_the_same_id() -> None:
    assert _scrobble().event_id == _scrobble(duration="5").event_id
    assert _scrobble().event_id != _scrobble(timestamp=str(_AT + 1)).event_id
    assert _scrobble().event_id != _scrobble(album="Post").event_id


@pytest.mark.parametrize(
    ("method", "kind"),
    [("track.updateNowPlaying", "play"), ("track.love", "like"), ("TRACK.UNLOVE", "unlike")],
)
def test_calls_without_a_time_happen_when_they_come_in(method: str, kind: str) -> None:
    told = {**_FM, "method": method}
    event = lastfm.event(told, NOW)
    assert (event.kind, event.at, event.whole) == (EventKind(kind), NOW, None)
    with pytest.raises(Malformed, match="carries no time"):
        list(lastfm.dialect.parse(told))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"artist": ""}, "artist"),
        ({"track": " "}, "track"),
        ({"track": 5}, "track"),
        ({"track": "a\0"}, "track"),
        ({"artist": "x" * 2_000}, "artist"),
        ({"timestamp": ""}, "timestamp"),
        ({"timestamp": "5"}, "timestamp"),
        ({"timestamp": "²"}, "timestamp"),
        ({"timestamp": "1e9"}, "timestamp"),
        ({"timestamp": str(_AT * 1000)}, "timestamp"),
        ({"timestamp": "9" * 20}, "timestamp"),
        ({"method": "track.dance"}, "method"),
        ({"method": 7}, "method"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Malformed) as error:
        _scrobble(**wrong)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ({}, [EventKind.COMPLETE]),
        ({"r": "L"}, [EventKind.COMPLETE, EventKind.LIKE]),
        ({"r": "b"}, [EventKind.COMPLETE, EventKind.BAN]),
        ({"r": "S", "o": "L1"}, [EventKind.SKIP]),
        ({"r": "?"}, [EventKind.COMPLETE]),
    ],
)
def test_a_submission_and_its_rating(told: dict[str, str], kinds: list[EventKind]) -> None:
    events = list(audioscrobbler.parse({**_AS, **told}))
    assert [e.kind for e in events] == kinds
    assert [e.whole for e in events] == [Whole.EITHER, *[None] * (len(kinds) - 1)]
    assert len({e.event_id for e in events}) == len(kinds)


def test_each_message_is_judged_alone() -> None:
    late = {**_AS, "i": str(int(NOW.timestamp()) + 3_601)}
    (events, rejected, raws), taken = judge_each(
        [_AS, {"a": "x"}, late, {**_AS, "t": "Jóga"}], audioscrobbler.parse, NOW
    )
    assert [e.track.title for e in events if e.track] == ["Hyperballad", "Jóga"]
    assert [(one.index, one.field) for one in rejected] == [(1, "t"), (2, "at")]
    assert (len(raws), taken) == (2, [0, 3])


def test_names_with_an_index() -> None:
    told = [
        ("a[0]", "x"),
        ("b[12]", ""),
        ("c", "y"),
        ("d[]", "z"),
        ("e[-1]", "z"),
        ("f[1", "z"),
        ("g[99999]", "z"),
        ("h[²]", "z"),
    ]
    assert list(indexed(told)) == [
        ("a", 0, "x"),
        ("b", 12, ""),
        *[(key, None, value) for key, value in told[2:]],
    ]


@pytest.mark.parametrize("odd", [10**400, 10**18, -(10**400), "9" * 400])
def test_a_time_of_hundreds_of_digits(odd):
    example = lastfm_export.dialect.examples[0]
    with pytest.raises(Malformed):
        list(lastfm_export.dialect.parse({**example, "uts": odd}))
