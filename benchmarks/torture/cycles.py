"""Cycles of start, talk, kill; every fifth also kills an import, every seventh also fills the disk."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.torture.audit import Audit, listener_ids, sound
from benchmarks.torture.books import Books
from benchmarks.torture.clients import Client, Ledger
from benchmarks.torture.history import History
from segue.adapters.embedded.lake import DeltaLake
from segue.app import build
from segue.domain.event import ListenerId
from segue.lake.tables import tables
from segue.settings import Settings
from tests.flows.server_process import PATIENCE_S, Child, Nursery, ServerProcess, add_listener, eventually

_LISTENERS = ("anna", "bernd", "chloé")  # the first two by one client each, the third by two
_IMPORTER = "dora"
_OFTEN = ("--lake-every", "0.2")  # so that many a kill hits a commit of the lake
_WHOLLY = 20  # cycles between two times that profiles are made from the first byte
_KILL_S = (0.05, 0.6)  # after the first acknowledgement


@dataclass(slots=True)
class Verdict:
    """What the books say. Empty lists and zeros are what is wanted."""

    cycles: int = 0
    kills: int = 0
    imports_killed: int = 0
    disks_filled: int = 0
    acknowledged: int = 0
    logged: int = 0
    posts: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.unknown or self.faults)

    def line(self, seed: int, seconds: float) -> str:
        bound = f"0 of {self.cycles}: under {3 / self.cycles:.2%} of cycles at 95 %" if self.clean else "FAILED"
        return (
            f"{self.cycles} cycles, seed {seed}: {self.kills} kills, {self.imports_killed} imports killed, "
            f"{self.disks_filled} full disks, {self.posts:,} posts, {self.acknowledged:,} ids acknowledged, "
            f"{self.logged:,} in the log, {self.lost} lost, {self.doubled} doubled, {self.unknown} unknown, "
            f"{len(self.faults)} other faults, {seconds:.0f} s ({bound})"
        )


def torture(
    home: Path, cycles: int, seed: int, *, warm: bool = True, told: Callable[[str], None] = lambda _: None
) -> Verdict:
    """Run `cycles` cycles over a new home. `warm` forks servers from a process with everything imported."""
    rng = np.random.default_rng(seed)
    found = Verdict()
    books = [Ledger(name, add_listener(home, name)) for name in _LISTENERS]
    books.append(Ledger(books[-1].name, books[-1].token))
    add_listener(home, _IMPORTER)
    clients = [Client(book, seed * 1000 + i) for i, book in enumerate(books)]
    history = History(home.parent / "history.json", _IMPORTER)
    audit = Audit(home)
    nursery = Nursery() if warm else None
    try:
        for number in range(1, cycles + 1):
            if rng.random() < 0.1:
                _kill_while_it_starts(home, rng, nursery)
                found.kills += 1
            server = ServerProcess(home, *_OFTEN, nursery=nursery)
            try:
                server.await_port()
                check(found, audit, server, books, history)
                importing = _start_import(home, history, rng, nursery) if number % 5 == 0 else None
                _talk_and_kill(server, clients, rng, found, full_disk=number % 7 == 0)
                if importing is not None:
                    importing.end()
                    found.imports_killed += 1
            finally:
                server.kill()
            found.cycles += 1
            told(f"cycle {number}: {sum(len(b.acknowledged) for b in books):,} acknowledged")
        with ServerProcess(home, *_OFTEN, nursery=nursery) as server:
            if history.ids:
                _run_import(home, history, nursery)
            check(found, audit, server, books, history)
        again = Audit(home)  # all of it once more, from the first byte
        _compare(found, again, books, history, whole=True)
        found.faults += [f"at the end: lake: {fault}" for fault in _faults_of_lake(home)]
        found.faults += sound(home)
    finally:
        if nursery is not None:
            nursery.close()
    found.posts = sum(b.posts for b in books)
    found.acknowledged = len({(b.name, i) for b in books for i in b.acknowledged})
    found.logged = again.logged
    return found


def check(found: Verdict, audit: Audit, server: ServerProcess, books: list[Ledger], history: History) -> None:
    """Let the consumer catch up, then compare; nobody talks meanwhile."""
    end = server.await_consumer()["offset"]
    eventually(lambda: audit.consumed() >= end, "the consumer saved its offset")
    lake = DeltaLake(audit.home / "lake", tables)
    eventually(lambda: all(lake.offset(name) >= end for name in tables()), "the lake caught up")
    _compare(found, audit, books, history)


def _compare(found: Verdict, audit: Audit, books: list[Ledger], history: History, whole: bool = False) -> None:
    audit.read_on()
    ids = listener_ids(audit.home)
    lost = unknown = 0
    for name in sorted({b.name for b in books}):
        mine = [b for b in books if b.name == name]
        lost += len(audit.lost(ids[name], set().union(*(b.acknowledged for b in mine))))
        unknown += len(audit.unknown(ids[name], set().union(*(b.sent for b in mine))))
    lost += len(audit.lost(ids[_IMPORTER], history.finished))
    unknown += len(audit.unknown(ids[_IMPORTER], history.ids))
    # What was lost may come back when a client repeats itself: the worst moment counts.
    found.lost, found.unknown = max(found.lost, lost), max(found.unknown, unknown)
    found.doubled = max(found.doubled, len(audit.doubled))
    at = "at the end" if whole else f"after cycle {found.cycles}"
    if whole or found.cycles % _WHOLLY == 0:
        found.faults += [f"{at}: the profile of {who} is not the log's" for who in _unlike(audit)]
    found.faults += [f"{at}: {fault}" for fault in _events_in_lake(audit)]
    if missing := audit.unlisted():
        found.faults.append(f"{at}: {len(missing)} tracks of the log are not in the catalogue")
    for book in books:
        found.faults += [f"{at}: {line}" for line in book.surprises]
        book.surprises.clear()


def _unlike(audit: Audit) -> list[ListenerId]:
    """A profile into which something came late is saved, then built anew, then saved again."""
    for _ in range(20):
        if not (found := audit.unlike()):
            break
        time.sleep(0.5)
    return found


def _events_in_lake(audit: Audit) -> list[str]:
    """As many events as in the log, and each once; which ones they are is compared at the end."""
    sql = "select count(*) n, count(distinct listener || event_id) d from events where log_offset <= ?"
    (row,) = DeltaLake(audit.home / "lake", tables).query(sql, [int(audit.offset)]).to_pylist()
    if row["n"] == row["d"] == audit.logged:
        return []
    return [f"{row['n']} events in the lake, {row['d']} different ones, {audit.logged} in the log"]


def _faults_of_lake(home: Path) -> list[str]:
    app = build(Settings(home=home))
    try:
        app.keeper.sweep()
        return Books(app).faults()
    finally:
        app.close()


def _kill_while_it_starts(home: Path, rng: np.random.Generator, nursery: Nursery | None) -> None:
    server = ServerProcess(home, *_OFTEN, nursery=nursery)
    time.sleep(rng.uniform(0, 0.3 if nursery else 2.0))
    server.kill()


def _talk_and_kill(
    server: ServerProcess, clients: list[Client], rng: np.random.Generator, found: Verdict, full_disk: bool
) -> None:
    first = threading.Event()
    for client in clients:
        client.start(server.port, first)
    try:
        if not first.wait(PATIENCE_S):
            raise AssertionError("no post was acknowledged:\n" + "\n".join(server.said[-20:]))
        time.sleep(rng.uniform(*_KILL_S))
        if full_disk:
            server.limit_files(int(rng.integers(0, 2**20)))
            time.sleep(0.2)
            if rng.random() < 0.7:
                server.limit_files(None)
                time.sleep(rng.uniform(0, 0.3))
            found.disks_filled += 1
        if not server.running:
            found.faults.append("the server ended by itself: " + " | ".join(server.said[-5:]))
        server.kill()
        found.kills += 1
    finally:
        for client in clients:
            client.stop()


def _import_arguments(home: Path, history: History) -> list[str]:
    return ["--home", str(home), "import", "spotify", str(history.path), "--listener", _IMPORTER, "--json"]


def _start_import(home: Path, history: History, rng: np.random.Generator, nursery: Nursery | None) -> Child:
    """An import of the old rows and new ones, under way: some of it is in the log already."""
    history.grow(rng)
    before = history.batches(home)
    importing = Child(_import_arguments(home, history), nursery)
    goal = before + int(rng.integers(0, 4))
    eventually(lambda: history.batches(home) >= goal or not importing.running, "the import wrote a batch")
    return importing


def _run_import(home: Path, history: History, nursery: Nursery | None) -> None:
    importing = Child(_import_arguments(home, history), nursery)
    importing.wait()
    history.finished = set(history.ids)
