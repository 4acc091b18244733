"""Files: exports of people as JSON, lines, tables, archives and databases, damaged, through the import."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.spoil import spoiled, written
from benchmarks.fuzz.twist import twisted
from segue.domain.event import Event
from segue.ingest.archive import Message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.export import Asked, Unclear
from segue.ingest.importing import Importing, raw_of

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_EXPORTS = ("spotify", "listenbrainz_export", "lastfm_export", "maloja", "navidrome", "jellyfin_export")
_ROWS = {name: all_dialects()[name].examples for name in _EXPORTS}
_NAMES = (
    "x.json",
    "x.jsonl",
    "x.csv",
    "Streaming_History_Audio_2024_1.json",
    "endsong_0.json",
    "x",
    "navidrome.db",
    "x.tsv",
)


def imported(folder: Path, dice: Dice) -> Iterable[Event]:
    """The events of one damaged file; a file that cannot be read is an answer, too."""
    path = folder / dice.one(_NAMES)
    path.write_bytes(_file(dice, _ROWS[dice.one(_EXPORTS)]))
    found: list[Event] = []
    try:
        for piece in Importing(None, Asked(users=("ann",))).pieces([path]):
            if not isinstance(piece, Message):
                assert piece.reason
                continue
            raw_of(piece)
            try:
                told = [*all_dialects()[piece.dialect].parse(piece.value)]
                for event in told:
                    check_time(event, _NOW)
            except Malformed:
                continue
            found += told
    except Unclear as unclear:
        raise Malformed("", str(unclear)) from None
    finally:
        path.unlink()
    return found


def _file(dice: Dice, examples: Sequence[Any]) -> bytes:
    rows = [twisted(dice, dice.one(examples)) for _ in range(1 + dice.below(4))]
    how = dice.below(6)
    if how <= 1:
        body = written(dice, rows)
    elif how == 2:
        body = b"\n".join(written(dice, row).replace(b"\n", b" ") for row in rows)
    elif how == 3:
        body = _table(dice, rows)
    elif how == 4:
        body = _archive(dice, [written(dice, rows), written(dice, rows[0])])
    else:
        body = _database()
    return spoiled(dice, body) if dice.chance(45) else body


def _table(dice: Dice, rows: list[Any]) -> bytes:
    written_to = io.StringIO()
    table = csv.writer(written_to, delimiter=dice.one(",;\t"), quoting=dice.one((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
    known = [row for row in rows if isinstance(row, dict)]
    if known:
        table.writerow(list(known[0]))
    for row in known:
        table.writerow([str(value).replace("\0", "") for value in row.values()])
    return written_to.getvalue().encode(dice.one(("utf-8", "utf-16", "utf-8-sig")), "replace")


def _archive(dice: Dice, bodies: list[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", dice.one((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for body in bodies:
            name = dice.one(
                ("Spotify Account Data/" + dice.one(_NAMES), dice.one(_NAMES), "../x.json", "a/" * 40 + "x.json")
            )
            if name not in archive.namelist():
                archive.writestr(zipfile.ZipInfo(name), body)
    return packed.getvalue()


def _database() -> bytes:
    with sqlite3.connect(":memory:") as db:
        db.execute("create table media_file (id text, title text, artist text, album text, duration real)")
        db.execute(
            "create table annotation (user_id text, item_id text, item_type text, play_count int, play_date text)"
        )
        db.execute("create table user (id text, user_name text)")
        db.execute("insert into user values ('u', 'ann')")
        db.execute("insert into media_file values ('m', 'Hyperballad', 'Björk', 'Post', 321)")
        db.execute("insert into annotation values ('u', 'm', 'media_file', 3, '2024-03-01T20:15:00Z')")
        db.commit()
        return bytes(db.serialize())
