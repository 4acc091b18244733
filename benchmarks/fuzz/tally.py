"""Tally: what was sent, what came of it, and each fault once, with how to see it again."""

import traceback
from collections import Counter
from dataclasses import dataclass, field

_SHOWN = 12  # lines of a traceback


@dataclass
class Tally:
    seed: int
    sent: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)
    failed: int = 0

    def count(self, kind: str, *, taken: bool) -> None:
        self.sent[kind] += 1
        self.taken[kind] += taken

    def fault(self, kind: str, part: str, number: int, what: BaseException | str) -> None:
        """`part` and `number` make the input again: `python -m benchmarks.fuzz --only part:number --seed ...`."""
        self.failed += 1
        told = f"{kind}: {what if isinstance(what, str) else _where(what)}"
        where = f"--seed {self.seed} --only {part}:{number}"
        seen = self.faults.setdefault(told, [])
        if len(seen) < 3:
            seen.append(where)

    def lines(self) -> list[str]:
        return [f"{told}\n    again: {'; '.join(where)}" for told, where in self.faults.items()]


def _where(error: BaseException) -> str:
    """The last lines of the traceback: the same fault, the same words."""
    said = f"{type(error).__name__}: {ascii(str(error))[:200]}"
    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
    return said + "".join(f"\n    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
