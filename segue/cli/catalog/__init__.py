"""`segue catalog`: the tracks this server knows, and where they come from."""

import typer

from segue.cli.catalog import files, importing, scan, sync

cli = typer.Typer(help="The catalogue.", no_args_is_help=True)
cli.command("import")(importing.import_)
cli.command("scan")(scan.scan)
cli.command("files")(files.files)
cli.command("sync")(sync.sync)
cli.command("libraries")(sync.libraries)
