"""Judging the messages of a batch one by one: what is refused costs itself and nothing else."""

from collections.abc import Callable, Sequence
from datetime import datetime

from segue.domain.event import Event, Rejection
from segue.ingest.body import read_message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed, Raw

Judged = tuple[list[Event], list[Rejection], list[bytes]]
"""Events, rejections, and the raw bytes of the rejected messages in the order of the rejections."""


def judge(raws: Sequence[bytes], read: Callable[[Raw], Event], received_at: datetime) -> Judged:
    """`read` makes the event of one decoded message and raises Malformed."""
    events: list[Event] = []
    rejected: list[Rejection] = []
    refused: list[bytes] = []
    for index, raw in enumerate(raws):
        try:
            event = read(read_message(raw))
            check_time(event, received_at)
            events.append(event)
        except Malformed as wrong:
            rejected.append(Rejection(index, wrong.field, wrong.reason))
            refused.append(raw)
    return events, rejected, refused
