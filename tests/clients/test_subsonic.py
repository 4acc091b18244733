"""py-opensonic and py-sonic against Segue, and through its proxy to a second server."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segue.app import build
from segue.domain.event import EventKind
from segue.domain.listen import Listen
from segue.domain.sound import Sound
from segue.domain.track import Track, TrackId
from segue.settings import Settings
from tests.clients.conftest import Person
from tests.flows.music_server import NAME, PASSWORD, SIZE, MusicServer
from tests.flows.server_process import ServerProcess, add_listener, eventually

pytestmark = pytest.mark.clients
TRACKS = [
    Track(TrackId(f"5e60e000-0000-4000-8000-00000000000{n}"), title, "Björk", "Post", duration_ms=length)
    for n, (title, length) in enumerate((("Hyperballad", 321_000), ("Army of Me", 234_000)))
]


@pytest.fixture
def stocked(person: Person) -> Person:
    app = build(Settings(home=person.server.home))
    try:
        app.catalog.add(TRACKS)
    finally:
        app.close()
    # The server hears of it within its pause; the songs of other tests turn out to be these.
    eventually(lambda: all(knows(person, track) for track in TRACKS), "the server knows the catalogue")
    return person


def knows(person: Person, track: Track) -> bool:
    _, _, body = person.server.ask("GET", f"/rest/getSong?f=json&v=1.16.1&c=t&apiKey={person.token}&id={track.id}")
    return bool(json.loads(body)["subsonic-response"]["status"] == "ok")


@contextmanager
def proxy(home: Path, name: str, upstream: str) -> Iterator[ServerProcess]:
    add_listener(home, name)
    with ServerProcess(home, "--subsonic-upstream", upstream) as running:
        yield running


def heard(home: Path, name: str) -> list[tuple[str, str, Listen]]:
    """(title, outcome, listen), oldest first."""
    app = build(Settings(home=home))
    try:
        listener = app.accounts.named(name)
        assert listener is not None
        listens = app.history.listens(listener.id, oldest_first=True, limit=None)
        tracks = [app.catalog.get(one.track_id) for one in listens]
        return [(t.title, one.outcome, one) for t, one in zip(tracks, listens, strict=True) if t is not None]
    finally:
        app.close()


def kinds(home: Path, name: str) -> list[EventKind]:
    server = ServerProcess.__new__(ServerProcess)
    server.home = home
    return [e.kind for e in Person(name, "", "", server).events()]


EVERYTHING = {
    "ping": [True, True, True, True],
    "wrong password": "CredentialError",
    "license": True,
    "extensions": ["apiKeyAuthentication", "formPost", "indexBasedQueue", "playbackReport"],
    "song": "Hyperballad",
    "random": 2,
    "scrobble": True,
    "again": True,
    "starred": ["Hyperballad"],
    "rating": 5,
    "bookmarks": [["Hyperballad", 61_000, "the hook"]],
    "bookmarks after": 0,
    "queue": [["Hyperballad", "Army of Me"], True, 9000, "py-opensonic"],
    "index": 2,
    "now playing": [["Hyperballad", "py-opensonic"]],
    "no such song": "DataNotFoundError",
}


def check_everything(said: dict[str, Any], name: str) -> None:
    assert said == {**EVERYTHING, "key": name, "user": name}


def check_listens(found: list[tuple[str, str, Listen]]) -> None:
    """Two scrobbled, one of them told twice; one reported, left after three seconds."""
    assert [title for title, _, _ in found] == ["Hyperballad", "Army of Me", "Hyperballad"]
    ages = [(datetime.now(UTC) - one.start).total_seconds() for *_, one in found]
    assert ages == sorted(ages, reverse=True)
    reported = found[2][2]
    assert 2000 <= reported.played_ms <= 4000
    assert reported.position_ms == 3000
    assert {one.device for *_, one in found} == {"py-opensonic"}
    assert {one.routes for *_, one in found} == {("subsonic",)}


def test_py_opensonic_does_everything(stocked: Person, run_client: Any) -> None:
    where = (str(stocked.server.port), stocked.name, stocked.password, stocked.token)
    check_everything(run_client("speaks_opensonic.py", "all", *where, needs="libopensonic"), stocked.name)
    check_listens(heard(stocked.server.home, stocked.name))


def test_py_opensonic_does_not_notice_the_proxy(stocked: Person, run_client: Any, tmp_path: Path) -> None:
    """Both servers know: the one behind and the one between."""
    with proxy(tmp_path / "between", stocked.name, stocked.url) as between:
        where = (str(between.port), stocked.name, stocked.password, stocked.token)
        check_everything(run_client("speaks_opensonic.py", "all", *where, needs="libopensonic"), stocked.name)
    check_listens(heard(stocked.server.home, stocked.name))
    check_listens(heard(between.home, stocked.name))
    there, here = kinds(stocked.server.home, stocked.name), kinds(between.home, stocked.name)
    assert sorted(here) == sorted(there)


BANDS = [
    Track(
        TrackId(f"5e60e000-0000-4000-9000-{n:012}"), f"Song {n}", f"Band {n % 5}", f"Album {n % 5}",
        duration_ms=200_000, tags=("rock" if n % 2 else "folk",),
        sound=Sound(tempo_bpm=80 + n, energy=n / 40, valence=n / 40),
    )
    for n in range(40)
]  # fmt: skip


@pytest.fixture
def bands(tmp_path: Path) -> Iterator[Person]:
    """A server of its own, with forty songs whose sound is known."""
    home = tmp_path / "bands"
    app = build(Settings(home=home))
    app.catalog.add(BANDS)
    token = app.accounts.add(NAME, "UTC", datetime.now(UTC))
    listener = app.accounts.named(NAME)
    assert listener is not None
    password = app.accounts.passwords.renew(listener.id)
    app.close()
    with ServerProcess(home) as server:
        yield Person(NAME, token, password, server)


def check_playlists(said: dict[str, Any], sounds: bool) -> None:
    mixes, entries, radio = (said.pop(name) for name in ("mixes", "entries", "radio"))
    assert len(mixes) > 2
    assert set(entries.values()) == {True}
    assert len(radio) > 10
    assert set(radio) <= {track.title for track in BANDS}
    assert said == {
        "artists": 5,
        "album": ["Album 0", True, True],
        "albums": 5,
        "folders": [5, True, True],
        "like an artist": 3,
        "song": True,
        "made": True,
        "mine": True,
        "changed": ["Tram", True],
        "written anew": True,
        "deleted": True,
        "cover": True,
        "delete a mix": "AuthError",
        "similar": 5,
        "similar to an artist": 5,
        "top": True,
        "random": 4,
        "sounds": sounds,
        "sonic": 4 if sounds else 0,
    }


def test_py_opensonic_browses_makes_playlists_and_reads_mixes(bands: Person, run_client: Any) -> None:
    where = (str(bands.server.port), bands.name, bands.password)
    check_playlists(run_client("speaks_opensonic.py", "playlists", *where, needs="libopensonic"), sounds=True)


def test_py_opensonic_finds_mixes_of_the_proxy_among_the_servers_playlists(
    bands: Person, run_client: Any, tmp_path: Path
) -> None:
    """The Segue between has read the catalogue of the one behind, from the command line."""
    home = tmp_path / "between"
    add_listener(home, bands.name)
    secret = tmp_path / "secret"
    secret.write_text(bands.password)
    command = [sys.executable, "-m", "segue", "--home", str(home), "catalog", "sync", bands.url]
    subprocess.run([*command, "--user", bands.name, "--secret-file", str(secret)], check=True, timeout=60)
    with ServerProcess(home, "--subsonic-upstream", bands.url) as between:
        where = (str(between.port), bands.name, bands.password)
        said = run_client("speaks_opensonic.py", "playlists", *where, needs="libopensonic")
        _, _, body = between.ask("GET", f"/rest/getPlaylists?f=json&v=1.16.1&c=t&apiKey={bands.token}")
    check_playlists(said, sounds=True)
    ids = [one["id"] for one in json.loads(body)["subsonic-response"]["playlists"]["playlist"]]
    assert any(one.startswith("segue-") for one in ids)
    assert any(not one.startswith("segue-") for one in ids), "those of the Segue behind"
    command = [sys.executable, "-m", "segue", "--home", str(home), "push", "subsonic", bands.url, bands.name]
    pushed = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, timeout=60).stdout)
    made = [one["title"] for one in pushed[0]["mixes"] if one["what"] == "made"]
    again = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, timeout=60).stdout)
    app = build(Settings(home=bands.server.home))
    try:
        own = app.lists.of(app.accounts.named(bands.name))  # type: ignore[arg-type]
    finally:
        app.close()
    assert sorted(one.name for one in own) == sorted(made)
    assert "made" not in [one["what"] for one in again[0]["mixes"]]


def check_sonic(said: dict[str, Any]) -> None:
    assert said == {
        "ping": [True, True],
        "wrong password": "CredentialError",
        "folders": ["Segue"],
        "song": "Hyperballad",
        "bookmark": 5000,
        "queue": 7000,
        "starred": ["Hyperballad"],
        "playing": ["Hyperballad"],
    }


def test_py_sonic_directly_and_through_the_proxy(stocked: Person, run_client: Any, tmp_path: Path) -> None:
    where = (stocked.name, stocked.password)
    check_sonic(run_client("speaks_sonic.py", str(stocked.server.port), *where, needs="libsonic"))
    first = heard(stocked.server.home, stocked.name)
    assert [title for title, *_ in first] == ["Hyperballad"] * 2
    with proxy(tmp_path / "between", stocked.name, stocked.url) as between:
        check_sonic(run_client("speaks_sonic.py", str(between.port), *where, needs="libsonic"))
    assert [title for title, *_ in heard(between.home, stocked.name)] == ["Hyperballad"] * 2


def test_an_evening_with_sound_through_the_proxy(run_client: Any, tmp_path: Path) -> None:
    with MusicServer() as music, proxy(tmp_path / "between", NAME, music.url) as between:
        where = ("evening", str(between.port), NAME, PASSWORD, "song 6", "song 2", "song 3")
        said = run_client("speaks_opensonic.py", *where, needs="libopensonic")
        assert said == {"first": SIZE, "second": 1_000_000, "third": SIZE, "transcoded": True, "plays": None}
    check_evening(between.home, NAME, ["Song 6", "Song 2", "Song 3"])


def check_evening(home: Path, name: str, titles: list[str]) -> None:
    """Heard out, left after two seconds, still playing."""
    one, two, three = heard(home, name)
    assert [one[0], two[0], three[0]] == titles
    assert one[1] == "finished"
    assert 4500 <= one[2].played_ms <= 5000
    assert two[1] == "skipped"
    assert two[2].skip > 0.4
    assert 1500 <= two[2].played_ms <= 4000
    assert three[2].reason_end is None
    assert {EventKind.LIKE, EventKind.RATE, EventKind.SKIP} <= set(kinds(home, name))


_NAVIDROME = os.environ.get("NAVIDROME") or shutil.which("navidrome")


@pytest.fixture
def navidrome(tmp_path: Path) -> Iterator[str]:
    """A real Navidrome over three tones of 5, 40 and 60 seconds; its address."""
    if _NAVIDROME is None or shutil.which("ffmpeg") is None:
        pytest.skip("needs ffmpeg and navidrome, on the PATH or named by NAVIDROME")
    music = tmp_path / "music"
    music.mkdir()
    for number, seconds in enumerate((5, 40, 60), 1):
        tags = [f"title=Tone {number}", "artist=Oscillator", "album=Tones", f"track={number}"]
        told = [part for tag in tags for part in ("-metadata", tag)]
        source = ["-f", "lavfi", "-i", f"anoisesrc=seed={number}:duration={seconds}"]
        command = ["ffmpeg", "-v", "error", *source, *told, str(music / f"{number}.flac")]
        subprocess.run(command, check=True, timeout=60)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told_env = {
        "ND_MUSICFOLDER": str(music),
        "ND_DATAFOLDER": str(tmp_path / "data"),
        "ND_PORT": str(port),
        "ND_ADDRESS": "127.0.0.1",
        "ND_DEVAUTOCREATEADMINPASSWORD": "secret",
        "ND_LOGLEVEL": "error",
        "ND_ENABLEINSIGHTSCOLLECTOR": "false",
        "ND_ENABLEEXTERNALSERVICES": "false",
    }
    with subprocess.Popen([_NAVIDROME], env={**os.environ, **told_env}, stdout=-3, stderr=-3) as server:
        try:
            eventually(lambda: _answers(port), "Navidrome answers")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_evening_with_navidrome(navidrome: str, run_client: Any, tmp_path: Path) -> None:
    with proxy(tmp_path / "between", "admin", navidrome) as between:
        where = ("evening", str(between.port), "admin", "secret", "tone 1", "tone 2", "tone 3")
        said = run_client("speaks_opensonic.py", *where, needs="libopensonic")
    sizes = [path.stat().st_size for path in sorted((tmp_path / "music").iterdir())]
    assert said == {"first": sizes[0], "second": 1_000_000, "third": sizes[2], "transcoded": True, "plays": 1}
    check_evening(between.home, "admin", ["Tone 1", "Tone 2", "Tone 3"])
