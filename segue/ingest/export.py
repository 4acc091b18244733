"""Export: what one service or program gives a person of their listening, and how to know it by its content."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from segue.ingest.dialect import Raw

Tables = Mapping[str, frozenset[str]]
"""Name of a table -> its columns."""


class Unclear(ValueError):  # noqa: N818 - asks the person for a word
    """More must be said before anything can be read; the message says what."""


class Known(NamedTuple):
    """What the log has already of a number of plays, and when the first of them was."""

    plays: int
    first: datetime | None


def _none_known(title: str, artist: str, plays: int) -> Known:
    return Known(0, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for one import: the person's words, and what was learnt on the way."""

    users: tuple[str, ...] = ()  # whose rows, where a database holds those of several people
    zone: tzinfo = UTC  # of times that are written without an offset
    known: Callable[[str, str, int], Known] = _none_known
    """(title, artist, plays): how many of so many plays are known from this source already. Each counts only once."""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)  # a foreign id -> artist, title
    people: set[str] = field(default_factory=set)  # ids of users in rows so far


def chosen(users: Mapping[str, str], asked: Sequence[str], shown: Callable[[str], str] = str) -> str:
    """The id of the user that was asked for, or of the only one; `users`: name -> id.

    Raises:
        Unclear: with the names there are.
    """
    if not asked and len(users) == 1:
        return next(iter(users.values()))
    for name in asked:
        if name in users:
            return users[name]
    wrong = f"there is no {' or '.join(asked)} in it" if asked else "it holds several people"
    raise Unclear(f"{wrong}; say whose history it is with --user: {', '.join(map(shown, users)) or 'nobody is there'}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One form in which rows come. `unfold` makes messages of a row, none when it tells of no listening."""

    title: str
    dialect: str
    unfold: Callable[[Raw, Asked], Iterable[Raw]] | None = None  # None: a row is a message
    last: bool = False  # its rows refer to what other files hold


@dataclass(frozen=True, slots=True)
class Database:
    """A SQLite database and the messages in it. `rows` may raise Unclear."""

    title: str
    dialect: str
    tables: Tables  # those it must have, with some of their columns
    rows: Callable[[sqlite3.Connection, Tables, Asked], Iterator[Raw]]
    last: bool = False

    def fits(self, found: Tables) -> bool:
        return all(name in found and columns <= found[name] for name, columns in self.tables.items())


@dataclass(frozen=True, slots=True)
class Export:
    """One file in `exports/`."""

    title: str
    shape: Callable[[Raw], Shape | None]  # of a row; None: it is none of this export
    databases: tuple[Database, ...] = ()
    wanted: str = ""  # what to say to a person who brought something else
