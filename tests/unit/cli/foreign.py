"""Files as other services and programs write them, in their real shapes."""

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
MSIDS = ("3b1d2c4e-5f60-4718-8a9b-0c1d2e3f4a5b", "4b1d2c4e-5f60-4718-8a9b-0c1d2e3f4a5b")


def listenbrainz(path: Path, count: int = 4) -> Path:
    """The ZIP of the export: epochs with fractions, as PostgreSQL writes them."""
    listens = [
        f'{{"listened_at": {1_709_324_130 + 300 * i}.000000, "inserted_at": 1709325000.123456, "track_metadata": '
        f'{{"track_name": "Song {i % 2}", "artist_name": "선우정아", "recording_msid": "{MSIDS[i % 2]}", '
        '"mbid_mapping": null, "additional_info": {"isrc": ""}}}'
        for i in range(count)
    ]
    feedback = [
        {"recording_msid": MSIDS[0], "recording_mbid": None, "score": 1, "created": 1_709_324_500},
        {"recording_msid": None, "recording_mbid": MBID, "score": -1, "created": 1_709_324_501},
        {"recording_msid": "5b1d2c4e-5f60-4718-8a9b-0c1d2e3f4a5b", "recording_mbid": None, "score": 1, "created": 1},
    ]
    pin = {"recording_msid": MSIDS[1], "recording_mbid": None, "blurb_content": "this!", "pinned_until": 1_709_900_000,
           "created": 1_709_324_600}  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", json.dumps({"user_id": 7, "username": "me"}) + "\n")
        archive.writestr("listens/2024/3.jsonl", "".join(f"{line}\n" for line in listens))
        archive.writestr("feedback.jsonl", "".join(json.dumps(one) + "\n" for one in feedback))
        archive.writestr("pinned_recording.jsonl", json.dumps(pin) + "\n")
    return path


def maloja(path: Path, count: int = 3) -> Path:
    scrobbles = [
        {
            "time": 1_709_324_130 + 300 * i,
            "track": {
                "artists": ["Björk", "Thom Yorke"],
                "title": "I've Seen It All",
                "album": {"artists": ["Björk"], "albumtitle": "Selmasongs"} if i else None,
                "length": 329,
            },
            "duration": None,
            "origin": "client:navidrome",
        }
        for i in range(count)
    ]
    path.write_text(json.dumps({"maloja": {"export_time": 1_709_400_000}, "scrobbles": scrobbles}, indent=3))
    return path


def navidrome(path: Path, *, scrobbles: bool = True, users: tuple[str, ...] = ("anna",), plays: int = 12) -> Path:
    """The tables that matter with the columns of release 0.60; without `scrobbles` those of 0.58."""
    db = sqlite3.connect(path)
    db.execute("pragma journal_mode=wal")
    db.executescript(
        """
        create table user (id varchar(255) primary key, user_name varchar(255) default '' not null unique,
          password varchar(255), created_at datetime not null, updated_at datetime not null);
        create table media_file (id varchar(255) primary key, path varchar(255) not null, title varchar(255) not null,
          album varchar(255) not null, artist varchar(255) not null, duration real not null,
          mbz_recording_id varchar default '' not null, created_at datetime);
        create table annotation (user_id varchar(255) not null, item_id varchar(255) not null,
          item_type varchar(255) not null, play_count integer default 0, play_date datetime, rating integer default 0,
          starred bool default FALSE not null, starred_at datetime, unique (user_id, item_id, item_type));
        create table artist (id varchar(255) primary key, name varchar(255) not null);
        """
    )
    if scrobbles:
        db.execute("alter table annotation add column rated_at datetime")
        db.execute(
            "create table scrobbles (id integer primary key, media_file_id varchar(255) not null,"
            " user_id varchar(255) not null, submission_time integer not null)"
        )
    for number, user in enumerate(users):
        db.execute("insert into user values (?, ?, 'secret', '2020-01-01', '2020-01-01')", (f"u{number}", user))
    created = "2022-05-01 10:00:00.5+02:00"
    db.executemany(
        "insert into media_file values (?, ?, ?, 'Post', 'Björk', 321.04, ?, ?)",
        [("m0", "/secret/a.flac", "Hyperballad", MBID, created), ("m1", "/secret/b.flac", "Army of Me", "", created),
         ("m2", "/secret/c.flac", "Isobel", "", created)],
    )  # fmt: skip
    note = "insert into annotation (user_id, item_id, item_type, play_count, play_date, rating, starred, starred_at) "
    db.executemany(
        note + "values ('u0', ?, ?, ?, ?, ?, ?, ?)",
        [
            ("m0", "media_file", plays, "2026-03-01 08:15:30.123+01:00", 5, True, "2023-01-02T10:00:01Z"),
            ("m1", "media_file", 2, "2026-03-02 08:15:30+01:00", 0, False, None),
            ("m2", "media_file", 0, None, 0, False, None),
            ("a0", "artist", 50, "2026-03-01 08:15:30+01:00", 0, True, "2023-01-02T10:00:01Z"),
        ],
    )
    if scrobbles:
        times = [("m0", 1_770_000_000 + 1000 * i) for i in range(5)] + [("m1", 1_770_100_000), ("m1", 1_770_200_000)]
        db.executemany("insert into scrobbles (media_file_id, user_id, submission_time) values (?, 'u0', ?)", times)
    db.commit()
    db.close()
    return path


