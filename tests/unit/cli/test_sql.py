"""`segue sql`, `segue maintain`, `segue replay`."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def heard(segue: Any, tmp_path: Path) -> None:
    """Two listeners; one heard three songs, around midnight in Seoul."""
    for name in ("me", "you"):
        assert segue("listener", "add", name, "--zone", "Asia/Seoul").code == 0
    events = [
        {
            "event_id": f"e{i}", "kind": ("complete", "skip")[i % 2], "at": f"2026-03-01T1{4 + i}:30:00Z",
            "position_ms": 5000, "duration_ms": 200_000, "device": "phone",
            "track": {"title": f"Söng {i}", "artist": "[b]Band[/b]"},
        }
        for i in range(3)
    ]  # fmt: skip
    file = tmp_path / "events.json"
    file.write_text(json.dumps(events))
    assert segue("ingest", file, "--dialect", "native", "--listener", "me").code == 0


def test_without_a_query_the_tables_and_every_column_are_told(segue: Any) -> None:
    told = segue("sql").out
    found = segue("sql", "--json").json
    assert list(found) == ["events", "slates", "listens", "sessions", "tracks", "listeners"]
    for table, what in found.items():
        assert what["what"].endswith(".")
        for column in what["columns"]:
            assert column["what"].endswith((".", "...")), (table, column)
            assert column["name"] in told


@pytest.mark.usefixtures("heard")
def test_a_query_prints_a_table_json_or_csv(segue: Any) -> None:
    sql = "select title, start, routes, played_ms from listens join tracks on id = track_id order by start"
    rows = segue("sql", sql, "--json", "--zone", "Asia/Seoul").json
    assert [row["title"] for row in rows] == ["Söng 0", "Söng 1", "Söng 2"]
    assert {row["start"][-6:] for row in rows} == {"+09:00"}
    assert rows[0]["routes"] == ["native"]
    printed = list(csv.reader(io.StringIO(segue("sql", sql, "--csv", "--zone", "UTC").out)))
    assert printed[0] == ["title", "start", "routes", "played_ms"]
    assert (printed[1][0], json.loads(printed[1][2])) == ("Söng 0", ["native"])
    assert printed[1][1].endswith("+00:00")
    table = segue("sql", "select artist, title from tracks")
    assert "[b]Band[/b]" in table.out
    assert table.err == ""
    assert segue("sql", "select name from listeners order by 1", "--json").json == [{"name": "me"}, {"name": "you"}]
    assert segue("sql", "select sum(played_ms) s, 1 a, 2 a from listens", "--json").json[0].keys() == {"s", "a", "a_2"}


@pytest.mark.usefixtures("heard")
def test_times_without_a_zone_are_of_the_zone_that_is_named(segue: Any) -> None:
    sql = "select count(*) n from events where \"at\" >= '2026-03-02'"
    assert segue("sql", sql, "--json", "--zone", "Asia/Seoul").json == [{"n": 2}]
    assert segue("sql", sql, "--json", "--zone", "UTC").json == [{"n": 0}]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("sql", "selec"), "syntax error"),
        (("sql", "select min(at) from events"), '"at" in double quotes'),
        (("sql", "select * from nothing"), "nothing"),
        (("sql", "select * from '/etc/passwd'"), "/etc/passwd"),
        (("sql", "copy listeners to '/tmp/x'"), "only queries that read"),
        (("sql", "select 1; select 2"), "one query at a time"),
        (("sql", "select 1", "--json", "--csv"), "not both"),
        (("sql", "select 1", "--zone", "Mars/Olympus"), "Mars/Olympus"),
        (("replay", "--from", "soon"), "soon"),
        (("replay", "--from", "99"), "the log ends at 0"),
    ],
)
def test_what_cannot_be_asked_says_why(segue: Any, wrong: tuple[str, ...], says: str) -> None:
    ran = segue(*wrong)
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err


@pytest.mark.usefixtures("heard")
def test_maintain_tells_what_it_did_and_changes_no_answer(segue: Any) -> None:
    before = segue("sql", "select * from listens order by start", "--json").json
    assert "listens" in segue("maintain").out
    done = {one["table"]: one for one in segue("maintain", "--json").json}
    assert (done["events"]["files"], done["listens"]["files"]) == (1, 1)
    assert segue("sql", "select * from listens order by start", "--json").json == before


@pytest.mark.usefixtures("heard")
def test_replay_from_an_offset_or_a_date(segue: Any, home: Path) -> None:
    before = segue("sql", "select * from listens order by start", "--json").json
    assert segue("replay", "--from", "0", "--json").json == {"after": 0, "profiles": 1, "events": 3}
    assert segue("replay", "--from", "2026-03-01", "--json").json["events"] == 3
    assert segue("replay", "--from", "2026-04-01", "--json").json == {"after": 1, "profiles": 0, "events": 0}
    for file in (home / "lake" / "listens").rglob("*.json"):
        file.write_bytes(b"\x00")
    damaged = segue("sql", "select count(*) from listens")
    assert damaged.code == 1
    assert "segue replay --from 0" in damaged.err
    assert segue("replay", "--from", "0").code == 0
    assert segue("sql", "select * from listens order by start", "--json").json == before
