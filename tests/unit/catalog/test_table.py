"""Catalogue files as people write them."""

from pathlib import Path

import pytest

from segue.catalog.names import derived_id
from segue.catalog.table import read_tracks
from segue.domain.event import Rejection
from segue.domain.sound import Sound
from segue.domain.track import Track

Read = tuple[dict[int, Track], dict[int, Rejection]]


def read(tmp_path: Path, data: str | bytes) -> Read:
    path = tmp_path / "tracks"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    found = list(read_tracks(path))
    assert [r.index for i, (_, r) in enumerate(found) if isinstance(r, Rejection) and r.index != i] == []
    return (
        {line: t for line, t in found if isinstance(t, Track)},
        {line: r for line, r in found if isinstance(r, Rejection)},
    )


def test_json_lines(tmp_path: Path) -> None:
    good, bad = read(
        tmp_path,
        b'\xef\xbb\xbf{"title":"Hyperballad","artist":"Bj\xc3\xb6rk","isrc":"GB-AHT-95-00204","tags":["art pop","",'
        b'"art pop"],"year":1995,"colour":"red"}\r\n\r\n'
        b'{"id":"6B0C8E5E0F2B4A3F9D5E3B8A9D1C2F47","title":"x","artist":"y","duration_ms":321000}\n'
        b"nonsense\n[]\n"
        b'{"title":"","artist":"y"}\n{"title":"x"}\n{"title":"x","artist":"y","year":1.5}\n'
        b'{"title":"x","artist":"y","mbid":"7"}\n{"title":"\xff","artist":"y"}\n{"title":"\\ud800","artist":"y"}\n'
        b'{"title":"x","artist":"y","tags":"a;b"}',
    )
    assert list(good) == [1, 3, 12]
    assert good[1] == Track(
        id=derived_id("Hyperballad", "Björk", isrc="GBAHT9500204"),
        title="Hyperballad",
        artist="Björk",
        isrc="GBAHT9500204",
        year=1995,
        tags=("art pop",),
    )
    assert good[3].id == "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
    assert good[12].tags == ("a", "b")
    fields = {4: "", 5: "", 6: "title", 7: "artist", 8: "year", 9: "mbid", 10: "", 11: "title"}
    assert {line: r.field for line, r in bad.items()} == fields


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = [
        ["Title", "artist", " tags ", "year", "duration_ms"],
        ['"two\nlines, ""quoted"""', "봄", '"rock; pop;"', "", ""],
        ["b", "", "", "", ""],
        [],
        ["c", "d", "", "MCM", ""],
        ["e", "f", "", "1999", "200000"],
        ["g", "h"],
        ["g", "h", "", "", "", "", "too many"],
    ]
    good, bad = read(tmp_path, "\ufeff" + end.join(delimiter.join(r) for r in rows))
    assert [(line, t.title, t.artist, t.tags) for line, t in good.items()] == [
        (2, 'two\nlines, "quoted"', "봄", ("rock", "pop")),
        (7, "e", "f", ()),
        (8, "g", "h", ()),
    ]
    assert {line: r.field for line, r in bad.items()} == {4: "artist", 6: "year", 9: ""}
    assert good[7].year == 1999


def test_bytes_that_are_no_text_cost_one_row(tmp_path: Path) -> None:
    good, bad = read(tmp_path, b"title,artist\na,b\n\xff,b\nc,d\n")
    assert list(good) == [2, 4]
    assert (bad[3].field, "UTF-8" in bad[3].reason) == ("title", True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "one column `title`"),
        ("name,artist\nx,y\n", "one column `title`; it has name, artist"),
        ("title,title,artist\nx,y\n", "one column `title`"),
        ('[{"title": "x"}]', "a JSON list"),
    ],
)
def test_a_file_that_is_no_catalogue(tmp_path: Path, data: str, words: str) -> None:
    good, bad = read(tmp_path, data)
    assert not good
    assert words in bad[1].reason


def test_a_quote_left_open_ends_in_a_rejection(tmp_path: Path) -> None:
    good, bad = read(tmp_path, 'title,artist\na,b\n"open,x\n' + "c,d\n" * 60_000)
    assert 2 in good
    assert "quote left open" in bad[3].reason


def test_many_lines_over_the_first_chunk(tmp_path: Path) -> None:
    good, bad = read(tmp_path, "".join(f'{{"title":"Song {i}","artist":"봄"}}\n' for i in range(5000)))
    assert (list(good), bad) == (list(range(1, 5001)), {})
    assert good[5000].title == "Song 4999"


def test_how_a_track_sounds(tmp_path: Path) -> None:
    """By our names or by Spotify's; what was looked for and not found there is not known."""
    good, bad = read(
        tmp_path,
        '{"title":"a","artist":"b","tempo_bpm":174,"key":9,"mode":0,"loudness_db":-7.5,"energy":1}\n'
        '{"title":"c","artist":"b","tempo":0.0,"key":-1,"loudness":"-60.25","time_signature":4}\n'
        '{"title":"d","artist":"b","tempo":null,"key":-1,"energy":""}\n',
    )
    assert not bad
    assert good[1].sound == Sound(tempo_bpm=174.0, key=9, mode=0, loudness_db=-7.5, energy=1.0)
    assert good[2].sound == Sound(loudness_db=-60.25, time_signature=4)
    assert good[3].sound is None
    rows = "title,artist,Tempo,tempo_bpm,KEY,valence\na,b,87.5,,0,.25\nc,d,,,,\n"
    good, bad = read(tmp_path, rows)
    assert (good[2].sound, good[3].sound) == (Sound(tempo_bpm=87.5, key=0, valence=0.25), None)
    assert not bad


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("energy", "NaN", "between 0 and 1, got nan"),
        ("energy", "1.01", "between 0 and 1, got 1.01"),
        ("valence", '"nan"', "between 0 and 1, got nan"),
        ("loudness", "-Infinity", "between -120 and 30, got -inf"),
        ("tempo", "1" + "0" * 400, "between 1 and 1000"),
        ("tempo_bpm", '"fast"', "must be a number, got 'fast'"),
        ("tempo_bpm", "true", "must be a number, got True"),
        ("key", "12", "between 0 and 11"),
        ("key", "4.5", "a whole number, got 4.5"),
        ("mode", '"major"', "must be a number"),
        ("liveness", "[1]", "must be a number"),
    ],
)
def test_what_no_track_sounds_like_is_refused(tmp_path: Path, field: str, value: str, reason: str) -> None:
    good, bad = read(tmp_path, f'{{"title":"a","artist":"b"}}\n{{"title":"c","artist":"d","{field}":{value}}}\n')
    assert list(good) == [1]
    assert (bad[2].field, bad[2].index) == (field, 1)
    assert reason in bad[2].reason
