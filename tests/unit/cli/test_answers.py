"""`segue recommend`, `refresh`, `rollback` for homes of 0, 1, 3 and 10 listeners."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

_GENRES = ("ambient", "metal", "pop")


def _catalogue(path: Path) -> Path:
    rows = [
        {
            "title": f"Song {i} of {genre} {artist}",
            "artist": f"{genre} {artist}",
            "tags": [genre],
            "duration_ms": 180_000,
        }
        for genre in _GENRES
        for artist in range(4)
        for i in range(3)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def _listening(path: Path, number: int) -> Path:
    """Finishes one genre and leaves another."""
    loved, left = _GENRES[number % 3], _GENRES[(number + 1) % 3]
    start = datetime.now(UTC) - timedelta(days=20)
    rows = []
    for i in range(9):
        for genre, kind, ms in ((loved, "complete", 180_000), (left, "skip", 5_000)):
            track = {"title": f"Song {i % 3} of {genre} {(i + number) % 4}", "artist": f"{genre} {(i + number) % 4}"}
            at = (start + timedelta(hours=7 * i)).isoformat()
            rows.append({"event_id": f"{i}:{kind}", "kind": kind, "at": at, "track": track, "position_ms": ms})
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def household(segue: Any, tmp_path: Path) -> Any:
    def live(people: int) -> list[str]:
        segue("catalog", "import", _catalogue(tmp_path / "catalogue"))
        names = [f"person {i}" for i in range(people)]
        for i, name in enumerate(names):
            segue("listener", "add", name)
            ran = segue("ingest", _listening(tmp_path / "m", i), "--dialect", "native", "--listener", name)
            assert ran.code == 0
        return names

    return live


@pytest.mark.parametrize("people", [1, 3, 10])
def test_everybody_gets_an_answer_of_their_own(segue: Any, household: Any, people: int) -> None:
    names = household(people)
    fitted = segue("refresh", "--json")
    assert fitted.code == 0
    assert (fitted.json["promoted"], fitted.json["listeners"]) == (True, people)
    for i, name in enumerate(names[:3]):
        slate = segue("recommend", name, "-n", "6", "--json").json
        assert slate["model"] == fitted.json["model_id"]
        assert len(slate["tracks"]) == 6
        genres = [t["artist"].split()[0] for t in slate["tracks"]]
        assert genres.count(_GENRES[i % 3]) >= genres.count(_GENRES[(i + 1) % 3])
        known = {row["event"]["event_id"] for row in segue("events", name, "--json").json}
        assert all(e in known for t in slate["tracks"] for e in t["reason"]["evidence"])


def test_a_listener_without_history(segue: Any, household: Any) -> None:
    household(0)
    segue("listener", "add", "new")
    ran = segue("recommend", "new", "--json")
    assert ran.code == 0
    assert "fitting the first one" in ran.err
    assert len(ran.json["tracks"]) == 10


def test_nothing_at_all(segue: Any) -> None:
    segue("listener", "add", "new")
    assert segue("recommend", "new", "--json").json["tracks"] == []
    ran = segue("recommend", "new")
    assert (ran.code, ran.out) == (0, "")
    assert "catalog import" in ran.err
    assert "no tracks yet" in segue("refresh").err


def test_recipes_seed_and_explain(segue: Any, household: Any) -> None:
    household(1)
    first = segue("recommend", "person 0", "--seed", "5", "--json").json
    assert [t["id"] for t in segue("recommend", "person 0", "--seed", "5", "--json").json["tracks"]] == [
        t["id"] for t in first["tracks"]
    ]
    for recipe in ("discover", "familiar"):
        assert segue("recommend", "person 0", "--recipe", recipe, "--json").json["recipe"] == recipe
    told = segue("recommend", "person 0", "--explain").out
    assert "evidence" in told
    assert "log offset" in told
    assert "there are" in segue("recommend", "person 0", "--recipe", "nothing").err


def test_refresh_and_rollback(segue: Any, household: Any, tmp_path: Path) -> None:
    household(3)
    first = segue("refresh", "--json").json
    assert segue("rollback").code == 1  # there is nothing before it
    segue("listener", "add", "late")
    segue("ingest", _listening(tmp_path / "late", 2), "--dialect", "native", "--listener", "late")
    second = segue("refresh", "--seed", "2", "--json").json
    assert second["promoted"]
    assert segue("recommend", "late", "--json").json["model"] == second["model_id"]
    back = segue("rollback", "--json")
    assert (back.code, back.json) == (0, {"in_service": first["model_id"]})
    assert segue("recommend", "late", "--json").json["model"] == first["model_id"]
    assert segue("rollback").out == f"in service: {second['model_id']}\n"
    said = segue("refresh").out
    assert "Learnt from" in said
