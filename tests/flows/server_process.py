"""A real `segue serve` in a process of its own, on a free port, to be asked, stopped and killed.

    with ServerProcess(home) as server:
        status, headers, body = server.ask("GET", "/health/live")

Importing numba and its kind takes most of a start. Who starts many servers keeps a `Nursery`: a process that
has imported everything and forks one whenever it is asked.
"""

import json
import os
import re
import resource
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path

from segue.app import build
from segue.settings import Settings

PATIENCE_S = 60.0  # for anything that has to happen; reached only when something is broken
_LISTENS = re.compile(r"Segue listens on (https?)://[\d.]+:(\d+)/")
_NURSERY = """
import gc, json, os, pathlib, signal, sys
import segue.app, segue.web.server, segue.cli, segue.cli.imports, segue.flows.bulk, segue.ingest.archive
import segue.ingest.dialects, segue.settings, uvicorn, duckdb, deltalake, segue.lake.derived, segue.lake.rows
app = segue.app.build(segue.settings.Settings(home=pathlib.Path(sys.argv[1], "warm")))
uvicorn.Config(segue.web.server.litestar(app), log_config=None).load()  # what is imported at first use
app.models.current(), segue.ingest.dialects.all_dialects()
app.close()
gc.collect(), gc.freeze()  # a collection in a child need not touch, and so copy, all of this
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    arguments, errors = json.loads(line)
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for target, source in ((0, nowhere), (1, nowhere), (2, os.open(errors, os.O_WRONLY))):
        os.dup2(source, target)
    sys.argv = ["segue", *arguments]
    try:
        segue.cli.main()
    finally:
        os._exit(0)
gc.unfreeze()
"""


def eventually(check: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Poll until `check` is true. Raises AssertionError, naming `what`, when it never is."""
    deadline = time.monotonic() + patience_s
    while not check():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience_s:.0f} s: {what}")
        time.sleep(0.01)


def add_listener(home: Path, name: str) -> str:
    """Returns the token; the zone is UTC wherever the test runs."""
    app = build(Settings(home=home))
    try:
        return app.accounts.add(name, "UTC", datetime.now(UTC))
    finally:
        app.close()


class Child:
    """A running `segue …`, whose stderr is read as long as it lives."""

    def __init__(self, arguments: Sequence[str], nursery: "Nursery | None" = None) -> None:
        self.said: list[str] = []  # lines of its stderr
        self._popen: subprocess.Popen[str] | None = None
        if nursery is not None:
            self.pid, source = nursery.fork(arguments)
        else:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "segue", *arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            assert self._popen.stderr is not None
            self.pid, source = self._popen.pid, self._popen.stderr
        self._listening = threading.Thread(target=self._listen, args=(source,), daemon=True)
        self._listening.start()

    def _listen(self, source) -> None:
        with source:
            for line in source:
                self.said.append(line.rstrip())

    @property
    def running(self) -> bool:
        """Its end of the pipe closes when it dies."""
        return self._listening.is_alive()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal and wait until the process is gone."""
        if self.running:
            with suppress(ProcessLookupError):  # it went by itself
                os.kill(self.pid, how)
        self.wait()

    def wait(self) -> None:
        self._listening.join(PATIENCE_S)
        if self.running:
            os.kill(self.pid, signal.SIGKILL)
            self._listening.join(PATIENCE_S)
            raise AssertionError("it did not end:\n" + "\n".join(self.said[-20:]))
        if self._popen is not None:
            self._popen.wait(PATIENCE_S)


class Nursery:
    """A process with everything imported that forks `segue …` within milliseconds."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="segue-nursery-")
        self._count = 0
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _NURSERY, self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, arguments: Sequence[str]):
        """(pid, its stderr as a text file)."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._count += 1
        pipe = Path(self._folder.name, str(self._count))
        os.mkfifo(pipe)
        print(json.dumps([list(arguments), str(pipe)]), file=self._popen.stdin, flush=True)
        source = pipe.open()  # returns when the child has opened its end
        pipe.unlink()
        return int(self._popen.stdout.readline()), source

    def close(self) -> None:
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe is not None
            pipe.close()
        self._popen.wait(PATIENCE_S)
        self._folder.cleanup()

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ServerProcess(Child):
    """`segue serve` over `home`; in a `with` block it is awaited at the start and ended at the end."""

    def __init__(self, home: Path, *options: str, nursery: Nursery | None = None) -> None:
        self.home = home
        self.port = 0
        self.scheme = "http"
        arguments = ["--home", str(home), "serve", "--port", "0", "--refresh-every", "0", *options]
        super().__init__(arguments, nursery)

    def await_port(self) -> int:
        """Returns once it takes requests. Raises AssertionError with what it said when it ends instead."""

        def told() -> bool:
            for line in list(self.said):
                if found := _LISTENS.search(line):
                    self.scheme, self.port = found[1], int(found[2])
            return bool(self.port) or not self.running

        eventually(told, "the server told its port")
        assert self.port, "the server ended:\n" + "\n".join(self.said)
        eventually(self._answers, "the server answers")
        return self.port

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/health/live")[0] == 200
        except OSError:
            assert self.running, "the server ended:\n" + "\n".join(self.said)
            return False

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, token: str | None = None
    ) -> tuple[int, HTTPMessage, bytes]:
        """One request on a connection of its own: (status, headers, body). Raises OSError, HTTPException."""
        connection = self._connection()
        try:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if self.scheme == "http":
            return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        trusting = ssl._create_unverified_context()  # the certificate is a throw-away
        return HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE_S, context=trusting)

    def ready(self) -> dict:
        """The document of /health/ready."""
        return json.loads(self.ask("GET", "/health/ready")[2])

    def await_consumer(self) -> dict:
        """Returns when the consumer stands at the end of the log."""
        eventually(lambda: self.ready()["lag_batches"] == 0, "the consumer caught up")
        return self.ready()

    def limit_files(self, size: int | None) -> None:
        """From now on no file of it can grow beyond `size` bytes, as on a full disk; None lifts the limit."""
        soft = resource.RLIM_INFINITY if size is None else size
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    def stop(self) -> None:
        """As Ctrl-C does: finish what is under way, save, end."""
        self.end(signal.SIGINT)

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def __enter__(self) -> "ServerProcess":
        try:
            self.await_port()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
