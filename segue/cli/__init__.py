"""`segue`: every verb is a file here. Nothing heavy is imported before a verb needs it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

# Before numpy is imported anywhere: OpenBLAS threads that spin for each other cost an answer tens of milliseconds
# as soon as the machine does anything else, and save nothing on products this small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from segue import __version__
from segue.cli import (
    ban,
    catalog,
    demo,
    dj,
    doctor,
    imports,
    links,
    listener,
    maintain,
    mix,
    prior,
    prompt,
    prove,
    push,
    quarantine,
    recommend,
    refresh,
    replay,
    search,
    serve,
    sql,
    starter,
)  # fmt: skip
from segue.cli.output import Failure, complain

cli = typer.Typer(
    name="segue",
    help="A preference engine for audio: skip a track and the very next answer is better.\n\n"
    "Start with `segue demo`, or: `segue listener add me`, `segue import spotify my_data.zip --listener me`, "
    "`segue recommend me --explain`, `segue serve`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for _verb in (links.link, links.unlink, links.links):
    listener.cli.command(_verb.__name__)(_verb)
cli.add_typer(listener.cli, name="listener")
cli.add_typer(catalog.cli, name="catalog")
cli.add_typer(imports.cli, name="import")
cli.add_typer(quarantine.cli, name="quarantine")
cli.add_typer(prior.cli, name="prior")
cli.command("serve")(serve.serve)
cli.command("ingest")(imports.ingest)
cli.command("events")(imports.events)
cli.command("refresh")(refresh.refresh)
cli.command("rollback")(refresh.rollback)
cli.command("sql")(sql.sql)
cli.command("maintain")(maintain.maintain)
cli.command("replay")(replay.replay)
cli.command("recommend")(recommend.recommend)
cli.command("mix")(mix.mix)
cli.command("mixes")(mix.mixes)
cli.command("push")(push.push)
cli.command("prompt")(prompt.prompt)
cli.command("dj")(dj.dj)
cli.command("search")(search.search)
cli.command("ban")(ban.ban)
cli.command("unban")(ban.unban)
cli.command("bans")(ban.bans)
cli.command("starter")(starter.starter)
cli.command("prove")(prove.prove)
cli.command("demo")(demo.demo)
cli.command("doctor")(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"segue {__version__}")
        raise typer.Exit


@cli.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(envvar="SEGUE_HOME", help="Folder that holds everything of this server."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = home


def main() -> None:
    """Exit codes: 0 ok, 1 failed, 2 usage. A person never sees a traceback unless SEGUE_DEBUG is set."""
    try:
        cli()
    except Failure as error:
        complain(str(error))
    except BrokenPipeError:  # `segue events me | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("SEGUE_DEBUG"):
            raise
        complain(f"{type(error).__name__}: {error}\nSet SEGUE_DEBUG=1 to see where it happened.")
