"""Every attack, to the lexicon and through a malicious model: `make injection`. Exit code 1 if one got through.

python -m benchmarks.injection              all 24,579 strings, through whole playlists
python -m benchmarks.injection 20           only every 20th
python -m benchmarks.injection 1 words      the reading alone: no playlist is made, no model's answer fetched
"""

import logging
import sys
import time
from itertools import islice

from benchmarks.injection.corpus import attacks
from benchmarks.injection.place import SECRET, VICTIM, place
from benchmarks.injection.run import read_alone, run


def main() -> int:
    logging.disable(logging.WARNING)  # of every bad answer of the model
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    start = time.process_time()
    attack = read_alone if sys.argv[2:] == ["words"] else run
    with place() as here:
        found = attack(here, islice(attacks(VICTIM, SECRET), 0, None, every))
        asked = len(here.hostile.told)
    print(f"{found.strings:,} strings, {found.answers:,} answers, {asked:,} of them asked of the malicious model")
    print(f"read by: {dict(found.by)}; {time.process_time() - start:.0f} CPU-s")
    print(f"slowest without a model: {found.slowest_ms:.0f} ms CPU ({found.slowest})")
    for kind in ("something of another listener", "an unknown field or value", "markup in the answer"):
        print(f"{kind}: {found.wrong[kind]}")
    for kind, count in found.wrong.items():
        print(f"{count:6} {kind}: {found.examples.get(kind, '')}")
    print(
        f"0 in {found.answers:,}: fewer than {3 / max(found.answers, 1):.1e} of such answers at 95 %"
        if not found.wrong
        else "FAILED"
    )
    return int(bool(found.wrong))


if __name__ == "__main__":
    sys.exit(main())
