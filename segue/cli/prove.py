"""`segue prove`: published benchmarks repeated, and what only this engine is asked."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import settings
from segue.cli.output import Failure, print_table, progress
from segue.settings import data_dir

if TYPE_CHECKING:
    from segue.proof.proof import Proof
    from segue.proof.report import Figures, Report


def prove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="lastfm, gowalla, ...; `list` names all there are.")],
    path: Annotated[Path | None, typer.Option("--path", help="Folder or file of the data set.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="For everything random in it.")] = 7,
    listener: Annotated[str, typer.Option("--listener", help="Whose history, where a proof is about one.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train on the published split, choose everything on a validation part of it, test once, and compare."""
    from segue.discovery import discover
    from segue.proof.proof import Proof, Question

    proofs = discover("segue.proof.proofs", Proof)
    if name == "list":
        print_table(["", "what it shows"], [(key, one.title) for key, one in proofs.items()])
        return
    if name not in proofs:
        raise Failure(f"there is no proof {name!r}; there are {', '.join(proofs)}")
    data = _data_of(name, proofs[name], path)
    with progress(quiet=as_json) as bar:
        try:
            report = proofs[name].prove(Question(data, seed, settings(context), listener, bar))
        except (OSError, ValueError) as error:
            raise Failure(str(error)) from error
    if as_json:
        print(report.to_json())
    else:
        _show(report)


def _data_of(name: str, proof: "Proof", path: Path | None) -> Path | None:
    root = data_dir()
    found = path or (root / proof.folder if root and proof.folder else None)
    if found is None and proof.needs_path:
        raise Failure(f"{name} needs --path, the data to read")
    if (proof.folder or path) and (found is None or not found.exists()):
        where = f", or set SEGUE_DATA to the folder that holds {proof.folder}/" if proof.folder else ""
        raise Failure(f"the data of {name} is not here: give --path{where}")
    return found


def _show(report: "Report") -> None:
    first, *others = report.metrics
    every = [(report.ours, "ours"), *((one, "this run") for one in report.beside)]
    every += [(one, "published") for one in report.published]
    sign = 1 if first in report.lower else -1
    every.sort(key=lambda one: sign * one[0].values.get(first, float("nan")))
    rows = [(one.name, *_cells(one, report.metrics), kind, one.note) for one, kind in every]
    print_table(["", first, *others, "", "note"], rows, report.dataset)
    facts = ", ".join(f"{key} {_said(value)}" for key, value in report.facts.items())
    print(f"\n{facts}")


def _cells(one: "Figures", metrics: Iterable[str]) -> Iterable[str]:
    for metric in metrics:
        value = one.values.get(metric)
        low_high = one.intervals.get(metric)
        beside = f" [{low_high[0]:.4f}, {low_high[1]:.4f}]" if low_high else ""
        yield "" if value is None else f"{value:.4f}{beside}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {_said(one)}" for key, one in value.items()) + ")"
    return f"{value:,}" if isinstance(value, int) else str(value)