_ACTIVITY = [
    ("2026-03-01 08:15:50.1234567", "A1B2", "i1", "Audio", "Björk - Hyperballad (Post (Deluxe))", 318),
    ("2026-03-01 08:21:12.0000000", "a1-b2", "i2", "Audio", "Sunn O))) - It Took the Night (Kannon)", 12),
    ("2026-03-01 09:00:00.0000000", "a1b2", "i3", "Episode", "Series - s01e01 - Pilot", 1300),
    ("2026-03-01 10:00:00.0000000", "a1b2", "i4", "AudioBook", "Moby-Dick", 0),
]


def playback_reporting(path: Path, *, others: bool = False) -> Path:
    db = sqlite3.connect(path)
    db.execute(
        "create table PlaybackActivity (DateCreated DATETIME NOT NULL, UserId TEXT, ItemId TEXT, ItemType TEXT, "
        "ItemName TEXT, PlaybackMethod TEXT, ClientName TEXT, DeviceName TEXT, PlayDuration INT)"
    )
    sql = "insert into PlaybackActivity values (?, ?, ?, ?, ?, 'DirectPlay', 'Finamp', 'Pixel 8', ?)"
    db.executemany(sql, _ACTIVITY)
    if others:
        db.execute(sql, ("2026-03-01 08:15:50", "c3d4", "i9", "Audio", "X - Y (Z)", 100))
    db.commit()
    db.close()
    return path


def playback_backup(path: Path) -> Path:
    rows = [(*row[:5], "DirectPlay", "Finamp", "Pixel 8", row[5]) for row in _ACTIVITY]
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def jellyfin(path: Path) -> Path:
    """The library database of 10.11: 12 plays of a song that the plugin saw once."""
    db = sqlite3.connect(path)
    db.executescript(
        """
        create table Users (Id TEXT primary key, Username TEXT, Password TEXT);
        create table BaseItems (Id TEXT primary key, Name TEXT, Artists TEXT, AlbumArtists TEXT, Album TEXT, Type TEXT,
          MediaType TEXT, RunTimeTicks INTEGER, SeriesName TEXT, Path TEXT);
        create table UserData (ItemId TEXT, UserId TEXT, CustomDataKey TEXT, PlayCount INTEGER, IsFavorite INTEGER,
          LastPlayedDate TEXT, PlaybackPositionTicks INTEGER, Played INTEGER, Rating REAL,
          primary key (ItemId, UserId, CustomDataKey));
        insert into Users values ('A1B2', 'anna', 'secret'), ('C3D4', 'bernd', 'secret');
        insert into BaseItems values
          ('I1', 'Hyperballad', 'Björk', 'Björk', 'Post (Deluxe)', 'MediaBrowser.Controller.Entities.Audio.Audio',
           'Audio', 3210400000, null, '/secret/a'),
          ('I4', 'Moby-Dick', 'Herman Melville', null, null, 'MediaBrowser.Controller.Entities.AudioBook', 'Audio',
           871200000000, null, '/secret/b'),
          ('I5', 'A film', null, null, null, 'MediaBrowser.Controller.Entities.Movies.Movie', 'Video', 1, null, '/c');
        insert into UserData values
          ('I1', 'A1B2', 'k', 12, 1, '2026-03-01 07:20:51.1234567', 0, 1, null),
          ('I4', 'A1B2', 'k', 0, 0, '2026-03-01 09:20:51', 18000000000, 0, null),
          ('I5', 'A1B2', 'k', 3, 1, '2026-03-01 09:20:51', 0, 1, null),
          ('I1', 'C3D4', 'k', 99, 0, '2026-03-01 09:20:51', 0, 1, null);
        """
    )
    db.commit()
    db.close()
    return path


def lastfm(folder: Path) -> dict[str, Path]:
    """The same two scrobbles as each of the tools writes them."""
    two: list[Any] = [("Björk", "Post", "Hyperballad", 1_709_324_130), ("선우정아", "", "봄 설레임", 1_709_324_430)]
    minute = {1_709_324_130: "01 Mar 2024, 20:15", 1_709_324_430: "01 Mar 2024, 20:20"}
    api = [
        {"artist": {"mbid": "", "#text": a}, "album": {"mbid": "", "#text": b}, "name": t, "mbid": "", "url": "x",
         "date": {"uts": str(s), "#text": minute[s]}}
        for a, b, t, s in two
    ]  # fmt: skip
    playing = {"artist": {"#text": "A"}, "album": {"#text": "B"}, "name": "now", "@attr": {"nowplaying": "true"}}
    files = {
        "lastfmstats.csv": "\ufeffArtist;Album;AlbumId;Track;Date#me\n"
        + "".join(f'"{a}";"{b}";"";"{t}";"{s * 1000}"\n' for a, b, t, s in two),
        "lastfmstats.json": json.dumps(
            {
                "username": "me",
                "scrobbles": [{"track": t, "artist": a, "album": b, "date": s * 1000} for a, b, t, s in two],
            }
        ),
        "ghan.csv": "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
        + "".join(f'"{s}","{minute[s]}","{a}","","{b}","","{t}",""\n' for a, b, t, s in two),
        "ghan.json": json.dumps([{"track": [playing, *api], "@attr": {"page": "1"}}]),
        "recenttracks.json": json.dumps({"recenttracks": {"@attr": {"user": "me"}, "track": [playing, *api]}}),
        "lastfm-to-csv": "".join(f'{a},{b},{t},"{minute[s]}"\n' for a, b, t, s in two) + "A,B,now,\n",
        "lastexport.txt": "".join(f"{s}\t{t}\t{a}\t{b}\t\t\t\n" for a, b, t, s in two),
        "universal.csv": "".join(f'"{a}","{t}","{b}","{minute[s]}","","200"\n' for a, b, t, s in two),
    }
    for name, content in files.items():
        (folder / name).write_text(content)
    return {name: folder / name for name in files}
