"""The golden data set: what the kernel made of it once, it makes of it today, whole, as a stream and shard by shard."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from segue.listening import stream
from segue.listening.derive import derive
from segue.settings import Settings
from tests.golden.make import plain, read, table

SETTINGS = Settings.example()


@pytest.fixture(scope="module")
def told() -> pa.Table:
    return table(read("events"))


def by_id(rows):
    return {(row["listener"], row.get("listen_id") or row["session_id"]): row for row in rows}


def test_all_at_once(told):
    found = derive(told, SETTINGS)
    assert plain(found.listens) == read("listens")
    assert plain(found.sessions) == read("sessions")


def test_one_listener_after_the_other(told):
    shards = [derive(told.filter(pc.equal(told["listener"], who)), SETTINGS) for who in pc.unique(told["listener"])]
    assert by_id(row for shard in shards for row in plain(shard.listens)) == by_id(read("listens"))
    assert by_id(row for shard in shards for row in plain(shard.sessions)) == by_id(read("sessions"))


def test_batch_by_batch_in_order_of_time(told):
    told = told.sort_by("at")
    state, listens, sessions = stream.empty(), [], []
    for i in range(0, len(told) + 100, 100):
        batch = told.slice(i, 100)
        watermark = batch["at"][-1].value // 1000 if len(batch) else 2**53
        state, emitted = stream.advance(state, batch, watermark, SETTINGS)
        listens += plain(emitted.listens)
        sessions += plain(emitted.sessions)
    assert len(listens) == len(read("listens"))
    assert by_id(listens) == by_id(read("listens"))
    assert by_id(sessions) == by_id(read("sessions"))


def test_there_is_something_in_it():
    listens, kinds = read("listens"), {row["kind"] for row in read("events")}
    assert kinds == {"play", "progress", "pause", "resume", "seek", "skip", "stop", "complete"}
    outcomes = {row["outcome"] for row in listens if "outcome" in row}
    assert outcomes >= {"finished", "skipped", "left", "progress", "chapter"}
    assert any(len(row["routes"]) == 3 for row in listens)
    assert any(row.get("pauses") for row in listens)
    assert any(row.get("replayed") for row in listens)
