"""Proof: one `segue prove NAME`, one file in `proofs/`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from segue.proof.report import Report
from segue.settings import Settings


def silent(stage: str, share: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a proof is asked with.

    path: folder or file of the data; None only where the proof needs none
    settings: of the server whose history is asked for; listener: by name, "" = nobody's
    progress: hears a stage and the share of all work done, 0-1
    """

    path: Path | None
    seed: int = 7
    settings: Settings = field(default_factory=Settings.example)
    listener: str = ""
    progress: Callable[[str, float], None] = silent


class Prove(Protocol):
    """Raises ValueError or OSError for data that cannot be read, with file and line."""

    def __call__(self, asked: Question) -> Report: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """title: one line for `--help`; folder, or file: under the data directory unless `--path` is given, "" = none."""

    title: str
    folder: str
    prove: Prove
