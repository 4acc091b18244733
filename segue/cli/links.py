"""`segue listener link`, `unlink`, `links`: ids that are one listener."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table

Name = Annotated[str, typer.Argument(help="The listener's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def link(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="Whose listening counts for TO from now on.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The listener who gets it.")],
    device: Annotated[str | None, typer.Option("--device", help="Only what is said to this device of FROM …")] = None,
    person: Annotated[str | None, typer.Option("--person", help="… in this person's voice.")] = None,
) -> None:
    """Count the listening of FROM, past and future, for TO; `unlink` takes it back. Prints the link's id."""
    from segue.accounts.links import How

    if (device is None) != (person is None):
        raise Failure("a voice is a --device and a --person")
    with opened(context) as app:
        giver, taker, links = listener_named(app, source), listener_named(app, target), app.accounts.links
        part = links.part(giver.id, "voice", device, person) if device and person else giver.id
        try:
            print(links.link(part, taker.id, How.EXPLICIT, datetime.now(UTC)).id)
        except ValueError as error:
            raise Failure(str(error)) from error


def unlink(context: typer.Context, link: Annotated[str, typer.Argument(help="The id that `links` shows.")]) -> None:
    """Take a link back: its history counts again for whom it would if there had never been one."""
    with opened(context) as app:
        if not app.unlink(link, datetime.now(UTC)):
            raise Failure("there is no such link in force; `segue listener links NAME` shows them")
        note("Undone.")


def links(
    context: typer.Context,
    name: Name,
    undone: Annotated[bool, typer.Option("--all", help="Also those that were taken back.")] = False,
    as_json: Json = False,
) -> None:
    """What counts for NAME besides their own, or for whom NAME counts; and the voices on shared devices."""
    import msgspec

    with opened(context) as app:
        listener = listener_named(app, name)
        names = {one.id: one.name for one in app.accounts.all()}
        found = [(one, part) for one, part in app.accounts.links.of(listener.id) if undone or one.undone is None]
        voices = app.accounts.links.voices(listener.id)
        rows = [
            {
                **msgspec.to_builtins(one),
                "from": names.get(part.of if part else one.source, one.source),
                "to": names.get(one.target, one.target),
                "device": part.device if part else app.accounts.nameless.device(one.source),
                "person": part.person if part and part.why == "voice" else None,
            }
            for one, part in found
        ]
    if as_json:
        print_json({"links": rows, "voices": [msgspec.to_builtins(voice) for voice in voices]})
        return
    if rows:
        columns = ["id", "from", "device", "person", "to", "how", "since", "undone"]
        print_table(columns, [[(row.get(c) or "") for c in columns] for row in rows])
    else:
        note("No links.")
    for voice in voices:
        note(f"heard on {voice.device}: {voice.person}")
