"""`segue catalog import`: JSONL and CSV, with bad lines by their number."""

import json
from pathlib import Path
from typing import Any

import pytest

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
