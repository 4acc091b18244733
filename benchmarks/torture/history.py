"""A Spotify download that grows, and the event ids its rows must have in the log."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from segue.ingest.dialects.spotify import dialect

_ROWS = 5_000
_START = datetime(2020, 1, 1, tzinfo=UTC)


class History:
    """`ids` are in the file, `finished` those of an import that ran to its end."""

    def __init__(self, path: Path, listener: str) -> None:
        self.path = path
        self.ids: set[str] = set()
        self.finished: set[str] = set()
        self._listener = listener
        self._rows: list[dict[str, Any]] = []

    def grow(self, rng: np.random.Generator) -> None:
        fresh = list(_rows(rng, len(self._rows)))
        self._rows += fresh
        self.ids.update(event.event_id for row in fresh for event in dialect.parse(row))
        self.path.write_text(json.dumps(self._rows))

    def batches(self, home: Path) -> int:
        """How many of the listener's batches are in the log."""
        with closing(sqlite3.connect(home / "segue.db")) as db:
            (who,) = db.execute("select id from listener where name = ?", (self._listener,)).fetchone()
        with closing(sqlite3.connect(home / "log.db")) as db:
            (count,) = db.execute("select count(*) from batch where listener = ?", (who,)).fetchone()
        return int(count)


def _rows(rng: np.random.Generator, first: int) -> Iterator[dict[str, Any]]:
    for number in range(first, first + _ROWS):
        track = int(rng.zipf(1.3)) % 500
        played = int(rng.integers(0, 240_000))
        yield {
            "ts": (_START + timedelta(seconds=97 * number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "platform": "Linux",
            "ms_played": played,
            "master_metadata_track_name": f"Song {track}",
            "master_metadata_album_artist_name": f"Band {track % 40}",
            "master_metadata_album_album_name": f"Album {track % 80}",
            "spotify_track_uri": f"spotify:track:{track:022d}",
            "reason_start": "trackdone",
            "reason_end": "trackdone" if played > 200_000 else "fwdbtn",
            "skipped": played <= 200_000,
            "shuffle": bool(track % 2),
        }
