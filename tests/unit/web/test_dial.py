"""`/api/v1/dial`: how much was heard before, set by a program, and what follows it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.consent import Purpose


def _turn(person: Any, body: Any) -> Any:
    return person.client.post("/api/v1/dial", json=body, headers=person.headers)


def test_it_stands_where_it_is_turned_to_until_it_is_learnt_again(place: Any) -> None:
    get = {"url": "/api/v1/dial", "headers": place.ann.headers}
    assert place.client.get(**get).json() == {"familiar": 0.5, "chosen": False}
    assert _turn(place.ann, {"familiar": 0.35}).json() == {"familiar": 0.35, "chosen": True}
    assert place.client.get(**get).json() == {"familiar": 0.35, "chosen": True}
    assert place.client.get("/api/v1/dial", headers=place.bob.headers).json()["chosen"] is False
    assert _turn(place.ann, {"familiar": None}).json() == {"familiar": 0.5, "chosen": False}


def test_what_is_learnt_is_told_to_nobody_who_has_not_agreed(place: Any) -> None:
    again, now = place.tracks["metal"][0], datetime.now(UTC)
    hours = [now - timedelta(hours=n) for n in range(60)]
    place.ann.tell(*(place.ann.event("complete", again, at=hour.isoformat()) for hour in hours))
    learnt = place.client.get("/api/v1/dial", headers=place.ann.headers).json()["familiar"]
    assert learnt > 0.5
    place.app.accounts.withdraw(place.app.accounts.named("ann").id, Purpose.PERSONALISE)
    assert place.client.get("/api/v1/dial", headers=place.ann.headers).json()["familiar"] == 0.5


@pytest.mark.parametrize("body", [{}, {"familiar": "0.5"}, {"familiar": True}, {"familiar": 1.1}, {"familiar": -0.1}])
def test_what_is_no_share_is_refused(place: Any, body: Any) -> None:
    answer = _turn(place.ann, body)
    assert (answer.status_code, answer.json()["position"]) == (400, "familiar")


def test_only_whose_it_is_may_turn_it(place: Any) -> None:
    for answer in (place.client.get("/api/v1/dial"), place.client.post("/api/v1/dial", json={"familiar": 0})):
        assert answer.status_code == 401


@pytest.mark.parametrize(("share", "known"), [(0, False), (1, True)])
def test_the_dj_follows_it(place: Any, share: float, known: bool) -> None:
    heard = place.tracks["metal"]
    days = [datetime.now(UTC) - timedelta(days=3, hours=n) for n in range(len(heard))]
    told = zip(heard, days, strict=True)
    place.ann.tell(*(place.ann.event("complete", track, at=day.isoformat()) for track, day in told))
    _turn(place.ann, {"familiar": share})
    turns = [place.client.get("/api/v1/dj/next", headers=place.ann.headers).json() for _ in range(5)]
    assert [turn["track"]["id"] in {t.id for t in heard} for turn in turns] == [known] * 5
