"""Through the proxy: the server's playlists and Segue's mixes in one list, and what is like a song, in ids that the
server knows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from litestar.testing import TestClient

from segue.app import App, build
from segue.catalog.caller import Caller
from segue.catalog.connections import name_of
from segue.catalog.source import Login, sources
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.track import Track, TrackId, parse_track_id
from segue.flows.sync import sync
from segue.recommend.owned import OWNED
from segue.settings import Settings
from segue.web.server import litestar
from tests.flows.music_server import IDS, NAME, PASSWORD, MusicServer
from tests.flows.test_proxy import credentials

LIBRARY = {
    f"{n:022d}": {"title": f"Tune {n}", "artist": f"Player {n % 6}", "album": "Tunes", "duration": 180, "genre": genre}
    for n in range(60)
    for genre in ("folk" if n % 2 else "metal",)
}
ELSEWHERE = [
    Track(TrackId(f"00000000-0000-4000-8000-{n:012}"), f"Far {n}", f"Stranger {n % 6}", tags=("metal",))
    for n in range(30)
]


@pytest.fixture(scope="module")
def upstream() -> Iterator[MusicServer]:
    with MusicServer(LIBRARY) as running:
        running.playlists["theirs-0"] = {"name": "Theirs & mine", "comment": "", "songs": IDS[:2]}
        yield running


@pytest.fixture(scope="module")
def app(upstream: MusicServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A home that has read the server's catalogue, and knows thirty tracks more."""
    home = tmp_path_factory.mktemp("proxy-mixes") / "home"
    app = build(Settings(home=home, subsonic_upstream=upstream.url, explore_share=0.0))
    app.accounts.add(NAME, "UTC", datetime.now(UTC))
    source, caller = sources()["subsonic"], Caller(upstream.url, sleep=lambda _: None)
    secret = source.login(caller, Login(NAME, PASSWORD, False))
    library = app.holdings.libraries
    found = sync(app.catalog, library, name_of(upstream.url), source, caller, secret, datetime.now(UTC), None)
    assert found.songs == 66
    app.catalog.add(ELSEWHERE)
    yield app
    app.close()


def _served(app: App) -> Any:
    """As a server hands requests on: the test client leaves the query in the path."""
    inner: Any = litestar(app)

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if "raw_path" in scope:
            scope["raw_path"] = scope["raw_path"].partition(b"?")[0]
        await inner(scope, receive, send)

    return served


@pytest.fixture(scope="module")
def player(app: App) -> Iterator[TestClient[Any]]:
    with TestClient(_served(app)) as client:
        yield client


@pytest.fixture
def ask(player: TestClient[Any]) -> Any:
    def asking(method: str, raw: bool = False, **params: Any) -> Any:
        told = player.get(f"/rest/{method}", params={**credentials(), **params})
        return told if raw else told.json()["subsonic-response"]

    return asking


