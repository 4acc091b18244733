"""Every proof whose data is here, each in a process of its own: its memory is its own, and what it breaks, too."""

import os
import platform
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from segue.discovery import discover
from segue.proof.measure import peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.report import Report


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one proof. report: None where there is none, `why` then says the reason.

    cpu_seconds: user + system of its process and of those it started, reading, compiling and tuning included;
    peak_mb: of that process
    """

    name: str
    title: str
    report: Report | None
    why: str = ""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_mb: float = 0.0


def proofs() -> dict[str, Proof]:
    """By the name they are asked with: dashes, not underscores."""
    return {name.replace("_", "-"): proof for name, proof in discover("segue.proof.proofs", Proof).items()}


def answer(name: str, asked: Question) -> tuple[Report, float, float]:
    """(report, CPU seconds, peak MB) of this process, for which the proof should be all it ever did."""
    report, spent = proofs()[name].prove(asked), os.times()
    return report, spent.user + spent.system + spent.children_user + spent.children_system, peak_mb()


def run_all(known: Mapping[str, Proof], questions: Mapping[str, Question | str]) -> Iterator[Outcome]:
    """One outcome per proof, in the order asked; one that fails is an outcome, too.

    questions: by name; a text says why there is nothing to ask
    """
    for name, asked in questions.items():
        title = known[name].title
        if isinstance(asked, str):
            yield Outcome(name, title, None, asked)
            continue
        began = time.perf_counter()
        try:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                report, cpu, peak = apart.submit(answer, name, asked).result()
        except BrokenProcessPool:
            yield Outcome(name, title, None, "its process was ended from outside, perhaps for its memory")
        except Exception as error:  # whatever it is, the others are asked all the same
            kind = "" if isinstance(error, OSError | ValueError) else f"{type(error).__name__}: "
            yield Outcome(name, title, None, f"{kind}{error}")
        else:
            yield Outcome(name, title, report, "", cpu, time.perf_counter() - began, peak)


def machine() -> str:
    """What this runs on, in a line."""
    found = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.is_file():
        names = [line.split(":", 1)[1] for line in described.read_text().splitlines() if line.startswith("model name")]
        found = names[0].strip() if names else found
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{found}, {usable} cores, {platform.system()}, Python {platform.python_version()}"
