"""Every benchmark in turn: `make bench`, or `python -m benchmarks NAME ...` for some of them."""

import os
import platform
import sys
import time
from importlib import import_module

NAMES = (
    "start", "fold_in", "next", "kernel", "visible", "state", "ingest", "proxy", "import_history", "single",
    "mood_shift", "prompts", "sequence", "starter", "mixes", "prompts_at_scale", "answers_at_scale", "refresh_at_scale",
    "search", "prove",
)  # fmt: skip


def main() -> None:
    names = sys.argv[1:] or NAMES
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {time.strftime('%F')}")
    for name in names:
        print(f"\n== {name}", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
