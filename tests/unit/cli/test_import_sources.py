"""`segue import SOURCE`: each source in its real shapes, told by content, once, and with a wrong verb refused."""

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from segue.cli import imports
from segue.ingest.exports import all_exports

from . import foreign  # type: ignore[import-not-found]

ME = ("--listener", "me")


def events(segue: Any) -> list[dict[str, Any]]:
    return [row["event"] for row in segue("events", "me", "--json").json]


def told(segue: Any, *arguments: object) -> dict[str, Any]:
    ran = segue("import", *arguments, *ME, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.json
    return found


def test_every_export_has_a_verb() -> None:
    assert {*all_exports(), "auto"} == imports._VERBS.keys()


def test_listenbrainz(segue: Any, tmp_path: Path) -> None:
    source = foreign.listenbrainz(tmp_path / "lb.zip")
    found = told(segue, "listenbrainz", source)
    assert (found["read"], found["accepted"], found["new"], found["refused"]) == (8, 7, 7, 1)
    assert found["kinds"] == {"complete": 4, "like": 1, "ban": 1, "share": 1}
    assert [one["file"] for one in found["passed_over"]] == ["lb.zip!/user.json"]
    assert found["refusals"][0]["where"].startswith("lb.zip!/feedback.jsonl line 3")
    kinds = {e["kind"]: e for e in events(segue)}
    assert kinds["like"]["track"]["title"] == "Song 0", "an MSID is explained by the listens"
    assert kinds["like"]["track_id"] in {e["track_id"] for e in events(segue) if e["kind"] == "complete"}
    assert kinds["ban"]["track"]["mbid"] == foreign.MBID
    assert kinds["share"]["extra"] == {"text": "this!"}
    assert told(segue, "listenbrainz", source)["new"] == 0


def test_listenbrainz_as_a_folder_where_feedback_comes_first(segue: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(foreign.listenbrainz(tmp_path / "lb.zip")) as archive:
        archive.extractall(tmp_path / "lb")
    assert told(segue, tmp_path / "lb")["kinds"] == {"complete": 4, "like": 1, "ban": 1, "share": 1}


@pytest.mark.parametrize("name", foreign.lastfm(Path("/dev/shm")).keys() if Path("/dev/shm").is_dir() else [])
def test_lastfm(segue: Any, tmp_path: Path, name: str) -> None:
    found = told(segue, "lastfm", foreign.lastfm(tmp_path)[name])
    assert (found["accepted"], found["refused"], found["kinds"]) == (2, 0, {"complete": 2})
    assert found["first"].startswith("2024-03-01T20:15")
    assert [(e["track"]["artist"], e["track"]["title"]) for e in events(segue)] == [
        ("Björk", "Hyperballad"),
        ("선우정아", "봄 설레임"),
    ]


def test_the_files_of_all_tools_are_one_history(segue: Any, tmp_path: Path) -> None:
    files = foreign.lastfm(tmp_path)
    found = told(segue, "lastfm", *files.values())
    assert (found["accepted"], found["new"], found["known"]) == (2 * len(files), 2, 2 * len(files) - 2)


def test_maloja(segue: Any, tmp_path: Path) -> None:
    found = told(segue, "maloja", foreign.maloja(tmp_path / "export.json"))
    assert (found["accepted"], found["new"]) == (3, 3)
    event = events(segue)[1]
    assert (event["track"]["artist"], event["track"]["release"]) == ("Björk, Thom Yorke", "Selmasongs")
    assert (event["whole"], event["duration_ms"]) == ("start", 329_000)


def test_navidrome_counts_what_is_beyond_the_dated_plays(segue: Any, tmp_path: Path) -> None:
    source = foreign.navidrome(tmp_path / "navidrome.db")
    found = told(segue, "navidrome", source)
    assert found["kinds"] == {"complete": 8, "like": 1, "rate": 1}
    counted = [e for e in events(segue) if "plays" in e.get("extra", {})]
    assert [e["extra"]["plays"] for e in counted] == [7], "12 of Hyperballad less 5 dated; Army of Me has no others"
    assert counted[0]["at"] == "2026-02-02T01:40:00Z", "before the first dated one"
    assert [e["extra"] for e in events(segue) if e["kind"] == "rate"] == [{"rating": 5}]
    assert "secret" not in json.dumps(events(segue))
    again = told(segue, "navidrome", source)
    assert again["new"] == 0


def test_navidrome_without_dated_plays_and_some_more_of_them_later(segue: Any, tmp_path: Path) -> None:
    source = foreign.navidrome(tmp_path / "navidrome.db", scrobbles=False)
    assert told(segue, "navidrome", source)["kinds"] == {"complete": 2, "like": 1, "rate": 1}
    db = sqlite3.connect(source)
    db.execute("update annotation set play_count = 15, play_date = '2026-04-01 08:00:00+02:00' where item_id = 'm0'")
    db.commit()
    db.close()
    assert told(segue, "navidrome", source)["new"] >= 1
    plays = [
        e["extra"]["plays"] for e in events(segue) if "plays" in e.get("extra", {}) and "Hyper" in e["track"]["title"]
    ]
    assert sorted(plays) == [3, 12]
    assert told(segue, "navidrome", source)["new"] == 0


def test_navidrome_of_several_people_asks_whose(segue: Any, tmp_path: Path) -> None:
    source = foreign.navidrome(tmp_path / "navidrome.db", users=("anna", "bernd"))
    ran = segue("import", "navidrome", source, *ME)
    assert (ran.code, ran.err.splitlines()[-1]) == (
        1,
        "segue: it holds several people; say whose history it is with --user: anna, bernd",
    )
    assert "there is no clara in it" in segue("import", "navidrome", source, *ME, "--user", "clara").err
    assert told(segue, "navidrome", source, "--user", "anna")["new"] == 10


def test_navidrome_while_it_runs(segue: Any, tmp_path: Path) -> None:
    """Its writes are still in the write-ahead log, and one is under way; nothing of it is changed."""
    source = foreign.navidrome(tmp_path / "navidrome.db")
    running = sqlite3.connect(source, isolation_level=None)
    running.execute("pragma wal_autocheckpoint=0")
    running.execute("insert into scrobbles (media_file_id, user_id, submission_time) values ('m2', 'u0', 1770300000)")
    running.execute("begin immediate")
    running.execute("insert into scrobbles (media_file_id, user_id, submission_time) values ('m2', 'u0', 1770400000)")
    assert (tmp_path / "navidrome.db-wal").stat().st_size > 0
    before = source.read_bytes()
    assert told(segue, "navidrome", source)["new"] == 11
    assert source.read_bytes() == before
    running.execute("commit")
    assert told(segue, "navidrome", source)["new"] == 1
    running.close()


def test_a_database_in_a_zip(segue: Any, tmp_path: Path) -> None:
    source = foreign.navidrome(tmp_path / "navidrome.db")
    with zipfile.ZipFile(tmp_path / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, "data/navidrome.db")
    assert told(segue, tmp_path / "backup.zip")["new"] == 10


@pytest.mark.parametrize("form", ["database", "backup"])
def test_jellyfin_playback_reporting(segue: Any, tmp_path: Path, form: str) -> None:
    make = foreign.playback_reporting if form == "database" else foreign.playback_backup
    found = told(segue, "jellyfin", make(tmp_path / "file"), "--zone", "Europe/Berlin")
    assert (found["kinds"], found["refused"]) == ({"stop": 3}, 0)
    song, skipped, book = events(segue)
    assert song["at"] == "2026-03-01T07:15:30.123456Z", "local time, 20 s after the start"
    assert (song["track"], song["played_ms"]) == (
        {"title": "Hyperballad", "artist": "Björk", "release": "Post (Deluxe)"},
        318_000,
    )
    assert skipped["track"]["artist"] == "Sunn O)))"
    assert (book["track"]["format"], book.get("played_ms")) == ("audiobook", None)
    assert "UserId" not in json.dumps(events(segue)), "ids of users stay there"


def test_jellyfin_both_databases_do_not_double(segue: Any, tmp_path: Path) -> None:
    files = [foreign.jellyfin(tmp_path / "jellyfin.db"), foreign.playback_reporting(tmp_path / "r.db", others=True)]
    users = ("--user", "a1b2", "--user", "anna")
    assert "several people" in segue("import", "jellyfin", *files, *ME).err
    found = told(segue, "jellyfin", *files, *users)
    assert found["kinds"] == {"stop": 3, "complete": 1, "like": 1, "bookmark": 1}
    (counted,) = [e for e in events(segue) if "plays" in e.get("extra", {})]
    assert counted["extra"]["plays"] == 11, "12 plays, of which the plugin saw one"
    (mark,) = [e for e in events(segue) if e["kind"] == "bookmark"]
    assert (mark["position_ms"], mark["track"]["format"]) == (1_800_000, "audiobook")
    assert told(segue, "jellyfin", *files, *users)["new"] == 0


def test_jellyfin_items_of_its_api(segue: Any, tmp_path: Path) -> None:
    item = {"Name": "Hyperballad", "Artists": ["Björk"], "Album": "", "Type": "Audio", "RunTimeTicks": 3_210_400_000,
            "UserData": {"PlayCount": 3, "IsFavorite": True, "LastPlayedDate": "2026-03-01T07:20:51.1234567Z",
                         "PlaybackPositionTicks": 0, "Played": True, "Key": "x"}}  # fmt: skip
    film = {**item, "Type": "Movie"}
    (tmp_path / "items.json").write_text(json.dumps({"Items": [item, film], "TotalRecordCount": 2, "StartIndex": 0}))
    found = told(segue, "jellyfin", tmp_path / "items.json")
    assert found["kinds"] == {"complete": 1, "like": 1}


@pytest.mark.parametrize("verb", ["spotify", "listenbrainz", "maloja", "navidrome", "jellyfin"])
def test_a_wrong_verb_says_what_the_file_is(segue: Any, tmp_path: Path, verb: str) -> None:
    for name, file in foreign.lastfm(tmp_path).items():
        ran = segue("import", verb, file, *ME)
        assert ran.code == 1
        assert ran.err.splitlines()[-1].endswith(
            f"{name}: this is Last.fm scrobbles: `segue import lastfm` reads it"
        ), ran.err
    assert events(segue) == []


@pytest.mark.parametrize(
    ("make", "verb"),
    [(foreign.listenbrainz, "listenbrainz"), (foreign.maloja, "maloja"), (foreign.navidrome, "navidrome"),
     (foreign.playback_reporting, "jellyfin"), (foreign.playback_backup, "jellyfin"), (foreign.jellyfin, "jellyfin")],
)  # fmt: skip
def test_content_not_name_tells_what_a_file_is(segue: Any, tmp_path: Path, make: Any, verb: str) -> None:
    source = make(tmp_path / "endsong_0.json")
    user = ("--user", "anna") if make is foreign.jellyfin else ()
    found = told(segue, source, *user)
    assert found["accepted"] >= 3
    wrong = segue("import", "lastfm", source, *ME)
    assert wrong.code == 1
    assert f"`segue import {verb}` reads it" in wrong.err


def test_several_sources_at_once_and_what_another_route_told_before(segue: Any, tmp_path: Path) -> None:
    files = [
        foreign.maloja(tmp_path / "a"),
        foreign.playback_backup(tmp_path / "b"),
        *foreign.lastfm(tmp_path).values(),
    ]
    found = told(segue, *files)
    assert set(found["found"].values()) <= {2, 3, 6}
    assert found["new"] == 3 + 3 + 2
    rows = [
        {"listened_at": 1_709_324_130 + i, "track_metadata": {"track_name": title, "artist_name": "Björk"}}
        for i, title in ((60, "Hyperballad"), (9_000, "Hyperballad"), (60, "Jóga"))
    ]
    (tmp_path / "lb.jsonl").write_text("\n".join(map(json.dumps, rows)))
    found = told(segue, "listenbrainz", tmp_path / "lb.jsonl")
    assert (found["new"], found["merged"]) == (3, 1)
    assert "1 of them also told by another route" not in segue("import", tmp_path / "lb.jsonl", *ME).out


def test_a_dry_run_says_the_same_and_writes_nothing(segue: Any, tmp_path: Path) -> None:
    source = foreign.listenbrainz(tmp_path / "lb.zip")
    dry = told(segue, "listenbrainz", source, "--dry-run")
    assert "me" not in [row["name"] for row in segue("listener", "list", "--json").json]
    assert segue("quarantine", "list", "--json").json == []
    wet = told(segue, "listenbrainz", source)
    assert {**dry, "dry_run": False} == wet
    later = told(segue, "listenbrainz", foreign.listenbrainz(tmp_path / "later.zip", 6), "--dry-run")
    assert (later["new"], later["known"]) == (2, 7)
    assert len(events(segue)) == 7
    assert len(segue("quarantine", "list", "--json").json) == 1
    assert "Nothing was written." in segue("import", source, *ME, "--dry-run").out


def test_what_is_refused_can_be_replayed_from_the_quarantine(segue: Any, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("artist,track,date\nA,B,2024-03-01T20:15:00Z\nA,,2024-03-01T20:16:00Z\n")
    found = told(segue, "lastfm", tmp_path / "t.csv")
    assert found["refusals"] == [{"where": "t.csv line 3 track", "reason": "is missing"}]
    (held,) = segue("quarantine", "list", "--json").json
    assert (held["dialect"], held["source"]) == ("lastfm_export", "t.csv#1")
    assert json.loads(held["raw"]) == {"artist": "A", "track": "", "date": "2024-03-01T20:16:00Z"}
    assert "1 still refused" in segue("quarantine", "replay").out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.4 \xff\xfe", "neither JSON, a table nor a database"),
        (b'{"a": 1}', "no listening history in it: its rows hold a"),
        (b'[{"artistName": "x", "segment": "y"}]', "its rows hold artistName, segment"),
        (b'[{"ts": 1, ', "nothing could be read"),
        (b"SQLite format 3\0" + b"\0" * 4080, "nothing could be read"),
        (b"PK\x03\x04", "nothing could be read"),
        (b"a,b,c\nd,e,f\n", "no listening history in it: its rows hold 1, 2, 3"),
        ("[]".encode("utf-16"), "there is nothing in it"),
    ],
)
def test_what_is_no_history_is_told_in_one_line(segue: Any, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file").write_bytes(content)
    ran = segue("import", tmp_path / "file", *ME)
    assert ran.code == 1
    assert words in ran.err.splitlines()[-1]
    assert events(segue) == []


def test_json_in_utf_16(segue: Any, tmp_path: Path) -> None:
    text = foreign.maloja(tmp_path / "a.json").read_text()
    (tmp_path / "a.json").write_bytes(text.encode("utf-16"))
    assert told(segue, "maloja", tmp_path / "a.json")["new"] == 3


def test_a_damaged_database_gives_what_can_be_read(segue: Any, tmp_path: Path) -> None:
    source = foreign.navidrome(tmp_path / "navidrome.db")
    source.write_bytes(source.read_bytes()[:4096] + b"\0" * 60_000)
    ran = segue("import", source, *ME)
    assert ran.code == 1
    assert "navidrome.db" in ran.err
    assert "damaged" in ran.err


def test_a_table_that_is_a_trap_is_not_run(segue: Any, tmp_path: Path) -> None:
    """A view that never ends, under the name of a table."""
    source = foreign.navidrome(tmp_path / "navidrome.db")
    db = sqlite3.connect(source)
    db.executescript(
        "drop table scrobbles; create view scrobbles as with recursive n(i) as (select 1 union all select i + 1 from n)"
        " select 'm0' as media_file_id, 'u0' as user_id, i as submission_time from n;"
    )
    db.close()
    assert told(segue, "navidrome", source)["kinds"]["complete"] == 2


def test_a_zone_that_is_none(segue: Any, tmp_path: Path) -> None:
    ran = segue("import", foreign.playback_backup(tmp_path / "b"), *ME, "--zone", "Mars/Olympus")
    assert "there is no time zone 'Mars/Olympus'" in ran.err
