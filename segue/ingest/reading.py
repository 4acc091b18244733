"""Reading: a body of our own API, in the dialect that its header or itself names."""

from datetime import datetime, timedelta

import msgspec

from segue.ingest import wire
from segue.ingest.body import BadBody
from segue.ingest.checks import show
from segue.ingest.clock import Offset
from segue.ingest.dialect import Envelope
from segue.ingest.dialects import all_dialects
from segue.ingest.dialects.native import MAX_EVENTS, decode_batch
from segue.ingest.envelope import open_body
from segue.ingest.judge import Judged

NATIVE = "native"


class _Stated(msgspec.Struct):
    dialect: msgspec.Raw = msgspec.Raw(b"null")


def spoken() -> tuple[str, ...]:
    """The dialects in which a body may come: ours, and those that come in envelopes."""
    return (NATIVE, *(name for name, dialect in all_dialects().items() if dialect.envelope))


def stated(body: bytes) -> str:
    """The `dialect` a body names; native when it names none, or cannot be read.

    Raises:
        BadBody: there is no such dialect.
    """
    try:
        said = bytes(msgspec.json.decode(body, type=_Stated).dialect)
        name = msgspec.json.decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return NATIVE  # whose reader says what is wrong, and where
    return NATIVE if name is None else known(name)


def known(name: object) -> str:
    """Raises BadBody: there is no such dialect; the ones there are, are named."""
    if not isinstance(name, str) or name.strip().lower() not in spoken():
        raise BadBody("dialect", f"there is no dialect {show(name)}; there are {', '.join(spoken())}")
    return name.strip().lower()


def heard_in(body: bytes, named: str | None) -> str:
    """The dialect of a body that could not be read; native where none was understood."""
    try:
        return stated(body) if named is None else known(named)
    except BadBody:
        return NATIVE


def without_secret(body: bytes) -> bytes:
    """A body as the quarantine may keep it: nothing of one that holds what authenticates."""
    hidden = [d.envelope.hidden for d in all_dialects().values() if d.envelope and d.envelope.hidden]
    return b"" if any(f'"{key}"'.encode() in body for key in hidden) else body


def envelope_of(name: str) -> Envelope | None:
    """How its messages are packed; None for native."""
    return all_dialects()[name].envelope


def read(
    body: bytes,
    received_at: datetime,
    owner: str,
    offset: Offset,
    named: str | None = None,
    *,
    may_be_empty: bool = False,
) -> tuple[str, Judged]:
    """The dialect, and what its messages are: events, rejections and the raw bytes of the rejected.

    Raises:
        BadBody: nothing can be read, or there is no such dialect.
    """

    def own(clock: str, sent: datetime, received: datetime) -> timedelta:
        return offset(f"{owner}\0{clock}", sent, received)

    if named is None:
        fast = wire.decode(body, received_at, MAX_EVENTS, own)
        if fast is not None:
            return NATIVE, (fast, [], [])
    name = stated(body) if named is None else known(named)
    envelope = envelope_of(name)
    if envelope is None:
        return name, decode_batch(body, received_at, own)
    return name, open_body(envelope, body, received_at, f"{owner}\0{name}", offset, may_be_empty=may_be_empty)
