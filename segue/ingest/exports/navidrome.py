"""Navidrome: its database `navidrome.db`, where dated scrobbles (since 0.59), play counts, stars and ratings stand.

A play count holds the dated plays too, so only what is beyond them, and beyond what an earlier import told, counts.
"""

import sqlite3
from collections.abc import Iterator

from segue.ingest.dialect import Raw
from segue.ingest.export import Asked, Database, Export, Tables, Unclear, chosen

_FILE = ("title", "artist", "album", "duration", "mbz_recording_id", "created_at")
_NOTES = ("play_count", "play_date", "rating", "rated_at", "starred", "starred_at")


def _rows(db: sqlite3.Connection, tables: Tables, asked: Asked) -> Iterator[Raw]:
    user = _user(db, tables, asked)
    described = ", ".join(f"m.{name}" for name in _FILE if name in tables["media_file"])
    if "scrobbles" in tables:
        sql = (
            f"select {described}, s.submission_time from scrobbles s join media_file m on m.id = s.media_file_id "  # noqa: S608
            "where s.user_id = ? order by s.submission_time"
        )
        for row in db.execute(sql, (user,)):
            yield dict(row)
    noted = ", ".join(f"a.{name}" for name in _NOTES if name in tables["annotation"])
    sql = (
        f"select {described}, {noted} from annotation a join media_file m on m.id = a.item_id "  # noqa: S608
        "where a.user_id = ? and a.item_type = 'media_file' and (a.play_count > 0 or a.rating > 0 or a.starred)"
    )
    for row in db.execute(sql, (user,)):
        yield _unknown(dict(row), asked)


def _unknown(row: dict[str, object], asked: Asked) -> Raw:
    count = row.get("play_count")
    if not isinstance(count, int) or count <= 0:
        return {**row, "plays": 0}
    held, first = asked.known(str(row.get("title") or ""), str(row.get("artist") or ""), count)
    return {**row, "plays": count - held, "before": first and first.isoformat()}


def _user(db: sqlite3.Connection, tables: Tables, asked: Asked) -> str:
    if "user" not in tables:
        raise Unclear("the database has no table of users")
    users = {str(row[1]): str(row[0]) for row in db.execute("select id, user_name from user order by user_name")}
    return chosen(users, asked.users)


export = Export(
    title="a Navidrome database",
    shape=lambda row: None,
    databases=(
        Database(
            "Navidrome database",
            "navidrome",
            {
                "media_file": frozenset(("id", "title", "artist")),
                "annotation": frozenset(
                    ("user_id", "item_id", "item_type", "play_count", "play_date", "rating", "starred")
                ),
            },
            _rows,
        ),
    ),
    wanted="name its navidrome.db; Navidrome may keep running",
)
