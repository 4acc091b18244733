"""`segue prompt`: words to a playlist in the terminal."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def asked(segue: Any, tmp_path: Path) -> Any:
    rows = [
        {"title": f"Song {i} of {genre}", "artist": f"{genre} {i % 4}", "tags": [genre], "duration_ms": 180_000}
        for genre in ("ambient", "metal", "[bold]odd[/bold]")
        for i in range(12)
    ]
    (tmp_path / "tracks.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert segue("catalog", "import", tmp_path / "tracks.jsonl").code == 0
    assert segue("listener", "add", "ann").code == 0
    return lambda *arguments: segue("prompt", *arguments)


def test_a_playlist_and_how_the_words_were_understood(asked: Any) -> None:
    ran = asked("ann", "ambient, about 15 minutes")
    assert ran.code == 0
    assert ran.err.startswith("Understood: ambient, about 15 minutes.\nwithout: genres:ambient  minutes:15\n")
    assert "5 tracks, 15 minutes" in ran.err
    assert ran.out.count("Song") == 5


def test_chips_are_left_out_and_programs_get_json(asked: Any) -> None:
    ran = asked("ann", "메탈 세 곡", "--without", "tracks:3", "--json")
    assert ran.json["query"] == {"genres": ["metal"]}
    assert ran.json["understood"].startswith("이렇게 이해했습니다")
    assert len(ran.json["slate"]["tracks"]) == 12


def test_a_model_that_is_not_there_is_no_trouble(asked: Any) -> None:
    ran = asked("ann", "ambient, 3 songs", "--prompt-endpoint", "http://127.0.0.1:9/v1", "--json")
    assert (ran.json["by"], ran.json["query"]) == ("lexicon", {"genres": ["ambient"], "tracks": 3})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "jazz"), "no listener"),
        (("ann", " "), "want words"),
        (("ann", "x" * 1001), "at most 1000"),
        (("ann", "jazz", "--lang", "xx"), "no language"),
        (("ann", "jazz", "--prompt-endpoint", "ftp://x"), "--prompt-endpoint: want an address"),
    ],
)
def test_what_cannot_be_is_said_plainly(asked: Any, arguments: Any, said: str) -> None:
    ran = asked(*arguments)
    assert ran.code == 1
    assert said in ran.err
