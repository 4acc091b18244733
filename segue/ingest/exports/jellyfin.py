"""Jellyfin: the Playback Reporting plugin (its database or backup TSV), Jellyfin's own database, items of its API.

Activity has times, user data has only counts: those count for what is beyond the activity that is known.
"""

import sqlite3
from collections.abc import Iterator

from segue.ingest.dialect import Raw
from segue.ingest.export import Asked, Database, Export, Shape, Tables, Unclear, chosen
from segue.ingest.foreign_time import iso, seconds_earlier

_AUDIO = frozenset(("Audio", "AudioBook", "MusicVideo"))
_COLUMNS = (
    "DateCreated", "UserId", "ItemId", "ItemType", "ItemName", "PlaybackMethod", "ClientName", "DeviceName",
    "PlayDuration",
)  # fmt: skip
_WAIT_S = 20  # the plugin writes a play down when it has lasted for so long
_ITEM = ("Name", "Artists", "AlbumArtists", "Album", "Type", "MediaType", "RunTimeTicks", "SeriesName")


def _activity(row: Raw, asked: Asked) -> Iterator[Raw]:
    """One row of the plugin, its time made to the start of the play, without the user."""
    if str(row.get("ItemType")) not in _AUDIO:
        return
    at = iso(str(row.get("DateCreated")), asked.zone)
    begun = {"started_at": seconds_earlier(at, _WAIT_S)} if at else {}
    yield {**{k: v for k, v in row.items() if k != "UserId"}, **begun}


def _backup(row: Raw, asked: Asked) -> Iterator[Raw]:
    named = dict(zip(_COLUMNS, row.values(), strict=False))
    users = [_plain(user) for user in asked.users]
    if users and _plain(named.get("UserId")) not in users:
        return
    asked.people.add(_plain(named.get("UserId")))
    if len(asked.people) > 1 and not users:
        raise Unclear(
            f"it holds several people; say whose history it is with --user: {', '.join(sorted(asked.people))}, …"
        )
    yield from _activity(named, asked)


def _reported(db: sqlite3.Connection, tables: Tables, asked: Asked) -> Iterator[Raw]:
    sql = "select UserId, count(*) from PlaybackActivity group by UserId order by 2 desc"
    plays = {_plain(row[0]): int(row[1]) for row in db.execute(sql)}
    asked_for = tuple(_plain(user) for user in asked.users)
    user = chosen({who: who for who in plays}, asked_for, lambda who: f"{who} ({plays[who]:,} plays)")
    sql = "select * from PlaybackActivity where lower(replace(UserId, '-', '')) = ? order by DateCreated"
    for row in db.execute(sql, (user,)):
        yield from _activity(dict(row), asked)


def _user_data(db: sqlite3.Connection, tables: Tables, asked: Asked) -> Iterator[Raw]:
    users = {str(row[1]): str(row[0]) for row in db.execute("select Id, Username from Users order by Username")}
    user = chosen(users, asked.users)
    described = ", ".join(f"i.{name}" for name in _ITEM if name in tables["BaseItems"])
    sql = (
        f"select {described}, d.PlayCount, d.IsFavorite, d.LastPlayedDate, d.PlaybackPositionTicks, d.Rating "  # noqa: S608
        "from UserData d join BaseItems i on i.Id = d.ItemId where d.UserId = ? "
        "and i.MediaType in ('Audio', 'Book') and (d.PlayCount > 0 or d.IsFavorite or d.PlaybackPositionTicks > 0)"
    )
    for row in db.execute(sql, (user,)):
        item = dict(row)
        item["Type"] = str(item.get("Type")).rsplit(".", 1)[-1]
        item["Artists"] = [a for a in str(item.get("Artists") or item.get("AlbumArtists") or "").split("|") if a]
        yield from _counted(item, asked)


def _item(row: Raw, asked: Asked) -> Iterator[Raw]:
    """An item of `GET /Users/…/Items?fields=…` with its `UserData`."""
    data = row.get("UserData")
    if isinstance(data, dict) and str(row.get("Type")) in _AUDIO:
        yield from _counted({**{k: row[k] for k in (*_ITEM, "AlbumArtist") if k in row}, **data}, asked)


def _counted(item: dict[str, object], asked: Asked) -> Iterator[Raw]:
    count, artists = item.get("PlayCount"), item.get("Artists")
    item["LastPlayedDate"] = iso(str(item.get("LastPlayedDate")))  # in UTC, unlike the plugin's times
    if isinstance(count, int) and count > 0 and isinstance(artists, list) and artists:
        held, first = asked.known(str(item.get("Name") or ""), ", ".join(map(str, artists)), count)
        item |= {"plays": count - held, "before": first and first.isoformat()}
    yield item


def _plain(user: object) -> str:
    """The id of a user, which is written with dashes and without."""
    return str(user).replace("-", "").lower()


_BACKUP = Shape("Jellyfin playback reporting, a backup", "jellyfin_export", _backup)
_ITEMS = Shape("Jellyfin items with their counts", "jellyfin_export", _item, last=True)


def _shape(row: Raw) -> Shape | None:
    cells = list(row.values())
    if "1" in row and len(cells) == 9 and str(cells[8]).isdecimal() and iso(str(cells[0])):
        return _BACKUP
    return _ITEMS if "UserData" in row and "RunTimeTicks" in row else None


_ACTIVITY = Database(
    "Jellyfin playback reporting",
    "jellyfin_export",
    {"PlaybackActivity": frozenset(_COLUMNS)},
    _reported,
)
_OWN = Database(
    "Jellyfin database",
    "jellyfin_export",
    {
        "UserData": frozenset(
            ("ItemId", "UserId", "PlayCount", "IsFavorite", "LastPlayedDate", "PlaybackPositionTicks")
        ),
        "BaseItems": frozenset(("Id", "Name", "MediaType")),
        "Users": frozenset(("Id", "Username")),
    },
    _user_data,
    last=True,
)
export = Export(
    title="Jellyfin's playback history",
    shape=_shape,
    databases=(_ACTIVITY, _OWN),
    wanted="take playback_reporting.db or a backup of the Playback Reporting plugin",
)
