"""`segue maintain`: the lake in order."""

from typing import Annotated

import typer

from segue.cli.home import opened
from segue.cli.output import print_json, print_table, progress


def maintain(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Bring the log into the lake, put small files together and what is read together side by side, and remove
    what is not needed any more. A server may run meanwhile; interrupted, it is simply begun again.
    """
    with opened(context) as app, progress(quiet=as_json) as bar:
        app.keeper.sweep(lambda what, share: bar(what, 0.5 * share))
        done = app.keeper.maintain(lambda what, share: bar(what, 0.5 + 0.5 * share))
    if as_json:
        print_json([one._asdict() for one in done])
        return
    rows = [[d.table, d.files_before, d.files, d.bytes_before / 1e6, d.bytes / 1e6] for d in done]
    print_table(["table", "files before", "files", "MB before", "MB"], rows)
