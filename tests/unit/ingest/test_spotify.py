"""Rows of a Spotify history: what ended how, and what is never kept."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from segue.domain.event import Event, EventKind
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects

SPOTIFY = all_dialects()["spotify"]
SONG: dict[str, Any] = dict(SPOTIFY.examples[0])


def told(**changed: Any) -> Event:
    (event,) = SPOTIFY.parse({**SONG, **changed})
    return event


def test_a_row_is_an_event_at_the_end_of_the_play() -> None:
    event = told()
    assert event.at == datetime(2024, 3, 1, 8, 15, 30, tzinfo=UTC)
    assert (event.position_ms, event.device) == (11_400, "android")
    assert event.context == {"shuffle": True, "device_kind": "mobile"}
    assert (event.reason_start, event.reason_end) == ("trackdone", "fwdbtn")
    assert event.extra["incognito_mode"] is False
    assert "episode_name" not in event.extra
    assert told(ts="2024-03-01 08:15:30 UTC").event_id == event.event_id


@pytest.mark.parametrize(
    ("end", "skipped", "ms", "kind"),
    [
        ("trackdone", False, 200_000, EventKind.COMPLETE),
        ("trackdone", None, 200_000, EventKind.COMPLETE),
        ("fwdbtn", None, 200_000, EventKind.SKIP),
        ("backbtn", False, 1_000, EventKind.SKIP),
        ("endplay", False, 29_999, EventKind.SKIP),
        ("endplay", False, 30_000, EventKind.STOP),
        ("endplay", True, 90_000, EventKind.SKIP),
        ("logout", False, 1_000, EventKind.STOP),
        (None, None, 1_000, EventKind.STOP),
    ],
)
def test_how_it_ended(end: str | None, skipped: bool | None, ms: int, kind: EventKind) -> None:
    assert told(reason_end=end, skipped=skipped, ms_played=ms).kind is kind


def test_ids_tell_rows_apart() -> None:
    ids = {
        told(**c).event_id for c in ({}, {"ms_played": 1}, {"spotify_track_uri": "x"}, {"ts": "2024-03-01T08:15:31Z"})
    }
    assert len(ids) == 4


def test_names_and_addresses_are_dropped() -> None:
    secret = "192.0.2.77"
    private = dict.fromkeys(
        ("username", "ip_addr", "ip_addr_decrypted", "user_agent_decrypted", "city", "metro_code"), secret
    )
    assert secret.encode() not in msgspec.json.encode(told(**private))


def test_podcasts_and_audiobooks() -> None:
    none = {k: None for k in SONG if k.startswith("master_") or k.endswith("_uri")}
    episode = told(**none, episode_name="One", episode_show_name="Show").track
    assert episode is not None
    assert (episode.title, episode.artist, episode.format) == ("One", "Show", "podcast")
    book = told(**none, audiobook_title="Book", audiobook_uri="spotify:show:1", audiobook_chapter_title="Two").track
    assert book is not None
    assert (book.title, book.artist, book.uri, book.format) == ("Two", "Book", "spotify:show:1", "audiobook")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({k: None for k in SONG if k.startswith("master_") or k.endswith("_uri")}, "names no track"),
        ({"ms_played": None}, "ms_played: is missing"),
        ({"ms_played": -5}, "ms_played: must be between"),
        ({"ts": None}, "ts: is missing"),
        ({"ts": 5}, "ts: must be text"),
        ({"ts": "2024-13-01T00:00:00Z"}, "ts: "),
        ({"master_metadata_track_name": 5}, "must be text"),
    ],
)
def test_a_bad_row_says_why(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed) as wrong:
        told(**changed)
    assert words in str(wrong.value)


def test_the_short_export_says_what_to_ask_for() -> None:
    row = {"endTime": "2023-01-01 10:00", "artistName": "a", "trackName": "t", "msPlayed": 1}
    with pytest.raises(Malformed, match="ask Spotify for the \\*extended streaming history\\*"):
        list(SPOTIFY.parse(row))


@pytest.mark.parametrize(
    ("platform", "kind"),
    [
        ("android", "mobile"),
        ("Android OS 9 API 28 (samsung, SM-G960F)", "mobile"),
        ("iOS 14.4 (iPhone12,1)", "mobile"),
        ("WebPlayer (websocket RFC6455)", "web"),
        ("web_player windows 10;chrome 120.0.0.0;desktop", "web"),
        ("Windows 10 (10.0.19045; x64)", "desktop"),
        ("OS X 13.4.0 [arm 2]", "desktop"),
        ("Partner google cast_tv;Chromecast;;tpapi", "tv"),
        ("Partner android_tv Sony;BRAVIA 4K", "tv"),
        ("Partner sonos_ppc Sonos;Play1", "smart_speaker"),
        ("Partner amazon_salmon Amazon;Echo_Dot", "smart_speaker"),
        ("Android Auto", "car"),
        ("something new", None),
    ],
)
def test_what_kind_of_device_it_was(platform: str, kind: str | None) -> None:
    event = told(platform=platform)
    assert (event.device, event.context.get("device_kind")) == (platform, kind)


def test_milliseconds_of_an_episode_are_no_position() -> None:
    none = {k: None for k in SONG if k.startswith("master_") or k.endswith("_uri")}
    event = told(**none, episode_name="One", episode_show_name="Show", ms_played=1_205_000)
    assert (event.played_ms, event.position_ms) == (1_205_000, None)
    assert told().position_ms == told().played_ms == 11_400


@pytest.mark.parametrize(
    "changed",
    [
        {"conn_country": {"deep": [1]}},
        {"conn_country": "a b"},
        {"offline_timestamp": 2**70},
        {"new_field": [1, {"a": None}]},
        {"offline_timestamp": float("inf")},
        {"conn_country": "\0"},
    ],
)
def test_unusual_values_are_kept_or_refused_as_anywhere(changed: dict[str, Any]) -> None:
    ((name, value),) = changed.items()
    if value in (2**70, float("inf"), "\0"):
        with pytest.raises(Malformed) as wrong:
            told(**changed)
        assert wrong.value.field == name
    else:
        assert told(**changed).extra[name] == value


@pytest.mark.parametrize(
    "ts", ["2024-03-01T08:15:30Z", "2024-03-01T08:15:30.000Z", "2024-03-01T09:15:30+01:00", "2024-03-01 08:15:30 UTC"]
)
def test_spellings_of_one_time(ts: str) -> None:
    assert told(ts=ts) == told()


@pytest.mark.parametrize(
    "ts", ["1999-03-01T08:15:30Z", "2024-3-01T008:15:30Z", "2024-02-30T08:15:30Z", "2024-W01-1T08:15:3Z"]
)
def test_what_is_no_time(ts: str) -> None:
    with pytest.raises(Malformed) as wrong:
        told(ts=ts)
    assert wrong.value.field == "ts"


def test_texts_of_the_wrong_type_are_refused_by_name() -> None:
    for field in ("master_metadata_track_name", "spotify_track_uri", "platform", "reason_start", "reason_end"):
        with pytest.raises(Malformed) as wrong:
            told(**{field: ["a list"]})
        assert wrong.value.field == field
