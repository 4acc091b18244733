"""The closed loop: 5,000 people with tastes, moods, drift and noise, three towns, and a week of listening.

Every player chooses for the same people, who begin with the same past and throw the same coins; half of them want
something else from the fourth day on. Nothing is tuned here: the engine runs with its default settings.
"""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from segue.proof.loop.measures import NAMES, Measures, by_answer, by_day
from segue.proof.loop.players import players
from segue.proof.loop.town import Size, town
from segue.proof.loop.week import Plays, week
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.picture import lines
from segue.proof.proof import Proof, Question
from segue.proof.report import Figures, Report

_TOWNS = 3
_ANSWERS = 20  # of the picture
_OURS, _FLOOR = "Segue", "popularity"


@dataclass(frozen=True, slots=True)
class Loop:
    size: Size = field(default_factory=Size)
    towns: int = _TOWNS

    def __call__(self, asked: Question) -> Report:
        lived: dict[str, list[Plays]] = {}
        measured: dict[str, list[dict[str, float]]] = {}
        seconds, peak = 0.0, 0.0
        with ProcessPoolExecutor(min(self.towns, os.cpu_count() or 1), get_context("spawn")) as processes:
            towns = [processes.submit(_lived, asked.seed + number, self.size) for number in range(self.towns)]
            for number, one in enumerate(towns):
                asked.progress("towns that live their week", number / self.towns)
                weeks, took, mb = one.result()
                seconds, peak = seconds + took, max(peak, mb)
                for name, plays, found in weeks:
                    lived.setdefault(name, []).append(plays)
                    measured.setdefault(name, []).append(found)
        asked.progress("done", 1.0)
        values = {name: {m: np.array([one[m] for one in rows]) for m in NAMES} for name, rows in measured.items()}
        rows = [_figures(name, of, values, asked.seed) for name, of in values.items()]
        return Report(
            f"A week of {self.towns * self.size.watched} people in {self.towns} towns of {self.size.listeners:,} "
            f"listeners and {self.size.tracks:,} tracks",
            ("completed", "regret removed", *[m for m in NAMES if m != "completed"]),
            rows[0],
            tuple(rows[1:]),
            facts={
                "seeds": [asked.seed + i for i in range(self.towns)],
                "plays": sum(len(one.row) for one in lived[_OURS]),
                "gain over": _gains(values, asked.seed),
                "cpu_seconds": round(seconds),
                "peak_mb": f"{round(peak)} for each town",
            },
            pictures=_pictures(lived, self.size.days),
        )


def _lived(seed: int, size: Size) -> tuple[list[tuple[str, Plays, dict[str, float]]], float, float]:
    """One town: what every player played to every person, and what it was worth; CPU-seconds and MB that took."""
    began, weeks = time.process_time(), []
    with town(seed, size, lambda what, share: None) as there:
        measures, chosen = Measures(there), players(there)
        for i, person in enumerate(there.people):
            for name, makes in chosen.items():
                listener = person.copied()
                plays = week(there, i, person, listener, makes(there, person, listener))
                weeks.append((name, plays, measures.of(plays)))
    return weeks, time.process_time() - began, peak_mb()


def _figures(
    name: str, of: Mapping[str, NDArray[np.float64]], values: Mapping[str, Mapping[str, NDArray[np.float64]]], seed: int
) -> Figures:
    told = {m: of[m][~np.isnan(of[m])] for m in NAMES}
    means = {m: float(v.mean()) if len(v) else float("nan") for m, v in told.items()}
    means["regret removed"] = 1 - means["regret"] / float(np.nanmean(values[_FLOOR]["regret"]))
    return Figures(name, means, {"completed": mean_interval(told["completed"], seed)})


def _gains(values: Mapping[str, Mapping[str, NDArray[np.float64]]], seed: int) -> dict[str, str]:
    """Completed plays of Segue less those of each other player, person by person."""
    gains = {}
    for name, of in values.items():
        if name == _OURS:
            continue
        paired = values[_OURS]["completed"] - of["completed"]
        paired = paired[~np.isnan(paired)]
        low, high = mean_interval(paired, seed)
        gains[name] = f"{paired.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
    return gains


def _pictures(lived: Mapping[str, Sequence[Plays]], days: int) -> dict[str, str]:
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    labels = [names[d % 7] for d in range(days)]
    answers = [str(n + 1) for n in range(_ANSWERS)]
    return {
        "loop-days": lines(
            "Plays that are heard to the end", "day; on Thursday half of the people want something else", "completed",
            labels, {name: by_day(plays, days).tolist() for name, plays in lived.items()},
        ),
        "loop-turn": lines(
            "After a taste has turned: how good the next answers are", "answer since the turn",
            "chance of being heard to the end",
            answers, {name: by_answer(plays, _ANSWERS).tolist() for name, plays in lived.items()},
        ),
    }  # fmt: skip


LOOP = Proof("A week of simulated listening: against batches, neighbours, hits and an oracle", "", Loop())
