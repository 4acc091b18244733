"""The command line as a process: what it imports, how it exits, that it ends when told."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from segue.cli import cli

_HEAVY = ("numpy", "numba", "scipy", "litestar", "sqlalchemy", "uvicorn", "rich.console")


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "segue", *arguments]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SEGUE_")}
    return subprocess.run(command, capture_output=True, text=True, env={**kept, **environment})


def _imported(code: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(told.stderr.split())


def test_import_segue_imports_nothing_heavy() -> None:
    assert not _imported("import segue").intersection(_HEAVY)


def test_help_imports_nothing_heavy() -> None:
    code = "import segue.cli\nsys.argv = ['segue', '--help']\ntry:\n segue.cli.main()\nexcept SystemExit:\n pass"
    assert not _imported(code).intersection(_HEAVY[:-1])


def test_exit_codes_of_the_process(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    added = _run("listener", "add", "me", SEGUE_HOME=home)
    assert (added.returncode, added.stderr, len(added.stdout)) == (0, "", 37)
    failed = _run("--home", home, "events", "nobody")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "segue: there is no listener 'nobody'; `segue listener add` makes one\n"
    assert _run("nothing").returncode == 2
    assert json.loads(_run("--home", home, "listener", "list", "--json").stdout)[0]["name"] == "me"


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = _run("--home", str(tmp_path / "home"), "serve", "--port", str(taken.getsockname()[1]))
    assert ran.returncode == 1
    assert "cannot be used" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_and_ends_quietly_when_told(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "segue", "--home", str(tmp_path / "home"), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = [server.stderr.readline()]
        while "Uvicorn running" not in said[-1] and "startup complete" not in said[-1]:
            said.append(server.stderr.readline())
            assert said[-1], said
        server.send_signal(how)
        said += server.stderr.readlines()
    assert any("Segue listens on http://127.0.0.1:" in line for line in said)
    assert "Traceback" not in "".join(said)


def _verbs(command: Any, name: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", {})
    found = [(name, command)]
    for verb, one in below.items():
        found += _verbs(one, (*name, verb))
    return found


@pytest.mark.parametrize("verb", [name for name, _ in _verbs(get_command(cli))], ids=" ".join)
def test_help_of_every_verb_names_its_options(segue: Any, verb: tuple[str, ...]) -> None:
    command = dict(_verbs(get_command(cli)))[verb]
    ran = segue(*verb, "--help", at=None)
    assert ran.code == 0
    assert command.help
    for option in command.params:
        for spelling in (*option.opts, *option.secondary_opts):
            if spelling.startswith("-"):
                assert spelling in ran.out, spelling


_PRINTS_DATA = {
    "listener list", "listener links", "listener forget", "catalog import", "ingest", "events", "refresh", "rollback",
    "recommend", "bans", "quarantine list", "quarantine show", "quarantine replay", "prove", "doctor",
    "prior build", "prior install", "prior show",
    "import auto", "import jellyfin", "import lastfm", "import listenbrainz", "import maloja", "import navidrome",
    "import spotify", "maintain", "mix", "mixes", "replay", "sql", "starter",
    "catalog files", "catalog libraries", "catalog scan", "catalog sync", "dj", "prompt", "push", "search",
}  # fmt: skip


def test_what_prints_data_has_json() -> None:
    with_json = {" ".join(n) for n, c in _verbs(get_command(cli)) if any("--json" in p.opts for p in c.params)}
    assert with_json == _PRINTS_DATA
