"""One event a POST, 64 clients that each wait for their acknowledgement: what group commit is for.

    python -m benchmarks single

Baseline in the same run, under the same load: a bare ASGI program in uvicorn that decodes the same body and commits one
SQLite row per request, as durable. Clients and server share the machine's cores, so the server's CPU time per event
stands beside the rate.
"""

import asyncio
import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from segue.app import build
from segue.demo.running import Client, NotStarted, running
from segue.settings import Settings
from segue.world import World

CLIENTS, SECONDS, WARM_S = 64, 6.0, 1.5


def main() -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        app = build(Settings(home=home))
        tracks = World(seed=1, tracks=2000).catalogue.tracks
        app.catalog.add(tracks)
        now = datetime.now(UTC)
        tokens = [app.accounts.add(f"client-{i}", "UTC", now) for i in range(CLIENTS)]
        app.close()
        ids = [t.id for t in tracks]
        with running(home, 0) as client:
            (pid,) = _children()
            _report("one event a POST", int(client.address.rstrip("/").rsplit(":", 1)[1]), pid, tokens, ids)
            start = time.perf_counter()
            while _lag(client):
                time.sleep(0.05)
            print(f"profiles caught up {time.perf_counter() - start:.1f} s after the last acknowledgement")
        with _bare(Path(folder) / "rows.db") as (port, pid):
            _report("baseline, bare uvicorn", port, pid, tokens, ids)


def _lag(client: Client) -> bool:
    try:
        return bool(client.get("/health/ready")["lag_batches"])
    except NotStarted:  # not ready: far behind
        return True


def _report(name: str, port: int, pid: int, tokens: list[str], ids: list[str]) -> None:
    ours, theirs = multiprocessing.Pipe()
    job = multiprocessing.Process(target=_load, args=(theirs, port, tokens, ids))
    job.start()
    ours.recv()  # warmed up
    cpu = _cpu_s(pid)
    waits: list[float] = ours.recv()
    cpu = _cpu_s(pid) - cpu
    job.join()
    waits.sort()
    p50, p99 = (waits[int(len(waits) * q)] * 1000 for q in (0.5, 0.99))
    print(
        f"{name:24} {len(waits) / SECONDS:8,.0f} events/s durable, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
        f"server {cpu / len(waits) * 1e6:,.0f} us CPU an event",
        flush=True,
    )


def _load(pipe: Connection, port: int, tokens: list[str], ids: list[str]) -> None:
    import uvloop

    waits: list[float] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        lines = [
            (await loop.create_connection(lambda i=i: _Player(i, tokens[i], ids, waits), "127.0.0.1", port))[0]  # type: ignore[misc]
            for i in range(CLIENTS)
        ]
        await asyncio.sleep(WARM_S)
        waits.clear()
        pipe.send(None)
        await asyncio.sleep(SECONDS)
        done = list(waits)
        for line in lines:
            line.abort()
        pipe.send(done)

    uvloop.run(run())


class _Player(asyncio.Protocol):
    """Sends an event, waits for the 202, sends the next."""

    def __init__(self, number: int, token: str, ids: list[str], waits: list[float]) -> None:
        self._number, self._ids, self._waits, self._sent, self._began = number, ids, waits, 0, 0.0
        self._body = (
            '{"events":[{"event_id":"%s","kind":"complete","at":"%s","device":"phone",'
            '"track":{"id":"%s"},"position_ms":181000,"duration_ms":200000}]}'
        )
        self._head = f"POST /api/v1/events HTTP/1.1\r\nHost: segue\r\nAuthorization: Bearer {token}\r\nContent-Length: "

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._send()

    def _send(self) -> None:
        n = self._sent = self._sent + 1
        at = datetime.now(UTC).isoformat()
        body = self._body % (f"{self._number}:{n}", at, self._ids[(n * 31 + self._number) % len(self._ids)])
        self._began = time.perf_counter()
        self._transport.write(f"{self._head}{len(body)}\r\n\r\n{body}".encode())

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 202"):
            self._waits.append(time.perf_counter() - self._began)
        elif data.startswith(b"HTTP/1.1 503"):
            pass  # it comes again with the next
        elif data.startswith(b"HTTP/"):
            raise AssertionError(data[:300])
        else:
            return  # the body came on its own
        self._send()


_rows: sqlite3.Connection | None = None


async def bare(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """The baseline's whole program."""
    global _rows
    if scope["type"] != "http":
        return
    if _rows is None:
        _rows = sqlite3.connect(os.environ["ROWS"], isolation_level=None)
        _rows.execute("pragma journal_mode=wal")
        _rows.execute("pragma synchronous=full")
        _rows.execute("create table if not exists event (n integer primary key, id text unique, body text)")
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    event = json.loads(body)["events"][0]
    who = dict(scope["headers"])[b"authorization"].decode()
    _rows.execute("insert or ignore into event (id, body) values (?, ?)", (who + event["event_id"], json.dumps(event)))
    await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


@contextmanager
def _bare(path: Path) -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.single:bare", "--port", "0", "--lifespan", "off"]
    command += ["--no-access-log"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "ROWS": str(path)})
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "running on" in line:
                yield int(line.split("http://127.0.0.1:")[1].split()[0]), process.pid
                break
    finally:
        process.terminate()
        process.stderr.close()
        process.wait(30)


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
