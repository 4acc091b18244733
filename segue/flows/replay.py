"""Replay: messages of the quarantine read again, after a fix."""

from collections.abc import Sequence
from datetime import datetime

from segue.accounts.store import Accounts
from segue.flows.record import Recorder
from segue.ingest.body import read_message
from segue.ingest.checks import check_time
from segue.ingest.dialect import Malformed
from segue.ingest.dialects import all_dialects
from segue.ingest.envelope import again
from segue.ingest.quarantine import Quarantine, Quarantined

Still = list[tuple[int, str]]  # number in the quarantine, why


def replay(
    recorder: Recorder, quarantine: Quarantine, accounts: Accounts, held: Sequence[Quarantined], now: datetime
) -> tuple[list[int], Still]:
    """The numbers that went into the log, and those that are still refused."""
    listeners = {one.id: one for one in accounts.all()}
    dialects = all_dialects()
    done: list[int] = []
    still: Still = []
    for one in held:
        listener, dialect = listeners.get(one.listener), dialects.get(one.dialect)
        if listener is None or dialect is None:
            still.append((one.id, "its listener is gone" if listener is None else "no such dialect"))
            continue
        try:
            events = again(dialect, read_message(one.raw), datetime.fromisoformat(one.received))
            for event in events:
                check_time(event, now)
        except Malformed as why:
            still.append((one.id, str(why)))
        else:
            recorder.submit(listener, events).result()
            quarantine.mark_replayed(one.id, now)
            done.append(one.id)
    return done, still
