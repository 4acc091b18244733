"""What waits in the quarantine: once each, and never without end."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine

from segue.domain.event import ListenerId, Rejection
from segue.ingest import quarantine as module
from segue.ingest.quarantine import Quarantine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ME = ListenerId("a" * 32)


@pytest.fixture
def quarantine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'segue.db'}")
    yield Quarantine(engine)
    engine.dispose()


def refused(*raws: bytes) -> list[tuple[Rejection, bytes]]:
    return [(Rejection(i, "kind", "unknown"), raw) for i, raw in enumerate(raws)]


def test_the_same_batch_again_waits_once(quarantine):
    for _ in range(3):
        quarantine.hold(ME, "native", NOW, refused(b"a", b"b"), "POST /api/v1/events")
    assert sorted(one.raw for one in quarantine.list()) == [b"a", b"b"]


def test_what_was_replayed_does_not_come_back(quarantine):
    quarantine.hold(ME, "native", NOW, refused(b"a"), "file")
    quarantine.mark_replayed(quarantine.list()[0].id, NOW)
    quarantine.hold(ME, "native", NOW, refused(b"a"), "file")
    assert quarantine.list() == []
    assert len(quarantine.list(replayed=True)) == 1


def test_a_broken_client_cannot_fill_the_disk(quarantine, monkeypatch):
    monkeypatch.setattr(module, "_MAX_PER_LISTENER", 5)
    for i in range(12):
        quarantine.hold(ME, "native", NOW, refused(f"{i}".encode()), "POST")
    other = ListenerId("b" * 32)
    quarantine.hold(other, "native", NOW, refused(b"theirs"), "POST")
    held = quarantine.list()
    assert [one.raw for one in held if one.listener == ME] == [b"11", b"10", b"9", b"8", b"7"]
    assert [one.raw for one in held if one.listener == other] == [b"theirs"]
