"""`make bench-peer`: quality, ingest, latency and what a skip does, of Segue and Gorse on Last.fm.

    python -m benchmarks.peer [--json]

Both run one after the other on the same machine, each a process of its own on SQLite. Gorse is asked in its best
configuration for this set (item-to-item); it is built from source the first time, into `~/.cache/segue/peers`.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peer import gorse, ours
from benchmarks.peer.work import Work
from segue.settings import data_dir

_CACHE = Path("~/.cache/segue/peers").expanduser()


def main() -> None:
    root = data_dir()
    if root is None or not (root / "lightgcn-lastfm").is_dir():
        print("skipped: lightgcn-lastfm is not here; set SEGUE_DATA")
        return
    work = Work(root / "lightgcn-lastfm" / "data1.txt", root / "lightgcn-lastfm" / "test1.txt")
    rows = {}
    with TemporaryDirectory() as folder:
        rows["Segue"] = ours.measured(work, Path(folder))
        try:
            rows["Gorse v0.5.9"] = gorse.measured(gorse.binary(_CACHE), work, Path(folder))
        except gorse.Missing as why:
            print(f"Gorse is left out: {why}")
    print(ours.to_json(rows) if "--json" in sys.argv[1:] else ours.show(rows))


if __name__ == "__main__":
    main()
