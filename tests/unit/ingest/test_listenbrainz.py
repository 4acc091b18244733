"""ListenBrainz documents as real clients send them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.event import Event, EventKind
from segue.ingest.dialects.listenbrainz import BadBody, parse_document, too_large

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
SECONDS = 1_772_349_330
MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def listen(at: object = SECONDS, **metadata: Any) -> dict[str, Any]:
    return {"listened_at": at, "track_metadata": {"track_name": "Hyperballad", "artist_name": "Björk", **metadata}}


def document(*listens: Any, listen_type: object = "import", **more: Any) -> bytes:
    return json.dumps({"listen_type": listen_type, "payload": listens, **more}).encode()


def one(**info: Any) -> Event:
    events, rejected, _ = parse_document(document(listen(additional_info=info), listen_type="single"), NOW)
    assert rejected == []
    return events[0]


def test_a_listen_is_a_complete_play() -> None:
    event = one(recording_mbid=MBID.upper(), isrc="gb-aht-95-00204", media_player="Navidrome")
    assert (event.kind, event.at, event.device) == (
        EventKind.COMPLETE,
        datetime.fromtimestamp(SECONDS, UTC),
        "Navidrome",
    )
    assert event.track is not None
    assert (event.track.mbid, event.track.isrc, event.extra) == (MBID, "GBAHT9500204", {})


@pytest.mark.parametrize(
    ("info", "length"),
    [
        ({"duration_ms": 321_000}, 321_000),
        ({"duration": 321}, 321_000),
        ({"duration": "321"}, 321_000),
        ({"duration": 321.5}, 321_500),
        ({"duration_ms": 0, "duration": 5}, 5_000),
        ({"duration": "5:21"}, None),
        ({"duration": -1}, None),
    ],
)
def test_length_in_all_its_spellings(info: dict[str, Any], length: int | None) -> None:
    assert one(**info).duration_ms == length


@pytest.mark.parametrize(
    "written",
    [
        "2P59PhfRT9yKAOsOTYgKGN",
        "https://open.spotify.com/track/2P59PhfRT9yKAOsOTYgKGN?si=1",
        "spotify:track:2P59PhfRT9yKAOsOTYgKGN",
    ],
)
def test_a_spotify_id_meets_the_history_export(written: str) -> None:
    track = one(spotify_id=written).track
    assert track is not None
    assert track.uri == "spotify:track:2P59PhfRT9yKAOsOTYgKGN"


def test_navidrome_sends_empty_texts_and_a_listen_with_a_bad_code_counts() -> None:
    event = one(artist_mbids=[""], release_mbid="", tracknumber=2, recording_mbid="", isrc="nonsense", x=None)
    assert event.track is not None
    assert (event.track.mbid, event.track.isrc) == (None, None)
    assert event.extra == {"additional_info": {"artist_mbids": [], "tracknumber": 2, "isrc": "nonsense"}}


def test_unknown_keys_are_kept_and_the_user_name_is_not() -> None:
    told = listen(release_name="", mbid_mapping={"recording_mbid": MBID}) | {"inserted_at": 5, "user_name": "me"}
    (event,), rejected, _ = parse_document(document(told, client="x"), NOW)
    assert rejected == []
    assert event.track is not None
    assert (event.track.mbid, event.track.release) == (MBID, None)
    assert event.extra == {"inserted_at": 5, "track_metadata": {"mbid_mapping": {"recording_mbid": MBID}}}


def test_the_same_listen_has_the_same_id() -> None:
    (a,), _, _ = parse_document(document(listen()), NOW)
    (b,), _, _ = parse_document(document(listen(additional_info={"x": 1}), listen_type="single"), NOW)
    (c,), _, _ = parse_document(document(listen(SECONDS + 1)), NOW)
    assert a.event_id == b.event_id != c.event_id
    assert a.event_id.startswith(f"lb:{SECONDS}:")


def test_playing_now_is_a_play_of_its_minute() -> None:
    told = {"track_metadata": listen()["track_metadata"]}
    ids = []
    for after in (0, 20, 40):
        when = NOW + timedelta(seconds=after)
        (event,), rejected, _ = parse_document(document(told, listen_type="playing_now"), when)
        assert (event.kind, event.at, rejected) == (EventKind.PLAY, when, [])
        ids.append(event.event_id)
    assert ids[0] == ids[1] != ids[2]
    _, rejected, raws = parse_document(document(listen(), listen_type="playing_now"), NOW)
    assert (rejected[0].field, rejected[0].reason) == ("listened_at", "a playing_now has none")
    assert json.loads(raws[0]) == listen()


@pytest.mark.parametrize(
    ("bad", "field", "words"),
    [
        (listen(None), "listened_at", "whole seconds"),
        (listen("5"), "listened_at", "whole seconds"),
        (listen(1_033_430_399), "listened_at", "before 2002-10-01"),
        (listen(int(NOW.timestamp()) + 3601), "at", "in the future"),
        (listen(SECONDS * 1000), "listened_at", "seconds since 1970"),
        (listen(track_name=""), "track_metadata.track_name", "is missing"),
        (listen(artist_name=7), "track_metadata.artist_name", "must be text"),
        ({"listened_at": SECONDS}, "track_metadata.track_name", "is missing"),
        (listen(additional_info=[]), "track_metadata.additional_info", "must be an object"),
        (listen(additional_info={"tags": ["x"] * 51}), "track_metadata.additional_info.tags", "at most 50"),
        (listen(additional_info={"tags": ["x" * 65]}), "track_metadata.additional_info.tags", "64"),
        (7, "", "must be a JSON object"),
    ],
)
def test_a_bad_listen_is_reported_and_the_rest_counts(bad: object, field: str, words: str) -> None:
    events, rejected, raws = parse_document(document(listen(), bad, listen(SECONDS + 9)), NOW)
    assert len(events) == 2
    assert (rejected[0].index, rejected[0].field) == (1, field)
    assert words in rejected[0].reason
    assert json.loads(raws[0]) == bad


@pytest.mark.parametrize(
    ("body", "position", "too_many"),
    [
        (b"{", "byte 1", False),
        (document(listen(), listen_type="love"), "listen_type", False),
        (document(listen(), listen_type=None), "listen_type", False),
        (document(), "payload", False),
        (document(listen(), listen(), listen_type="single"), "payload", False),
        (document(*[listen()] * 1001), "payload", True),
        (document(listen(x="y" * 10_240)), "", True),
        (b'{"payload": 5}', "payload", False),
        (b'{"listen_type": "single"}', "payload", False),
    ],
)
def test_a_document_against_the_rules(body: bytes, position: str, too_many: bool) -> None:
    with pytest.raises(BadBody) as bad:
        parse_document(body, NOW)
    assert (bad.value.position, bad.value.too_many) == (position, too_many)


def test_the_size_limit_is_an_average() -> None:
    assert not too_large(20_480, 2)
    assert too_large(20_481, 2)
