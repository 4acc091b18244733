"""The half that needs no server: every way in of every dialect, and what was taken has to survive."""

from pathlib import Path

from benchmarks.fuzz.dialects import REFUSED, ways
from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.survive import Survivors
from benchmarks.fuzz.tally import Tally

NAME = "dialects"
_ROUND = 8_000  # inputs; then the catalogue begins anew


class InDialects:
    """`send` by number: the same seed and number, the same input."""

    def __init__(self, tally: Tally, folder: Path) -> None:
        self._tally = tally
        self._ways = ways(folder)
        self._survivors = Survivors()

    def send(self, numbers: range) -> None:
        for number in numbers:
            if number % _ROUND == 0:
                self._survivors.renew()
            self._one(number)

    def finish(self) -> None:
        try:
            self._survivors.finish()
        except Exception as error:
            self._tally.fault("kernel, profile or lake", NAME, -1, error)

    def _one(self, number: int) -> None:
        way = self._ways[number % len(self._ways)]
        events = []
        try:
            events = list(way.read(Dice(self._tally.seed, 0, number)))
        except REFUSED as refused:
            if not refused.reason:
                self._tally.fault(way.name, NAME, number, "refused without a reason")
        except Exception as error:
            self._tally.fault(way.name, NAME, number, error)
        try:
            self._survivors.take(events)
        except Exception as error:
            self._tally.fault(f"{way.name}, afterwards", NAME, number, error)
        self._tally.count(way.name, taken=bool(events))
