"""Gorse, built and started by the scripts of `../shared/peers/gorse`, outside the tree. None of its code is here."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HTTP, _GRPC = 18087, 18086
ADDRESS = ("127.0.0.1", _HTTP)
_SOURCES = {"gorse": "https://github.com/gorse-io/gorse", "sqlite": "https://github.com/gorse-io/sqlite"}
_USUAL_GO = Path("/usr/local/go/bin/go")
_LIKE_ITS_OWN = ("item-to-item/similar", "item-to-item/similar,latest")  # recommenders and fallback: its best here
_READY = re.compile(r"first recommendations after ([0-9.]+) s")
_TRAINED = '"complete ranking recommendation"'
_END_S = 30.0


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
        if not Path(named).is_file():
            raise Missing(f"GORSE names {named}, which is not there")
        return Path(named)
    built = cache / "gorse-in-one"
    if built.is_file():
        return built
    go = shutil.which("go") or (str(_USUAL_GO) if _USUAL_GO.is_file() else None)
    if go is None:
        raise Missing("Go is not installed; it builds Gorse: https://go.dev/dl/ (1.26 or newer)")
    build = scripts() / "build.sh"
    cache.mkdir(parents=True, exist_ok=True)
    for name, url in _SOURCES.items():
        if not (cache / name).is_dir():
            print(f"fetching {url}", flush=True)
            if subprocess.run(["git", "clone", "-q", url, str(cache / name)], check=False).returncode:
                raise Missing(f"{url} cannot be fetched; clone it to {cache / name}, or set GORSE to a binary")
    print("building Gorse, about five minutes", flush=True)
    env = {**os.environ, "PATH": f"{Path(go).parent}:{os.environ['PATH']}"}
    command = ["bash", str(build), str(cache / "gorse"), str(cache / "sqlite"), str(built)]
    if subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL).returncode:
        raise Missing("Gorse could not be built; its messages are above")
    return built


@contextmanager
def bare(program: Path, folder: Path) -> Iterator[None]:
    """A store and nothing learnt, for as long as the block lasts."""
    here = scripts()
    _run(here / "start.sh", program, folder, _HTTP, _GRPC, here / "bare.toml")
    try:
        yield
    finally:
        _stop(folder)


@contextmanager
def best(program: Path, loaded: Path, folder: Path) -> Iterator[float]:
    """Over a copy of a loaded store, when it has learnt; in how many seconds it had."""
    here, config = scripts(), folder.with_suffix(".toml")
    _run(here / "mkconf.sh", here / "tuned.toml", config, "none", *_LIKE_ITS_OWN)
    try:
        said = _run(here / "one.sh", program, loaded, folder, _HTTP, _GRPC, config)
        if _TRAINED not in said:
            raise Missing(f"Gorse had learnt nothing when the wait for it was over:\n{said.strip()[-500:]}")
        yield seconds(said)
    finally:
        _stop(folder)


def seconds(said: str) -> float:
    """From the first line of `one.sh`."""
    if (found := _READY.search(said)) is None:
        raise Missing(f"one.sh said nothing of its time: {said.strip()[-200:]!r}")
    return float(found[1])


def _stop(folder: Path) -> None:
    """End the process that `start.sh` began there, and wait until it is gone: its store is copied next."""
    with suppress(OSError, ValueError):
        number = int((folder / "pid").read_text())
        end = time.monotonic() + _END_S
        os.kill(number, 15)
        while time.monotonic() < end and Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.02)


def _run(script: Path, *arguments: object) -> str:
    ran = subprocess.run([str(script), *map(str, arguments)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Missing(f"{script.name} failed: {(ran.stderr or ran.stdout).strip()[-500:]}")
    return ran.stdout
