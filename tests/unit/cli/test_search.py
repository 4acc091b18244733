"""`segue search`."""

import json
from pathlib import Path
from typing import Any


def _filled(segue: Any, tmp_path: Path) -> None:
    rows = [
        {"title": "봄 설레임", "artist": "봄날의 곰", "release": "설레임"},
        {"title": "Army of Me", "artist": "Björk", "release": "Post"},
        {"title": "Bonus Episode", "artist": "A Show", "format": "podcast"},
    ]
    file = tmp_path / "tracks.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    assert segue("catalog", "import", file).code == 0
    assert segue("listener", "add", "ann").code == 0


def test_what_it_prints(segue: Any, tmp_path: Path) -> None:
    _filled(segue, tmp_path)
    ran = segue("search", "ann", "ㅂㅅㄹ")
    assert ran.code == 0
    assert "봄 설레임" in ran.out
    found = segue("search", "ann", "bjrok army", "--json").json
    assert [t["title"] for t in found["tracks"]] == ["Army of Me"]
    assert found["search_id"]
    assert segue("search", "ann", "bonus", "--json").json["episodes"][0]["artist"] == "A Show"
    kinds = [e["event"]["kind"] for e in segue("events", "ann", "--json").json]
    assert kinds == ["search"] * 3
    assert "bjrok army" in segue("events", "ann").out
    assert "1 track " in segue("search", "ann", "bjork").out
    assert segue("search", "ann", "army", "--typing", "--no-profile", "--json").json["search_id"] is None


def test_nothing_and_what_cannot_be(segue: Any, tmp_path: Path) -> None:
    _filled(segue, tmp_path)
    ran = segue("search", "ann", "armadillo", "--lang", "en")
    assert (ran.code, ran.out) == (0, "")
    assert "Army of Me" in ran.err
    assert "segue prompt ann" in ran.err
    assert segue("search", "nobody", "x").code == 1
    assert segue("search", "ann", "x", "--lang", "xx").code == 1
    assert segue("search", "ann", "x", "-n", "0").code == 2