def _lists(ask: Any, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("getPlaylists", **params)["playlists"]["playlist"]
    return found


def _radio(app: App, ask: Any) -> dict[str, Any]:
    """The head of a mix with something of everything in it."""
    mix = app.mixes.playlist(app.accounts.named(NAME), "discover_weekly", datetime.now(UTC))
    (head,) = [one for one in _lists(ask) if one["id"] == f"segue-{mix.id.replace('-', '')}"]
    return head


def _ids(told: Any) -> list[str]:
    return [one["id"] for one in told["playlist"]["entry"]]


def test_both_stand_in_one_list(app: App, upstream: MusicServer, ask: Any) -> None:
    lists = _lists(ask)
    assert (lists[0]["id"], lists[0]["name"]) == ("theirs-0", "Theirs & mine")
    mixes = lists[1:]
    assert len(mixes) > 3
    assert all(one["id"].startswith("segue-") and one["readonly"] and one["songCount"] for one in mixes)
    assert _ids(ask("getPlaylist", id="theirs-0")) == IDS[:2]


def test_a_mix_holds_songs_that_the_server_has_as_it_tells_them(app: App, upstream: MusicServer, ask: Any) -> None:
    head = _radio(app, ask)
    whole = ask("getPlaylist", id=head["id"])
    assert whole["type"] == "small", "in the server's own frame"
    assert len(_ids(whole)) == whole["playlist"]["songCount"] == head["songCount"] == 30, "all that it should have"
    assert set(_ids(whole)) <= set(upstream.songs)
    for one in whole["playlist"]["entry"]:
        assert one["title"] == upstream.songs[one["id"]]["title"]
        assert one["starred"] == "x", "what the server tells this caller"
    titles = {
        t.title
        for t in app.sheets.get(app.accounts.named(NAME), parse_track_id(head["id"][6:]), datetime.now(UTC)).tracks
    }
    assert any(title.startswith("Far") for title in titles), "there was more in it than the server has"


def test_xml_and_a_post_get_the_same(app: App, player: TestClient[Any], ask: Any) -> None:
    head = _radio(app, ask)
    told = player.post("/rest/getPlaylist.view", data={**credentials(), "f": "xml", "id": head["id"]})
    assert told.headers["content-type"].startswith("application/xml")
    found = ElementTree.fromstring(told.content).find("{http://subsonic.org/restapi}playlist")
    assert found is not None
    assert [one.get("id") for one in found] == _ids(ask("getPlaylist", id=head["id"]))
    root = ElementTree.fromstring(ask("getPlaylists", raw=True, f="xml").content)
    assert len(root[0]) == len(_lists(ask))


def test_a_mix_goes_on_differently_after_a_skip(app: App, ask: Any) -> None:
    """The player reports a song that was left after three seconds for the next, and reads the list again."""
    head = _radio(app, ask)
    before = _ids(ask("getPlaylist", id=head["id"]))
    for place, state, position in ((0, "starting", 0), (0, "playing", 3_000), (1, "starting", 0)):
        told = ask("reportPlayback", mediaId=before[place], mediaType="song", positionMs=position, state=state)
        assert told["status"] == "ok"
    left = app.history.listens(app.accounts.named(NAME).id, limit=None)[-1]
    assert left.skip > 0, "it counts as a skip"
    after = ask("getPlaylist", id=head["id"])
    assert before[0] not in _ids(after)
    assert before[1] in _ids(after)
    assert _ids(after) != before[1:]
    assert after["playlist"]["changed"] > head["changed"]


def test_what_is_like_a_song_is_said_in_the_servers_ids(upstream: MusicServer, ask: Any) -> None:
    metal = [key for key, song in LIBRARY.items() if song["genre"] == "metal"]
    near = ask("getSimilarSongs", id=metal[0], count=8)["similarSongs"]["song"]
    assert len(near) == 8
    assert metal[0] not in [one["id"] for one in near]
    assert [one["genre"] for one in near].count("metal") >= 6
    assert all(one == {"id": one["id"], "isDir": False, **LIBRARY[one["id"]], "starred": "x"} for one in near)
    top = ask("getTopSongs", artist="player 1", count=3)["topSongs"]["song"]
    assert [one["artist"] for one in top] == ["Player 1"] * 3


def test_what_segue_does_not_know_the_server_answers(upstream: MusicServer, ask: Any) -> None:
    asked = len(upstream.calls("getSimilarSongs"))
    assert ask("getSimilarSongs", id="nobody-knows")["type"] == "small"
    assert len(upstream.calls("getSimilarSongs")) == asked + 1
    assert "topSongs" not in ask("getTopSongs", artist="Nobody")
    assert len(upstream.calls("getTopSongs")) == 1


def test_mixes_are_only_read(app: App, upstream: MusicServer, ask: Any) -> None:
    head = _radio(app, ask)
    for method, params in (
        ("updatePlaylist", {"playlistId": head["id"], "name": "x"}),
        ("createPlaylist", {"playlistId": head["id"], "songId": IDS[0]}),
        ("deletePlaylist", {"id": head["id"]}),
    ):
        assert ask(method, **params)["error"]["code"] == 50
        assert not upstream.calls(method)
    assert ask("getPlaylist", id="segue-" + "f" * 32)["error"]["code"] == 70
    assert ask("getPlaylist", id="segue-nonsense")["error"]["code"] == 70
    cover = ask("getCoverArt", raw=True, id=head["coverArt"])
    assert (cover.status_code, cover.headers["content-type"]) == (200, "image/png")


def test_who_is_refused_or_unknown_sees_nothing_of_segues(app: App, upstream: MusicServer, ask: Any) -> None:
    head = _radio(app, ask)
    wrong = {"t": "0" * 32}
    for method, params in (
        ("getPlaylists", {}),
        ("getPlaylist", {"id": head["id"]}),
        ("getCoverArt", {"id": head["id"]}),
    ):
        assert ask(method, **wrong, **params)["error"]["code"] == 40
        assert "segue" not in ask(method, raw=True, **wrong, **params).text
    stranger = credentials("stranger")
    assert [one["id"] for one in _lists(ask, **stranger)] == ["theirs-0"]
    assert ask("getPlaylist", **stranger, id=head["id"])["error"]["code"] == 70


def test_what_is_banned_stays_out(app: App, ask: Any) -> None:
    metal = [key for key, song in LIBRARY.items() if song["genre"] == "metal"]
    near = [one["id"] for one in ask("getSimilarSongs", id=metal[1])["similarSongs"]["song"]]
    listener = app.accounts.named(NAME)
    track = app.holdings.libraries.track_of(name_of(app.settings.subsonic_upstream), near[0])
    ban = Event("ban:1", EventKind.BAN, datetime.now(UTC), track=TrackRef(id=track))
    app.recorder.submit(listener, [ban]).result()
    assert near[0] not in [one["id"] for one in ask("getSimilarSongs", id=metal[1])["similarSongs"]["song"]]


def test_it_can_be_switched_off(upstream: MusicServer, tmp_path: Path) -> None:
    app = build(Settings(home=tmp_path / "home", subsonic_upstream=upstream.url, subsonic_mixes=False))
    try:
        app.accounts.add(NAME, "UTC", datetime.now(UTC))
        with TestClient(_served(app)) as client:
            told = client.get("/rest/getPlaylists", params=credentials()).json()["subsonic-response"]
        assert [one["id"] for one in told["playlists"]["playlist"]] == ["theirs-0"]
    finally:
        app.close()


def test_what_players_behind_it_are_given_is_made_ahead_too(app: App) -> None:
    listener, later = app.accounts.named(NAME), datetime.now(UTC) + timedelta(days=14)
    assert "discover_weekly" in list(app.mixes.make_due_of(listener, later))
    held = app.mixes.kept(listener, "discover_weekly", later, OWNED)
    assert held is not None
    assert len(held.tracks) == 30
