"""`segue refresh` and `segue rollback`: learn from the log."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from segue.cli.home import opened
from segue.cli.output import Failure, note, print_json, progress


def refresh(
    context: typer.Context,
    seed: Annotated[int, typer.Option(min=0, help="For everything random in the fit.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fit models to the log, compare with the model in service, and promote them if they are better.

    A running server takes the new model into service by itself; `segue rollback` goes back.
    """
    from segue.ports import Unavailable

    with opened(context) as app, progress(quiet=as_json) as bar:
        try:
            app.keeper.sweep()
        except Unavailable as error:
            note(f"What was shown last is not learnt from: {error}")
        try:
            found = app.refresher.run(datetime.now(UTC), seed, bar)
        except ValueError as error:
            raise Failure(str(error)) from error
    if as_json:
        print_json(found)
        return
    learnt = f"{found.likes:,} likes of {found.listeners:,} listeners over {found.items:,} tracks"
    print(f"Learnt from {learnt}.")
    print(f"{'Promoted' if found.promoted else 'Kept the old model'}: {found.why}.")
    print(f"Ranker: {found.ranker}.")


def rollback(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Put the model before this one back into service."""
    with opened(context) as app:
        model = app.registry.rollback()
    if as_json:
        print_json({"in_service": model})
    else:
        print(f"in service: {model}")
