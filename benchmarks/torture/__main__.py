"""`python -m benchmarks.torture [--cycles N] [--seed S]`; exit code 1 when anything acknowledged was lost."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.torture.cycles import torture


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cold", action="store_true", help="start every server as `python -m segue`")
    asked = parser.parse_args()
    start = time.monotonic()

    def told(line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="segue-torture-") as folder:
        found = torture(Path(folder, "home"), asked.cycles, asked.seed, warm=not asked.cold, told=told)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for fault in found.faults[:20]:
        print(fault, file=sys.stderr)
    print(found.line(asked.seed, time.monotonic() - start))
    return 0 if found.clean else 1


if __name__ == "__main__":
    sys.exit(main())
