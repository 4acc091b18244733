"""Will the next play be skipped? One listener's history, the first 70 % of it to learn from, the rest to be told.

`--path`: a Spotify extended streaming history; `--listener`: what this server holds of somebody; without either a
history of a synthetic world, told as such a download, beside an oracle that knows the loaded coin. Only what is known
before a play (`segue.learning.skips.columns`) is looked at; everything is chosen inside the first 70 %.
"""

import time

import numpy as np
from numpy.typing import NDArray

from segue.learning.calibration import auc, brier, off, table
from segue.learning.skips.chance import fit
from segue.learning.skips.columns import BEGAN, CONTEXT, LISTENER, PLACE, SESSION, TASTE
from segue.learning.skips.replay import replay
from segue.proof.blocks import auc_gain, auc_interval
from segue.proof.lived import from_world
from segue.proof.measure import peak_mb
from segue.proof.played import Played, from_export, from_server
from segue.proof.proof import Proof, Question
from segue.proof.report import Figures, Report

_LEARNT = 0.7
_FEWEST = 200  # plays
_WORLD_PLAYS = 7_000
_DAY_MS = 86_400_000
METRICS = ("auc flag", "auc <30 s", "brier flag", "brier <30 s")
_TARGETS = (("skipped", "flag"), ("short", "<30 s"))
_WITH = {
    "taste alone": TASTE,
    "taste, hour and device": TASTE + CONTEXT,
    "all that is known of a candidate": TASTE + LISTENER + SESSION + CONTEXT,
    "and how the play began": TASTE + LISTENER + SESSION + CONTEXT + BEGAN,
}
_TASTE = "taste, hour and device"
_OURS = "all that is known of a candidate"
_BASELINES = {
    "recent rate": "recent",
    "skip rate of the session so far": "session_rate",
    "artist's rate": "artist_rate",
}
_FOUND = {"a strong baseline, taste alone": (0.54, 0.669), "a strong baseline, session and start": (0.84, 0.86)}


def prove(asked: Question) -> Report:
    """Raises ValueError for a history that is too short or cannot be read."""
    asked.progress("reading the history", 0.0)
    played = _played(asked)
    plays, seed = played.plays, asked.seed
    if len(plays) < _FEWEST:
        raise ValueError(f"{played.name}: {len(plays)} plays, and {_FEWEST} are the fewest that show anything")
    clock = time.process_time()
    edge = int(_LEARNT * len(plays))
    day = plays.end_ms[edge:] // _DAY_MS
    rows: dict[str, _Row] = {}
    tables: dict[str, list[list[float]]] = {}
    errors: dict[str, float] = {}
    gains: dict[str, str] = {}
    for number, (field, said) in enumerate(_TARGETS):
        happened: NDArray[np.float32] = getattr(plays, field)
        if not 5 <= happened[:edge].sum() <= edge - 5 or len(np.unique(happened[edge:])) < 2:
            raise ValueError(f"{played.name}: nearly every play has the same {said}: there is nothing to tell apart")
        known, _ = replay(plays, happened)
        chances: dict[str, NDArray[np.float64]] = {}
        for step, (name, names) in enumerate(_WITH.items()):
            asked.progress(f"{said}: {name}", 0.1 + 0.45 * number + 0.1 * step)
            chance = fit(names, known[:edge], happened[:edge], seed)(known[edge:])
            chances[name] = chance
            _judge(rows, name, said, chance, happened[edge:], day, seed, probability=True)
            if name == _OURS:
                tables[said] = [[n, round(p, 3), round(y, 3)] for n, p, y in table(chance, happened[edge:])]
                errors[said] = round(off(chance, happened[edge:]), 4)
        low, high = auc_gain(chances[_OURS], chances[_TASTE], happened[edge:], day, seed)
        gains[said] = f"{auc(chances[_OURS], happened[edge:]) - auc(chances[_TASTE], happened[edge:]):+.4f} "
        gains[said] += f"[{low:+.4f}, {high:+.4f}]"
        for name, column in _BASELINES.items():
            score = known[edge:, PLACE[column]].astype(np.float64)
            _judge(rows, name, said, score, happened[edge:], day, seed, probability=False)
        if played.oracle is not None:
            _judge(rows, "oracle", said, played.oracle[field][edge:], happened[edge:], day, seed, probability=True)
    asked.progress("done", 1.0)
    ours = rows.pop(_OURS)
    return Report(
        dataset=f"{played.name}: will it be skipped",
        metrics=METRICS,
        ours=ours.figures(f"{_OURS} (seed {seed})"),
        beside=tuple(row.figures(name) for name, row in rows.items()),
        published=tuple(
            Figures(name, {"auc flag": flag, "auc <30 s": short}, note="another listener's history: not comparable")
            for name, (flag, short) in _FOUND.items()
        ),
        facts={
            "cpu_seconds": round(time.process_time() - clock, 1),
            "peak_mb": round(peak_mb()),
            "seed": seed,
            "plays": len(plays),
            "test_plays": len(plays) - edge,
            "unread": played.unread,
            "starts_told": round(float(np.mean(plays.start_ms >= 0)), 4),
            "skipped": [round(float(plays.skipped[:edge].mean()), 4), round(float(plays.skipped[edge:].mean()), 4)],
            "short": [round(float(plays.short[:edge].mean()), 4), round(float(plays.short[edge:].mean()), 4)],
            "the session adds": gains,
            "calibration_error": errors,
            "calibration": tables,
        },
        lower=frozenset(("brier flag", "brier <30 s")),
    )


class _Row:
    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.intervals: dict[str, tuple[float, float]] = {}

    def figures(self, name: str) -> Figures:
        return Figures(name, self.values, self.intervals)


def _judge(
    rows: dict[str, _Row],
    name: str,
    said: str,
    score: NDArray[np.float64],
    happened: NDArray[np.float32],
    day: NDArray[np.int64],
    seed: int,
    *,
    probability: bool,
) -> None:
    row = rows.setdefault(name, _Row())
    row.values[f"auc {said}"] = auc(score, happened)
    row.intervals[f"auc {said}"] = auc_interval(score, happened, day, seed)
    if probability:
        row.values[f"brier {said}"] = brier(score, happened)


def _played(asked: Question) -> Played:
    if asked.path is not None:
        return from_export(asked.path)
    if asked.listener:
        return from_server(asked.settings, asked.listener)
    return from_world(asked.seed, _WORLD_PLAYS)


proof = Proof(title="Skips told before they happen, on one listener's history", folder="", prove=prove)
