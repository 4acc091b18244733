"""`segue listener`, `--home`, exit codes."""

import io
import re
import stat
from pathlib import Path
from typing import Any

import pytest

_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\n")


def test_add_prints_only_the_token(segue: Any) -> None:
    added = segue("listener", "add", "me", "--zone", "Asia/Seoul")
    assert added.code == 0
    assert _UUID.fullmatch(added.out)
    assert added.err == ""
    assert [(one["name"], one["zone"]) for one in segue("listener", "list", "--json").json] == [("me", "Asia/Seoul")]
    assert "Asia/Seoul" in segue("listener", "list").out


def test_a_further_token_is_another_one(segue: Any) -> None:
    first = segue("listener", "add", "me").out
    second = segue("listener", "token", "me")
    assert _UUID.fullmatch(second.out)
    assert second.out != first


def test_nobody_yet(segue: Any) -> None:
    assert segue("listener", "list", "--json").json == []
    listed = segue("listener", "list")
    assert (listed.code, listed.out) == (0, "")
    assert "listener add" in listed.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("listener", "add", ""),
        ("listener", "add", "a\nb"),
        ("listener", "add", "x" * 101),
        ("listener", "add", "me", "--zone", "Mars/Olympus"),
        ("listener", "add", "me", "--zone", "../../etc/passwd"),
        ("listener", "token", "nobody"),
        ("listener", "forget", "nobody", "--yes"),
        ("events", "nobody"),
        ("events", "nobody", "--json"),
        ("recommend", "nobody"),
        ("recommend", "nobody", "--recipe", "nothing"),
        ("quarantine", "show", "1"),
        ("quarantine", "replay", "1"),
        ("rollback",),
        ("refresh",),
        ("prove", "nothing"),
        ("prove", "lastfm"),
        ("prove", "all", "--json"),
        ("prove", "all", "--path", "."),
        ("prove", "gowalla", "--path", "/nowhere/at/all"),
    ],
)
def test_what_fails_says_why_in_a_line_and_exits_with_1(segue: Any, wrong: tuple[str, ...]) -> None:
    ran = segue(*wrong)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith("segue: ")
    assert ran.err.count("\n") == 1


def test_prove_without_data_says_what_to_do(segue: Any) -> None:
    said = segue("prove", "lastfm").err
    assert "--path" in said
    assert "SEGUE_DATA" in said


def test_a_name_is_taken_once(segue: Any) -> None:
    segue("listener", "add", "me")
    assert "already" in segue("listener", "add", "me").err


@pytest.mark.parametrize(
    "wrong",
    [
        ("nothing",),
        ("listener", "nothing"),
        ("listener", "add"),
        ("recommend",),
        ("recommend", "me", "-n", "0"),
        ("recommend", "me", "-n", "x"),
        ("serve", "--port", "65536"),
        ("serve", "--loud"),
        ("import", "spotify", "/nowhere.zip", "--listener", "me"),
        ("import", "spotify", "."),
        ("catalog", "import", "."),
        ("ingest", ".", "--listener", "me"),
    ],
)
def test_what_is_written_wrongly_exits_with_2(segue: Any, wrong: tuple[str, ...]) -> None:
    ran = segue(*wrong)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err


def test_the_home_is_an_option_or_a_variable_and_is_private(
    segue: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segue("listener", "add", "one")
    monkeypatch.setenv("SEGUE_HOME", str(tmp_path / "other"))
    segue("listener", "add", "two", at=None)
    names = [
        [one["name"] for one in segue("listener", "list", "--json", at=at).json] for at in (None, tmp_path / "home")
    ]
    assert names == [["two"], ["one"]]
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o700


def test_a_home_that_is_a_file(segue: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = segue("listener", "list", at=tmp_path / "file")
    assert ran.code == 1
    assert "cannot be used" in ran.err


def test_forget_asks_and_then_removes_everything(segue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    segue("listener", "add", "me")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert segue("listener", "forget", "me").code == 1
    removed = segue("listener", "forget", "me", "--yes", "--json").json
    assert removed.keys() >= {"log", "profile", "slates", "quarantine", "account"}
    assert removed["account"] > 0
    assert segue("listener", "list", "--json").json == []


def test_version(segue: Any) -> None:
    assert segue("--version").out == "segue 0.1.0\n"


def test_doctor(segue: Any, home: Path) -> None:
    ran = segue("doctor", "--json")
    assert ran.code == 0
    found = {check["what"]: check for check in ran.json}
    assert "MB without development tools" in found["installed size"]["found"]
    assert str(home) in found["home"]["found"]
    assert all(check["do"] for check in ran.json if check["state"] != "ok")
    assert "installed size" in segue("doctor").out
    assert not home.exists()  # looking makes nothing


def test_friends(segue: Any) -> None:
    for name in ("ann", "ben"):
        segue("listener", "add", name)
    assert segue("listener", "friend", "ann", "ben").code == 0
    assert segue("listener", "friend", "ben", "ann", "--end").code == 0
    assert "are no friends" in segue("listener", "friend", "ann", "ben", "--end").err
    assert "nobody is their own friend" in segue("listener", "friend", "ann", "ann").err
    assert "no listener 'cat'" in segue("listener", "friend", "ann", "cat").err
