"""`segue starter`: a new listener's taste from a few artists."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from segue.cli.home import listener_named, opened
from segue.cli.output import Failure, note, print_json, print_table


def starter(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The listener's name.")],
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="How many artists.")] = 24,
    seed: Annotated[int, typer.Option("--seed", min=0, help="For others that are as telling; 0 = the most.")] = 0,
    pick: Annotated[list[str] | None, typer.Option("--pick", help="An artist they like, by name; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Artists to ask NAME about, the most telling first; with --pick what they chose counts from the next answer on."""
    from segue.catalog.names import artist_id
    from segue.flows.starter import Unknown, chosen
    from segue.recommend.starter import choices

    with opened(context) as app:
        listener = listener_named(app, name)
        model = app.models.current()
        if pick:
            try:
                events = chosen([artist_id(one) for one in pick], model, datetime.now(UTC))
            except Unknown as unknown:
                raise Failure(f"there is no artist {pick[unknown.index]!r} in the catalogue") from unknown
            offset = app.recorder.submit(listener, events).result().offset
            if as_json:
                print_json({"accepted": len(events), "offset": offset})
            else:
                note(f"{len(events)} chosen. `segue recommend {name}` answers from them.")
            return
        found = choices(model, n, seed)
        tracks = [[model.items[model.row_of[t]].title for t in one.tracks] for one in found]
    if as_json:
        print_json([{"artist_id": c.artist_id, "artist": c.artist, "tags": c.tags, "tracks": c.tracks} for c in found])
    elif found:
        rows = [[c.artist, ", ".join(c.tags), ", ".join(t)] for c, t in zip(found, tracks, strict=True)]
        print_table(["artist", "tags", "known for"], rows)
    else:
        note("There are no artists yet: `segue catalog import FILE` first.")
