"""`segue demo`: the promise in one screen."""

from pathlib import Path
from typing import Annotated

import typer

from segue.cli.output import Failure


def demo(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder with real data sets.", exists=True)] = None,
    stay: Annotated[
        bool | None,
        typer.Option("--stay/--no-stay", help="Keep the page up afterwards (when a terminal is there)."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port of the page.")] = 4242,
) -> None:
    """A new listener's first answer, three plays and two skips, and how the answer changes after each."""
    from segue.demo.running import NotStarted
    from segue.demo.screen import run

    try:
        run(context.obj, data, stay, port)
    except NotStarted as error:
        raise Failure(str(error)) from error
