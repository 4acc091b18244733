"""`make bench-peer`: quality, ingest, latency and what a skip does, of Segue and Gorse on Last.fm.

    python -m benchmarks.peer [--json] [--seed N]

Both run one after the other on the same machine, each a process of its own on SQLite, with the same likes under the
same names that mean nothing. Gorse is asked in its best configuration for this set (item-to-item); it is built from
source the first time, into `~/.cache/segue/peers`.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peer import gorse, ours
from benchmarks.peer.gorse_process import Missing, binary
from benchmarks.peer.measure import show
from benchmarks.peer.work import Work
from segue.settings import data_dir

CACHE = Path("~/.cache/segue/peers").expanduser()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=1, help="of Segue's fit, and who skips (1)")
    asked = parser.parse_args()
    root = data_dir()
    if root is None or not (root / "lightgcn-lastfm").is_dir():
        print("skipped: lightgcn-lastfm is not here; set SEGUE_DATA")
        return
    work = Work.read(root / "lightgcn-lastfm")
    rows, why = {}, ""
    with TemporaryDirectory() as folder:
        rows["Segue"] = ours.measured(work, Path(folder), asked.seed)
        try:
            rows["Gorse v0.5.9"] = gorse.measured(binary(CACHE), work, Path(folder), asked.seed)
        except Missing as missing:
            why = f"Gorse is left out: {missing}"
    if asked.json:
        print(json.dumps({"rows": rows, "left out": why}, ensure_ascii=False))
    else:
        print("\n".join(filter(None, (show(rows), why))))


if __name__ == "__main__":
    main()
