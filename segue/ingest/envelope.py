"""Envelope: the body of a device, opened. Its items are judged one by one, at the times its clock is corrected to."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import structs

from segue.domain.event import Event, Rejection
from segue.ingest.archive import Broken, Message
from segue.ingest.body import BadBody, read_message, split
from segue.ingest.checks import check_time
from segue.ingest.clock import Offset, check_earliest, corrected, once
from segue.ingest.dialect import Dialect, Envelope, Head, Malformed, Raw
from segue.ingest.judge import Judged

MAX_ITEMS = 1_000


def open_body(
    envelope: Envelope, body: bytes, received_at: datetime, owner: str, offset: Offset, *, may_be_empty: bool = False
) -> Judged:
    """Events, rejections, and for each rejection an envelope with that one item in it.

    `owner` keeps the clocks of devices apart that call themselves the same.

    Raises:
        BadBody: the head cannot be read, or there are 0 or more than 1,000 items.
    """
    document, raws = split(body, envelope.items)
    if len(raws) > MAX_ITEMS:
        raise BadBody(envelope.items, f"holds {len(raws):,} items, at most {MAX_ITEMS:,} are taken", too_many=True)
    if not raws and not may_be_empty:
        raise BadBody(envelope.items, "is empty: send 1 to 1,000 items")
    try:
        head = envelope.head(document)
    except Malformed as wrong:
        raise BadBody(wrong.field, wrong.reason) from None

    def own(clock: str, sent: datetime, received: datetime) -> Any:
        return offset(f"{owner}\0{head.device}\0{clock}", sent, received)

    events: list[Event] = []
    rejected: list[Rejection] = []
    refused: list[bytes] = []
    for index, raw in enumerate(raws):
        try:
            told = list(_told(envelope, head, read_message(raw), received_at, own))
            for event in told:
                check_time(event, received_at)
        except Malformed as wrong:
            rejected.append(Rejection(index, wrong.field, wrong.reason))
            refused.append(_alone(envelope, document, raw))
        else:
            events += told
    return events, rejected, refused


def parse(envelope: Envelope) -> Callable[[Raw], Iterator[Event]]:
    """The `parse` of a dialect that comes in envelopes: of a whole body, at the times its clock told."""

    def whole(message: Raw) -> Iterator[Event]:
        head, items = _opened(envelope, message)
        for index, item in enumerate(items):
            try:
                yield from _told(envelope, head, item, None, once)
            except Malformed as wrong:
                raise Malformed(f"{envelope.items}[{index}].{wrong.field}".rstrip("."), wrong.reason) from None

    return whole


def again(dialect: Dialect, message: Raw, received_at: datetime) -> list[Event]:
    """A message that came in at `received_at`, read once more.

    Raises:
        Malformed: it still cannot be read.
    """
    if dialect.envelope is None:
        return list(dialect.parse(message))
    head, items = _opened(dialect.envelope, message)
    told = [list(_told(dialect.envelope, head, item, received_at, once)) for item in items]
    return [event for events in told for event in events]


def apart(dialect: Dialect, pieces: Iterable[Message | Broken]) -> Iterator[Message | Broken]:
    """Messages of a file; of an envelope each item alone, with the head on it, so that it is judged alone."""
    envelope = dialect.envelope
    for piece in pieces:
        if envelope and isinstance(piece, Message) and envelope.hidden in piece.value:
            value = {key: one for key, one in piece.value.items() if key != envelope.hidden}
            piece = structs.replace(piece, value=value, raw=json.dumps(value).encode())
        items = piece.value.get(envelope.items) if envelope and isinstance(piece, Message) else None
        if envelope is None or isinstance(piece, Broken) or not isinstance(items, list) or not items:
            yield piece
            continue
        for index, item in enumerate(items):
            raw = _alone(envelope, piece.value, json.dumps(item).encode())
            value = {**piece.value, envelope.items: [item]}
            yield structs.replace(piece, position=f"{piece.position}, item {index}", raw=raw, value=value)


def _opened(envelope: Envelope, message: Raw) -> tuple[Head, list[Any]]:
    items = message.get(envelope.items)
    if not isinstance(items, list) or not 0 < len(items) <= MAX_ITEMS:
        raise Malformed(envelope.items, "must be a list of 1 to 1,000 items")
    return envelope.head(message), items


def _object(item: object) -> Raw:
    if not isinstance(item, dict):
        raise Malformed("", "is not an object")
    return item


def _told(
    envelope: Envelope, head: Head, told: object, received_at: datetime | None, offset: Offset
) -> Iterator[Event]:
    """The events of an item, corrected. When nobody knows when it came in, it came in when it was sent."""
    item = _object(told)
    for event in envelope.read(head, item):
        reading = envelope.reading(head, item, event)
        if reading is not None:
            came = received_at or head.sent_at
            if came is not None and (received_at or reading.steady):
                event = corrected(event, reading, offset(reading.clock, reading.sent, came))
        check_earliest(event)
        yield event


def _alone(envelope: Envelope, document: Raw, raw: bytes) -> bytes:
    """A body with only this item in it, without what nobody else may read: what the quarantine replays."""
    head = {key: value for key, value in document.items() if key not in (envelope.items, envelope.hidden, "request")}
    start = json.dumps(head)[:-1].encode()
    comma = b", " if head else b""
    return start + comma + json.dumps(envelope.items).encode() + b": [" + raw + b"]}"
