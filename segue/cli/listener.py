"""`segue listener`: who listens here."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from segue.cli.home import check_language, listener_named, local_zone, opened
from segue.cli.output import Failure, note, print_json, print_table

cli = typer.Typer(help="Listeners and their tokens.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The listener's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@cli.command("add")
def add(
    context: typer.Context,
    name: Name,
    zone: Annotated[str | None, typer.Option("--zone", help="Time zone, like Asia/Seoul.")] = None,
) -> None:
    """Add a listener; prints only the token, which is shown this once."""
    with opened(context) as app:
        try:
            print(app.accounts.add(name, zone or local_zone(), datetime.now(UTC)))
        except ValueError as error:
            raise Failure(str(error)) from error


@cli.command("list")
def list_(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those without a name.")] = False,
    as_json: Json = False,
) -> None:
    """Everybody who listens here."""
    with opened(context) as app:
        nameless = set() if every else app.accounts.nameless.all()
        everybody = [one for one in app.accounts.all() if one.id not in nameless]
        rows = [{"name": one.name, "id": one.id, "zone": one.zone.key} for one in everybody]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(["name", "id", "time zone"], [list(row.values()) for row in rows])
    else:
        note("Nobody yet. `segue listener add NAME` makes a listener.")


@cli.command("token")
def token(context: typer.Context, name: Name) -> None:
    """A further token for a listener (the old ones keep working); prints only the token."""
    with opened(context) as app:
        print(app.accounts.issue(listener_named(app, name).id, datetime.now(UTC)))


@cli.command("password")
def password(
    context: typer.Context,
    name: Name,
    new: Annotated[bool, typer.Option("--new", help="Make a new one; the old one stops working.")] = False,
) -> None:
    """The app password of a listener, for Subsonic, Last.fm and AudioScrobbler clients; prints only the password."""
    with opened(context) as app:
        listener = listener_named(app, name)
        passwords = app.accounts.passwords
        print((None if new else passwords.of(listener.id)) or passwords.renew(listener.id))


@cli.command("language")
def language(
    context: typer.Context,
    name: Name,
    lang: Annotated[str, typer.Argument(help="en, ko, or auto: whatever their program asks for.")],
) -> None:
    """In which language NAME is told why."""
    check_language(lang, "auto")
    with opened(context) as app:
        app.accounts.languages.choose(listener_named(app, name).id, None if lang == "auto" else lang)


@cli.command("talk")
def talk(
    context: typer.Context,
    name: Name,
    much: Annotated[str, typer.Argument(help="0 (silence) to 1 (before every track), or auto: as the server does.")],
) -> None:
    """How talkative the DJ is for NAME."""
    wanted = _share(much, "0 (silence) to 1 (before every track)")
    with opened(context) as app:
        app.accounts.talk.choose(listener_named(app, name).id, wanted)


@cli.command("dial")
def dial(
    context: typer.Context,
    name: Name,
    share: Annotated[str, typer.Argument(help="0 (all new) to 1 (all heard before), or auto: as it is learnt.")],
) -> None:
    """How much of what NAME is given was heard before: answers, prompts, the DJ and mixes that promise nothing else."""
    wanted = _share(share, "0 (all new) to 1 (all heard before)")
    with opened(context) as app:
        app.accounts.dials.turn(listener_named(app, name).id, wanted)


@cli.command("friend")
def friend(
    context: typer.Context,
    name: Name,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The friend's name.")],
    end: Annotated[bool, typer.Option("--end", help="They are friends no longer.")] = False,
) -> None:
    """Let NAME and OTHER stand in for each other while one of them is new: what one likes counts in answers of both."""
    with opened(context) as app:
        one, two = listener_named(app, name).id, listener_named(app, other).id
        if end:
            if not app.accounts.friends.part(one, two):
                raise Failure(f"{name!r} and {other!r} are no friends")
            return
        try:
            app.accounts.friends.befriend(one, two)
        except ValueError as error:
            raise Failure(str(error)) from error


@cli.command("forget")
def forget(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase a listener: log, profile, slates, quarantine, account, lake. It cannot be undone.

    Models fitted with their listening are replaced at the next `segue refresh`.
    """
    with opened(context) as app:
        listener = listener_named(app, name)
        if not yes:
            typer.confirm(f"Erase everything of {listener.name}?", abort=True, err=True)
        removed = app.forget(listener.id).removed
    if as_json:
        print_json(removed)
    else:
        print_table(["where", "records removed"], list(removed.items()))


def _share(text: str, reach: str) -> float | None:
    """None for "auto". Raises Failure: no number from 0 to 1. reach: what these two mean."""
    try:
        share = None if text == "auto" else float(text)
    except ValueError:
        share = -1.0
    if share is not None and not 0 <= share <= 1:
        raise Failure(f"want a number from {reach}, or auto, got {text!r}")
    return share
