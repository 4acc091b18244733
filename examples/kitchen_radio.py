"""A radio for the kitchen: plays what Segue proposes, and tells it what became of each track.

    SEGUE_TOKEN=… python examples/kitchen_radio.py http://127.0.0.1:4242

It "plays" in no time: put your own player where the comments are. Pull the network cable: it goes on, and what
was played is told later.
"""

import os
import sys
from pathlib import Path

from segue_client import Client, NoAnswer, Track

FIRST = [Track(title="Hyperballad", artist="Björk"), Track(title="Roads", artist="Portishead")]
state = Path(os.environ.get("XDG_STATE_HOME", "~/.local/state")).expanduser() / "kitchen-radio"


def main(url: str) -> None:
    with Client(url, os.environ["SEGUE_TOKEN"], device="kitchen", queue=state / "queue.db") as segue:
        first = segue.play(FIRST[0], duration_ms=321_000, reason_start="clickrow")
        first.complete(321_000)  # … your player reached the end

        second = segue.play(FIRST[1], duration_ms=305_000, reason_start="trackdone")
        second.skip(11_400, reason_end="fwdbtn")  # … somebody pressed "next" after eleven seconds

        try:
            slate = segue.next(n=5)  # the skip is in this answer
        except NoAnswer as why:
            print(f"no answer ({why.reason}): playing something familiar instead")
            track, slate_id = Track(title="Jóga", artist="Björk"), ""
        else:
            for proposed in slate.tracks:
                print(f"next: {proposed.title} by {proposed.artist}: {proposed.reason.text}")
            best = slate.tracks[0] if slate.tracks else None
            track = Track(id=best.id) if best else Track(title="Jóga", artist="Björk")
            slate_id = slate.slate_id

        third = segue.play(track, **({"slate_id": slate_id} if slate_id else {}))
        third.complete()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4242")
