"""`python -m benchmarks.fuzz.guided [-runs=N] [CORPUS]`: bytes that atheris bred to reach new code of the readers.

It needs atheris, which is not there for every Python and machine; `make fuzz` says so and goes on without.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["segue.ingest", "segue.domain"]):
    from segue.ingest.body import read_message
    from segue.ingest.dialects import all_dialects, listenbrainz
    from segue.ingest.envelope import again
    from segue.ingest.reading import read, spoken

    all_dialects()  # so that their code counts, too

from benchmarks.fuzz.dialects import REFUSED
from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.spoil import written
from benchmarks.fuzz.survive import Survivors
from segue.domain.event import Event
from segue.ingest.checks import check_time
from segue.ingest.clock import Clocks

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Reader = Callable[[bytes], Iterable[Event]]


def readers() -> list[tuple[Reader, list[bytes]]]:
    """Each way in, with bodies that are right to begin from."""
    clocks, dice = Clocks(), Dice(1)
    found: list[tuple[Reader, list[bytes]]] = []
    for name, dialect in all_dialects().items():
        bodies = [written(dice, example) for example in dialect.examples]
        found.append((lambda body, of=dialect: again(of, read_message(body), NOW), bodies))
        if name in spoken():
            packed = bodies if dialect.envelope else [b'{"events": [%b]}' % b",".join(bodies)]
            found.append((lambda body, of=name: read(body, NOW, "o", clocks.offset, of)[1][0], packed))
    documents = [written(dice, example) for example in listenbrainz.dialect.examples]
    found.append((lambda body: listenbrainz.parse_document(body, NOW)[0], documents))
    return found


def main() -> None:
    ways, survivors = readers(), Survivors()

    def one(data: bytes) -> None:
        """The first byte says which way in."""
        if not data:
            return
        reader, _ = ways[data[0] % len(ways)]
        try:
            events = [*reader(data[1:])]
            for event in events:
                check_time(event, NOW)
        except REFUSED:
            return
        survivors.take(events)

    with tempfile.TemporaryDirectory(prefix="segue-guided-") as folder:
        for number, (_, bodies) in enumerate(ways):
            for place, body in enumerate(bodies):
                Path(folder, f"{number}-{place}").write_bytes(bytes([number]) + body)
        atheris.Setup([*sys.argv, "-max_len=20000", "-rss_limit_mb=2000", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
