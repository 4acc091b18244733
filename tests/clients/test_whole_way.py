"""From a folder of recordings and somebody's history to mixes in three programs that people have already."""

import csv
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from segue.settings import data_dir
from tests.flows.server_process import ServerProcess

pytestmark = [pytest.mark.clients, pytest.mark.data]
_DAY_S = 86_400
_BRAHMS = ["The U.S. Army Strings", "Hungarian Dance No. 5"]
_FOLK = ["Karissa Hobbs", "Let's Go Fishin'"]
_PLUM = ["Kevin MacLeod", "P. I. Tchaikovsky: Dance of the Sugar Plum Fairy"]
_VIBE = ["Kevin MacLeod", "Vibe Ace"]
_HEARD = [_VIBE, _VIBE, _BRAHMS, _VIBE, _BRAHMS, _FOLK]  # latest first


@pytest.fixture
def recordings() -> Path:
    data = data_dir()
    if data is None or not (data / "audio-librosa").is_dir():
        pytest.skip("audio-librosa is not under SEGUE_DATA")
    return data / "audio-librosa"


def _scrobbles(path: Path) -> Path:
    """As mainstream.ghan.nl exports them of Last.fm: one every five hours, the latest two days ago."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["uts", "utc_time", "artist", "artist_mbid", "album", "album_mbid", "track", "track_mbid"])
        for number, (artist, title) in enumerate(_HEARD):
            at = int(time.time()) - 2 * _DAY_S - number * 5 * 3600
            told = time.strftime("%d %b %Y, %H:%M", time.gmtime(at))
            out.writerow([at, told, artist, "", "", "", title, ""])
    return path


def test_a_folder_and_a_history_become_mixes_in_three_programs(
    recordings: Path, run_client: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"

    def segue(*arguments: str) -> str:
        command = [sys.executable, "-m", "segue", "--home", str(home), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout

    scanned = json.loads(segue("catalog", "scan", str(recordings), "--json"))
    assert (scanned["files"], scanned["problems"]) == (7, [])
    imported = json.loads(segue("import", str(_scrobbles(tmp_path / "me.csv")), "--listener", "me", "--json"))
    assert imported["new"] == len(_HEARD)
    again = json.loads(segue("catalog", "scan", str(recordings), "--json"))
    assert (again["read"], again["catalogue"]) == (0, 7), "what was heard are these very recordings"
    token, password = segue("listener", "token", "me").strip(), segue("listener", "password", "me").strip()

    with ServerProcess(home) as server:
        out: dict[str, tuple[str, str]] = {}
        while out != (out := _out(server, token)):  # again when one turned meanwhile, as at midnight
            told = [
                run_client("reads_mixes.py", "liblistenbrainz", server.url, token, "me", needs="liblistenbrainz"),
                run_client("reads_mixes.py", "opensonic", str(server.port), "me", password, needs="libopensonic"),
                run_client("reads_mixes.py", "spotipy", server.url, token, needs="spotipy"),
            ]
    assert len(out) > 5
    titles = [title for title, _ in out.values()]
    listenbrainz, subsonic, spotify = ({title: mixes[title] for title in titles} for mixes in told)
    assert all(listenbrainz.values()), "none is empty"
    assert subsonic == listenbrainz
    assert spotify == listenbrainz
    by_name = {name: listenbrainz[title] for name, (title, _) in out.items()}
    assert sorted(by_name["on_repeat"]) == sorted([_BRAHMS, _FOLK, _VIBE])
    assert _PLUM in by_name["discover_weekly"]
    assert not [one for one in _HEARD if one in by_name["discover_weekly"]]


def _out(server: ServerProcess, token: str) -> dict[str, tuple[str, str]]:
    """Name -> (title, period) of every mix that is out; without autoplay, which is another whenever it is asked."""
    status, _, body = server.ask("GET", "/api/v1/mixes", token=token)
    assert status == 200, body
    return {one["name"]: (one["title"], one["period"]) for one in json.loads(body)["mixes"] if one["until"]}
