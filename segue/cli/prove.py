"""`segue prove`: published benchmarks, repeated."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.output import Failure, print_table, progress
from segue.settings import data_dir

if TYPE_CHECKING:
    from segue.proof.run import Result


def prove(
    dataset: Annotated[str, typer.Argument(help="lastfm or gowalla.")],
    path: Annotated[Path | None, typer.Option("--path", help="Folder of the data set.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="For everything random in it.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train on the published split, choose everything on a validation part of it, test once, and compare."""
    from segue.discovery import discover
    from segue.proof.proof import Proof
    from segue.proof.run import run

    proofs = discover("segue.proof.proofs", Proof)
    if dataset not in proofs:
        raise Failure(f"there is no proof {dataset!r}; there are {', '.join(proofs)}")
    proof = proofs[dataset]
    root = data_dir()
    folder = path or (root / proof.folder if root else None)
    if folder is None or not folder.is_dir():
        raise Failure(
            f"the data of {dataset} is not here: give --path FOLDER, or set SEGUE_DATA to the folder that "
            f"holds {proof.folder}/"
        )
    with progress(quiet=as_json) as bar:
        try:
            result = run(proof, folder, seed, bar)
        except (OSError, ValueError) as error:
            raise Failure(str(error)) from error
    if as_json:
        print(result.to_json())
    else:
        _show(result)


def _show(result: "Result") -> None:
    ours = (f"Segue (seed {result.seed})", result.recall, result.ndcg)
    peer = (f"{result.peer.name} (this run)", result.peer.recall, result.peer.ndcg)
    others = [(one.name, one.recall, one.ndcg) for one in result.published]
    rows = sorted([ours, peer, *others], key=lambda row: -row[1])
    print_table(["", "Recall@20", "NDCG@20"], rows, f"{result.dataset}: {result.listeners:,} test listeners")
    weights = ", ".join(f"{name} {weight:.3f}" for name, weight in result.weights.items())
    print(f"\nweights, chosen on a validation part of the training data: {weights}")
    print(
        f"{result.cpu_seconds:.0f} CPU-s to fit and score, {result.tuning_cpu_seconds:.0f} CPU-s to choose the "
        f"weights, {result.peak_mb:,.0f} MB at the most"
    )
