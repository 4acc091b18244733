"""`segue catalog import`: tracks from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from segue.cli.home import opened
from segue.cli.output import Failure, note, print_json


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSONL or CSV, told by its content.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read tracks from FILE: title and artist, and any of id, release, mbid, isrc, uri, format, duration_ms,
    year, tags, tempo_bpm, key, energy and what else is known of its sound. Lines that cannot be read are listed, the
    rest counts; the same file again changes nothing.
    """
    from segue.catalog.table import read_tracks
    from segue.domain.track import Track

    refused: list[dict[str, Any]] = []

    def good() -> Iterator[Track]:
        for line, found in read_tracks(file):
            if isinstance(found, Track):
                yield found
            else:
                refused.append({"line": line, "field": found.field, "reason": found.reason})

    with opened(context) as app:
        try:
            count = app.catalog.add(good())
        except (OSError, ValueError) as error:
            raise Failure(f"{file}: {error}") from error
        total = len(app.catalog)
    if as_json:
        print_json({"imported": count, "refused": refused, "tracks": total})
    else:
        for why in refused[:20]:
            note(f"{file}:{why['line']}: {why['field'] or 'line'}: {why['reason']}")
        if len(refused) > 20:
            note(f"… and {len(refused) - 20:,} more; --json lists all")
        print(f"{count:,} tracks imported, {len(refused):,} refused; the catalogue has {total:,}")
    if refused and not count:
        raise Failure("nothing could be imported")
