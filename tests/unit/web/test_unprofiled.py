"""The non-profiled alternative, and answers in the listener's language."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.profiles.profile import Profile

HANGUL = re.compile("[가-힣]")


def _listen(person: Any, tracks: list[Any], hours_ago: int = 0) -> None:
    at = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat()
    person.tell(*(person.event("complete", track, position_ms=180_000, at=at) for track in tracks))


def test_without_a_profile_nothing_of_the_listener_is_read(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _listen(place.ann, place.tracks["metal"][:8])
    personal = place.ann.slate().json()
    touched: list[str] = []

    def forbidden(*args: Any, **more: Any) -> Any:
        touched.append("profile")
        raise AssertionError("a profile was read")

    monkeypatch.setattr(place.app.follower, "use", forbidden)
    monkeypatch.setattr(place.app.slates, "read", forbidden)
    monkeypatch.setattr(Profile, "from_stored", forbidden)
    plain = place.ann.slate(profiled="false")
    assert plain.status_code == 200
    told = place.ann.next(profiled=False).json()
    assert touched == []
    assert [t["id"] for t in plain.json()["tracks"]] == [t["id"] for t in told["tracks"]]
    assert [t["id"] for t in place.bob.slate(profiled="false").json()["tracks"]] == [t["id"] for t in told["tracks"]]
    assert [t["id"] for t in personal["tracks"]] != [t["id"] for t in told["tracks"]]
    assert {t["reason"]["code"] for t in told["tracks"]} <= {"catalogue", "popular", "explore"}
    assert not any(t["reason"]["evidence"] for t in told["tracks"])
    assert told["changes"] == []


def test_the_personal_answer_is_as_it_was_afterwards(place: Any) -> None:
    _listen(place.ann, place.tracks["metal"][:8])
    before = [t["id"] for t in place.ann.slate().json()["tracks"]]
    place.ann.slate(profiled="false")
    again = place.ann.slate().json()
    assert [t["id"] for t in again["tracks"]] == before
    assert again["changes"] == [], "the plain answer is not what the personal one is compared with"


def test_reasons_are_in_the_language_that_is_asked_for_chosen_or_accepted(place: Any) -> None:
    _listen(place.ann, place.tracks["metal"][:8])

    def korean(header: str = "", **query: Any) -> bool:
        headers = {**place.ann.headers, **({"Accept-Language": header} if header else {})}
        found = place.client.get("/api/v1/recommendations", params=query, headers=headers).json()
        texts = [t["reason"]["text"] for t in found["tracks"]]
        assert len({bool(HANGUL.search(text)) for text in texts}) == 1
        return bool(HANGUL.search(texts[0]))

    assert not korean()
    assert korean("ko-KR, en;q=0.5")
    assert korean("en", lang="ko")
    listener = place.app.accounts.named("ann")
    place.app.accounts.languages.choose(listener.id, "ko")
    assert korean("en")
    assert not korean("ko", lang="en")
    place.app.accounts.languages.choose(listener.id, None)
    assert not korean("de")
    assert place.ann.slate(lang="xx").json()["position"] == "lang"
    assert place.ann.next(lang=3).json()["position"] == "request.lang"


def test_every_evidence_id_is_in_the_log_of_this_listener(place: Any) -> None:
    _listen(place.ann, place.tracks["metal"][:4], hours_ago=5)
    _listen(place.bob, place.tracks["pop"][:4])
    place.ann.tell(place.ann.event("like", place.tracks["ambient"][0]), place.ann.event("follow", artist="Pop 1"))
    slates = [place.ann.slate(n=30).json()]
    for kind in ("skip", "complete", "skip", "like"):
        slates.append(
            place.ann.next(place.ann.event(kind, {"id": slates[-1]["tracks"][0]["id"]}, position_ms=2000), n=30).json()
        )
    own = {e.event_id for e in place.ann.recorded()}
    reasons = [r for s in slates for r in [*(t["reason"] for t in s["tracks"]), *(c["because"] for c in s["changes"])]]
    named = {e for reason in reasons for e in reason["evidence"]}
    assert len(named) > 5
    assert named <= own
    assert {"again", "liked", "followed"} <= {reason["code"] for reason in reasons}


def test_what_cannot_be_asked_is_refused_with_its_place(place: Any) -> None:
    assert place.ann.slate(profiled="perhaps").json()["position"] == "profiled"
    assert place.ann.next(profiled="false").json()["position"] == "request.profiled"
    assert place.ann.slate(format="opera").json()["position"] == "format"
