"""Report: the table a proof ends in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """One row. values: by metric name, shares as fractions; intervals: 95 %, by metric name.

    note: what a reader has to know to compare it, "" = it is comparable as it stands
    """

    name: str
    values: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, **{m: round(v, 4) for m, v in self.values.items()}}
        if self.intervals:
            found["intervals"] = {m: [round(low, 4), round(high, 4)] for m, (low, high) in self.intervals.items()}
        return found | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True)
class Report:
    """dataset: its name in print; metrics: columns, in order; lower: metrics of which less is better

    ours: what Segue answers with; beside: others in the same run (peers, single models, ablations);
    published: figures of others for the same split and protocol
    facts: seed, cpu_seconds, peak_mb, listeners, chosen weights, ...: anything JSON can hold
    pictures: SVG texts by file name without its ending
    """

    dataset: str
    metrics: tuple[str, ...]
    ours: Figures
    beside: tuple[Figures, ...] = ()
    published: tuple[Figures, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    lower: frozenset[str] = frozenset()
    pictures: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """One JSON object: dataset, ours (with the facts), beside, published; figures to 4 digits."""
        ours = {**self.ours.to_dict(), **self.facts}
        told: dict[str, Any] = {"dataset": self.dataset, "ours": ours}
        for name, rows in (("beside", self.beside), ("published", self.published)):
            told[name] = [one.to_dict() for one in rows]
        return json.dumps(told, ensure_ascii=False)
