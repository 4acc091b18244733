"""A running `segue serve` and the client programs that talk to it, each a process of its own.

`make clients` installs the programs into `.venv-clients`. Without that, a program that the development
environment happens to have is run from there, and the rest is left out with the reason.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from segue.app import build
from segue.domain.event import Event, Offset
from segue.settings import Settings
from tests.flows.server_process import ServerProcess

_HERE = Path(__file__).parent
_OWN = Path(__file__).parents[2] / ".venv-clients" / "bin" / "python"
_PATIENCE_S = 60
_numbers = count(1)


def python_with(package: str) -> Path:
    """The interpreter that has this client; skips where none has. The package is never imported here."""
    if _OWN.exists():
        return _OWN
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: make clients")
    return Path(sys.executable)


@dataclass(frozen=True)
class Person:
    """A listener with both ways to prove it, and what the server holds of them."""

    name: str
    token: str
    password: str  # the app password
    server: ServerProcess = field(repr=False)

    @property
    def url(self) -> str:
        return self.server.url

    def get(self, path: str) -> Any:
        """A JSON document of the server, asked with the token."""
        status, _, body = self.server.ask("GET", path, token=self.token)
        assert status == 200, (status, body)
        return json.loads(body)

    def listens(self) -> list[dict[str, Any]]:
        """Newest first, as ListenBrainz clients read them."""
        found: list[dict[str, Any]] = self.get(f"/1/user/{self.name}/listens?count=1000")["payload"]["listens"]
        return found

    def heard(self) -> list[tuple[int, str, str]]:
        """(start in seconds, artist, title) of every listen, oldest first."""
        told = [(one["listened_at"], one["track_metadata"]) for one in self.listens()]
        return sorted((at, what["artist_name"], what["track_name"]) for at, what in told)

    def events(self) -> list[Event]:
        """Everything that is in the log, in its order."""
        app = build(Settings(home=self.server.home))
        try:
            listener = app.accounts.named(self.name)
            assert listener is not None
            return [e for batch in app.log.read(Offset(0), 10_000, listener.id) for e in batch.events]
        finally:
            app.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server for all; a test gets a listener of its own."""
    with ServerProcess(tmp_path_factory.mktemp("clients") / "home") as running:
        yield running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A throw-away certificate of 127.0.0.1 that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with: apt-get install openssl")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-out", cert, "-keyout", key], check=True, capture_output=True)
    return cert, key


@pytest.fixture(scope="session")
def tls_server(tmp_path_factory: pytest.TempPathFactory, certificate: tuple[Path, Path]) -> Iterator[ServerProcess]:
    """One that speaks https, over a home of its own."""
    cert, key = certificate
    home = tmp_path_factory.mktemp("clients-tls") / "home"
    with ServerProcess(home, "--tls-cert", str(cert), "--tls-key", str(key)) as running:
        yield running


def add_person(server: ServerProcess) -> Person:
    name = f"me{next(_numbers)}"
    app = build(Settings(home=server.home))
    try:
        token = app.accounts.add(name, "UTC", datetime.now(UTC))
        listener = app.accounts.named(name)
        assert listener is not None
        return Person(name, token, app.accounts.passwords.renew(listener.id), server)
    finally:
        app.close()


@pytest.fixture
def person(server: ServerProcess) -> Person:
    return add_person(server)


RunClient = Callable[..., Any]


@pytest.fixture
def run_client() -> RunClient:
    """`run_client("speaks_x.py", *arguments, needs="package")`: the JSON that the script prints."""

    def run(script: str, *arguments: str, needs: str, env: dict[str, str] | None = None) -> Any:
        command = [str(python_with(needs)), str(_HERE / script), *arguments]
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, env={**os.environ, **(env or {})}
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run
