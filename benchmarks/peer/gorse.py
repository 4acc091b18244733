"""Gorse, built and driven by the scripts of `../shared/peers/gorse`, outside the tree. None of its code is here."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.peer.work import Work

_HTTP, _GRPC = 18087, 18086
_SOURCES = {"gorse": "https://github.com/gorse-io/gorse", "sqlite": "https://github.com/gorse-io/sqlite"}
_USUAL_GO = Path("/usr/local/go/bin/go")


class Missing(Exception):  # noqa: N818 - a state, told to the person
    """What is needed to run it is not here."""


def scripts() -> Path:
    found = Path(os.environ.get("SEGUE_PEERS", "../shared/peers")) / "gorse"
    if not (found / "build.sh").is_file():
        raise Missing(f"the scripts are not at {found}: set SEGUE_PEERS to the folder that holds gorse/")
    return found.resolve()


def binary(cache: Path) -> Path:
    """`GORSE`, or one that was built before, or a new one (about five minutes)."""
    if named := os.environ.get("GORSE"):
        return Path(named)
    built = cache / "gorse-in-one"
    if built.is_file():
        return built
    go = shutil.which("go") or (str(_USUAL_GO) if _USUAL_GO.is_file() else None)
    if go is None:
        raise Missing("Go is not installed; it builds Gorse: https://go.dev/dl/ (1.26 or newer)")
    cache.mkdir(parents=True, exist_ok=True)
    for name, url in _SOURCES.items():
        if not (cache / name).is_dir():
            print(f"fetching {url}", flush=True)
            if subprocess.run(["git", "clone", "-q", url, str(cache / name)], check=False).returncode:
                raise Missing(f"{url} cannot be fetched; clone it to {cache / name}, or set GORSE to a binary")
    print("building Gorse, about five minutes", flush=True)
    env = {**os.environ, "PATH": f"{Path(go).parent}:{os.environ['PATH']}"}
    command = ["bash", str(scripts() / "build.sh"), str(cache / "gorse"), str(cache / "sqlite"), str(built)]
    if subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL).returncode:
        raise Missing("Gorse could not be built; its messages are above")
    return built


def measured(program: Path, work: Work, folder: Path) -> dict[str, Any]:
    """Ingest of everything in a plain store; then its best configuration on that store."""
    here = scripts()
    found: dict[str, Any] = {}
    with _started(program, folder / "loading", here / "bare.toml"):
        for name, batch, limit in (("ingest, 1,000 a POST", 1000, 0), ("ingest, 22 a POST", 22, 10_000)):
            told = _script("load.py", work.train, "--batch", str(batch), "--limit", str(limit), "--type", "star")
            found[name] = told["events_per_s"]
    config = folder / "best.toml"
    neighbours = ("item-to-item/similar", "item-to-item/similar,latest")
    _run([str(here / "mkconf.sh"), str(here / "tuned.toml"), str(config), "none", *neighbours])
    loaded, best = folder / "loading", folder / "best"
    said = _run([str(here / "one.sh"), str(program), str(loaded), str(best), str(_HTTP), str(_GRPC), str(config)])
    try:
        found["ready after refit, s"] = float(said.split("after ", 1)[1].split(" s", 1)[0])
        told = _script("measure.py", "quality", work.train, work.test)
        found["recall@20"], found["ndcg@20"] = told["recall@20"], told["ndcg@20"]
        told = _script("measure.py", "latency", work.train, work.test, "--count", "1000")["recommend"]
        found["answer p50, ms"], found["answer p99, ms"] = told["p50_ms"], told["p99_ms"]
        for kind in ("read", "dislike"):
            told = _script("measure.py", "fresh", work.train, work.test, "--kind", kind, "--wait", "5")
            users = told["users"]
            found[f"{kind}: item gone"] = f"{users - told['never_gone']} of {users}"
            found[f"{kind}: rest changed"] = f"{users - told['rest_never_changed']} of {users}"
    finally:
        _stop(best)
    return found


@contextmanager
def _started(program: Path, folder: Path, config: Path) -> Iterator[None]:
    _run([str(scripts() / "start.sh"), str(program), str(folder), str(_HTTP), str(_GRPC), str(config)])
    try:
        yield
    finally:
        _stop(folder)


def _stop(folder: Path) -> None:
    with suppress(OSError, ValueError):
        number = int((folder / "pid").read_text())
        os.kill(number, 15)
        while True:  # until it is gone: its store is copied next
            os.kill(number, 0)


def _script(name: str, *arguments: str | Path) -> dict[str, Any]:
    """Everything that it printed as JSON, line by line, in one."""
    what, *files = map(str, arguments)
    base = f"http://127.0.0.1:{_HTTP}"
    begin = [base, what] if name == "load.py" else [what, base]
    said = _run([sys.executable, str(scripts() / name), *begin, *files])
    found: dict[str, Any] = {}
    for line in said.splitlines():
        found |= json.loads(line)
    return found


def _run(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Missing(f"{Path(command[0]).name} {Path(command[1]).name}: {(ran.stderr or ran.stdout).strip()[-500:]}")
    return ran.stdout
