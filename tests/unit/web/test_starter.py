"""The taste starter over HTTP: asked, chosen, in the log, and the very next answer is personal."""

from datetime import UTC, datetime
from typing import Any

from segue.domain.event import EventKind, Offset


def _artists(person: Any, **query: Any) -> list[dict[str, Any]]:
    found = person.client.get("/api/v1/starter", params=query, headers=person.headers)
    assert found.status_code == 200, found.text
    return found.json()["artists"]


def _choose(person: Any, *ids: str) -> Any:
    return person.client.post("/api/v1/starter", json={"picked": [*ids]}, headers=person.headers)


def test_who_chose_an_artist_gets_their_music_and_what_is_like_it(place: Any) -> None:
    metal = next(one for one in _artists(place.ann) if one["tags"] == ["metal"])
    before = place.ann.slate().json()
    told = _choose(place.ann, metal["artist_id"])
    assert told.status_code == 202
    assert told.json()["accepted"] == 1
    after = place.ann.slate(after=told.json()["offset"]).json()
    named = {t["id"] for t in after["tracks"]}
    metals = {t.id for t in place.tracks["metal"]}
    assert len(named & metals) >= 8 > len({t["id"] for t in before["tracks"]} & metals)
    assert len({t["artist"] for t in after["tracks"]}) > 2, "not only the artist that was chosen"
    bob = place.bob.slate().json()
    assert [t["id"] for t in bob["tracks"]] == [t["id"] for t in before["tracks"]], "nobody else's answer changes"


def test_the_choice_is_an_event_that_can_be_taken_back_and_is_forgotten_with_the_listener(place: Any) -> None:
    chosen = _artists(place.ann)[:2]
    _choose(place.ann, *(one["artist_id"] for one in chosen))
    assert [(e.kind, e.extra["artist"]) for e in place.ann.recorded()] == [("follow", c["artist"]) for c in chosen]
    listener = place.app.accounts.named("ann")
    place.app.follower.rebuild(listener.id)
    with place.app.follower.use(listener.id) as profile:
        assert len(profile.read("follows", datetime.now(UTC))) == 2
    place.ann.tell(place.ann.event("unfollow", artist_id=chosen[0]["artist_id"]))
    with place.app.follower.use(listener.id) as profile:
        assert list(profile.read("follows", datetime.now(UTC))) == [chosen[1]["artist_id"]]
    place.app.forget(listener.id)
    assert not [e for b in place.app.log.read(Offset(0), 100, listener.id) for e in b.events]


def test_a_player_may_follow_an_artist_by_name(place: Any) -> None:
    place.ann.tell(place.ann.event(EventKind.FOLLOW, artist="metal 3"))
    assert any(t["artist"] == "Metal 3" for t in place.ann.slate().json()["tracks"])


def test_asking_again_shows_others(place: Any) -> None:
    first = _artists(place.ann, n=5)
    assert len(first) == 5
    assert all(one["tracks"] for one in first)
    more = _artists(place.ann, n=100, shown=",".join(one["artist_id"] for one in first))
    assert len(more) == 10
    assert not {a["artist"] for a in first} & {a["artist"] for a in more}


def test_what_cannot_be_is_refused_with_its_place(place: Any) -> None:
    for query, position in (({"n": 0}, "n"), ({"n": "x"}, "n"), ({"seed": -1}, "seed")):
        no = place.client.get("/api/v1/starter", params=query, headers=place.ann.headers)
        assert (no.status_code, no.json()["position"]) == (400, position)
    known = _artists(place.ann)[0]["artist_id"]
    assert _choose(place.ann, known, "nobody").json()["position"] == "picked[1]"
    for body in (b"{}", b"[]", b"{", b'{"picked": [1]}', b'{"picked": "x"}'):
        assert place.ann.post("/api/v1/starter", body).status_code == 400
    assert place.ann.recorded() == []
    assert place.client.get("/api/v1/starter").status_code == 401
