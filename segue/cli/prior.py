"""`segue prior`: what listeners elsewhere have in common, for a server too small to know it itself."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli.home import opened, settings
from segue.cli.output import Failure, note, print_json, print_table, progress

if TYPE_CHECKING:
    from segue.prior.prior import Manifest, Prior

cli = typer.Typer(
    help="A prior: artists that listeners elsewhere hear together, learnt once, for every small server.\n\n"
    "A server with a handful of listeners has nothing to compare them with. "
    "`segue prior build listens.tar.zst music.prior`, then `segue prior install music.prior`, then `segue refresh`.",
    no_args_is_help=True,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LISTENBRAINZ = "listenbrainz"
_RECORDINGS = 100_000
_HOME_EPSILON = 1.0  # of a Segue's own listeners, when none is asked for


@cli.command()
def build(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            help="A ListenBrainz listen dump (.tar.zst, .tar.xz, .tar.gz); a file of listens, one JSON object a "
            "line; the home folder of a Segue; or `listenbrainz`, the service, about the artists of this library."
        ),
    ],
    out: Annotated[Path, typer.Argument(help="The file to write, as music.prior.")],
    epsilon: Annotated[
        float | None,
        typer.Option(
            min=0.01, max=100, help="Hide every listener with noise, smaller = more; always on for a Segue, there 1."
        ),
    ] = None,
    fewest: Annotated[int, typer.Option(min=1, help="Listeners an artist needs to be in it.")] = 3,
    artists: Annotated[int, typer.Option(min=2, help="Most artists in it, the most heard ones.")] = 100_000,
    recordings: Annotated[
        int | None,
        typer.Option(
            min=0, help="Most recordings in it, those 10 listeners or more heard; else 100,000, none if hidden."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What it is learnt from, in words; else the file's name.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Of the data; a ListenBrainz dump is CC0.")] = "",
    online: Annotated[
        bool, typer.Option("--online", help="Yes, ask the service `listenbrainz` about this library's artists.")
    ] = False,
    token: Annotated[
        str, typer.Option("--token", envvar="LISTENBRAINZ_TOKEN", help="Your token of that service, where it asks.")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="For everything random in it but the noise.")] = 7,
    as_json: Json = False,
) -> None:
    """Learn a prior from SOURCE, told by its content, and write it to OUT.

    A dump is read as it is, packed, in bounded memory. A build that was stopped, even killed, goes on where it was
    when the same command is given again.
    """
    from segue.cli import prior_sources
    from segue.prior.build import NothingHeard, writable
    from segue.prior.learn import Size
    from segue.prior.private import Budget

    try:
        writable(out)
        hidden = epsilon is not None or (Path(source) / "log.db").is_file()
        recordings = recordings if recordings is not None else 0 if hidden else _RECORDINGS
        size = Size(artists=artists, fewest=fewest, recordings=recordings)
        budget, today = Budget(epsilon) if epsilon is not None else None, f"{datetime.now(UTC):%Y-%m-%d}"
        wanted = prior_sources.Wanted(out, size, seed, name, licence, today, budget)
        with progress(quiet=as_json) as bar:
            if source == LISTENBRAINZ or source.startswith(("http://", "https://")):
                built = prior_sources.service(context, source, wanted, online, token, bar)
            elif (Path(source) / "log.db").is_file():
                wanted = wanted.hidden(_HOME_EPSILON)
                built = prior_sources.home(Path(source), wanted, bar)
            else:
                built = prior_sources.file(Path(source), wanted, bar)
    except NothingHeard as nothing:
        _refused(nothing.refused, nothing.first)
        raise Failure(str(nothing)) from nothing
    except (OSError, ValueError) as error:
        raise Failure(str(error)) from error
    if as_json:
        print_json(
            {**_facts(built.prior.manifest), "out": str(out), "refused": built.refused, "resumed": built.resumed}
        )
        return
    _refused(built.refused, built.first)
    if built.resumed:
        note(f"went on after {built.resumed:,} lines that an earlier build had counted")
    _describe(built.prior)
    print(f"Next: segue prior install {out}")


@cli.command()
def install(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A prior, as `segue prior build` makes it or somebody shares it.")],
    as_json: Json = False,
) -> None:
    """Check FILE to its last byte and put it in place; what cannot be used changes nothing."""
    from segue.prior.file import BadPrior
    from segue.prior.place import rows_of

    with opened(context) as app:
        try:
            prior = app.shelf.install(file)
        except (BadPrior, OSError) as error:
            raise Failure(str(error)) from error
        music = [track for track in app.catalog if track.format == "music"]
        rows = rows_of(prior, music)
        asked = {track.artist: bool(row >= 0) for track, row in zip(music, rows, strict=True)}
    knows = sum(asked.values())
    if as_json:
        print_json({**_facts(prior.manifest), "library_artists": len(asked), "known": knows})
        return
    _describe(prior)
    if asked:
        print(f"It knows {knows:,} of the {len(asked):,} artists in this library, {knows / len(asked):.0%}.")
    print("Next: segue refresh")


@cli.command()
def show(
    context: typer.Context,
    artist: Annotated[
        str | None,
        typer.Argument(help="An artist or a recording, by name, “Artist – Title” or MBID; none: all in all."),
    ] = None,
    file: Annotated[Path | None, typer.Option("--prior", help="This file instead of the one installed.")] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=400, help="How many neighbours.")] = 20,
    as_json: Json = False,
) -> None:
    """Where the prior comes from; with ARTIST who else is heard by those who hear them, and how alike they are."""
    from segue.prior.show import nearest, recordings_of, row_of

    prior = _prior(context, file)
    if artist is None:
        if as_json:
            print_json(_facts(prior.manifest))
        else:
            _describe(prior)
        return
    row = row_of(prior, artist)
    if row is None:
        raise Failure(f"the prior does not know {artist!r}; it knows {_knows(prior.manifest)}")
    found = nearest(prior, row, n)
    heard = float(prior.arrays["listeners"][row])
    own = recordings_of(prior, row, n) if row < prior.manifest.artists else []
    if as_json:
        what = {"artist" if row < prior.manifest.artists else "recording": prior.name(row)}
        titles = [{"title": title, "listeners": listeners} for title, listeners in own]
        near = [one._asdict() for one in found]
        print_json({**what, "listeners": round(heard), "near": near, "recordings": titles})
        return
    print(f"{prior.name(row)}, heard by {heard:,.0f} of {prior.manifest.listeners:,} listeners")
    print_table(["heard with it", "how much", "alike"], found)
    if own:
        print_table(["recording", "heard by"], own)


@cli.command()
def remove(context: typer.Context) -> None:
    """Take the installed prior away; the next refresh does without."""
    from segue.prior.shelf import Shelf

    if not Shelf(settings(context).prior_path).remove():
        raise Failure("there is no prior installed")
    print("Removed. Next: segue refresh")


def _prior(context: typer.Context, file: Path | None) -> "Prior":
    from segue.prior.file import BadPrior, read

    path = file or settings(context).prior_path
    if file is None and not path.is_file():
        raise Failure("there is no prior installed; `segue prior build` makes one, `segue prior install` puts it here")
    try:
        return read(path)
    except BadPrior as error:
        raise Failure(str(error)) from error


def _refused(count: int, first: tuple[str, ...]) -> None:
    for one in first:
        note(one)
    if count:
        note(f"{count:,} lines refused" + (f", {len(first)} of them told above" if count > len(first) else ""))


def _facts(manifest: "Manifest") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(manifest)


def _knows(manifest: "Manifest") -> str:
    recordings = f" and {manifest.recordings:,} recordings" if manifest.recordings else ""
    return f"{manifest.artists:,} artists{recordings}"


def _describe(prior: "Prior") -> None:
    told = prior.manifest
    plays = f" from {told.plays:,} plays" if told.plays else ""
    print(f"{told.source}, {told.made}: {_knows(told)} heard by {told.listeners:,} listeners{plays}.")
    print(f"Listeners are {'hidden: ' + told.private if told.private else 'not hidden in it'}.")
    if told.licence:
        print(f"Licence: {told.licence}")
