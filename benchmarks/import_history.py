"""Import of ten years of Spotify: 500,000 rows of the extended streaming history, as its ZIP.

    python -m benchmarks import_history [rows]

Baseline in the same run: `json.load` of each member and `executemany` of its rows into one SQLite table with an
index over time and track, committed once: what a script of an afternoon does, without skips, tracks or profiles.
The import runs in a process of its own, so that its peak of memory is its own.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ROWS = 500_000
TRACKS, SHOWS, BOOKS = 30_000, 60, 12
YEARS = 10
_PER_FILE = 16_000  # rows of one file; Spotify cuts at about 12 MB
_PLATFORMS = (
    ("android", "Android OS 9 API 28 (samsung, SM-G960F)", "ios", "windows", "osx", "web_player", "linux"),
    (0.46, 0.12, 0.1, 0.14, 0.08, 0.07, 0.03),
)
_ENDS = (("trackdone", "fwdbtn", "endplay", "backbtn", "logout", "unexpected-exit-while-paused"),
         (0.64, 0.24, 0.07, 0.03, 0.01, 0.01))  # fmt: skip
_STARTS = ("trackdone", "fwdbtn", "clickrow", "playbtn", "backbtn", "appload")


def rows(count: int, seed: int = 10) -> Iterator[dict[str, Any]]:
    """Rows as Spotify writes them, in the order of time: evenings and sessions, favourites, skips, some speech."""
    rng = np.random.default_rng(seed)
    weight = 1.0 / np.arange(1, TRACKS + 1) ** 0.8
    weight /= weight.sum()
    step = YEARS * 365.25 * 86_400 / count
    at = datetime(2014, 3, 1, 6, tzinfo=UTC)
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        songs = rng.choice(TRACKS, size, p=weight)
        ends = rng.choice(_ENDS[0], size, p=_ENDS[1])
        begins = rng.choice(_STARTS, size)
        platforms = rng.choice(_PLATFORMS[0], size, p=_PLATFORMS[1])
        share, sort, gap = rng.random(size), rng.random(size), rng.exponential(1.0, size)
        for i in range(size):
            song, ended = int(songs[i]), str(ends[i])
            length = 120_000 + song * 7919 % 240_000
            played = length if ended == "trackdone" else int(share[i] ** 2 * length)
            at += timedelta(seconds=played / 1000 + (step - 190) * float(gap[i]) + 1)
            yield _row(at, played, song, ended, str(begins[i]), str(platforms[i]), float(sort[i]))


def _row(at: datetime, played: int, song: int, ended: str, began: str, platform: str, sort: float) -> dict[str, Any]:
    """`sort`: what sort of row it is, 0-1."""
    speech, book = sort < 0.03, 0.03 <= sort < 0.035
    artist = song % 4_000
    return {
        "ts": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "platform": platform,
        "ms_played": played * 9 if speech or book else played,
        "conn_country": "DE",
        "ip_addr": f"192.0.2.{song % 250}",
        "master_metadata_track_name": None
        if speech or book
        else f"Song Nº {song}{' - 2011 Remaster' * (song % 9 == 0)}",
        "master_metadata_album_artist_name": None if speech or book else f"The Ärtist {artist} & Band",
        "master_metadata_album_album_name": None if speech or book else f"Album {song // 11} (Deluxe Edition)",
        "spotify_track_uri": None if speech or book else f"spotify:track:{song:022d}",
        "episode_name": f"Episode {song % 900}" if speech else None,
        "episode_show_name": f"Show {song % SHOWS}" if speech else None,
        "spotify_episode_uri": f"spotify:episode:{song % 900:022d}" if speech else None,
        "audiobook_title": f"Book {song % BOOKS}" if book else None,
        "audiobook_uri": f"spotify:show:{song % BOOKS:022d}" if book else None,
        "audiobook_chapter_uri": f"spotify:episode:b{song % 400:021d}" if book else None,
        "audiobook_chapter_title": f"Chapter {song % 40}" if book else None,
        "reason_start": began,
        "reason_end": ended,
        "shuffle": song % 3 == 0,
        "skipped": ended == "fwdbtn",
        "offline": song % 17 == 0,
        "offline_timestamp": int(at.timestamp()) - played // 1000,
        "incognito_mode": song % 211 == 7,
    }


def written(path: Path, count: int) -> None:
    """The ZIP of a person with `count` rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        held: list[dict[str, Any]] = []
        number = 0
        for row in rows(count):
            held.append(row)
            if len(held) == _PER_FILE:
                _member(archive, number, held)
                held, number = [], number + 1
        if held:
            _member(archive, number, held)


def _member(archive: zipfile.ZipFile, number: int, held: list[dict[str, Any]]) -> None:
    name = f"Spotify Extended Streaming History/Streaming_History_Audio_{held[0]['ts'][:4]}_{number}.json"
    archive.writestr(name, json.dumps(held, ensure_ascii=False, indent=2))


def main() -> None:
    count = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdecimal() else ROWS
    with TemporaryDirectory() as folder:
        source = Path(folder) / "my_spotify_data.zip"
        written(source, count)
        unpacked = sum(i.file_size for i in zipfile.ZipFile(source).infolist())
        print(f"{count:,} rows, {unpacked / 1e6:,.0f} MB of JSON in a ZIP of {source.stat().st_size / 1e6:,.0f} MB")
        for what in ("first", "again"):
            took, peak, told = _imported(Path(folder) / "home", source)
            said = json.loads(told)
            print(f"segue import, {what:6}      {took:6.1f} s {count / took:10,.0f} rows/s, peak {peak:,.0f} MB, "
                  f"{said.get('new', said['accepted']):,} new")  # fmt: skip
        took, peak = _baseline(source, Path(folder) / "rows.db")
        print(f"baseline, json and SQL    {took:6.1f} s {count / took:10,.0f} rows/s, peak {peak:,.0f} MB")


def _imported(home: Path, source: Path) -> tuple[float, float, str]:
    """Seconds, peak of memory in MB, what it said."""
    command = [sys.executable, "-m", "segue", "--home", str(home), "import", "spotify", str(source)]
    return _measured([*command, "--listener", "me", "--json"])


def _baseline(source: Path, database: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.import_history", "--baseline", str(source), str(database)]
    took, peak, _ = _measured(command)
    return took, peak


def _measured(command: list[str]) -> tuple[float, float, str]:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, said
    return time.perf_counter() - start, used.ru_maxrss / 1024, said


def _plain_import(source: Path, database: Path) -> None:
    db = sqlite3.connect(database, isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("create table play (at text, title text, artist text, uri text, ms integer, unique (at, uri, ms))")
    db.execute("begin")
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            found = json.loads(archive.read(name))
            values = [
                (
                    r["ts"],
                    r["master_metadata_track_name"],
                    r["master_metadata_album_artist_name"],
                    r["spotify_track_uri"],
                    r["ms_played"],
                )
                for r in found
            ]
            db.executemany("insert or ignore into play values (?, ?, ?, ?, ?)", values)
    db.execute("commit")
    db.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--baseline"]:
        _plain_import(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.argv.insert(1, "import_history")
        main()
