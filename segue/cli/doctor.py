"""`segue doctor`: what is installed, what is missing, what to do."""

import importlib.util
import platform
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from segue import __version__
from segue.cli.home import settings
from segue.cli.output import Failure, print_json, print_table
from segue.settings import data_dir

_LIMIT_MB = 1_100
_DEVELOPMENT = (
    "hypothesis", "mypy", "mypyc", "playwright", "pytest", "_pytest", "ruff", "scipy-stubs", "grimp",
    "importlinter", "liblistenbrainz", "uv", "pip", "setuptools",
)  # fmt: skip
_PROGRAMS = (
    ("chromium", "chromium", "browser tests"),
    ("ffmpeg", "ffmpeg", "tempo, key and loudness of scanned files"),
    ("fpcalc", "libchromaprint-tools", "fingerprints of scanned files"),
    ("espeak-ng", "espeak-ng", "the DJ's voice (later)"),
)
_CJK_FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
_NEEDED = (
    "aiohttp", "deltalake", "duckdb", "httptools", "jinja2", "litestar", "msgspec", "numba", "numpy", "pyarrow",
    "rich", "scipy", "sqlalchemy", "tinytag", "typer", "uvicorn",
)  # fmt: skip


def doctor(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """What is installed, what is missing, and what to do about it. Exit code 1 when something needed is missing."""
    checks = [_python(), _segue(), *_libraries(), _size(), _home(context), _data(), *_programs(), _fonts()]
    if as_json:
        print_json(checks)
    else:
        marks = {"ok": "✓", "optional": "–", "missing": "✗"}
        print_table(["", "what", "found", "what to do"],
                    [[marks[c["state"]], c["what"], c["found"], c["do"]] for c in checks])  # fmt: skip
    if any(c["state"] == "missing" for c in checks):
        raise Failure("something needed is missing")


def _check(what: str, found: str, state: str = "ok", do: str = "") -> dict[str, Any]:
    return {"what": what, "found": found, "state": state, "do": do}


def _python() -> dict[str, Any]:
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return _check("Python", platform.python_version(), "ok" if fits else "missing",
                  "" if fits else "use Python 3.11, 3.12 or 3.13")  # fmt: skip


def _segue() -> dict[str, Any]:
    return _check("Segue", __version__)


def _libraries() -> list[dict[str, Any]]:
    gone = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    found = f"{len(_NEEDED) - len(gone)} of {len(_NEEDED)}"
    return [_check("libraries", found, "missing" if gone else "ok",
                   f"make setup (missing: {', '.join(gone)})" if gone else "")]  # fmt: skip


def _size() -> dict[str, Any]:
    """Development tools are left out by the names of their packages."""
    roots = {Path(p) for p in sys.path if p.endswith("site-packages") and Path(p).is_dir()}
    skipped = tuple(name.replace("-", "_") for name in _DEVELOPMENT)
    total = 0
    for root in roots:
        for entry in root.iterdir():
            if not entry.name.lower().replace("-", "_").startswith(skipped):
                files = entry.rglob("*") if entry.is_dir() else [entry]
                total += sum(f.stat().st_size for f in files if f.is_file() and not f.is_symlink())
    size = total / 1e6
    return _check("installed size", f"{size:,.0f} MB without development tools",
                  "ok" if size <= _LIMIT_MB else "optional",
                  "" if size <= _LIMIT_MB else f"more than {_LIMIT_MB} MB: what else is installed here?")  # fmt: skip


def _home(context: typer.Context) -> dict[str, Any]:
    home = settings(context).home
    there = home.is_dir()
    free = shutil.disk_usage(home if there else next(p for p in home.parents if p.exists())).free / 1e9
    found = f"{home} ({free:,.0f} GB free)" if there else f"{home}, not made yet ({free:,.0f} GB free)"
    return _check("home", found, "ok" if free > 1 else "optional", "" if free > 1 else "make room on this disk")


def _data() -> dict[str, Any]:
    root = data_dir()
    if root is None:
        return _check("real data sets", "none", "optional", "set SEGUE_DATA to their folder; the demo works without")
    return _check("real data sets", str(root))


def _programs() -> list[dict[str, Any]]:
    found = []
    for program, package, use in _PROGRAMS:
        path = shutil.which(program)
        found.append(
            _check(program, path or f"not here; used for {use}", "ok" if path else "optional",
                   "" if path else f"apt-get install {package}")
        )  # fmt: skip
    return found


def _fonts() -> dict[str, Any]:
    there = Path(_CJK_FONTS).is_file()
    return _check("CJK fonts", "Noto" if there else "not here; used for pictures of Korean, Japanese, Chinese titles",
                  "ok" if there else "optional", "" if there else "apt-get install fonts-noto-cjk")  # fmt: skip
