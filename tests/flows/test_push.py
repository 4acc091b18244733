"""Mixes in other places: ids of that library, updated where they stand, never twice, what is missing named."""

import dataclasses
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from segue.app import App, build
from segue.catalog.caller import Caller, Failed
from segue.catalog.connections import Connection, name_of
from segue.catalog.libraries import Reading, Row
from segue.catalog.names import artist_id
from segue.catalog.scan.files import Kept
from segue.catalog.source import Login, sources
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.track import Track
from segue.flows.push import NoPlace
from segue.flows.sync import sync
from segue.recommend.owned import BOTH, OWNED
from segue.settings import Settings
from segue.web import server as server_threads
from tests.flows.music_server import NAME, PASSWORD, MusicServer
from tests.flows.pushed_servers import JellyfinLists, WithoutDigests, over_http
from tests.local_server import LocalServer

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
MIX = "discover_weekly"
LIBRARY = {
    f"{n:022d}": {"title": f"Tune {n}", "artist": f"Player {n % 6}", "album": "Tunes", "duration": 180}
    for n in range(60)
}
ELSEWHERE = [
    Track(TrackId(f"00000000-0000-4000-8000-{n:012}"), f"Far {n}", f"Stranger {n % 6}", tags=("metal",))
    for n in range(30)
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = build(Settings(home=tmp_path / "home", explore_share=0.0))
    app.accounts.add(NAME, "UTC", NOW)
    app.accounts.add("bob", "UTC", NOW)
    app.pusher._pause = lambda _: None
    yield app
    app.close()


@pytest.fixture
def server(app: App) -> Iterator[MusicServer]:
    """A server whose catalogue this home has read, and which lacks thirty tracks that it knows."""
    with MusicServer(LIBRARY) as running:
        source, caller = sources()["subsonic"], Caller(running.url, sleep=lambda _: None)
        secret = source.login(caller, Login(NAME, PASSWORD, False))
        name = name_of(running.url)
        app.connections.put(Connection(name, "subsonic", caller.address, dict(secret), _who(app).id))
        sync(app.catalog, app.holdings.libraries, name, source, caller, secret, NOW, None)
        app.catalog.add(ELSEWHERE)
        yield running


def _who(app: App, name: str = NAME) -> Any:
    return app.accounts.named(name)


def _mix(app: App, library: str = OWNED) -> Any:
    return app.mixes.going(_who(app), MIX, NOW, library=library)


def _skip_first(app: App, listener: Any) -> None:
    first = _mix(app).tracks[0]
    skip = Event("skip:1", EventKind.SKIP, NOW + timedelta(seconds=30), track=TrackRef(id=first.id), position_ms=3_000)
    app.recorder.submit(listener, [skip]).result()
    app.follower.sweep()


def test_a_mix_becomes_one_playlist_and_stays_that(app: App, server: MusicServer) -> None:
    listener = _who(app)
    aim = app.pusher.aim(listener, "navidrome", server.url, [MIX])
    (went,) = app.pusher.push(aim, NOW)
    assert (went.mix, went.what) == (MIX, "made")
    ((key, made),) = server.playlists.items()
    assert made["name"] == went.title
    assert len(made["songs"]) == went.songs > 5
    assert set(made["songs"]) <= set(server.songs)
    tracks = _mix(app).tracks
    assert [server.songs[song]["title"] for song in made["songs"]] == [t.title for t in tracks]
    assert went.songs == len(tracks) == 30, (
        "as long as it is meant to be, though the server lacks some of the whole mix"
    )
    assert [t.title for t in went.missing] == [t.title for t in _mix(app, BOTH).tracks if t.title.startswith("Far")]
    assert went.missing

    written = len(server.calls("createPlaylist"))
    (again,) = app.pusher.push(aim, NOW)
    assert (again.what, len(server.calls("createPlaylist"))) == ("same", written)

    _skip_first(app, listener)
    (turned,) = app.pusher.push(aim, NOW + timedelta(minutes=1))
    assert turned.what == "changed"
    assert list(server.playlists) == [key]

    titles = [t.title for t in _mix(app).tracks]
    assert [server.songs[song]["title"] for song in server.playlists[key]["songs"]] == titles


def test_what_nobody_remembers_is_found_by_its_sign(app: App, server: MusicServer) -> None:
    """As after a stop between making it and writing that down, or from another home with the same listener."""
    listener = _who(app)
    aim = app.pusher.aim(listener, "subsonic", server.url, [MIX])
    app.pusher.push(aim, NOW)
    (key,) = server.playlists
    server.playlists["theirs-9"] = {"name": server.playlists[key]["name"], "comment": "mine", "songs": []}
    app.pusher.store.drop(aim)
    (went,) = app.pusher.push(aim, NOW)
    assert went.what == "changed"
    assert set(server.playlists) == {key, "theirs-9"}
    assert server.playlists["theirs-9"]["songs"] == [], "of the same name, and not ours"


def test_one_that_was_deleted_there_is_made_anew(app: App, server: MusicServer) -> None:
    aim = app.pusher.aim(_who(app), "subsonic", server.url, [MIX])
    app.pusher.push(aim, NOW)
    server.playlists.clear()
    assert [one.what for one in app.pusher.push(aim, NOW)] == ["made"]
    assert len(server.playlists) == 1


def test_all_mixes_go_and_are_taken_away_again(app: App, server: MusicServer) -> None:
    server.playlists["theirs-0"] = {"name": "Theirs", "comment": "", "songs": []}
    aim = app.pusher.aim(_who(app), "subsonic", server.url)
    went = app.pusher.push(aim, NOW)
    assert len(went) > 3
    assert len(server.playlists) == 1 + sum(one.what == "made" for one in went)
    assert app.pusher.stop(aim) == sum(one.what == "made" for one in went)
    assert list(server.playlists) == ["theirs-0"]
    assert app.pusher.store.at(aim) == []


SPRING, SUMMER = datetime(2026, 4, 14, 9, tzinfo=UTC), datetime(2026, 6, 2, 9, tzinfo=UTC)


def _springlike(app: App) -> None:
    there = [one for one in app.catalog if one.title.startswith("Tune")]
    app.catalog.add([replace(one, tags=("spring", "k-indie")) for one in there[:30]])


@pytest.mark.parametrize("mixes", [("spring_flutter", MIX), ()])
def test_a_season_goes_with_its_months_and_comes_again(app: App, server: MusicServer, mixes: tuple[str, ...]) -> None:
    _springlike(app)
    server.playlists["theirs-0"] = {"name": "봄 설레임", "comment": "", "songs": []}
    aim = app.pusher.aim(_who(app), "subsonic", server.url, mixes)
    assert {one.mix: one.what for one in app.pusher.push(aim, SPRING)}["spring_flutter"] == "made"
    named = {one["name"] for one in server.playlists.values()}
    assert any("봄 설레임" in one for one in named - {"봄 설레임"})
    before = {one.mix: one.theirs for one in app.pusher.store.at(aim)}
    after = {one.mix: one.what for one in app.pusher.push(aim, SUMMER)}
    assert after["spring_flutter"] == "gone"
    assert before["spring_flutter"] not in server.playlists
    assert {"theirs-0", before[MIX]} <= set(server.playlists), "of the same name, and not ours; and the rest stays"
    assert "spring_flutter" not in {one.mix for one in app.pusher.push(aim, SUMMER)}
    assert {one.mix: one.what for one in app.pusher.push(aim, SPRING)}["spring_flutter"] == "made"


def test_what_was_not_asked_for_stays(app: App, server: MusicServer) -> None:
    _springlike(app)
    app.pusher.push(app.pusher.aim(_who(app), "subsonic", server.url), SPRING)
    there = set(server.playlists)
    one = app.pusher.aim(_who(app), "subsonic", server.url, [MIX])
    assert [went.what for went in app.pusher.push(one, SUMMER)] == ["changed"]
    assert set(server.playlists) == there


def test_a_mix_that_is_named_goes_whether_it_is_offered_or_not(app: App, server: MusicServer) -> None:
    _springlike(app)
    seed = next(track.id for track in app.catalog if not track.title.startswith("Far"))
    name = f"track_radio:{seed}"
    (went,) = app.pusher.push(app.pusher.aim(_who(app), "subsonic", server.url, [name]), NOW)
    assert (went.mix, went.what) == (name, "made")


def test_nothing_is_taken_away_while_nothing_is_known(app: App, server: MusicServer, monkeypatch: Any) -> None:
    aim = app.pusher.aim(_who(app), "subsonic", server.url)
    app.pusher.push(aim, NOW)
    there = set(server.playlists)
    monkeypatch.setattr(app.pusher, "_ready", lambda: False)  # as with a catalogue that cannot be read
    assert app.pusher.push(aim, SUMMER) == []
    assert set(server.playlists) == there


def test_long_lists_go_in_parts(app: App, server: MusicServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.playlists.push.subsonic._AT_ONCE", 7)
    aim = app.pusher.aim(_who(app), "subsonic", server.url, [MIX])
    (went,) = app.pusher.push(aim, NOW)
    (made,) = server.playlists.values()
    assert len(made["songs"]) == went.songs > 7
    assert max(len(one["params"].get("songId", [])) for one in server.calls("createPlaylist")) == 7


def test_what_cannot_be(app: App, server: MusicServer) -> None:
    with pytest.raises(NoPlace, match="there is no 'spotify'"):
        app.pusher.aim(_who(app), "spotify", server.url)
    with pytest.raises(NoPlace, match="segue catalog sync"):
        app.pusher.aim(_who(app), "subsonic", "http://127.0.0.1:9")
    with pytest.raises(NoPlace, match="an address is like"):
        app.pusher.aim(_who(app), "subsonic", "nonsense")
    with pytest.raises(NoPlace, match="segue catalog sync"):
        app.pusher.aim(_who(app), "jellyfin", server.url)
    with pytest.raises(NoPlace, match="another listener"):
        app.pusher.aim(_who(app, "bob"), "subsonic", server.url)


@pytest.mark.slow
def test_segues_own_subsonic_side_is_a_place_like_others(app: App, tmp_path: Path) -> None:
    """One Segue writes into another, over HTTP."""
    other = build(Settings(home=tmp_path / "other"))
    try:
        other.catalog.add(ELSEWHERE)
        token = other.accounts.add("ann there", "UTC", NOW)
        with over_http(other) as url:
            source, caller = sources()["subsonic"], Caller(url, sleep=lambda _: None)
            secret = source.login(caller, Login("", token, True))
            app.connections.put(Connection(name_of(url), "subsonic", caller.address, dict(secret)))
            sync(app.catalog, app.holdings.libraries, name_of(url), source, caller, secret, NOW, None)
            aim = app.pusher.aim(_who(app), "subsonic", url, [MIX])
            assert [one.what for one in app.pusher.push(aim, NOW)] == ["made"]
            _skip_first(app, _who(app))
            (went,) = app.pusher.push(aim, NOW + timedelta(minutes=1))
            assert (went.what, went.missing) == ("changed", ())
        (made,) = other.lists.of(other.accounts.named("ann there"))
        told = [other.catalog.get(track) for track in made.tracks]
        tracks = _mix(app).tracks
        assert [t.title for t in told if t] == [t.title for t in tracks]
        assert made.name == went.title
    finally:
        other.close()


def test_a_server_without_digests_gets_the_password_and_a_message_never_does() -> None:
    login = sources()["subsonic"].login
    with LocalServer(WithoutDigests) as server:
        caller = Caller(server.url, sleep=lambda _: None)
        assert login(caller, Login(NAME, PASSWORD, False))["p"] == f"enc:{PASSWORD.encode().hex()}"
        with pytest.raises(Failed, match="Wrong username or password") as why:
            login(caller, Login(NAME, "not it at all", False))
    assert "not it at all" not in str(why.value)
    assert b"not it at all".hex() not in str(why.value)


def test_jellyfin(app: App) -> None:
    lists: dict[str, dict[str, Any]] = {}
    with LocalServer(type("Fresh", (JellyfinLists,), {"lists": lists})) as server:
        name = name_of(url := server.url)
        app.catalog.add(ELSEWHERE)
        secret = {"token": "secret-token", "user": "u" * 32}
        app.connections.put(Connection(name, "jellyfin", url, secret, _who(app).id))
        rows = [Row(f"{n:032x}", track.id, "") for n, track in enumerate(ELSEWHERE[:20])]
        app.holdings.libraries.save(name, rows, Reading())
        aim = app.pusher.aim(_who(app), "jellyfin", url, [MIX])
        (went,) = app.pusher.push(aim, NOW)
        ((key, made),) = lists.items()
        assert (went.what, made["Name"], made["UserId"]) == ("made", went.title, "u" * 32)
        held = {track.id: f"{n:032x}" for n, track in enumerate(ELSEWHERE[:20])}
        assert made["Ids"] == [held[track.id] for track in _mix(app).tracks]
        assert [track.id for track in went.missing] == [t.id for t in _mix(app, BOTH).tracks if t.id not in held]
        assert [one.what for one in app.pusher.push(aim, NOW)] == ["same"]
        _skip_first(app, _who(app))
        assert [one.what for one in app.pusher.push(aim, NOW + timedelta(minutes=1))] == ["changed"]
        assert list(lists) == [key]
        assert app.pusher.stop(aim) == 1
        assert lists == {}


@pytest.fixture
def music(app: App, tmp_path: Path) -> Path:
    """A folder with twenty scanned files, with names as people give them."""
    folder = tmp_path / "music"
    named = [replace(one, mbid=one.id) for one in ELSEWHERE]
    app.catalog.add(named)
    kept = []
    for n, track in enumerate(named[:20]):
        path = folder / "봄 & 설레임" / f"{n} #1 50%.flac"
        kept.append(Kept(str(path).encode(), 1, 1, f"{n}", track.id, None, {}, 0))
    app.holdings.files.save(kept)
    return folder


def _paths(app: App) -> list[str]:
    held = app.holdings.files.paths()
    tracks = _mix(app).tracks
    return [str(held[track.id]) for track in tracks if track.id in held]


def test_m3u8(app: App, music: Path) -> None:
    aim = app.pusher.aim(_who(app), "m3u8", str(music / "lists"), [MIX])
    (went,) = app.pusher.push(aim, NOW)
    (file,) = (music / "lists").iterdir()
    assert file.name == f"{NAME} {MIX}.m3u8"
    lines = file.read_text("utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", f"#PLAYLIST:{went.title}"]
    assert [one for one in lines if not one.startswith("#")] == _paths(app)
    assert sum(one.startswith("#EXTINF:") for one in lines) == went.songs
    assert [one.what for one in app.pusher.push(aim, NOW)] == ["same"]
    beside = app.pusher.aim(_who(app), "m3u8", str(music), [MIX])
    app.pusher.push(beside, NOW)
    relative = [one for one in (music / file.name).read_text("utf-8").splitlines() if not one.startswith("#")]
    assert relative == [str(Path(one).relative_to(music)) for one in _paths(app)]


def test_the_file_of_a_radio_is_called_as_people_say(app: App, music: Path) -> None:
    artist = ELSEWHERE[0].artist
    mix = f"artist_radio:{artist_id(artist)}"
    aim = app.pusher.aim(_who(app), "m3u8", str(music / "lists"), [mix])
    (went,) = app.pusher.push(aim, NOW)
    assert went.what == "made"
    assert [file.name for file in (music / "lists").iterdir()] == [f"{NAME} {went.title}.m3u8"]
    assert artist in went.title
    assert [one.what for one in app.pusher.push(aim, NOW)] == ["same"]


def test_xspf_and_jspf(app: App, music: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for kind in ("xspf", "jspf"):
        app.pusher.push(app.pusher.aim(_who(app), kind, str(out), [MIX]), NOW)
    ns = "{http://xspf.org/ns/0/}"
    root = ElementTree.parse(out / f"{NAME} {MIX}.xspf").getroot()
    assert [unquote(one.text or "") for one in root.iter(f"{ns}location")] == _paths(app)
    assert all(
        (one.text or "").startswith("https://musicbrainz.org/recording/") for one in root[-1].iter(f"{ns}identifier")
    )
    told = json.loads((out / f"{NAME} {MIX}.jspf").read_bytes())["playlist"]
    assert [unquote(one["location"][0]) for one in told["track"]] == _paths(app)
    assert told["title"] == root.findtext(f"{ns}title")


def test_a_file_of_somebody_else_stays(app: App, music: Path) -> None:
    music.mkdir(parents=True)
    file = music / f"{NAME} {MIX}.m3u8"
    file.write_text("my own")
    aim = app.pusher.aim(_who(app), "m3u8", str(music), [MIX])
    (went,) = app.pusher.push(aim, NOW)
    assert (went.what, file.read_text()) == ("problem", "my own")
    assert "not written by Segue" in went.why
    (music / "taken").write_text("a file where a folder was meant")
    for why in (went.why, app.pusher.push(app.pusher.aim(_who(app), "xspf", str(music / "taken"), [MIX]), NOW)[0].why):
        assert why
        assert f"{NAME} " not in why, "it may go into a log"


def test_what_a_place_lacks_altogether_is_not_written(app: App, tmp_path: Path) -> None:
    app.catalog.add(ELSEWHERE)
    aim = app.pusher.aim(_who(app), "m3u8", str(tmp_path / "out"), [MIX])
    (went,) = app.pusher.push(aim, NOW)
    assert (went.what, went.songs) == ("empty", 0)
    assert len(went.missing) > 10
    assert not (tmp_path / "out").exists()


def test_a_listener_who_leaves_takes_files_and_plans_along(app: App, music: Path) -> None:
    aim = app.pusher.aim(_who(app), "m3u8", str(music), [MIX])
    app.pusher.push(aim, NOW)
    app.pusher.store.keep(aim)
    assert app.pusher.store.aims() == [aim]
    assert app.forget(aim.listener).removed["pushed"] == 2
    assert list(music.glob("*.m3u8")) == []
    assert app.pusher.store.aims() == []


def test_mixes_go_where_they_are_kept_as_soon_as_they_are_made(app: App, music: Path) -> None:
    """What the server's own thread does, with a clock that does not wait."""
    heard = Event("heard:1", EventKind.COMPLETE, datetime.now(UTC), track=TrackRef(id=ELSEWHERE[0].id))
    app.recorder.submit(_who(app), [heard]).result()
    app.follower.sweep()
    aim = app.pusher.aim(_who(app), "m3u8", str(music), [MIX])
    app.pusher.store.keep(aim)
    stop, pushes = threading.Event(), []

    def push(asked: threading.Event) -> None:
        assert asked is stop
        pushes.append([app.pusher.push(one, datetime.now(UTC)) for one in app.pusher.store.aims()])
        stop.set()

    hasty = dataclasses.replace(app, settings=dataclasses.replace(app.settings, mixes_every_s=0.001))
    server_threads._mix(hasty, stop, push)
    assert [[one.what for one in went] for (went,) in pushes] == [["made"]]
    assert app.mixes.due(_who(app), datetime.now(UTC)) == []
    assert list(music.glob("*.m3u8"))
