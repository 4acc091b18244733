"""`/api/v1/dj`: a track, a line that is due, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.consent import Purpose
from segue.domain.track import Track


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


def _evenings(place: Any) -> Track:
    """Ann heard one song on every evening of May 2024, and others on many days."""
    track = place.tracks["pop"][0]
    for day in range(1, 32):
        at = datetime(2024, 5, day, 19, 0, tzinfo=UTC)  # 21:00 in Berlin
        place.ann.tell(place.ann.event("complete", track, at=at.isoformat(), position_ms=180_000, duration_ms=180_000))
    return track


def _all_lines(place: Any, person: Any, **query: Any) -> dict[str, Any]:
    """Track -> line, over everything that there is."""
    turns = [_next(person, talk=1, **query) for _ in range(60)]
    return {turn["track"]["id"]: turn["line"] for turn in turns if turn["line"]}


def test_it_remembers_the_evenings(place: Any) -> None:
    track = _evenings(place)
    lines = _all_lines(place, place.ann)
    assert "every" in lines[track.id]["facts"]
    assert lines[track.id]["own"]
    assert "May 2024" in lines[track.id]["text"]
    assert "evening" in lines[track.id]["text"]
    assert not any("new_track" in line["facts"] for t, line in lines.items() if t == track.id)


def test_what_is_of_others_is_never_told(place: Any) -> None:
    _evenings(place)
    assert not any(line["own"] for line in _all_lines(place, place.bob).values())


@pytest.mark.parametrize("how", ["withdrawn", "not this time"])
def test_without_consent_only_the_catalogue_speaks(place: Any, how: str) -> None:
    _evenings(place)
    query = {"profiled": "false"} if how == "not this time" else {}
    if how == "withdrawn":
        place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.PERSONALISE)
    lines = _all_lines(place, place.ann, **query)
    assert lines
    assert not any(line["own"] for line in lines.values())
    assert not any("2024" in line["text"] for line in lines.values())


def test_when_everything_was_given_it_goes_round(place: Any) -> None:
    turns = [_next(place.ann, talk=1) for _ in range(100)]
    told = [turn["track"]["id"] for turn in turns]
    assert len(set(told[:60])) == 60
    assert told[60:] == told[:40]
    lines = [turn["line"]["text"] for turn in turns if turn["line"]]
    assert len(lines) == len(set(lines))


def test_a_new_session_may_say_it_again(place: Any) -> None:
    first, second = (_next(place.ann, talk=1, new="true") for _ in range(2))
    assert first["track"]["id"] == second["track"]["id"]
    assert place.client.get("/api/v1/dj/next", params={"new": "?"}, headers=place.ann.headers).status_code == 400


def test_after_two_hours_of_silence_it_is_a_new_session(place: Any) -> None:
    now = [1000.0]
    place.app.dj._clock = lambda: now[0]
    first = _next(place.ann)
    now[0] += 7300
    assert _next(place.bob)
    assert len(place.app.dj._sessions) == 1  # what ann heard is not kept
    assert _next(place.ann)["track"]["id"] == first["track"]["id"]


def test_markup_in_names_stays_text(place: Any) -> None:
    evil = "<script>alert(1)</script>{track}&\u202e"
    tracks = [Track(t.id, evil + t.title, evil, year=1990, tags=(evil,)) for t in place.tracks["pop"]]
    place.app.catalog.add(tracks)
    for lang in ("en", "ko"):
        answers = [
            place.client.get("/api/v1/dj/next", params={"talk": 1, "lang": lang}, headers=place.ann.headers)
            for _ in range(20)
        ]
        assert not any(sign in answer.content for answer in answers for sign in b"<>&")
        texts = [line["text"] for answer in answers if (line := answer.json()["line"])]
        assert any("<script>alert(1)</script>{track}&" in text for text in texts)
        assert not any("\u202e" in text for text in texts)


def test_what_it_gave_was_shown(place: Any) -> None:
    turn = _next(place.ann)
    at = datetime.now(UTC) + timedelta(seconds=1)
    told = place.ann.event("skip", {"id": turn["track"]["id"]}, slate_id=turn["slate_id"], at=at.isoformat())
    assert place.ann.tell(told).json()["accepted"] == 1
    assert _next(place.ann)["track"]["id"] != turn["track"]["id"]


def test_nothing_of_anybody_is_in_the_log_lines(place: Any, caplog: Any) -> None:
    _evenings(place)
    line = _next(place.ann, talk=1)["line"]
    assert line["text"] not in caplog.text
    assert place.app.accounts.named("ann").id not in caplog.text + (line["speech"] or "")
