"""What every EventLog promises. Distributed adapters join the list when their URL is set."""

import threading
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from segue.adapters.embedded.event_log import SqliteEventLog
from segue.domain.event import Event, EventKind, ListenerId, Offset, TrackId
from segue.ports import Appended, EventLog, Unavailable

ANNA, BERND = ListenerId("a" * 32), ListenerId("b" * 32)
ADAPTERS = {"sqlite": SqliteEventLog}


def event(number: int, **fields) -> Event:
    at = datetime(2026, 1, 1, 12, number % 60, tzinfo=UTC)
    return Event(f"e-{number}", EventKind.PLAY, at, TrackId("t"), **fields)


@pytest.fixture(params=ADAPTERS)
def open_log(request, tmp_path):
    opened: list[EventLog] = []

    def again() -> EventLog:
        opened.append(ADAPTERS[request.param](tmp_path / "log.db"))
        return opened[-1]

    yield again
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log):
    return open_log()


def ids(log: EventLog, listener: ListenerId | None = None) -> list[str]:
    return [e.event_id for b in log.read(Offset(0), 1000, listener) for e in b.events]


def test_what_is_acknowledged_is_read_back_equal_and_in_order(log):
    told = [event(i, position_ms=i, context={"a": [1]}, extra={"new": {"x": None}}) for i in range(5)]
    offset, fresh = log.submit(ANNA, told).result()
    assert (offset, fresh) == (log.end(), 5)
    (batch,) = log.read(Offset(0), 10)
    assert (batch.offset, batch.listener, list(batch.events)) == (offset, ANNA, told)


def test_the_same_batch_again_gets_the_same_answer_and_changes_nothing(log):
    told = [event(i) for i in range(3)]
    first = log.submit(ANNA, told).result()
    log.submit(ANNA, [event(9)]).result()
    assert log.submit(ANNA, told).result() == (first.offset, 0)
    assert ids(log) == ["e-0", "e-1", "e-2", "e-9"]


def test_only_what_is_new_of_an_overlapping_batch_is_added(log):
    log.submit(ANNA, [event(1), event(2)]).result()
    second = log.submit(ANNA, [event(2), event(3), event(3)]).result()
    assert ids(log) == ["e-1", "e-2", "e-3"]
    assert second == (log.end(), 1)


def test_the_same_id_of_two_listeners_is_two_events(log):
    log.submit(ANNA, [event(1)]).result()
    log.submit(BERND, [event(1)]).result()
    assert (ids(log, ANNA), ids(log, BERND)) == (["e-1"], ["e-1"])


def test_it_still_knows_its_ids_after_it_was_opened_again(open_log):
    first = open_log()
    offset = first.submit(ANNA, [event(1)]).result().offset
    first.close()
    again = open_log()
    assert again.submit(ANNA, [event(1)]).result() == (offset, 0)
    assert ids(again) == ["e-1"]


def test_two_processes_on_one_log_do_not_double_each_others_events(open_log):
    """Two instances stand for two processes: they share nothing but the file."""
    server, importer = open_log(), open_log()
    server.submit(ANNA, [event(1)]).result()
    offset = importer.submit(ANNA, [event(2)]).result().offset
    assert server.submit(ANNA, [event(2), event(1)]).result() == (offset, 0)
    assert sorted(ids(server)) == ["e-1", "e-2"]


def test_reading_from_an_offset_starts_after_it(log):
    offsets = [log.submit(ANNA, [event(i)]).result().offset for i in range(4)]
    assert [b.offset for b in log.read(offsets[1], 10)] == offsets[2:]
    assert [b.offset for b in log.read(Offset(0), 2)] == offsets[:2]


def test_many_threads_lose_and_double_nothing(log):
    futures: list[Future[Appended]] = []
    lock = threading.Lock()

    def tell(start: int) -> None:
        for i in range(start, start + 40):
            future = log.submit(ANNA, [event(i), event(i + 1)])  # neighbours overlap
            with lock:
                futures.append(future)

    threads = [threading.Thread(target=tell, args=(s,)) for s in range(0, 200, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(future.result().fresh for future in futures) == 201
    assert sorted(ids(log)) == sorted({f"e-{i}" for i in range(201)})


def test_erase_forgets_one_listener_down_to_the_bytes(log, tmp_path):
    log.submit(ANNA, [event(1, device="annas-secret-phone")]).result()
    log.submit(BERND, [event(1, device="bernds-phone")]).result()
    assert log.erase(ANNA) == 1
    assert (ids(log, ANNA), ids(log, BERND)) == ([], ["e-1"])
    log.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"annas-secret-phone" not in left
    assert b"bernds-phone" in left


def test_offsets_are_not_used_again_after_erasing(log):
    before = log.submit(ANNA, [event(1)]).result().offset
    log.erase(ANNA)
    assert log.submit(BERND, [event(1)]).result().offset > before


def test_a_closed_log_refuses_by_name(log):
    log.close()
    with pytest.raises(Unavailable, match="closed"):
        log.submit(ANNA, [event(1)]).result()
