"""What verbs print: tables for people, JSON for programs, progress bars on stderr."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import msgspec

_PIPE_WIDTH = 200  # columns of a table that goes into a file or another program


class Failure(Exception):  # noqa: N818 - what a verb says when it cannot do its work
    """Told to the person on stderr; exit code 1."""


def complain(text: str) -> NoReturn:
    print(f"segue: {text}", file=sys.stderr)
    sys.exit(1)


def note(text: str) -> None:
    """A word to the person that is not data: stderr, so that stdout stays clean for pipes."""
    print(text, file=sys.stderr)


def print_json(data: Any) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n")


def print_json_list(rows: Iterable[Any]) -> None:
    """A JSON array, written row by row: the whole of it may be larger than memory."""
    sys.stdout.write("[")
    for i, row in enumerate(rows):
        sys.stdout.write(("\n" if i == 0 else ",\n") + msgspec.json.encode(row).decode())
    sys.stdout.write("\n]\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """Numbers to the right, everything else to the left. Names are text, never markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    rows = [[_cell(value) for value in row] for row in rows]
    for i, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[i], float | int) for row in rows)
        table.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*[Text(f"{v:,}" if isinstance(v, int) else str(v)) for v in row])
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def _cell(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else "" if value is None else value


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """A bar on stderr that hears (what is happening, share done 0-1); silent where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
