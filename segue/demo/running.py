"""A real server process for the demo, and the few calls it is asked with."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

_PATIENCE_S = 60.0
_LISTENS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


class NotStarted(Exception):  # noqa: N818 - a state, told to the person
    """The server did not come up; what it said is in the message."""


class Client:
    """One connection that stays open, as a player keeps it."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/"
        self.token = ""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> dict[str, Any]:
        return self._ask("GET", path, None)

    def timed(self, path: str, body: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """The answer, and the milliseconds from sending to having read it."""
        raw = json.dumps(body).encode()
        start = time.perf_counter()
        answer = self._ask("POST", path, raw)
        return answer, (time.perf_counter() - start) * 1000

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        self._connection.request(method, path, body, {"Authorization": f"Bearer {self.token}"})
        response = self._connection.getresponse()
        found: dict[str, Any] = json.loads(response.read())
        if response.status >= 400:
            raise NotStarted(f"the server refused {method} {path}: {found.get('detail')}")
        return found


@contextmanager
def running(home: Path, port: int) -> Iterator[Client]:
    """`segue serve` over `home` for as long as the block lasts; another port when this one is taken.

    Raises:
        NotStarted: it did not come up within a minute.
    """
    process, found = _start(home, port)
    if found is None and port:
        process, found = _start(home, 0)
    if found is None:
        raise NotStarted("the demo's server did not start; `segue doctor` says what is missing")
    client = Client(found)
    try:
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(30)


def _start(home: Path, port: int) -> tuple["subprocess.Popen[str]", int | None]:
    command = [sys.executable, "-m", "segue", "--home", str(home)]
    command += ["serve", "--port", str(port), "--refresh-every", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert process.stderr is not None
    late = threading.Timer(_PATIENCE_S, process.kill)
    late.start()
    try:
        for line in process.stderr:
            if listens := _LISTENS.search(line):
                threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
                return process, int(listens[1])
    finally:
        late.cancel()
    process.wait()
    process.stderr.close()
    return process, None


def _drain(stream: Any) -> None:
    """The server's log would fill the pipe and stop it."""
    with stream:
        for _ in stream:
            pass
