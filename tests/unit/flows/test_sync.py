"""Music servers read into the catalogue: everything once, then what is new; stars and ratings as events."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from segue.catalog.caller import Caller, Failed
from segue.catalog.libraries import Libraries
from segue.catalog.names import artist_id
from segue.catalog.source import Login, Secret, sources
from segue.catalog.store import Catalog
from segue.domain.event import Event, EventKind, TrackId
from segue.domain.track import Track
from segue.flows.sync import Emptied, Synced, sync
from tests.flows.music_server import KEY as SMALL_KEY
from tests.flows.music_server import MusicServer
from tests.unit.flows.library_server import KEY, PASSWORD, USER, JellyfinLibrary, Library, SubsonicLibrary

_NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_LOGIN = Login(USER, PASSWORD, is_key=False)


class Reader:
    """One library, read again and again; `told` is what the log was told, each event once by its id."""

    def __init__(self, engine: Engine, address: str, kind: str, login: Login = _LOGIN) -> None:
        self.caller = Caller(address, sleep=lambda s: None)
        self.engine, self.kind = engine, kind
        self.secret: Secret = sources()[kind].login(self.caller, login)
        self.told: dict[str, Event] = {}
        self.now = _NOW

    def tell(self, events: Sequence[Event]) -> None:
        self.told |= {event.event_id: event for event in events if event.event_id not in self.told}

    def read(self, **more: Any) -> Synced:
        self.now += timedelta(minutes=15)
        more = {"tell": self.tell, **more}
        return sync(
            Catalog(self.engine),
            self.libraries,
            "here",
            sources()[self.kind],
            self.caller,
            self.secret,
            self.now,
            **more,
        )

    @property
    def libraries(self) -> Libraries:
        return Libraries(self.engine)

    @property
    def tracks(self) -> dict[str, Track]:
        return {track.title: track for track in Catalog(self.engine)}

    def said(self) -> list[tuple[EventKind, str, Any]]:
        catalog = Catalog(self.engine)
        found = []
        for event in self.told.values():
            track = catalog.get(TrackId(event.track.id)) if event.track and event.track.id else None
            found.append((event.kind, track.title if track else "", event.extra.get("rating")))
        return found


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/records.db")
    yield made
    made.dispose()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.catalog.sources.subsonic._PAGE", 5)
    monkeypatch.setattr("segue.catalog.sources.jellyfin._PAGE", 5)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("how", [{}, {"empty_search": False}, {"pages": False}, {"posts": False}])
def test_every_song_of_a_subsonic_server_becomes_a_track(engine: Engine, how: dict[str, bool]) -> None:
    with SubsonicLibrary(13, **how) as server:
        reader = Reader(engine, server.url, "subsonic")
        found = reader.read()
        assert (found.songs, found.new, found.whole) == (13, 13, True)
        track = reader.tracks["Song 3"]
        assert (track.artist, track.release, track.duration_ms, track.year) == ("Band 3", "Album 0", 183_000, 1993)
        assert track.tags == ("Rock", "Kind 3")
        assert reader.libraries.ids("here")[track.id] == f"so{3:020d}"
        assert reader.libraries.track_of("here", f"so{3:020d}") == track.id
        secrets = [value for value in reader.secret.values() if len(value) > 5]
        in_addresses = [params for path, params, head in server.asked if head.get("content-length") is None]
        if server.posts:
            assert not any(secret in params.values() for secret in secrets for params in in_addresses)


def test_the_password_is_not_kept_and_a_wrong_one_is_refused(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        assert PASSWORD not in str(Reader(engine, server.url, "subsonic").secret)
        assert Reader(engine, server.url, "subsonic", Login("", KEY, is_key=True)).read().songs == 12
        with pytest.raises(Failed, match="Wrong username or password") as failed:
            Reader(engine, server.url, "subsonic", Login(USER, "wrong", is_key=False))
        assert "wrong" not in str(failed.value).replace("Wrong", "")


def test_only_what_is_new_is_read_again(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        reader = Reader(engine, server.url, "subsonic")
        reader.read()
        server.asked.clear()
        again = reader.read()
        assert (again.whole, again.songs) == (False, 0)
        assert [path.rpartition("/")[2] for path in server.paths()] == ["getScanStatus.view", "getStarred2.view"]
        first, second = list(server.songs)[:2]
        server.songs[first] |= {"title": "Song 0 (again)", "genres": [{"name": "Pop"}]}
        del server.songs[second]
        server.songs["so-new-00000000000000"] = {**server.songs[first], "id": "so-new-00000000000000", "title": "New"}
        server.scanned = "2026-03-01T09:20:00Z"
        before = reader.tracks["Song 0"].id
        found = reader.read()
        assert (found.whole, found.new, found.changed, found.gone) == (True, 1, 1, 1)
        changed = reader.tracks["Song 0 (again)"]
        assert (changed.id, changed.tags) == (before, ("Pop",))
        assert "Song 1" in reader.tracks  # known, but not there
        assert len(reader.libraries.tracks()) == 12
        reader.now += timedelta(days=1)
        assert reader.read().whole
        assert reader.read(whole=True).whole


def test_a_server_that_says_nothing_of_its_scans_is_read_every_time(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        server.scanned = ""
        reader = Reader(engine, server.url, "subsonic")
        reader.read()
        again = reader.read()
        assert (again.whole, again.songs, again.new, again.changed) == (True, 12, 0, 0)


def test_stars_and_ratings_are_told_once_and_taken_back(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        one, two, three = list(server.songs)[:3]
        server.starred = {one: "2025-12-24T18:00:00.123456789Z", two: "2025-12-31T23:59:00Z"}
        server.ratings = {two: 4}
        reader = Reader(engine, server.url, "subsonic")
        assert reader.read().events == 3
        like, rate = EventKind.LIKE, EventKind.RATE
        assert sorted(reader.said()) == [(like, "Song 0", None), (like, "Song 1", None), (rate, "Song 1", 4)]
        at = {event.at for event in reader.told.values() if event.kind is like}
        assert at == {datetime(2025, 12, 24, 18, 0, 0, 123456, UTC), datetime(2025, 12, 31, 23, 59, tzinfo=UTC)}
        assert reader.read().events == reader.read(whole=True).events == 0
        del server.starred[one]
        server.starred[three] = "2999-01-01T00:00:00Z"  # its clock is ahead
        server.ratings[three] = 2
        assert reader.read().events == 3
        assert reader.said()[3:] == [(EventKind.UNLIKE, "Song 0", None), (like, "Song 2", None), (rate, "Song 2", 2)]
        assert all(event.at <= reader.now for event in reader.told.values())
        server.ratings = {}
        assert reader.read(whole=True).events == 2
        assert {event.extra["rating"] for event in [*reader.told.values()][-2:]} == {0}
        server.ratings = {two: 4}  # as it was once: another event all the same
        reader.read(whole=True)
        assert reader.said()[-1] == (rate, "Song 1", 4)


@pytest.mark.parametrize("kind", ["subsonic", "jellyfin"])
def test_starred_artists_are_followed_until_they_are_not(engine: Engine, kind: str) -> None:
    with SubsonicLibrary() if kind == "subsonic" else JellyfinLibrary() as server:
        server.artists = ["Band 1", "선우정아"]
        reader = Reader(engine, server.url, kind)
        assert reader.read(tell=None).events == 0
        assert reader.read().events == 2
        follow, unfollow = EventKind.FOLLOW, EventKind.UNFOLLOW
        assert [(e.kind, e.extra["artist"]) for e in reader.told.values()] == [(follow, "Band 1"), (follow, "선우정아")]
        assert {e.extra["artist_id"] for e in reader.told.values()} == {artist_id("Band 1"), artist_id("선우정아")}
        assert reader.read().events == reader.read(whole=True).events == 0
        server.artists = ["Band 1"]
        assert reader.read().events == 1
        assert [*reader.told.values()][-1].kind is unfollow
        server.artists = ["선우정아", "Band 1"]  # as before: another event all the same
        assert reader.read(whole=True).events == 1
        assert len(reader.told) == 4
        assert reader.libraries.unsaid("here") == 2
        assert reader.read().events == 2
        assert len(reader.told) == 4, "to the same listener nothing is told twice"


def test_without_a_listener_marks_wait_for_one(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        server.starred = {next(iter(server.songs)): "2025-12-24T18:00:00Z"}
        reader = Reader(engine, server.url, "subsonic")
        assert reader.read(tell=None).events == 0
        assert reader.read(tell=None).events == 0
        assert reader.read().events == 1


def test_the_same_marks_after_a_stop_are_the_same_events(engine: Engine) -> None:
    """The log had them, but the rows were not saved."""
    with SubsonicLibrary() as server:
        server.starred = {next(iter(server.songs)): "2025-12-24T18:00:00Z"}
        reader = Reader(engine, server.url, "subsonic")

        def stop(events: Sequence[Event]) -> None:
            reader.tell(events)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reader.read(tell=stop)
        assert reader.read().events == 1
        assert len(reader.told) == 1


@pytest.mark.usefixtures("small_pages")
def test_a_reading_that_stopped_goes_on_where_it_was(engine: Engine) -> None:
    with SubsonicLibrary(23) as server:
        reader = Reader(engine, server.url, "subsonic")

        def stop(songs: int, of: int | None) -> None:
            if songs == 10:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reader.read(progress=stop)
        assert len(reader.libraries.tracks()) == 10
        server.asked.clear()
        rest = reader.read()
        offsets = [params["songOffset"] for _, params, _ in server.asked if "songOffset" in params]
        assert offsets == ["10", "15", "20"]
        assert (rest.songs, rest.gone) == (13, 0)
        assert len(reader.libraries.tracks()) == 23


def test_a_server_that_lists_nothing_changes_nothing(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        reader = Reader(engine, server.url, "subsonic")
        reader.read()
        server.songs, server.scanned = {}, "later"
        with pytest.raises(Emptied, match="had 12"):
            reader.read()
        assert len(reader.libraries.tracks()) == 12


def test_a_busy_server_is_asked_again_and_a_refusal_is_told(engine: Engine) -> None:
    with SubsonicLibrary() as server:
        reader = Reader(engine, server.url, "subsonic")
        pauses: list[float] = []
        reader.caller._sleep = pauses.append  # type: ignore[method-assign]
        server.fails = [(503, {"Retry-After": "7"}), (429, {})]
        assert reader.read().songs == 12
        assert pauses[0] == 7.0
        server.fails = [(503, {"Retry-After": "3600"})]
        with pytest.raises(Failed, match="503"):
            reader.read(whole=True)
        server.fails = [(302, {"Location": "http://elsewhere.example/rest?t=x"})]
        with pytest.raises(Failed, match=r"sends on to http://elsewhere\.example…"):
            reader.read(whole=True)
        with pytest.raises(Failed) as gone:
            Caller("http://127.0.0.1:9", sleep=lambda s: None).ask("/rest/ping", [("t", "secret")])
        assert "secret" not in str(gone.value)


def test_songs_that_make_no_sense_cost_themselves(engine: Engine) -> None:
    with SubsonicLibrary(3) as server:
        odd: list[dict[str, Any]] = [
            {"id": "no-title"},
            {"id": ["list"], "title": "x"},
            {"id": "folder", "title": "x", "isDir": True},
            {"id": 17, "title": "Number", "artist": "[Unknown Artist]", "duration": -1, "year": "1990", "bpm": 1e9},
            {"id": "s", "title": " a\x00b ", "artist": None, "genres": "x", "musicBrainzId": "no", "isrc": [3, "x"]},
        ]
        server.songs |= {f"odd{n}": {"albumId": "al0", **one} for n, one in enumerate(odd)}
        reader = Reader(engine, server.url, "subsonic")
        found = reader.read()
        assert (found.songs, found.unnamed) == (5, 2)
        assert (reader.tracks["Number"].artist, reader.tracks["Number"].duration_ms) == ("Unknown", None)
        assert "a b" in reader.tracks


def test_a_known_track_is_met_again_by_its_names(engine: Engine) -> None:
    known = Track(TrackId("5e60e000-0000-4000-8000-000000000001"), "SONG 1", "Band 1", tags=("mine",), isrc="X" * 12)
    Catalog(engine).add([known])
    with SubsonicLibrary(2) as server:
        reader = Reader(engine, server.url, "subsonic")
        reader.read()
        track = reader.tracks["Song 1"]
        assert (track.id, track.tags, track.isrc) == (known.id, ("Rock", "Kind 1", "mine"), known.isrc)
        assert len(reader.tracks) == 2


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("login", [_LOGIN, Login(USER, KEY, is_key=True)])
def test_jellyfin(engine: Engine, login: Login) -> None:
    with JellyfinLibrary(12) as server:
        one, two = list(server.items)[:2]
        server.items[one]["UserData"] |= {"IsFavorite": True, "Rating": 8.0}
        reader = Reader(engine, server.url, "jellyfin", login)
        found = reader.read()
        assert (found.songs, found.new, found.events) == (12, 12, 2)
        track = reader.tracks["Song 4"]
        assert (track.artist, track.release, track.duration_ms) == ("Band 1, Guest", "Album", 184_000)
        assert (track.year, track.tags) == (1994, ("Rock", "Indie"))
        assert track.mbid == f"00000000-0000-4000-8000-{4:012x}"
        assert track.uri == f"jellyfin:{4:032x}"
        assert (EventKind.RATE, "Song 0", 4) in reader.said()
        server.asked.clear()
        server.items[two] |= {"Name": "Song 1 (live)"}
        server.saved[two] = (reader.now + timedelta(minutes=1)).isoformat()
        server.items[one]["UserData"]["IsFavorite"] = False
        later = reader.read()
        assert (later.whole, later.songs, later.changed, later.events) == (False, 1, 1, 1)
        assert reader.said()[-1] == (EventKind.UNLIKE, "Song 0", None)
        assert not any(value in str(server.asked[0][1]) for value in reader.secret.values() if value != server.USER_ID)
        del server.items[two]
        assert reader.read().gone == 0
        assert reader.read(whole=True).gone == 1


def test_kinds_of_servers_are_told_apart() -> None:
    def kinds(server: Library) -> list[str]:
        caller = Caller(server.url, sleep=lambda s: None)
        return [kind for kind, source in sources().items() if source.here(caller)]

    with SubsonicLibrary() as subsonic, JellyfinLibrary() as jellyfin:
        assert kinds(subsonic) == ["subsonic"]
        assert kinds(jellyfin) == ["jellyfin"]


def test_the_server_behind_the_proxy_is_read_too(engine: Engine) -> None:
    with MusicServer() as server:
        reader = Reader(engine, server.url, "subsonic", Login("", SMALL_KEY, is_key=True))
        assert reader.read().songs == 6
        assert reader.tracks["Song 1"].artist == "Band 1"


@pytest.mark.parametrize("address", ["ftp://x", "http://", "x", "http://a:b@c", "http://x/?y=1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Caller(address)
