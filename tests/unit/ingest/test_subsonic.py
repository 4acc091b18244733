"""The Subsonic dialect: what each call means, and that only Malformed comes out of a bad one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.domain.event import Event, EventKind, Whole
from segue.ingest.checks import identifier
from segue.ingest.dialect import Malformed
from segue.ingest.dialects.subsonic import MAX_IDS, TELLING, dialect

AT = "2026-03-01T08:15:30Z"
LONG = "2f4kEr0fBcVxvJPrbSGkmM"
SONG = {"title": "Hyperballad", "artist": "Björk", "album": "Post", "duration": 321, "type": "music"}


def read(method: str, songs: dict[str, Any] | None = None, **params: Any) -> list[Event]:
    lists = {k: v if isinstance(v, list) else [v] for k, v in params.items()}
    return list(dialect.parse({"method": method, "at": AT, "client": "x", "params": lists, "songs": songs or {}}))


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "1", "", None])
def test_a_submission_in_any_spelling(word: str | None) -> None:
    more = {} if word is None else {"submission": word}
    (event,) = read("scrobble", id=LONG, time="1772349330000", **more)
    assert (event.kind, event.whole) == (EventKind.COMPLETE, Whole.EITHER)
    assert event.at == datetime(2026, 3, 1, 7, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("word", ["false", "False", "0", "no"])
def test_a_notice_in_any_spelling(word: str) -> None:
    (event,) = read("scrobble", id=[LONG, "other"], submission=word, position="8")
    assert (event.kind, event.whole, event.position_ms) == (EventKind.PLAY, None, 8000)


def test_the_same_scrobble_is_the_same_event_whenever_it_comes_in() -> None:
    sent = {"id": [LONG], "time": ["1772349330000"]}
    told = [{"method": "scrobble", "at": at, "client": "x", "params": sent} for at in (AT, "2026-03-02T00:00:00Z")]
    one, two = (list(dialect.parse(message)) for message in told)
    assert one[0].event_id == two[0].event_id


def test_songs_are_named_as_the_server_names_them() -> None:
    (event,) = read("star", {LONG: {**SONG, "musicBrainzId": "", "isrc": ["GB-AHT-95-00204"]}}, id=LONG)
    assert event.track is not None
    assert (event.track.title, event.track.artist, event.track.release) == ("Hyperballad", "Björk", "Post")
    assert (event.track.mbid, event.track.isrc, event.track.uri) == (None, "GBAHT9500204", f"subsonic:{LONG}")
    assert event.duration_ms == 321_000


def test_a_number_is_no_name_for_ever() -> None:
    (named,) = read("star", {"17": SONG}, id="17")
    (bare,) = read("scrobble", {"17": {}}, id="17")
    assert named.track is not None
    assert bare.track is not None
    assert (named.track.uri, bare.track.uri) == (None, "subsonic:17")


def test_podcasts_and_books_keep_their_format() -> None:
    for kind in ("podcast", "audiobook"):
        (event,) = read("scrobble", {LONG: {**SONG, "type": kind}}, id=LONG)
        assert event.track is not None
        assert event.track.format == kind


def test_albums_and_artists_are_followed_not_liked() -> None:
    events = read("star", {LONG: SONG, "al-1": {}}, id=[LONG, "al-1"], artistId="ar-1", albumId=["al-2", "al-2"])
    kinds = [EventKind.LIKE, EventKind.FOLLOW, EventKind.FOLLOW, EventKind.FOLLOW]
    assert [e.kind for e in events] == kinds
    assert [e.extra for e in events[1:]] == [{"id": "al-1"}, {"albumId": "al-2"}, {"artistId": "ar-1"}]
    assert read("setRating", {"al-1": {}}, id="al-1", rating="5") == []
    frame = {"method": "star", "at": AT, "client": "x", "params": {"artistId": ["ar-1", "ar-2"]}}
    named = dialect.parse({**frame, "artists": {"ar-1": "Björk"}})
    assert [e.extra for e in named] == [{"artistId": "ar-1", "artist": "Björk"}, {"artistId": "ar-2"}]
    with pytest.raises(Malformed):
        list(dialect.parse({**frame, "artists": {"ar-1": ["Björk"]}}))


def test_playlists() -> None:
    made = read("createPlaylist", name="Mix", songId=["a", "b", "a"])
    assert [e.kind for e in made] == [EventKind.PLAYLIST_CREATE, EventKind.PLAYLIST_ADD, EventKind.PLAYLIST_ADD]
    assert read("createPlaylist", playlistId="p", songId=["a", "b"]) == []
    (added,) = read("updatePlaylist", playlistId="p", songIdToAdd="c", songIndexToRemove="0")
    assert (added.kind, added.extra) == (EventKind.PLAYLIST_ADD, {"playlist": "p"})


@pytest.mark.parametrize(
    ("method", "params", "field"),
    [
        ("scrobble", {}, "params.id"),
        ("scrobble", {"id": ["a", "b"], "time": "1"}, "params.time"),
        ("scrobble", {"id": "a", "time": "soon"}, "params.time"),
        ("scrobble", {"id": "a", "time": "5"}, "params.time"),
        ("scrobble", {"id": [str(n) for n in range(MAX_IDS + 1)]}, "params.id"),
        ("reportPlayback", {"mediaId": "a", "state": "playing"}, "params.positionMs"),
        ("reportPlayback", {"mediaId": "a", "positionMs": "1"}, "params.state"),
        ("reportPlayback", {"mediaId": "a", "positionMs": "1", "state": "asleep"}, "params.state"),
        ("reportPlayback", {"positionMs": "1", "state": "playing"}, "params.mediaId"),
        ("star", {}, "params.id"),
        ("setRating", {"id": "a", "rating": "6"}, "params.rating"),
        ("setRating", {"id": "a"}, "params.rating"),
        ("createBookmark", {"id": "a", "position": "-1"}, "params.position"),
        ("deleteBookmark", {}, "params.id"),
        ("savePlayQueueByIndex", {"id": ["a"], "currentIndex": "1"}, "params.currentIndex"),
        ("updatePlaylist", {"songIdToAdd": "a"}, "params.playlistId"),
        ("stream", {"id": "a"}, "seen"),
        ("getSong", {"id": "a"}, "method"),
    ],
)
def test_what_is_wrong_is_named(method: str, params: dict[str, Any], field: str) -> None:
    with pytest.raises(Malformed) as wrong:
        read(method, **params)
    assert wrong.value.field == field
    assert wrong.value.reason


_NAMES = ["id", "time", "submission", "rating", "position", "positionMs", "state", "mediaId", "current", "currentIndex",
          "query", "songOffset", "albumId", "comment", "playlistId", "name", "songId", "songIdToAdd"]  # fmt: skip
_text = st.text(max_size=6) | st.sampled_from(
    ["1", "-1", "1e400", "9" * 40, "nan", "inf", "true", "playing", "\x00", LONG]
)
_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _text,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_text, below, max_size=3),
    max_leaves=5,
)
_song = st.dictionaries(st.sampled_from([*SONG, "isrc", "musicBrainzId", "displayArtist"]), _any, max_size=4)
_messages = st.fixed_dictionaries(
    {"method": st.sampled_from(sorted(TELLING)), "at": st.just(AT) | _any},
    optional={
        "client": _any,
        "server": st.sampled_from(["segue", "upstream"]) | _any,
        "params": st.dictionaries(st.sampled_from(_NAMES), st.lists(_text, max_size=3), max_size=6) | _any,
        "songs": st.dictionaries(_text, _song, max_size=3) | _any,
        "seen": st.dictionaries(st.sampled_from(["kind", "position_ms", "play_id", "search", "rank"]), _any) | _any,
        "found": st.dictionaries(st.sampled_from(["song", "album"]), _any) | _any,
        "refines": _any,
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(_messages)
def test_only_malformed_comes_out(message: dict[str, Any]) -> None:
    try:
        events = list(dialect.parse(message))
    except Malformed as wrong:
        assert wrong.reason  # noqa: PT017
        return
    for event in events:
        assert identifier(event.event_id, "event_id")
        assert event.dialect == "subsonic"


@pytest.mark.parametrize("odd", [[], {}, ["stream"], 1, None])
def test_a_method_or_a_type_that_is_no_text(odd):
    with pytest.raises(Malformed):
        list(dialect.parse({**dialect.examples[0], "method": odd}))
    (event, *_) = dialect.parse(
        {
            "method": "scrobble", "at": "2026-03-01T08:00:00Z", "params": {"id": ["s1"]},
            "songs": {"s1": {"title": "a", "artist": "b", "type": odd}},
        }
    )  # fmt: skip
    assert event.track.format is None
