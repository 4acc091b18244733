"""`segue ban`, `unban`, `bans`: by name, with scope and end."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

_ROWS = [
    {"title": title, "artist": artist, "release": release, "tags": [genre], "duration_ms": 180_000}
    for title, artist, release, genre in (
        ("Creep", "Radiohead", "Pablo Honey", "rock"), ("Creep (Live)", "Radiohead", "Live", "rock"),
        ("Just", "Radiohead", "The Bends", "rock"), ("Creep", "Stone Temple Pilots", "Live", "grunge"),
        ("Hyperballad", "Björk", "Post", "pop"), ("Army of Me", "Björk", "Post", "pop"),
    )
]  # fmt: skip


@pytest.fixture
def home_of_six(segue: Any, tmp_path: Path) -> Any:
    (tmp_path / "catalogue").write_text("\n".join(map(json.dumps, _ROWS)))
    segue("catalog", "import", tmp_path / "catalogue")
    segue("listener", "add", "me", "--zone", "Asia/Seoul")
    return segue


def _proposed(segue: Any) -> set[str]:
    return {f"{t['title']} / {t['artist']}" for t in segue("recommend", "me", "-n", "20", "--json").json["tracks"]}


_SAID = {
    ("track", "creep", "--by", "radiohead"): {"Creep / Radiohead", "Creep (Live) / Radiohead"},
    ("version", "Creep (Live)"): {"Creep (Live) / Radiohead"},
    ("album", "POST"): {"Hyperballad / Björk", "Army of Me / Björk"},
    ("artist", "bjork"): {"Hyperballad / Björk", "Army of Me / Björk"},
    ("genre", "Grunge"): {"Creep / Stone Temple Pilots"},
}


def test_what_is_banned_is_not_proposed_until_it_is_allowed(home_of_six: Any) -> None:
    versions = {"Creep / Radiohead", "Creep (Live) / Radiohead"}  # an answer may hold one of them
    others = _proposed(home_of_six) - versions
    assert len(others) == 4
    for said, gone in _SAID.items():
        assert home_of_six("ban", "me", *said).code == 0
        left = _proposed(home_of_six)
        assert left - versions == others - gone, said
        assert bool(left & versions) == (not versions <= gone), said
        assert not left & gone
        assert [row["scope"] for row in home_of_six("bans", "me", "--json").json] == [said[0]]
        assert home_of_six("unban", "me", *said).code == 0
        assert home_of_six("bans", "me", "--json").json == []
    assert _proposed(home_of_six) - versions == others


def test_a_ban_ends_when_it_was_said_to(home_of_six: Any) -> None:
    home_of_six("ban", "me", "artist", "Radiohead", "--until", "30d")
    home_of_six("ban", "me", "genre", "pop", "--until", "2199-12-31")
    first, second = home_of_six("bans", "me", "--json").json
    assert first["until"] == "2199-12-31T00:00:00+09:00"
    left = datetime.fromisoformat(second["until"]) - datetime.now(UTC)
    assert timedelta(days=29) < left <= timedelta(days=30)
    assert "2199-12-31 00:00" in home_of_six("bans", "me").out


_UNCLEAR = {
    ("track", "Creep"): "2 are called so: Creep by Radiohead; Creep by Stone Temple Pilots",
    ("album", "Live"): "2 are called so: Live by Radiohead; Live by Stone Temple Pilots",
    ("artist", "Nobody"): "the catalogue has no artist 'Nobody'",
    ("planet", "Mars"): "there is no scope 'planet'; there are track, version, album, artist, genre",
    ("artist", "Björk", "--until", "soon"): "--until: want a day",
    ("artist", "Björk", "--until", "2001-01-01"): "--until: 2001-01-01 is over",
}


def test_what_cannot_be_meant_is_said(home_of_six: Any) -> None:
    for said, why in _UNCLEAR.items():
        ran = home_of_six("ban", "me", *said)
        assert ran.code == 1
        assert why in ran.err
    assert home_of_six("bans", "me").err == "Nothing is banned.\n"


def test_only_what_is_banned_can_be_allowed(home_of_six: Any) -> None:
    ran = home_of_six("unban", "me", "artist", "Björk")
    assert (ran.code, "no artist 'Björk' is banned" in ran.err) == (1, True)
