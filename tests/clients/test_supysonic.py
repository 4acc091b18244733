"""A second Subsonic server that knows nothing of Segue: Supysonic. Its catalogue is read, mixes are pushed into it, and
Segue stands before it.

Supysonic is under the AGPL: it runs in a process of its own. SUPYSONIC names a Python that has it:

    python -m venv supysonic && supysonic/bin/pip install supysonic
    SUPYSONIC=$PWD/supysonic/bin/python make clients
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, TrackRef
from segue.settings import Settings
from tests.flows.server_process import ServerProcess, add_listener, eventually

pytestmark = pytest.mark.clients
NAME, PASSWORD, MIX = "ann", "secret of ann", "library_radio"
_PYTHON = os.environ.get("SUPYSONIC")
_SONGS = 16


@pytest.fixture(scope="module")
def supysonic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address; sixteen songs of four bands, scanned from files."""
    if _PYTHON is None or shutil.which("ffmpeg") is None:
        pytest.skip("needs ffmpeg and a Python with supysonic, named by SUPYSONIC")
    home = tmp_path_factory.mktemp("supysonic")
    music = home / "music"
    for n in range(_SONGS):
        folder = music / f"Band {n % 4}" / "Album"
        folder.mkdir(parents=True, exist_ok=True)
        tags = [f"title=Tune {n}", f"artist=Band {n % 4}", "album=Album", f"genre={'folk' if n % 2 else 'metal'}"]
        told = [part for tag in tags for part in ("-metadata", tag)]
        source = ["-f", "lavfi", "-i", f"anoisesrc=seed={n}:duration=1:sample_rate=8000"]
        command = ["ffmpeg", "-v", "error", *source, *told, str(folder / f"{n}.flac")]
        subprocess.run(command, check=True, timeout=60)
    (home / ".supysonic").write_text(
        f"[base]\ndatabase_uri = sqlite:///{home}/s.db\n[webapp]\ncache_dir = {home}/cache\n"
    )
    env = {**os.environ, "HOME": str(home)}
    cli = str(Path(_PYTHON).with_name("supysonic-cli"))
    for words in (
        ["user", "add", NAME, "-p", PASSWORD],
        ["folder", "add", "m", str(music)],
        ["folder", "scan", "-f", "m"],
    ):
        subprocess.run([cli, *words], check=True, capture_output=True, env=env, timeout=60)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [_PYTHON, "-m", "flask", "--app", "supysonic.web:create_application", "run", "-p", str(port)]
    with subprocess.Popen(command, env=env, stdout=-3, stderr=-3) as server:
        try:
            eventually(lambda: _answers(port), "Supysonic answers")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask(url: str, method: str, **params: Any) -> dict[str, Any]:
    """With the password itself: Supysonic knows no digests."""
    frame = {"u": NAME, "p": PASSWORD, "v": "1.12.0", "c": "test", "f": "json"}
    with urlopen(f"{url}/rest/{method}.view?{urlencode({**frame, **params}, doseq=True)}", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)["subsonic-response"]
        return found


def _lists(url: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in _ask(url, "getPlaylists")["playlists"].get("playlist", [])}


def _songs(url: str, playlist: str) -> list[str]:
    return [one["title"] for one in _ask(url, "getPlaylist", id=playlist)["playlist"]["entry"]]


@pytest.fixture
def home(supysonic: str, tmp_path: Path) -> Path:
    """A Segue that has read Supysonic's catalogue, from the command line."""
    add_listener(tmp_path / "home", NAME)
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    told = _segue(tmp_path / "home", "catalog", "sync", supysonic, "--user", NAME, "--secret-file", str(secret))
    assert told[0]["songs"] == _SONGS
    return tmp_path / "home"


def _segue(home: Path, *words: str) -> Any:
    command = [sys.executable, "-m", "segue", "--home", str(home), *words, "--json"]
    ran = subprocess.run(command, capture_output=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _skip_first(home: Path) -> None:
    app = build(Settings(home=home))
    try:
        listener = app.accounts.named(NAME)
        assert listener is not None
        now = datetime.now(UTC)
        first = app.mixes.going(listener, MIX, now).tracks[0]
        skip = Event("skip:1", EventKind.SKIP, now, track=TrackRef(id=first.id), position_ms=300)
        app.recorder.submit(listener, [skip]).result()
    finally:
        app.close()


def test_a_mix_is_pushed_and_updated_where_it_stands(supysonic: str, home: Path) -> None:
    mine = _ask(supysonic, "createPlaylist", name="Mine", songId=[])
    assert mine["status"] == "ok"
    before = _lists(supysonic)
    went = _segue(home, "push", "subsonic", supysonic, NAME, "--mix", MIX)[0]["mixes"]
    assert [(one["what"], one["missing"]) for one in went] == [("made", [])]
    ((key, made),) = [(key, one) for key, one in _lists(supysonic).items() if key not in before]
    titles = _songs(supysonic, key)
    assert (made["name"], len(titles)) == (went[0]["title"], went[0]["songs"])
    assert [one["what"] for one in _segue(home, "push", "subsonic", supysonic, NAME, "--mix", MIX)[0]["mixes"]] == [
        "same"
    ]
    _skip_first(home)
    after = _segue(home, "push", "subsonic", supysonic, NAME, "--mix", MIX)[0]["mixes"]
    assert [one["what"] for one in after] == ["changed"]
    assert set(_lists(supysonic)) == {*before, key}
    assert _songs(supysonic, key) != titles
    assert titles[0] not in _songs(supysonic, key)
    command = [sys.executable, "-m", "segue", "--home", str(home), "push", "subsonic", supysonic, NAME, "--stop"]
    subprocess.run(command, check=True, timeout=60)
    assert set(_lists(supysonic)) == set(before)


def test_its_playlists_and_mixes_stand_in_one_list(supysonic: str, home: Path) -> None:
    _ask(supysonic, "createPlaylist", name="Theirs", songId=[])
    theirs = _lists(supysonic)
    with ServerProcess(home, "--subsonic-upstream", supysonic) as between:
        lists = _lists(between.url)
        mixes = {key: one for key, one in lists.items() if key.startswith("segue-")}
        assert set(lists) - set(mixes) == set(theirs)
        assert len(mixes) > 2
        key = max(mixes, key=lambda one: mixes[one]["songCount"])
        assert len(_songs(between.url, key)) == mixes[key]["songCount"] > 5
        known = {
            one["id"]: one["title"]
            for one in _ask(supysonic, "search3", query="tune", songCount=50)["searchResult3"]["song"]
        }
        near = _ask(between.url, "getSimilarSongs", id=next(iter(known)), count=4)["similarSongs"]["song"]
        assert len(near) == 4
        assert {one["id"]: one["title"] for one in near}.items() <= known.items()
