"""`python -m benchmarks.fuzz.tools`: schemathesis against a running `segue serve`, and atheris on the readers.

Both are programs of `.venv-fuzz`, which `make fuzz` makes; one that is not there is named and left out.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from segue.app import build
from segue.demo.running import running
from segue.settings import Settings

_ROOT = Path(__file__).parents[2]
_THEIRS = _ROOT / ".venv-fuzz"
_CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance",
)  # fmt: skip
_EXAMPLES = 50  # for each route
_GUIDED = 50_000


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="segue-fuzz-tools-") as name:
        folder = Path(name)
        return _openapi(folder) or _guided(folder)


def _openapi(folder: Path) -> int:
    program = _THEIRS / "bin" / "schemathesis"
    if not program.exists():
        print("schemathesis is not in .venv-fuzz and is left out: make fuzz")
        return 0
    home = folder / "home"
    app = build(Settings(home=home))
    token = app.accounts.add("ann", "UTC", datetime.now(UTC))
    app.close()
    with running(home, 0) as client:
        command = [str(program), "run", f"{client.address.rstrip('/')}/schema/openapi.json"]
        command += ["--header", f"Authorization: Bearer {token}", "--checks", ",".join(_CHECKS)]
        command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(_EXAMPLES), "--seed", "1"]
        command += ["--suppress-health-check", "all", "--continue-on-failure", "--warnings", "off"]
        return subprocess.run(command, cwd=folder, check=False).returncode


def _guided(folder: Path) -> int:
    place = _THEIRS / "guided"
    if not (place / "atheris").exists():
        print("atheris is not there for this Python and machine, and is left out")
        return 0
    paths = os.pathsep.join((str(place), str(_ROOT)))
    command = [sys.executable, "-m", "benchmarks.fuzz.guided", f"-runs={_GUIDED}", "-seed=1", "-verbosity=0"]
    environment = {**os.environ, "PYTHONPATH": paths, "TMPDIR": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    if done.returncode:
        print((done.stdout + done.stderr).decode(errors="replace")[-8_000:])
    print(f"atheris: {_GUIDED:,} inputs, {'none failed' if done.returncode == 0 else f'exit code {done.returncode}'}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
