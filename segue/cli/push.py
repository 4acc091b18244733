"""`segue push`: mixes into a music server, or into files."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table

if TYPE_CHECKING:
    from segue.app import App
    from segue.flows.push import Went
    from segue.playlists.push.pushed import Aim

_NAMED = 3  # missing tracks that are named


def push(
    context: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="navidrome, subsonic, jellyfin, m3u8, xspf or jspf; without, all kept."),
    ] = None,
    place: Annotated[str | None, typer.Argument(metavar="[PLACE]", help="The server's address, or a folder.")] = None,
    listener: Annotated[str | None, typer.Argument(metavar="[LISTENER]", help="Whose mixes.")] = None,
    mix: Annotated[list[str] | None, typer.Option("--mix", help="Only this one; several times for several.")] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="From now on `segue serve` does it whenever they change.")
    ] = False,
    stop: Annotated[
        bool, typer.Option("--stop", help="Take away what was written there, and keep it no more.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Where mixes are kept, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the mixes of LISTENER into PLACE, each into a playlist of its own that is updated the next time. Only
    tracks that are in that library; what is missing is named. A server is known after `segue catalog sync`, files
    are after `segue catalog scan`.
    """
    from segue.catalog.caller import Failed
    from segue.flows.push import NoPlace

    with opened(context) as app:
        if listed:
            _list(app, as_json)
            return
        try:
            aims = _aims(app, kind, place, listener, mix or [])
            if stop:
                if kind is None:
                    raise Failure("say which: segue push KIND PLACE LISTENER --stop")
                count = app.pusher.stop(aims[0])
                print(f"{count} playlists are taken away")
                return
            app.follower.sweep()
            results = [_pushed(app, one, quiet=as_json, alone=kind is not None) for one in aims]
        except (NoPlace, Failed, OSError) as why:
            raise Failure(str(why)) from why
        if keep:
            app.pusher.store.keep(aims[0])
    if as_json:
        print_json(results)
    problems = [one["problem"] for one in results if "problem" in one]
    problems += [f"{went['mix']}: {went['why']}" for one in results for went in one.get("mixes", []) if went["why"]]
    if problems:
        raise Failure("\n".join(problems))


def _aims(app: "App", kind: str | None, place: str | None, listener: str | None, mixes: list[str]) -> "list[Aim]":
    from segue.playlists.asked import NoMix

    if kind is None:
        return app.pusher.store.aims()
    if place is None or listener is None:
        raise Failure("say where and whose: segue push KIND PLACE LISTENER")
    for name in mixes:
        try:
            app.mixes.named(name)
        except NoMix as none:
            raise Failure(str(none)) from none
    return [app.pusher.aim(listener_named(app, listener), kind, place, mixes)]


def _pushed(app: "App", aim: "Aim", *, quiet: bool, alone: bool) -> dict[str, Any]:
    from segue.catalog.caller import Failed
    from segue.flows.push import NoPlace

    told: dict[str, Any] = {"kind": aim.kind, "place": aim.place}
    try:
        went = app.pusher.push(aim, datetime.now(UTC))
    except (NoPlace, Failed, OSError) as why:
        if alone:
            raise
        return {**told, "problem": f"{aim.place}: {why}"}
    if not quiet:
        _print(went)
    return {**told, "mixes": [_told(one) for one in went]}


def _told(one: "Went") -> dict[str, Any]:
    missing = [{"title": track.title, "artist": track.artist} for track in one.missing]
    return {**one._asdict(), "missing": missing}


def _print(went: "list[Went]") -> None:
    rows = []
    for one in went:
        named = ", ".join(f"{track.artist} - {track.title}" for track in one.missing[:_NAMED])
        more = f" and {len(one.missing) - _NAMED} more" if len(one.missing) > _NAMED else ""
        rows.append([one.title, one.what, one.songs, named + more])
    print_table(["mix", "", "songs", "missing there"], rows)
    if not went:
        note("There is no mix yet that holds anything.")


def _list(app: "App", as_json: bool) -> None:
    rows: list[dict[str, Any]] = []
    for aim in app.pusher.store.aims():
        who = app.accounts.get(aim.listener)
        lists = len(app.pusher.store.at(aim))
        rows.append(
            {
                "listener": who.name if who else None,
                "kind": aim.kind,
                "place": aim.place,
                "mixes": list(aim.mixes),
                "playlists": lists,
            }
        )
    if as_json:
        print_json(rows)
    else:
        told = [[r["listener"], r["kind"], r["place"], ", ".join(r["mixes"]) or "all", r["playlists"]] for r in rows]
        print_table(["listener", "kind", "place", "mixes", "playlists"], told)
