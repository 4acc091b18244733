"""What every Lake promises."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from segue.adapters.embedded.lake import DeltaLake
from segue.domain.event import ListenerId, Offset
from segue.ports import BadQuery, LakeTable, Unavailable
from tests.flows.lake_files import everything

ANNA, BERND = ListenerId("a" * 32), ListenerId("b" * 32)
START = datetime(2026, 1, 1, tzinfo=UTC)
TIME = pa.timestamp("us", "UTC")
FACTS = pa.schema([("listener", pa.string()), ("log_offset", pa.int64()), ("start", TIME), ("word", pa.string())])
DERIVED = pa.schema([("listener", pa.string()), ("id", pa.string()), ("start", TIME), ("word", pa.string())])
TABLES = {
    "facts": LakeTable("facts", FACTS, ("listener", "start"), ("log_offset", "start")),
    "derived": LakeTable("derived", DERIVED, ("listener", "start"), ("start",), "id"),
}


@pytest.fixture(params=[DeltaLake])
def make(request, tmp_path):
    return lambda: request.param(tmp_path / "lake", lambda: TABLES)


@pytest.fixture
def lake(make):
    return make()


def facts(*rows: tuple[str, int, str]) -> pa.Table:
    made = [{"listener": w, "log_offset": o, "start": START + timedelta(hours=o), "word": s} for w, o, s in rows]
    return pa.Table.from_pylist(made, schema=FACTS)


def derived(*rows: tuple[str, str, str, bool | None]) -> pa.Table:
    made = [{"listener": w, "id": i, "start": START, "word": s, "gone": g} for w, i, s, g in rows]
    return pa.Table.from_pylist(made, schema=DERIVED.append(pa.field("gone", pa.bool_())))


def words(lake, table: str) -> list[str]:
    return sorted(lake.query(f"select word from {table}")["word"].to_pylist())


def test_a_table_nobody_wrote_is_empty(lake):
    assert lake.offset("facts") == 0
    assert lake.query("select * from facts").num_rows == 0
    assert lake.query("select * from derived").column_names == DERIVED.names
    assert lake.erase(ANNA) == 0


def test_rows_and_offset_come_together_and_once(lake, make):
    rows = facts((ANNA, 1, "one"), (BERND, 2, "two"))
    assert lake.append("facts", rows, Offset(0), Offset(2))
    assert not lake.append("facts", rows, Offset(0), Offset(2))  # told again, as after a crash
    assert not make().append("facts", rows, Offset(1), Offset(2))  # by another process, too
    assert lake.append("facts", facts((ANNA, 3, "three")), Offset(2), Offset(5))
    assert (lake.offset("facts"), make().offset("facts")) == (5, 5)
    assert words(lake, "facts") == ["one", "three", "two"]
    assert lake.append("facts", facts(), Offset(5), Offset(9))
    assert (lake.offset("facts"), words(lake, "facts")) == (9, ["one", "three", "two"])


def test_of_rows_with_one_key_the_last_one_counts(lake):
    lake.append("derived", derived((ANNA, "1", "draft", None), (BERND, "1", "other", None)), Offset(0), Offset(1))
    lake.append("derived", derived((ANNA, "1", "better", False), (ANNA, "2", "second", None)), Offset(1), Offset(2))
    assert words(lake, "derived") == ["better", "other", "second"]
    lake.append("derived", derived((ANNA, "1", "better", True)), Offset(2), Offset(3))
    assert words(lake, "derived") == ["other", "second"]
    lake.append("derived", derived((ANNA, "1", "back", None)), Offset(3), Offset(4))
    assert words(lake, "derived") == ["back", "other", "second"]
    lake.maintain()
    assert words(lake, "derived") == ["back", "other", "second"]
    lake.append("derived", derived((ANNA, "1", "anew", False), (BERND, "1", "other", True)), Offset(4), Offset(5))
    assert words(lake, "derived") == ["anew", "second"]


def test_going_back_removes_what_came_later(lake):
    for number in range(1, 6):
        lake.append("facts", facts((ANNA, number, f"w{number}")), Offset(number - 1), Offset(number))
    assert not lake.append("facts", facts(), Offset(9), Offset(9), replace=True)  # never forward
    assert lake.append("facts", facts((ANNA, 4, "again")), Offset(3), Offset(4), replace=True)
    assert (lake.offset("facts"), words(lake, "facts")) == (4, ["again", "w1", "w2", "w3"])
    assert lake.append("facts", facts(), Offset(0), Offset(0), replace=True)
    assert (lake.offset("facts"), words(lake, "facts")) == (0, [])


def test_many_commits_keep_their_order_in_few_files(lake, tmp_path):
    commits = 60
    for number in range(1, commits + 1):
        lake.append("facts", facts((ANNA, number, f"w{number:03}")), Offset(number - 1), Offset(number))
        new = derived((ANNA, "x", f"v{number:03}", None if number == 1 else False))
        lake.append("derived", new, Offset(number - 1), Offset(number))
    assert words(lake, "facts") == [f"w{n:03}" for n in range(1, commits + 1)]
    assert words(lake, "derived") == ["v060"]
    before = {done.table: done for done in lake.maintain()}
    assert before["facts"].files_before <= commits / 2
    assert {name: done.files for name, done in before.items()} == {"facts": 1, "derived": 1}
    assert len(list((tmp_path / "lake").rglob("*.parquet"))) == 2 + 2  # a table each, and a checkpoint each
    assert (lake.offset("facts"), lake.offset("derived")) == (commits, commits)
    assert words(lake, "facts") == [f"w{n:03}" for n in range(1, commits + 1)]
    assert words(lake, "derived") == ["v060"]


def test_a_reader_that_looked_before_still_reads_after_a_rewrite(make):
    writer, reader = make(), make()
    for number in range(1, 5):
        writer.append("facts", facts((ANNA, number, f"w{number}")), Offset(number - 1), Offset(number))
        assert len(words(reader, "facts")) == number
    writer.maintain()
    assert words(reader, "facts") == ["w1", "w2", "w3", "w4"]
    writer.append("facts", facts(), Offset(0), Offset(0), replace=True)
    assert words(reader, "facts") == []
    writer.append("facts", facts((ANNA, 1, "anew")), Offset(0), Offset(1))
    assert words(reader, "facts") == ["anew"]


def test_erased_means_gone_from_every_file(lake, tmp_path):
    for number in range(1, 8):
        rows = facts((ANNA, number, f"annas-{number}"), (BERND, number, f"bernds-{number}"))
        lake.append("facts", rows, Offset(number - 1), Offset(number))
        plays = derived((ANNA, str(number), "annas-play", None), (BERND, str(number), "bernds-play", None))
        lake.append("derived", plays, Offset(number - 1), Offset(number))
    lake.append("derived", derived((ANNA, "2", "annas-other", False)), Offset(7), Offset(8))
    orphan = next((tmp_path / "lake").rglob("*.parquet")).with_name("orphan.parquet")
    orphan.write_bytes(b"annas-bytes of a commit that never was")
    assert {ANNA.encode(), b"annas-"} <= {n for n in (ANNA.encode(), b"annas-") if n in everything(tmp_path)}
    assert lake.erase(ANNA) == 7 + 8
    left = everything(tmp_path)
    assert (ANNA.encode() in left, b"annas-" in left) == (False, False)
    assert words(lake, "facts") == [f"bernds-{n}" for n in range(1, 8)]
    assert words(lake, "derived") == ["bernds-play"] * 7
    assert (lake.offset("facts"), lake.offset("derived")) == (7, 8)
    assert lake.erase(ANNA) == 0
    assert lake.append("facts", facts((BERND, 8, "on")), Offset(7), Offset(8))


def test_queries_only_read_and_only_the_tables(lake, tmp_path):
    lake.append("facts", facts((ANNA, 1, "one")), Offset(0), Offset(1))
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    for wrong in (
        "",
        "-- nothing",
        "selec",
        "select 1; select 2",
        "select * from nothing",
        f"select * from '{tmp_path}/secret.csv'",
        f"select * from read_text('{tmp_path}/secret.csv')",
        f"select * from glob('{tmp_path}/*')",
        f"copy facts to '{tmp_path}/out.csv'",
        f"attach '{tmp_path}/other.db'",
        "create table mine (a int)",
        "delete from facts",
        "drop view facts",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "pragma database_list",
        "select * from rows",  # a variable of the program is not a table
        "select cast('x' as int)",
    ):
        with pytest.raises(BadQuery):
            lake.query(wrong)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lake", "secret.csv"]
    assert lake.query("select word from facts where listener = ?", [ANNA])["word"].to_pylist() == ["one"]
    assert lake.query("select word from facts where listener = $who", {"who": BERND}).num_rows == 0
    beside = {"names": pa.table({"id": [ANNA], "name": ["Anna"]})}
    joined = lake.query("select name from facts join names on id = listener", beside=beside)
    assert joined["name"].to_pylist() == ["Anna"]
    with pytest.raises(BadQuery):
        lake.query("select * from names")  # it was beside that query only


def test_times_without_a_zone_are_of_the_zone_that_is_named(lake):
    lake.append("facts", facts((ANNA, 23, "late")), Offset(0), Offset(23))  # 23:00 UTC, midnight in Berlin
    sql = "select word from facts where start >= '2026-01-02 00:00:00'"
    assert lake.query(sql).num_rows == 0
    assert lake.query(sql, zone="Europe/Berlin").num_rows == 1
    with pytest.raises(BadQuery, match="Mars"):
        lake.query(sql, zone="Mars/Olympus")


def test_a_damaged_table_says_so_and_is_begun_anew(lake, make, tmp_path):
    lake.append("facts", facts((ANNA, 1, "one")), Offset(0), Offset(1))
    for commit in (tmp_path / "lake" / "facts" / "_delta_log").glob("*.json"):
        commit.write_bytes(b"\x00" * 100)
    broken = make()
    for ask in (lambda: broken.offset("facts"), lambda: broken.append("facts", facts(), Offset(1), Offset(2))):
        with pytest.raises(Unavailable, match="segue replay --from 0"):
            ask()
    assert broken.append("facts", facts((ANNA, 1, "anew")), Offset(0), Offset(1), replace=True)
    assert words(broken, "facts") == ["anew"]
