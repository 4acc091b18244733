"""Mixes, own playlists and statistics as ListenBrainz clients read them, and the requests of Explo replayed."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from segue.domain.event import EventKind, Offset, TrackId
from segue.domain.track import Track
from segue.playlists.files.jspf import PLAYLIST, TRACK
from segue.web.protocols.listenbrainz.activity import listening
from segue.web.protocols.listenbrainz.stats import before, stretch

_MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def _get(person: Any, path: str, **query: Any) -> Any:
    return person.client.get(path, params=query, headers={"Authorization": f"Token {person.token}"})


def _patch(one: Any) -> str:
    found: str = one["playlist"]["extension"][PLAYLIST]["additional_metadata"]["algorithm_metadata"]["source_patch"]
    return found


@pytest.fixture
def heard(place: Any) -> Any:
    """Ann likes metal; one track of her catalogue is known to MusicBrainz."""
    for track in place.tracks["metal"][:12]:
        place.ann.tell(place.ann.event(EventKind.COMPLETE, track, position_ms=200_000, duration_ms=200_000))
    return place


def _own(place: Any, name: str = "봄 설레임", public: bool = False) -> Any:
    ann = place.app.accounts.named("ann")
    known = Track(TrackId(str(uuid4())), "Hyperballad", "Björk", "Post", mbid=_MBID, duration_ms=321_000)
    place.app.catalog.add([known])
    tracks = [known.id, place.tracks["pop"][0].id]
    return place.app.lists.make(ann, name, tracks, datetime.now(UTC), about="for the tram", public=public)


def test_mixes_are_playlists_that_were_created_for_the_listener(heard: Any) -> None:
    told = _get(heard.ann, "/1/user/ann/playlists/createdfor").json()
    assert told["count"] == len(told["playlists"]) == told["playlist_count"] > 5
    by_patch = {_patch(one): one["playlist"] for one in told["playlists"]}
    assert {"weekly-exploration", "daily-jams", "on_repeat"} <= by_patch.keys()
    weekly = by_patch["weekly-exploration"]
    assert (weekly["creator"], weekly["track"]) == ("Segue", [])
    assert weekly["extension"][PLAYLIST]["created_for"] == "ann"
    assert datetime.fromisoformat(weekly["date"]).tzinfo is not None
    key = weekly["identifier"].rpartition("/")[2]
    whole = _get(heard.ann, f"/1/playlist/{key}").json()["playlist"]
    mix = heard.ann.client.get("/api/v1/mixes/discover_weekly", headers=heard.ann.headers).json()
    assert mix["id"] == key
    assert [t["extension"][TRACK]["additional_metadata"]["recording_msid"] for t in whole["track"]] == [
        track["id"] for track in mix["tracks"]
    ]
    assert [(t["title"], t["creator"]) for t in whole["track"]] == [(t["title"], t["artist"]) for t in mix["tracks"]]


def test_they_come_in_pages(heard: Any) -> None:
    whole = _get(heard.ann, "/1/user/ann/playlists/createdfor").json()
    pages = [_get(heard.ann, "/1/user/ann/playlists/createdfor", count=4, offset=at).json() for at in (0, 4)]
    assert [len(page["playlists"]) for page in pages] == [4, 4]
    assert [page["playlist_count"] for page in pages] == [whole["playlist_count"]] * 2
    got = [one["playlist"]["identifier"] for page in pages for one in page["playlists"]]
    assert got == [one["playlist"]["identifier"] for one in whole["playlists"]][:8]


def test_what_a_listener_made_is_theirs(place: Any) -> None:
    made = _own(place)
    told = _get(place.ann, "/1/user/ann/playlists").json()
    assert told["playlist_count"] == 1
    head = told["playlists"][0]["playlist"]
    assert (head["title"], head["creator"], head["annotation"]) == ("봄 설레임", "ann", "for the tram")
    assert head["extension"][PLAYLIST]["public"] is False
    whole = _get(place.ann, f"/1/playlist/{made.id}").json()["playlist"]
    assert whole["track"][0]["identifier"] == [f"https://musicbrainz.org/recording/{_MBID}"]
    assert (whole["track"][0]["album"], whole["track"][0]["duration"]) == ("Post", 321_000)
    assert whole["track"][1]["identifier"] == []
    assert _get(place.bob, f"/1/playlist/{made.id}").status_code == 404
    assert _get(place.bob, "/1/user/bob/playlists").json()["playlist_count"] == 0


def test_others_read_what_is_open_and_nothing_else(heard: Any) -> None:
    opened = _own(heard, "for all", public=True)
    assert _get(heard.bob, f"/1/playlist/{opened.id}").json()["playlist"]["creator"] == "ann"
    mix = heard.ann.client.get("/api/v1/mixes/discover_weekly", headers=heard.ann.headers).json()
    assert _get(heard.bob, f"/1/playlist/{mix['id']}").status_code == 404
    for path in ("/1/user/ann/playlists", "/1/user/ann/playlists/createdfor"):
        assert _get(heard.bob, path).status_code == 403
        assert heard.bob.client.get(path).status_code == 401
    assert heard.bob.client.get(f"/1/playlist/{opened.id}").status_code == 401
    assert _get(heard.bob, "/1/playlist/nonsense").status_code == 400
    assert _get(heard.bob, f"/1/playlist/{uuid4()}").json() == {"code": 404, "error": "Cannot find playlist."}


def test_a_skip_leaves_the_playlist_that_is_read_again(heard: Any) -> None:
    mix = heard.ann.client.get("/api/v1/mixes/library_radio", headers=heard.ann.headers).json()
    before = _get(heard.ann, f"/1/playlist/{mix['id']}").json()["playlist"]
    first = mix["tracks"][0]
    heard.ann.tell(heard.ann.event(EventKind.SKIP, {"id": first["id"]}, position_ms=3_000))
    after = _get(heard.ann, f"/1/playlist/{mix['id']}").json()["playlist"]
    again = _get(heard.ann, f"/1/playlist/{mix['id']}").json()["playlist"]
    titles = [[t["title"] for t in one["track"]] for one in (before, after, again)]
    assert first["title"] in titles[0]
    assert first["title"] not in titles[1]
    assert titles[1] == titles[2]
    changed = [one["extension"][PLAYLIST]["last_modified_at"] for one in (before, after)]
    assert changed[0] < changed[1]


def _with_mbids(place: Any) -> list[Track]:
    """The first half of every genre, known to MusicBrainz."""
    known = [replace(t, mbid=str(uuid5(NAMESPACE_URL, t.id))) for tracks in place.tracks.values() for t in tracks[::2]]
    place.app.catalog.add(known)
    return known


def test_recommended_recordings_are_those_that_musicbrainz_knows(heard: Any) -> None:
    assert _get(heard.ann, "/1/cf/recommendation/user/ann/recording").status_code == 204
    mbids = {track.mbid: track for track in _with_mbids(heard)}
    logged = len(heard.ann.recorded())
    for kind in ("raw", "top", "similar"):
        told = _get(heard.ann, "/1/cf/recommendation/user/ann/recording", artist_type=kind, count=5).json()["payload"]
        assert (told["count"], told["user_name"], told["entity"]) == (len(told["mbids"]), "ann", "recording")
        assert {one["recording_mbid"] for one in told["mbids"]} <= mbids.keys()
        scores = [one["score"] for one in told["mbids"]]
        assert scores
        assert all(isinstance(score, float) for score in scores)
    heard_titles = {t.id for t in heard.tracks["metal"][:12]}
    assert not {mbids[one["recording_mbid"]].id for one in told["mbids"]} & heard_titles
    assert _get(heard.ann, "/1/cf/recommendation/user/ann/recording", artist_type="odd").status_code == 400
    assert _get(heard.bob, "/1/cf/recommendation/user/ann/recording").status_code == 403
    listener = heard.app.accounts.named("ann")
    events = [e for b in heard.app.log.read(Offset(0), 1000, listener.id) for e in b.events]
    assert len(events) == logged  # fetching is not being shown


def test_what_the_catalogue_knows_of_a_recording(place: Any) -> None:
    _own(place)
    asked = f"{_MBID},{uuid4()}"
    told = _get(place.ann, "/1/metadata/recording/", recording_mbids=asked, inc="release artist").json()
    assert list(told) == [_MBID]
    assert told[_MBID]["recording"]["name"] == "Hyperballad"
    assert told[_MBID]["artist"]["artists"][0]["name"] == "Björk"
    assert told[_MBID]["release"]["name"] == "Post"
    assert _get(place.ann, "/1/metadata/recording/").status_code == 400
    assert _get(place.ann, "/1/metadata/recording/", recording_mbids="x").status_code == 400


def test_what_was_heard_most(place: Any) -> None:
    listens = [
        {"listened_at": 1_546_300_800 + 600 * i, "track_metadata": {"track_name": title, "artist_name": artist}}
        for i, (title, artist) in enumerate(
            (("Hyperballad", "Björk"),) * 3 + (("Joga", "Björk"), ("도망가자", "선우정아"))
        )
    ]
    headers = {"Authorization": f"Token {place.ann.token}"}
    sent = {"listen_type": "import", "payload": listens}
    assert place.ann.client.post("/1/submit-listens", json=sent, headers=headers).status_code == 200
    path = "/1/stats/user/ann"
    told = _get(place.ann, f"{path}/recordings", range="all_time", count=2).json()["payload"]
    assert (told["count"], told["total_recording_count"], told["range"]) == (2, 3, "all_time")
    assert told["recordings"][0]["track_name"] == "Hyperballad"
    assert [one["listen_count"] for one in told["recordings"]] == [3, 1]
    assert told["from_ts"] == 1_546_300_800
    artists = _get(place.ann, f"{path}/artists").json()["payload"]
    assert [(one["artist_name"], one["listen_count"]) for one in artists["artists"]] == [("Björk", 4), ("선우정아", 1)]
    rest = _get(place.ann, f"{path}/artists", offset=1).json()["payload"]
    assert [one["artist_name"] for one in rest["artists"]] == ["선우정아"]
    assert _get(place.ann, f"{path}/releases").status_code == 204  # these listens name none
    for span in ("year", "this_week"):
        assert _get(place.ann, f"{path}/recordings", range=span).status_code == 204
    assert _get(place.ann, f"{path}/artist-map").status_code == 204
    assert _get(place.ann, f"{path}/nonsense").status_code == 404
    assert _get(place.ann, f"{path}/artists", range="decade").status_code == 400
    assert _get(place.bob, f"{path}/artists").status_code == 403
    assert _get(place.ann, "/apis/web/v1/stats").status_code == 404


def test_editions_of_an_album_are_one_group(place: Any) -> None:
    albums = (("Hyperballad", "Post"), ("Isobel", "Post (Deluxe Edition)"), ("Jóga", "Homogenic"))
    events = [
        place.ann.event("complete", {"title": title, "artist": "Björk", "release": album}, position_ms=200_000)
        for title, album in albums
    ]
    place.ann.tell(*events)
    told = _get(place.ann, "/1/stats/user/ann/release-groups").json()["payload"]
    assert [(one["artist_name"], one["listen_count"]) for one in told["release_groups"]] == [("Björk", 2), ("Björk", 1)]
    assert told["release_groups"][0]["release_group_name"].startswith("Post")
    assert (told["count"], told["total_release_group_count"]) == (2, 2)
    assert _get(place.ann, "/1/stats/user/ann/releases").json()["payload"]["total_release_count"] == 3


def test_how_much_was_heard_when(place: Any) -> None:
    headers = {"Authorization": f"Token {place.ann.token}"}
    starts = [1_546_300_800, 1_546_301_400, 1_577_833_200]  # in Berlin: 1 January 2019, 01:00 and 01:10; 2020, 00:00
    listens = [
        {"listened_at": at, "track_metadata": {"track_name": f"Song {at}", "artist_name": "Björk"}} for at in starts
    ]
    sent = {"listen_type": "import", "payload": listens}
    assert place.ann.client.post("/1/submit-listens", json=sent, headers=headers).status_code == 200
    told = _get(place.ann, "/1/stats/user/ann/listening-activity").json()["payload"]
    years = {one["time_range"]: one["listen_count"] for one in told["listening_activity"]}
    assert (years["2019"], years["2020"], sum(years.values())) == (2, 1, 3)
    first = told["listening_activity"][0]
    assert (first["from_ts"], first["to_ts"]) == (1_546_297_200, 1_577_833_199)
    hours = _get(place.ann, "/1/stats/user/ann/daily-activity").json()["payload"]["daily_activity"]
    assert [one["hour"] for one in hours["Monday"]] == list(range(24))
    assert hours["Tuesday"][1] == {"hour": 1, "listen_count": 2}
    assert hours["Wednesday"][0]["listen_count"] == 1
    assert sum(one["listen_count"] for day in hours.values() for one in day) == 3
    for kind in ("listening", "daily"):
        assert _get(place.ann, f"/1/stats/user/ann/{kind}-activity", range="week").status_code == 204


@pytest.mark.parametrize(
    ("span", "names"),
    [
        ("week", ["Monday 26 October 2026", "Tuesday 27 October 2026", "Sunday 08 November 2026"]),
        ("month", ["01 October 2026", "02 October 2026", "30 November 2026"]),
        ("year", ["January 2025", "February 2025", "December 2026"]),
    ],
)
def test_activity_has_every_part_of_the_stretch_and_of_the_one_before(span: str, names: list[str]) -> None:
    zone = ZoneInfo("Europe/Berlin")
    until = datetime(2026, 11, 9, tzinfo=zone) if span == "week" else datetime(2026, 12, 1, tzinfo=zone)
    until = datetime(2027, 1, 1, tzinfo=zone) if span == "year" else until
    since = before(span, stretch(span, until)[0])
    assert since is not None
    found = listening([], span, since, until)
    told = [one["time_range"] for one in found]
    assert [*told[:2], told[-1]] == names
    assert all(a["to_ts"] + 1 == b["from_ts"] for a, b in pairwise(found))
    assert found[-1]["to_ts"] + 1 == until.timestamp()


@pytest.mark.parametrize(
    ("span", "since", "until"),
    [
        ("all_time", None, None),
        ("week", "2026-11-09", "2026-11-16"),
        ("this_week", "2026-11-16", None),
        ("month", "2026-10-01", "2026-11-01"),
        ("this_month", "2026-11-01", None),
        ("quarter", "2026-07-01", "2026-10-01"),
        ("half_yearly", "2026-01-01", "2026-07-01"),
        ("year", "2025-01-01", "2026-01-01"),
        ("this_quarter", "2026-10-01", None),
    ],
)
def test_stretches_of_the_calendar(span: str, since: str | None, until: str | None) -> None:
    found = stretch(span, datetime(2026, 11, 21, 18, 30, tzinfo=UTC))
    assert [one and one.isoformat()[:10] for one in found] == [since, until]


def test_a_january_looks_back_into_the_year_before() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert [one.isoformat()[:7] for one in stretch("quarter", now) if one] == ["2025-10", "2026-01"]
    assert [one.isoformat()[:7] for one in stretch("month", now) if one] == ["2025-12", "2026-01"]


def test_the_requests_of_explo_are_answered(heard: Any) -> None:
    """As its src/discovery/listenbrainz.go sends them, in its order, with a token in front."""
    _with_mbids(heard)
    sent = {"Content-Type": "application/json", "User-Agent": "Explo (+https://github.com/LumePart/explo))"}

    def asks(path: str) -> Any:
        told = heard.ann.client.get(f"/1/{path}", headers={**sent, "Authorization": f"Token {heard.ann.token}"})
        assert 200 <= told.status_code < 300, told.text
        assert told.content
        return told.json()

    offset, best = 0, ""
    while True:
        page = asks(f"user/ann/playlists/createdfor?offset={offset}")
        for one in page["playlists"]:
            if _patch(one) == "weekly-exploration":
                best = one["playlist"]["identifier"].split("/")[-1]
        if page["count"] + page["offset"] >= page["playlist_count"] or page["count"] == 0:
            break
        offset += page["count"]
    tracks = asks(f"playlist/{best}")["playlist"]["track"]
    assert len(tracks) > 5
    assert all(t["title"] and t["creator"] and isinstance(t["duration"], int) for t in tracks)
    known = [t["identifier"][0].split("/")[-1] for t in tracks if t["identifier"]]
    assert known
    more = asks(f"metadata/recording/?recording_mbids={','.join(known)}&inc=release+artist+tag+release_group+recording")
    assert {more[one]["recording"]["name"] for one in known} <= {t["title"] for t in tracks}
    mbids = [one["recording_mbid"] for one in asks("cf/recommendation/user/ann/recording")["payload"]["mbids"]]
    assert all(
        one["artist"]["artists"][0]["name"]
        for one in asks(f"metadata/recording/?recording_mbids={','.join(mbids)}&inc=release+artist").values()
    )
    top = heard.ann.client.get(
        "/1/stats/user/ann/recordings?count=30&range=all_time",
        headers={**sent, "Authorization": f"Token {heard.ann.token}"},
    )
    assert top.json()["payload"]["recordings"][0]["track_name"]
