"""`segue prove`: published benchmarks repeated, and what only this engine is asked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import settings
from segue.cli.output import Failure, note, print_table, progress
from segue.settings import Settings, data_dir

if TYPE_CHECKING:
    from segue.proof.everything import Outcome
    from segue.proof.proof import Proof
    from segue.proof.report import Report


def prove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="lastfm, gowalla, ...; `list` names all there are, `all` asks them all.")],
    path: Annotated[Path | None, typer.Option("--path", help="Folder or file of the data set.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="For everything random in it.")] = 7,
    listener: Annotated[str, typer.Option("--listener", help="Whose history, where a proof is about one.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for pictures, and RESULTS.md of `all`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train on the published split, choose everything on a validation part of it, test once, and compare."""
    from segue.proof.everything import proofs
    from segue.proof.proof import Question

    known, key = proofs(), name.replace("_", "-")
    if key == "list":
        print_table(["", "what it shows"], [(key, one.title) for key, one in known.items()])
        return
    if key == "all":
        if path is not None or as_json:
            raise Failure("all takes neither --path nor --json: the data is looked for under SEGUE_DATA")
        _all(known, settings(context), seed, listener, out or _default_out())
        return
    if key not in known:
        raise Failure(f"there is no proof {name!r}; there are {', '.join(known)}")
    data = _data_of(key, known[key], path)
    with progress(quiet=as_json) as bar:
        try:
            report = known[key].prove(Question(data, seed, settings(context), listener, bar))
        except (OSError, ValueError) as error:
            raise Failure(str(error)) from error
    if out is not None:
        _pictures(report, out)
    if as_json:
        print(report.to_json())
    else:
        _show(report)


def _default_out() -> Path:
    pages = Path("docs/proof")
    return pages if pages.is_dir() else Path()


def _all(known: "dict[str, Proof]", settings: Settings, seed: int, listener: str, out: Path) -> None:
    from datetime import UTC, datetime

    from segue.proof.everything import machine, run_all
    from segue.proof.proof import Question
    from segue.proof.results import page

    _folder(out)
    questions: dict[str, Question | str] = {}
    for name, proof in known.items():
        try:
            questions[name] = Question(_data_of(name, proof, None), seed, settings, listener)
        except Failure as missing:
            questions[name] = str(missing)
    outcomes: list[Outcome] = []
    for outcome in run_all(known, questions):
        outcomes.append(outcome)
        note(f"{outcome.name}: " + (outcome.why or f"{outcome.cpu_seconds:.0f} CPU-s"))
        if outcome.report is not None:
            _pictures(outcome.report, out)
        # written again after each: what broke off at the eighth still has seven
        command = f"segue prove all --seed {seed}" + (" --listener NAME" if listener else "")
        _write(out / "RESULTS.md", page(outcomes, command, machine(), f"{datetime.now(UTC):%Y-%m-%d}"))
    if not any(one.report for one in outcomes):
        raise Failure("no proof has figures; RESULTS.md says why")
    print(out / "RESULTS.md")


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{out} cannot be made: {error.strerror or error}") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror or error}") from error


def _pictures(report: "Report", out: Path) -> None:
    _folder(out)
    for name, drawn in report.pictures.items():
        _write(out / f"{name}.svg", drawn)


def _data_of(name: str, proof: "Proof", path: Path | None) -> Path | None:
    root = data_dir()
    found = path or (root / proof.folder if root and proof.folder else None)
    if (proof.folder or path) and (found is None or not found.exists()):
        where = f", or set SEGUE_DATA to the folder that holds {proof.folder}" if proof.folder else ""
        raise Failure(f"the data of {name} is not here: give --path{where}")
    return found


def _show(report: "Report") -> None:
    from segue.proof.results import cells, ordered, said

    rows = [(one.name, *cells(one, report.metrics), kind, one.note) for one, kind in ordered(report)]
    print_table(["", *report.metrics, "", "note"], rows, report.dataset)
    print("\n" + ", ".join(f"{key} {said(value)}" for key, value in report.facts.items()))
