"""The published benchmarks, in a process each: `segue prove lastfm` and `segue prove gowalla`."""

import subprocess
import sys

from segue.settings import data_dir


def main() -> None:
    if data_dir() is None:
        print("skipped: no data sets here; set SEGUE_DATA")
        return
    for name in ("lastfm", "gowalla"):
        subprocess.run([sys.executable, "-m", "segue", "prove", name], check=False)


if __name__ == "__main__":
    main()
