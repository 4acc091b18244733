"""`segue catalog scan`: audio files of this machine."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segue.cli.home import opened
from segue.cli.output import Failure, note, print_json, progress

if TYPE_CHECKING:
    from segue.catalog.scan.scan import Scanned

_SHOWN = 20  # files with a problem
_NICE = 10  # a server on this machine goes first


def scan(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder with audio files; its folders, too.", exists=True)],
    readers: Annotated[int, typer.Option(min=1, max=64, help="Files read at once; one for each processor.")] = (
        os.cpu_count() or 1
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read the tags of every audio file below FOLDER, and measure tempo, key and loudness with ffmpeg and a
    fingerprint with fpcalc, where they are installed. Files stay as they are. Again, it reads only what is new or
    changed; stopped, it goes on where it was.
    """
    from segue.catalog.audio.measured import Tools
    from segue.catalog.scan.scan import scan as run

    tools = Tools.here()
    for name, program, what in (
        ("ffmpeg", tools.ffmpeg, "tempo, key and loudness are"),
        ("fpcalc", tools.fpcalc, "a fingerprint is"),
    ):
        if not program:
            note(f"{name} is not installed: {what} not measured (apt-get install {_PACKAGES[name]})")
    os.nice(_NICE)
    with opened(context) as app, progress(as_json) as bar:

        def heard(done: int, of: int, audio_s: float) -> None:
            bar(f"{done:,} of {of:,} files, {audio_s / 60:,.0f} min of audio", done / (of or 1))

        try:
            found = run(app.catalog, app.holdings.files, folder, datetime.now(UTC), tools, readers, heard)
        except (OSError, ValueError) as error:
            raise Failure(str(error)) from error
        total = len(app.catalog)
    if as_json:
        print_json(_as_json(found, total))
        return
    for path, why in found.problems[:_SHOWN]:
        note(f"{os.fsencode(path).decode('utf-8', 'replace')}: {why}")
    if len(found.problems) > _SHOWN:
        note(f"… and {len(found.problems) - _SHOWN:,} more; `segue catalog files --problems` lists all")
    for name, reasons in found.unknown.items():
        for why, count in sorted(reasons.items(), key=lambda one: -one[1]):
            note(f"{name} not told of {count:,}: {why}")
    print(
        f"{found.files:,} files: {found.read:,} read, {found.same:,} unchanged, {found.moved:,} moved, "
        f"{found.gone:,} gone, {len(found.problems):,} unreadable; {len(found.tracks):,} tracks, "
        f"the catalogue has {total:,}"
    )


_PACKAGES = {"ffmpeg": "ffmpeg", "fpcalc": "libchromaprint-tools"}


def _as_json(found: "Scanned", total: int) -> dict[str, Any]:
    return {
        "files": found.files,
        "read": found.read,
        "unchanged": found.same,
        "moved": found.moved,
        "gone": found.gone,
        "audio_s": round(found.audio_s, 1),
        "problems": [{"path": os.fsencode(p).decode("utf-8", "replace"), "reason": why} for p, why in found.problems],
        "unknown": found.unknown,
        "tracks": len(found.tracks),
        "catalogue": total,
    }
