"""Recipes that an operator writes: what is wrong is said with the file and the place, and stops nothing."""

import os
from datetime import date
from pathlib import Path

import pytest

from segue.playlists.operator import written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x"\nlength = "a"', "$.length"),
        ('title = "x"\ntags = ["a", 1]', "$.tags[1]"),
        ("title = \nlength = 3", "line 1, column 9"),
        ('about = "x"', "missing required field `title`"),
        ('title = "x"\ntitle = "y"', "Cannot overwrite a value"),
        ('title = "x"\nspeed = 9', "speed"),
        ('title = "x"\n[sound]\nloud = [0, 1]', "sound has no 'loud'"),
        ('title = "x"\n[sound]\nenergy = [0.9, 0.1]', "sound.energy: want the least and the most"),
        ('title = "x"\n[sound]\nenergy = [nan, 1.0]', "sound.energy"),
        ('title = "x"\nyears = [2009, 1990]', "years: want the first and the last"),
        ('title = "x"\nmonths = [13]', "$.months[0]"),
        ('title = "x"\ndates = [2026-12-26, 2026-12-01]', "dates: want the first and the last day"),
        ('title = "x"\nshape = "zig"', "there is no shape 'zig'"),
        ('title = "a\\nb"', "title: a line"),
        ('title = "x"\n[in.ko]\ntitle = "\\u0000"', "in.ko.title"),
        ('title = "x"\n[in.xx]\ntitle = "y"', "there is no language 'xx'"),
        ("x = " + 20_000 * "[", "too deep"),
        ('title = "' + 70_000 * "x" + '"', "larger than 64 KiB"),
    ],
    ids=range(18),
)
def test_what_is_wrong_is_said_and_the_others_work_on(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.toml").write_text(text, "utf-8")
    (tmp_path / "good.toml").write_text('title = "Good"', "utf-8")
    found, (fault,) = written(tmp_path)
    assert list(found) == ["good"]
    assert fault.startswith("bad.toml: ")
    assert said in fault
    assert len(fault) < 1000


@pytest.mark.parametrize("name", ["focus", "has space", "mix2", "a-b", ""])
def test_names_that_cannot_be_asked_for_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text('title = "x"', "utf-8")
    found, faults = written(tmp_path)
    assert not found
    assert len(faults) == 1


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "nowhere.toml").symlink_to(tmp_path / "not there")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    found, faults = written(tmp_path)
    assert not found
    assert len(faults) == 4
    assert written(tmp_path / "not there") == ({}, [])


def test_a_campaign_has_days_and_names(tmp_path: Path) -> None:
    (tmp_path / "불꽃.toml").write_text(
        'title = "Fireworks"\ndates = [2026-12-30, 2027-01-02]\n[in.ko]\ntitle = "불꽃놀이"\nabout = "{artists}"',
        "utf-8",
    )
    found, faults = written(tmp_path)
    assert not faults
    mix = found["불꽃"].mix
    assert mix is not None
    assert mix.dates == (date(2026, 12, 30), date(2027, 1, 2))
    assert mix.texts == {"": ("Fireworks", "{artists}"), "ko": ("불꽃놀이", "{artists}")}
