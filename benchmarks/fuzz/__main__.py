"""`python -m benchmarks.fuzz [--inputs N] [--seed S] [--only PART:NUMBER]`; exit code 1 when anything failed."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fuzz.run import again, fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=["dialects", "http"], help="only this half")
    parser.add_argument("--only", help="one input again, as a fault names it")
    asked = parser.parse_args()
    start = time.monotonic()

    def told(line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="segue-fuzz-") as folder:
        if asked.only:
            part, _, number = asked.only.partition(":")
            found = again(Path(folder), asked.seed, part, int(number))
        else:
            parts = [asked.part] if asked.part else ["dialects", "http"]
            found = fuzz(Path(folder), asked.inputs, asked.seed, parts, told)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for line in found.lines():
        print(line, file=sys.stderr)
    print(found.table(time.monotonic() - start))
    return 0 if found.clean else 1


if __name__ == "__main__":
    sys.exit(main())
