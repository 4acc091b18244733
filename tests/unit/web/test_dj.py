"""`/api/v1/dj`: a track, a line that is due, and nothing twice."""

from typing import Any

import pytest


def _next(person: Any, **query: Any) -> Any:
    answer = person.client.get("/api/v1/dj/next", params=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_session_goes_on_without_a_track_or_a_line_twice(place: Any) -> None:
    turns = [_next(place.ann, talk=1) for _ in range(30)]
    ids, lines = [t["track"]["id"] for t in turns], [t["line"]["text"] for t in turns if t["line"]]
    assert len(set(ids)) == len(ids)
    assert len(set(lines)) == len(lines) >= 20
    assert not any(t["line"]["own"] for t in turns if t["line"])  # nothing is known of ann


@pytest.mark.parametrize(("talk", "lines"), [(0, 0), (0.25, 3), (0.5, 6), (1, 12)])
def test_it_talks_as_much_as_one_wants(place: Any, talk: float, lines: int) -> None:
    assert place.client.post("/api/v1/dj/talk", json={"talk": talk}, headers=place.ann.headers).json() == {"talk": talk}
    turns = [_next(place.ann) for _ in range(12)]
    assert sum(t["line"] is not None for t in turns) == lines
    assert {t["talk"] for t in turns} == {talk}
    assert _next(place.bob)["talk"] == 0.5


@pytest.mark.parametrize("talk", ["2", "-0.1", "nan", "much", "1" * 30, "inf"])
def test_how_much_is_a_share(place: Any, talk: str) -> None:
    answer = place.client.get("/api/v1/dj/next", params={"talk": talk}, headers=place.ann.headers)
    assert (answer.status_code, answer.json()["position"]) == (400, "talk")


@pytest.mark.parametrize("talk", ["1", True, 1.1, -1, [], {}, "missing"])
def test_a_choice_that_is_none_is_refused(place: Any, talk: object) -> None:
    body = {} if talk == "missing" else {"talk": talk}
    answer = place.client.post("/api/v1/dj/talk", json=body, headers=place.ann.headers)
    assert (answer.status_code, answer.json()["position"]) == (400, "talk")


def test_a_choice_can_be_taken_back(place: Any) -> None:
    for talk, counts in ((0.1, 0.1), (None, 0.5)):
        answer = place.client.post("/api/v1/dj/talk", json={"talk": talk}, headers=place.ann.headers)
        assert answer.json() == {"talk": counts}


def test_it_speaks_korean(place: Any) -> None:
    turn = _next(place.ann, talk=1, lang="ko")
    assert turn["line"]["lang"] == "ko"
    assert any("가" <= c <= "힣" for c in turn["line"]["text"])


def test_nobody_hears_it_without_a_token(place: Any) -> None:
    assert place.client.get("/api/v1/dj/next").status_code == 401
    assert place.client.post("/api/v1/dj/talk", json={"talk": 1}).status_code == 401
