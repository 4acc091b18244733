"""`segue dj` and `segue listener talk`."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def filled(segue: Any, tmp_path: Path) -> Any:
    rows = [{"title": f"Song {n}", "artist": f"Band {n % 3}", "year": 1980 + 9 * (n % 3)} for n in range(12)]
    file = tmp_path / "tracks.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    assert segue("catalog", "import", file).code == 0
    assert segue("listener", "add", "ann").code == 0
    return segue


def test_what_it_prints(filled: Any) -> None:
    turns = filled("dj", "ann", "-n", "6", "--talk", "1", "--lang", "en", "--json").json
    assert len({turn["track"]["id"] for turn in turns}) == 6
    assert all(turn["line"]["text"] for turn in turns)
    ran = filled("dj", "ann", "--talk", "1")
    assert ran.out.count("♪") == 1
    assert len(ran.out.splitlines()) == 2


def test_how_talkative_is_kept(filled: Any) -> None:
    assert filled("listener", "talk", "ann", "0").code == 0
    assert [turn["line"] for turn in filled("dj", "ann", "-n", "5", "--json").json] == [None] * 5
    assert filled("listener", "talk", "ann", "auto").code == 0
    assert filled("dj", "ann", "--json").json[0]["talk"] == 0.5


@pytest.mark.parametrize(
    "words",
    [
        ("listener", "talk", "ann", "2"), ("listener", "talk", "ann", "much"), ("listener", "talk", "nobody", "1"),
        ("listener", "dial", "ann", "2"), ("listener", "dial", "ann", "new"), ("listener", "dial", "nobody", "1"),
        ("dj", "nobody"), ("dj", "ann", "--lang", "xx"), ("dj", "ann", "--dj-endpoint", "nowhere"),
        ("serve", "--dj-speech", "http://"), ("serve", "--dj-speech", '"x'),
    ],
    ids=range(11),
)  # fmt: skip
def test_what_cannot_be_is_said(filled: Any, words: tuple[str, ...]) -> None:
    ran = filled(*words)
    assert ran.code == 1
    assert ran.err.startswith("segue: ")
    assert "Traceback" not in ran.err
