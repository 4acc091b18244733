"""`segue catalog sync` and `segue catalog libraries`: music servers whose catalogues are read."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table, progress

if TYPE_CHECKING:
    from segue.app import App
    from segue.catalog.caller import Caller
    from segue.catalog.connections import Connection, Connections
    from segue.catalog.libraries import Libraries
    from segue.catalog.source import Source

_SECRET = "SEGUE_LIBRARY_SECRET"  # noqa: S105 - the name of a variable


def sync(
    context: typer.Context,
    address: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="A music server; without one, all that are known.")
    ] = None,
    user: Annotated[str, typer.Option("--user", help="Who reads there.")] = "",
    key: Annotated[bool, typer.Option("--api-key", help="With an API key instead of a password.")] = False,
    secret_file: Annotated[
        Path | None, typer.Option(help="File with the password or key, - for stdin; else it is asked for.")
    ] = None,
    listener: Annotated[
        str | None, typer.Option("--listener", help="Whose the stars and ratings of that user are.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Read every song, not only what is new.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Do not read URL any more, and forget its token.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read catalogue, stars and ratings of a Subsonic server (Navidrome, Gonic, Airsonic, …) or of Jellyfin. The first
    time it asks for the password; from then on `segue serve` reads what is new. Tracks that leave it stay known.
    """
    with opened(context) as app:
        connections, libraries = app.connections, app.holdings.libraries
        try:
            if address is None:
                chosen = connections.all()
                if not chosen:
                    raise Failure("no server is known yet: segue catalog sync URL --user NAME")
            else:
                chosen = [_connected(app, connections, address, user, key, secret_file, listener, forget=forget)]
        except (ValueError, OSError) as error:
            raise Failure(str(error)) from error
        if forget:
            connections.remove(chosen[0].name)
            count = libraries.drop(chosen[0].name)
            print(f"{chosen[0].name} is forgotten; {count:,} songs of its catalogue stay known as tracks")
            return
        results = [_read(app, libraries, one, whole=whole, quiet=as_json) for one in chosen]
    if as_json:
        print_json(results)
    for one in [] if as_json else results:
        if "problem" not in one:
            print(
                f"{one['library']}: {one['songs']:,} songs read, {one['new']:,} new, {one['changed']:,} changed, "
                f"{one['gone']:,} gone, {one['events']:,} stars and ratings"
            )
    problems = [one["problem"] for one in results if "problem" in one]
    if problems:
        raise Failure("\n".join(problems))


def libraries(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """The music servers that are read, and how many tracks each holds."""
    with opened(context) as app:
        held = app.holdings.libraries
        try:
            known = app.connections.all()
        except (OSError, ValueError) as error:
            raise Failure(str(error)) from error
        rows = [_row(app, held, one) for one in known]
    if as_json:
        print_json(rows)
    else:
        print_table(list(rows[0]) if rows else ["library"], [list(row.values()) for row in rows])


def _row(app: "App", held: "Libraries", one: "Connection") -> dict[str, Any]:
    listener = app.accounts.get(one.listener) if one.listener else None
    reading = held.reading(one.name)
    return {
        "library": one.name,
        "kind": one.kind,
        "listener": listener.name if listener else None,
        "tracks": len(held.tracks(one.name)),
        "last": reading.last_at or None,
        "whole": reading.whole_at or None,
    }


def _connected(
    app: "App",
    connections: "Connections",
    address: str,
    user: str,
    key: bool,
    secret_file: Path | None,
    listener: str | None,
    *,
    forget: bool,
) -> "Connection":
    """The connection, made when there is none yet, or when a user is named."""
    from msgspec.structs import replace

    from segue.catalog.caller import Caller, Failed
    from segue.catalog.connections import Connection, name_of
    from segue.catalog.source import Login

    caller = Caller(address)
    known = connections.get(name_of(caller.address))
    whose = listener_named(app, listener).id if listener else None
    if known is not None and (forget or not user):
        if whose is not None and whose != known.listener:
            if known.listener is not None:
                raise Failure(f"{known.name} is read for another listener; --forget it first")
            known = replace(known, listener=whose)
            connections.put(known)
        return known
    if forget:
        raise Failure(f"{caller.address} is not known")
    if not user and not key:
        raise Failure("--user says who reads there")
    kind, source = _kind(caller)
    try:
        secret = source.login(caller, Login(user, _secret(secret_file, key), key))
    except Failed as why:
        raise Failure(str(why)) from why
    whose = whose or (known.listener if known else None)
    made = Connection(name_of(caller.address), kind, caller.address, dict(secret), whose)
    connections.put(made)
    return made


def _kind(caller: "Caller") -> "tuple[str, Source]":
    from segue.catalog.source import sources

    for kind, source in sources().items():
        if source.here(caller):
            return kind, source
    titles = " nor ".join(source.title for source in sources().values())
    raise Failure(f"{caller.address}: neither {titles} answers there")


def _secret(file: Path | None, key: bool) -> str:
    what = "API key" if key else "password"
    if file is not None:
        told = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        found = told.strip("\r\n")
    elif (found := os.environ.get(_SECRET, "")) or not sys.stdin.isatty():
        pass
    else:
        found = str(typer.prompt(what.capitalize(), hide_input=True, err=True))
    if not found:
        raise Failure(f"the {what} is missing: --secret-file names a file with it, or set {_SECRET}")
    return found


def _read(app: "App", libraries: "Libraries", one: "Connection", *, whole: bool, quiet: bool) -> dict[str, Any]:
    from segue.catalog.caller import Caller, Failed
    from segue.catalog.source import sources
    from segue.flows.sync import Emptied, sync

    known = sources().get(one.kind)
    if known is None:
        return {"library": one.name, "problem": f"{one.name}: there is no kind of server {one.kind!r}"}
    caller = Caller(one.address)
    with progress(quiet) as bar:

        def heard(songs: int, of: int | None) -> None:
            bar(f"{one.name}: {songs:,} songs", min(1.0, songs / of) if of else 0.0)

        try:
            found = sync(
                app.catalog, libraries, one.name, known, caller, one.secret, datetime.now(UTC),
                _teller(app, one), whole, heard,
            )  # fmt: skip
        except (Failed, Emptied) as why:
            return {"library": one.name, "problem": f"{one.name}: {why}"}
    if found.events:
        app.follower.sweep()
    return {
        "library": one.name,
        "whole": found.whole,
        "songs": found.songs,
        "new": found.new,
        "changed": found.changed,
        "gone": found.gone,
        "events": found.events,
        "questions": caller.asked,
    }


def _teller(app: "App", one: "Connection") -> Any:
    """Records what the listener marked; None where there is nobody, or they do not allow it."""
    from segue.domain.consent import Purpose

    listener = app.accounts.get(one.listener) if one.listener else None
    if listener is None:
        return None
    if not app.accounts.consent(listener.id).permits(Purpose.RECORD):
        note(f"{one.name}: {listener.name} does not allow recording; stars and ratings are not read")
        return None
    return lambda events: app.recorder.submit(listener, events).result()
