"""A real `segue serve` with one listener, and the segue-client that tells it what is played."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from segue_client import Client, Refused
from segue_client.backoff import Backoff

from segue.adapters.embedded.event_log import SqliteEventLog
from segue.domain.event import Event, Offset
from tests.flows.server_process import Nursery, ServerProcess, add_listener


@dataclass
class Home:
    """A home that servers come and go over, always on the same port."""

    path: Path
    token: str
    port: int
    nursery: Nursery
    refused: list[Refused] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def serve(self) -> ServerProcess:
        return ServerProcess(self.path, "--port", str(self.port), nursery=self.nursery)

    def client(self, **more: Any) -> Client:
        told: dict[str, Any] = {
            "device": "kitchen",
            "batch_every_s": 0.02,
            "backoff": Backoff(0.02, 0.2),
            "on_refused": self.refused.append,
            "on_trouble": self.troubles.append,
        }
        return Client(f"http://127.0.0.1:{self.port}", self.token, **{**told, **more})

    def events(self) -> list[Event]:
        log = SqliteEventLog(self.path / "log.db")
        try:
            return [e for b in log.read(Offset(0), 100_000) for e in b.events]
        finally:
            log.close()

    def ids(self) -> list[str]:
        return [e.event_id for e in self.events()]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.fixture
def home(tmp_path: Path, nursery: Nursery) -> Home:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Home(tmp_path / "home", add_listener(tmp_path / "home", "anna"), port, nursery)


@pytest.fixture
def body() -> Callable[[bytes], Any]:
    return json.loads
