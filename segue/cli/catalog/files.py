"""`segue catalog files`: what was scanned."""

from typing import Annotated, Any

import typer

from segue.cli.home import opened
from segue.cli.output import print_json_list, print_table


def files(
    context: typer.Context,
    problems: Annotated[bool, typer.Option("--problems", help="Only what could not be read, or is gone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Every scanned file: which track it is, how it sounds, and why where that is not told."""
    with opened(context) as app:
        rows = [
            _row(one, app.catalog.get(one.track) if one.track else None)
            for one in app.holdings.files
            if not problems or one.problem or one.gone
        ]
    if as_json:
        print_json_list(rows)
        return
    print_table(
        ["file", "artist", "title", "bpm", "key", "LUFS", "not told, and why"],
        [[row[name] for name in ("file", "artist", "title", "tempo_bpm", "key", "loudness_db", "why")] for row in rows],
    )


_NAMES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")


def _row(one: Any, track: Any) -> dict[str, Any]:
    sound = track.sound if track else None
    reasons: dict[str, list[str]] = {}
    for name, why in one.unknown.items():
        reasons.setdefault(why, []).append(name)
    told = "; ".join(f"{', '.join(names)}: {why}" for why, names in reasons.items())
    key = (
        None if sound is None or sound.key is None else f"{_NAMES[sound.key]} {'minor' if sound.mode == 0 else 'major'}"
    )
    return {
        "file": one.shown,
        "track": one.track,
        "artist": track.artist if track else None,
        "title": track.title if track else None,
        "tempo_bpm": sound.tempo_bpm if sound else None,
        "key": key,
        "loudness_db": sound.loudness_db if sound else None,
        "unknown": one.unknown,
        "problem": one.problem,
        "gone": one.gone,
        "why": one.problem or (f"gone since {one.gone[:10]}" if one.gone else told),
    }
