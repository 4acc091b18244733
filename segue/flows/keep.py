"""Keep: the consumer that brings the log into the lake, in micro-batches.

First the facts: each commit of `events` and `slates` says up to where the log is in it, so a batch that comes twice,
from this process or another one, is written once. Then what follows from them: for the stretches of time that news
touch, listens and sessions are derived anew from `events`, and what differs is written. Whatever this is interrupted
by, the next sweep finds what is still different (docs/decisions/0012-lake.md).
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from segue.accounts.store import Accounts
from segue.catalog.store import Catalog
from segue.domain.event import ListenerId, Offset
from segue.flows.session_gap import SessionGap
from segue.ports import Batch, EventLog, Lake, Maintained
from segue.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

_READ = 16  # batches of the log at a time
_EVENTS = 20_000  # of a commit, about
_TOGETHER = 50_000  # events that are derived in one call
_FACTS, _DERIVED = ("events", "slates"), ("listens", "sessions")

Progress = Callable[[str, float], None]


class Keeper:
    """Any number of processes may sweep one lake; within this one, one thread at a time does."""

    def __init__(
        self,
        settings: Settings,
        log: EventLog,
        lake: Lake,
        accounts: Accounts,
        catalog: Catalog,
        turn: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """turn: held by the one process that sweeps."""
        self._settings = settings
        self._turn = turn
        self._log = log
        self._lake = lake
        self._accounts = accounts
        self._catalog = catalog
        self._sweeping = threading.Lock()
        self._wrote: set[ListenerId] = set()
        self._gap = SessionGap(settings)
        self._links = -1  # version of the links that listens stand at, as far as this process knows

    def sweep(self, progress: Progress = lambda what, share: None) -> int:
        """Bring the lake up to the log's end; returns how many events were new to it.

        Raises:
            Unavailable: it cannot be written; what is missing comes with a later sweep.
        """
        with self._sweeping, self._turn():
            new = self._collect(progress)
            self._derive(progress)
            self._forget_gone()
            progress("done", 1.0)
            return new

    def lag(self) -> int:
        """Batches of the log that are not in the lake."""
        return self._log.end() - min(self._lake.offset(name) for name in (*_FACTS, *_DERIVED))

    def replay(self, after: Offset, progress: Progress = lambda what, share: None) -> int:
        """Make what came after an offset again from the log; with 0 every table is begun anew."""
        with self._sweeping, self._turn():
            self._go_back(after)
        return self.sweep(progress)

    def maintain(self, progress: Progress = lambda what, share: None) -> list[Maintained]:
        """The tables in order, sessions by the gap that fits today, and nothing of those who were erased meanwhile."""
        from segue.lake.derived import listeners

        if self._gap.refit(self._lake):
            with self._sweeping, self._turn():
                self._go_back(Offset(0), _DERIVED)
            self.sweep(lambda what, share: progress(f"sessions anew, {what}", share))
        self._wrote.update(ListenerId(i) for name in (*_FACTS, *_DERIVED) for i in listeners(self._lake, name))
        self._forget_gone()
        return self._lake.maintain(progress)

    def listeners(self) -> list[ListenerId]:
        """Whose rows this process has written."""
        return list(self._wrote)

    def forget(self, listener: ListenerId) -> int:
        self._wrote.discard(listener)
        return self._lake.erase(listener)

    def forget_again(self) -> None:
        """Erase those whom another process forgot while this one still wrote what it had read of them."""
        self._forget_gone()

    def _forget_gone(self) -> None:
        for listener in self._accounts.forgotten(sorted(self._wrote)):
            self.forget(listener)

    def _go_back(self, after: Offset, names: Sequence[str] = (*_DERIVED, *_FACTS)) -> None:
        for name in names:  # what is derived first: it cannot know more than the facts
            self._lake.append(name, _no_rows(name), after, after, replace=True)

    def _collect(self, progress: Progress) -> int:
        """Log -> events and slates."""
        from segue.lake.rows import event_rows, slate_rows

        makers = {"events": event_rows, "slates": slate_rows}
        end, new = self._log.end(), 0
        at = {name: self._lake.offset(name) for name in _FACTS}
        if any(offset > end for offset in at.values()):  # an older log was put back: its offsets are given again
            self._go_back(Offset(0))
            at = dict.fromkeys(_FACTS, Offset(0))
        first = min(at.values())
        for batches in self._chunks(first):
            upto = batches[-1].offset
            self._wrote.update(batch.listener for batch in batches)
            for name, make in makers.items():
                mine = [batch for batch in batches if batch.offset > at[name]]
                if not mine:
                    continue
                rows = make(mine)
                if self._lake.append(name, rows, at[name], upto):
                    at[name] = upto
                    new += len(rows) if name == "events" else 0
                else:  # another process was here
                    at[name] = self._lake.offset(name)
            progress("events", (upto - first) / max(end - first, 1) * 0.5)
        return new

    def _chunks(self, after: Offset) -> Iterator[Sequence[Batch]]:
        waiting: list[Batch] = []
        count = 0
        while batches := self._log.read(after, _READ):
            after = batches[-1].offset
            waiting += batches
            count += sum(len(batch.events) for batch in batches)
            if count >= _EVENTS:
                yield waiting
                waiting, count = [], 0
        if waiting:
            yield waiting

    def _derive(self, progress: Progress) -> None:
        """Events -> listens and sessions."""
        from segue.lake.derived import Deriving

        goal = self._lake.offset("events")
        at = {name: self._lake.offset(name) for name in _DERIVED}
        after = min(at.values())
        links, version = self._accounts.links, self._accounts.links.version()
        deriving = Deriving(
            self._settings, self._gap.read(), self._lake, links.person, links.ids, self._catalog.format_of
        )
        changed = version not in (0, self._links)  # 0: nobody was ever linked
        relinked = deriving.linked(lambda one: bool(links.of(one))) if changed else set()
        lost, steps = 0, deriving.steps(after, goal, _TOGETHER)
        for number, upto in enumerate(steps):
            for share, found in deriving.run(after, upto, relinked, _TOGETHER):
                for name, rows in found.items():
                    if len(rows):
                        stands = max(at[name], upto) if share == 1 else at[name]
                        self._lake.append(name, rows, at[name], stands)
                        at[name] = stands
                        lost += rows["gone"].to_pylist().count(True) if relinked else 0
                progress("listens", 0.5 + 0.5 * (number + share) / len(steps))
            for name, offset in at.items():
                if offset < upto:  # nothing of it had to be written
                    self._lake.append(name, _no_rows(name), offset, upto)
                    at[name] = upto
            after, relinked = upto, set()
        self._links = version
        if lost:  # what counted for somebody and does not any more leaves no bytes with them
            self._lake.maintain()


def _no_rows(name: str) -> "pa.Table":
    import pyarrow as pa

    from segue.lake.tables import tables

    table = tables()[name]
    schema = table.schema.append(pa.field("gone", pa.bool_())) if table.key else table.schema
    return schema.empty_table()
