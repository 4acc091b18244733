"""Run: both halves, side by side in time, with the memory after each stretch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz import in_dialects, in_http, memory
from benchmarks.fuzz.in_dialects import InDialects
from benchmarks.fuzz.in_http import InHttp
from benchmarks.fuzz.tally import Tally

PARTS = (in_dialects.NAME, in_http.NAME)
_STRETCH = 4_000  # inputs of a half between two looks at the memory: one home
_WARM = 3  # stretches in which code is compiled and buffers grow
MOST_GROWTH_MIB = 150.0  # afterwards
MOST_MIB = 2_000.0  # ever: a gzip bomb or a deep body must not get there
Told = Callable[[str], None]


@dataclass
class Found:
    tally: Tally
    rss_mib: list[float] = field(default_factory=list)  # at the end of each stretch
    peak_mib: float = 0.0

    @property
    def growth_mib(self) -> float:
        """From the end of the warming up to the end, by the median of some stretches."""
        warm, last = self.rss_mib[_WARM : _WARM + 5], self.rss_mib[-5:]
        return sorted(last)[len(last) // 2] - sorted(warm)[len(warm) // 2] if len(self.rss_mib) > 2 * _WARM + 5 else 0.0

    @property
    def clean(self) -> bool:
        return not self.tally.failed and self.growth_mib <= MOST_GROWTH_MIB and self.peak_mib <= MOST_MIB

    def lines(self) -> list[str]:
        return self.tally.lines()

    def table(self, seconds: float) -> str:
        """Kinds of inputs, then the sum."""
        sent, taken = self.tally.sent, self.tally.taken
        rows = [f"{kind:55} {sent[kind]:8,} {taken[kind]:8,}" for kind in sorted(sent)]
        inputs = sum(sent.values())
        rows.append(
            f"{inputs:,} inputs with seed {self.tally.seed} in {seconds:,.0f} s: {sum(taken.values()):,} taken, "
            f"{self.tally.failed} failed in {len(self.tally.faults)} ways; memory at most {self.peak_mib:,.0f} MiB, "
            f"grown by {self.growth_mib:,.0f} MiB once warm"
        )
        return "\n".join([f"{'':55} {'sent':>8} {'taken':>8}", *rows])


def fuzz(folder: Path, inputs: int, seed: int, parts: Sequence[str] = PARTS, told: Told = lambda _: None) -> Found:
    """`inputs` in all, the same number in each part."""
    found = Found(Tally(seed))
    running = [_part(name, found.tally, folder) for name in parts]
    each = inputs // len(running)
    for first in range(0, each, _STRETCH):
        numbers = range(first, min(first + _STRETCH, each))
        for part in running:
            part.send(numbers)
            part.finish()
        found.rss_mib.append(memory.now_mib())
        told(f"{sum(found.tally.sent.values()):,} inputs, {found.tally.failed} failed, {found.rss_mib[-1]:,.0f} MiB")
    found.peak_mib = memory.peak_mib()
    return found


def again(folder: Path, seed: int, name: str, number: int) -> Found:
    """One input by itself."""
    found = Found(Tally(seed))
    part = _part(name, found.tally, folder)
    part.send(range(number, number + 1))
    part.finish()
    found.peak_mib = memory.peak_mib()
    return found


def _part(name: str, tally: Tally, folder: Path) -> InDialects | InHttp:
    return InDialects(tally, folder) if name == in_dialects.NAME else InHttp(tally, folder)
