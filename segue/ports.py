"""What the engine needs from outside, on one page. Adapters are chosen in `segue.app` by URL scheme."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from segue.domain.event import Event, ListenerId, Offset

if TYPE_CHECKING:
    import pyarrow as pa


class Unavailable(Exception):  # noqa: N818 - the state of a store, told to a client as 503
    """A store cannot take or give data now (disk full, locked, too much waiting). Nothing was half-written."""


class Batch(NamedTuple):
    """Events of one listener that reached the disk together."""

    offset: Offset
    listener: ListenerId
    events: Sequence[Event]


class Appended(NamedTuple):
    """What became of a batch in the log."""

    offset: Offset  # where the last of its events is, whether it came now or before
    fresh: int  # events the log did not have yet


class EventLog(Protocol):
    """Every fact, durable and in order per listener."""

    def submit(self, listener: ListenerId, events: Sequence[Event]) -> "Future[Appended]":
        """Append what is not there yet (by listener and `event_id`).

        The future resolves after the bytes are on disk; a repeated batch gets the offset of the first. It fails with
        `Unavailable` when they are not.
        """

    def read(self, after: Offset, limit: int, listener: ListenerId | None = None) -> Sequence[Batch]:
        """Up to `limit` batches with a larger offset, in order; of one listener when given."""

    def end(self) -> Offset:
        """The largest offset on disk."""

    def erase(self, listener: ListenerId) -> int:
        """Remove every batch of a listener from disk; returns how many events that were."""

    def close(self) -> None: ...


class StoredProfile(NamedTuple):
    """A listener's profile as bytes, and the offset up to which the log is in it."""

    offset: Offset
    body: bytes


class FeatureStore(Protocol):
    """Profiles at rest. They can be rebuilt from the log, so they need not be as durable as it is."""

    def read(self, listener: ListenerId) -> StoredProfile | None: ...

    def write(self, profiles: Mapping[ListenerId, StoredProfile], consumed: Offset) -> None:
        """Profiles and the consumer's offset in one transaction; an older profile never replaces a newer."""

    def consumed(self) -> Offset:
        """Up to where the consumer has read the log."""

    def erase(self, listener: ListenerId) -> int: ...

    def close(self) -> None: ...


class SlateStore(Protocol):
    """The last slate of each listener and recipe: what the next answer's changes are told against."""

    def read(self, listener: ListenerId, recipe: str) -> bytes | None: ...

    def write(self, slates: Mapping[tuple[ListenerId, str], bytes]) -> None: ...

    def erase(self, listener: ListenerId) -> int: ...

    def close(self) -> None: ...


class ModelRegistry(Protocol):
    """Fitted models by id, one of them in service."""

    def save(self, model_id: str, manifest: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        """Whole or not at all; not yet in service."""

    def load(self, model_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Raises `Unavailable` for a model that is missing, truncated or of another format."""

    def current(self) -> str | None:
        """The id in service. Cheap: asked before every answer."""

    def before(self) -> str | None:
        """The model that `rollback` would put into service."""
        ...

    def promote(self, model_id: str, *, alone: bool = False) -> None:
        """Put into service in one atomic step; the one before it is kept for `rollback`.

        alone: no other model is kept.
        """

    def rollback(self) -> str:
        """Back to the model in service before; returns its id. Raises `Unavailable` when there is none."""


class Spoken(NamedTuple):
    """A sound file; lufs: how loud it is, None = not known; note: why it is not as loud as wanted, "" = it is."""

    sound: bytes
    lufs: float | None
    note: str


class Speech(Protocol):
    """Text to sound."""

    def missing(self) -> str:
        """Why there is none; "" = there is."""
        ...

    def speak(self, text: str, lang: str, lufs: float) -> Spoken:
        """A sound file of about this loudness. Raises `Unavailable`."""
        ...


class BadQuery(Exception):  # noqa: N818 - a person's SQL, told to them as it stands
    """It is not SQL, reads what is not there, or does anything but read."""


class LakeTable(NamedTuple):
    """A table of the lake. Every one has `listener`; one without a key also has `log_offset`, and only grows."""

    name: str
    schema: "pa.Schema"
    sort: tuple[str, ...]  # rows that are read together lie together
    stats: tuple[str, ...]  # columns by whose range files are left out of a query
    key: str = ""  # of rows of one listener with the same key the last one counts


class Maintained(NamedTuple):
    """A table before and after it was put in order."""

    table: str
    files_before: int
    bytes_before: int
    files: int
    bytes: int


class Lake(Protocol):
    """History as tables, for analysis and training. All of it can be made again from the log."""

    def offset(self, table: str) -> Offset:
        """Up to where the log is in a table."""

    def append(self, table: str, rows: "pa.Table", after: Offset, upto: Offset, *, replace: bool = False) -> bool:
        """Rows and the offset they bring the table to, in one commit; no offset is gone through twice.

        False, and nothing is written, when the table does not stand at `after`. With `replace` a table that stands
        further goes back to `after` first: rows of later offsets are removed, and with 0 it is begun anew. The rows
        of a table with a key have the column `gone` besides: null where the key is new, false where a row of it is
        corrected, true where there shall be none. Whoever writes them is alone in having compared.
        """

    def query(
        self,
        sql: str,
        parameters: "Sequence[Any] | Mapping[str, Any]" = (),
        beside: "Mapping[str, pa.Table] | None" = None,
        zone: str = "UTC",
    ) -> "pa.Table":
        """What a `select` over the tables, and those `beside` them, gives. Raises `BadQuery`.

        Times without a zone in it are of `zone`.
        """

    def erase(self, listener: ListenerId) -> int:
        """Remove a listener's rows, and their bytes from every file; returns how many rows that were."""

    def maintain(self, progress: "Callable[[str, float], None]" = ...) -> list[Maintained]:
        """Few large files, rows that are read together side by side, and nothing else on disk."""
