"""`segue catalog`: files of tracks with bad lines by their number, folders of audio, music servers."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.flows.library_server import PASSWORD, USER, SubsonicLibrary

_JSONL = "\n".join(
    [
        json.dumps({"title": "Hyperballad", "artist": "Björk", "tags": ["art pop"], "duration_ms": 321_000}),
        '{"title": "half of it',
        json.dumps({"title": "No artist"}),
        "",
        json.dumps({"title": "봄 설레임", "artist": "선우정아", "year": 2011}),
        json.dumps({"title": "Wrong", "artist": "Length", "duration_ms": -5}),
    ]
)
_CSV = """title,artist,tags,duration_ms
"Song, with a comma",ABBA,pop;disco,200000
,Nobody,,
Army of Me,Björk,,x
Just,Radiohead,rock,
"""


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("tracks.jsonl", _JSONL, {2: "", 3: "artist", 6: "duration_ms"}),
        ("tracks.csv", _CSV, {3: "title", 4: "duration_ms"}),
    ],
)
def test_good_lines_count_and_bad_ones_are_named(segue: Any, tmp_path: Path, name: str, text: str, lines: Any) -> None:
    file = tmp_path / name
    file.write_text(text)
    ran = segue("catalog", "import", file, "--json")
    assert ran.code == 0
    assert (ran.json["imported"], ran.json["tracks"]) == (2, 2)
    assert {one["line"]: one["field"] for one in ran.json["refused"]} == lines
    again = segue("catalog", "import", file)
    assert "the catalogue has 2" in again.out
    for line in lines:
        assert f"{name}:{line}: " in again.err


@pytest.mark.parametrize("text", ["", "nothing of a table\n", '[{"title": "x"}]', '{"title": "x"}\n', "\x00\x01\x02"])
def test_a_file_with_nothing_in_it_fails(segue: Any, tmp_path: Path, text: str) -> None:
    file = tmp_path / "tracks"
    file.write_text(text)
    ran = segue("catalog", "import", file)
    assert ran.code == 1
    assert "nothing could be imported" in ran.err
    assert segue("listener", "list", "--json").json == []


def test_a_folder_is_scanned_and_shown(segue: Any, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for n in range(3):
        tag = b"TIT2\0\0\0\x07\0\0\x03Song %d" % n + b"TPE1\0\0\0\x05\0\0\x03Band"
        (music / f"{n}.mp3").write_bytes(
            b"ID3\x04\0\0\0\0\0" + bytes([len(tag)]) + tag + (b"\xff\xfb\x90\x64" + bytes(413)) * 40 + bytes([n])
        )
    (music / "empty.ogg").touch()
    ran = segue("catalog", "scan", music, "--json")
    assert ran.code == 0
    assert (ran.json["files"], ran.json["read"], ran.json["tracks"], ran.json["catalogue"]) == (4, 4, 3, 3)
    assert [one["reason"] for one in ran.json["problems"]] == ["it is empty"]
    again = segue("catalog", "scan", music)
    assert "4 files: 0 read, 4 unchanged, 0 moved, 0 gone, 1 unreadable; 3 tracks" in again.out
    assert "empty.ogg: it is empty" in again.err
    shown = segue("catalog", "files", "--json").json
    assert [one["title"] for one in shown] == ["Song 0", "Song 1", "Song 2", None]
    assert [one["problem"] for one in segue("catalog", "files", "--problems", "--json").json] == ["it is empty"]
    assert "Song 1" in segue("catalog", "files").out
    assert segue("catalog", "scan", music / "0.mp3").code == 1


def test_a_music_server_is_read_and_forgotten(segue: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.catalog.caller._TRIES", 1)
    segue("listener", "add", "ann")
    nothing = segue("catalog", "sync")
    assert (nothing.code, nothing.err) == (1, "segue: no server is known yet: segue catalog sync URL --user NAME\n")
    secret = tmp_path / "secret"
    with SubsonicLibrary(7) as server:
        server.starred = {next(iter(server.songs)): "2025-12-24T18:00:00Z"}
        secret.write_text("wrong\n")
        asked = ("catalog", "sync", server.url, "--user", USER, "--secret-file", secret)
        assert "Wrong username or password" in segue(*asked).err
        assert segue("catalog", "libraries", "--json").json == []
        secret.write_text(f"{PASSWORD}\n")
        ran = segue(*asked, "--listener", "ann")
        assert "7 songs read, 7 new, 0 changed, 0 gone, 1 stars and ratings" in ran.out
        assert PASSWORD not in ran.out + ran.err
        again = segue("catalog", "sync", "--json").json
        assert [(one["whole"], one["songs"], one["events"]) for one in again] == [(False, 0, 0)]
        (known,) = segue("catalog", "libraries", "--json").json
        assert (known["kind"], known["listener"], known["tracks"]) == ("subsonic", "ann", 7)
        assert [one["event"]["kind"] for one in segue("events", "ann", "--json").json] == ["like"]
        owned = segue("recommend", "ann", "--library", "owned", "--json").json
        assert len(owned["tracks"]) > 0
        assert segue("recommend", "ann", "--library", "new", "--json").json["tracks"] == []
        assert segue("recommend", "ann", "--library", "odd").code == 1
    gone = segue("catalog", "sync")
    assert gone.code == 1
    assert gone.err.startswith(f"segue: {known['library']}: {server.url}/rest/")
    segue("catalog", "sync", server.url, "--forget")
    assert segue("catalog", "libraries", "--json").json == []
    assert segue("catalog", "sync", server.url, "--forget").code == 1
