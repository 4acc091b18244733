"""`GET /api/v1/search`: what it answers, in whose order, and what it records."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind
from segue.flows.search import Wanted


@pytest.fixture
def search(place: Any) -> Any:
    place.app.search.follow()

    def ask(person: Any, q: str, **more: Any) -> dict[str, Any]:
        answer = place.client.get("/api/v1/search", params={"q": q, **more}, headers=person.headers)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "private, no-store"
        told: dict[str, Any] = answer.json()
        return told

    return ask


def _searches(person: Any) -> list[Any]:
    return [e for e in person.recorded() if e.kind is EventKind.SEARCH]


def test_tracks_artists_and_how_many(place: Any, search: Any) -> None:
    assert [a["artist"] for a in search(place.ann, "mteal 3")["artists"]] == ["Metal 3"]  # two letters exchanged
    found = search(place.ann, "metal 3", n=3)
    assert [a["artist"] for a in found["artists"]] == ["Metal 3"]
    assert {t["artist"] for t in found["tracks"][:3]} == {"Metal 3"}
    assert len(found["tracks"]) == 3
    assert found["total"]["artists"] == 1
    assert found["total"]["tracks"] >= 4
    assert found["top"] == {"list": "artists", "rank": 0}
    assert found["offered"] is None


def test_a_search_is_an_event_and_a_further_one_refines_it(place: Any, search: Any) -> None:
    search(place.ann, "met", typing="true")
    assert _searches(place.ann) == []
    first = search(place.ann, "metal", device="kitchen")
    second = search(place.ann, "metal 3")
    told = {e.event_id: e for e in _searches(place.ann)}
    assert set(told) == {first["search_id"], second["search_id"]}
    assert told[first["search_id"]].device == "kitchen"
    extra = told[second["search_id"]].extra
    assert extra["query"] == "metal 3"
    assert extra["results"] == sum(second["total"].values())
    assert second["refines"] == extra["refines"] == first["search_id"]
    assert first["refines"] is None
    place.ann.tell(place.ann.event("select", place.tracks["metal"][0], search=second["search_id"], rank=0))
    assert search(place.ann, "pop")["refines"] is None  # something was taken: this is another wish
    read = place.client.get("/api/v1/profile", headers=place.ann.headers).text
    assert "searched 3 times" in read


def test_one_own_taste_comes_first(place: Any, search: Any) -> None:
    loved, left = place.tracks["pop"][13], place.tracks["pop"][1]
    assert (loved.title.split(" of ")[0], left.title.split(" of ")[0]) == ("Song 1", "Song 1")
    for _ in range(3):
        place.ann.tell(place.ann.event("complete", loved, duration_ms=180_000))
        place.ann.tell(place.ann.event("skip", left, position_ms=2_000))
    own = [t["id"] for t in search(place.ann, "song 1 pop")["tracks"]]
    assert own[0] == loved.id
    assert own.index(left.id) == len(own) - 1
    everybody = [search(who, "song 1 pop", profiled="false")["tracks"] for who in (place.ann, place.bob)]
    assert everybody[0] == everybody[1]


def test_nothing_is_recorded_or_read_without_consent(place: Any, search: Any) -> None:
    ann = place.app.accounts.named("ann")
    for purpose in Purpose:
        place.app.accounts.withdraw(ann.id, purpose)
    found = search(place.ann, "metal 3")
    assert found["search_id"] is None
    assert found["tracks"]
    assert _searches(place.ann) == []


def test_nobody_sees_or_keeps_what_an_erased_listener_searched(place: Any, search: Any) -> None:
    search(place.ann, "a very private wish 9f31")
    ann = place.app.accounts.named("ann")
    place.app.follower.sweep()
    place.app.forget(ann.id)
    for file in place.app.settings.home.rglob("*"):
        assert not file.is_file() or b"9f31" not in file.read_bytes(), file


@pytest.mark.parametrize(
    ("params", "position"),
    [
        ({}, "q"),
        ({"q": "x", "n": "0"}, "n"),
        ({"q": "x", "n": "51"}, "n"),
        ({"q": "x", "n": "many"}, "n"),
        ({"q": "x", "typing": "perhaps"}, "typing"),
        ({"q": "x", "lang": "xx"}, "lang"),
        ({"q": "x", "device": "d" * 501}, "device"),
    ],
)
def test_what_cannot_be_understood(place: Any, params: dict[str, str], position: str) -> None:
    answer = place.client.get("/api/v1/search", params=params, headers=place.ann.headers)
    assert (answer.status_code, answer.json()["position"]) == (400, position)


@pytest.mark.parametrize("query", ["", " ", "\0", '"', "' OR 1=1 --", "🌸", "봄" * 3_000, "a " * 5_000, "%00%FF"])
def test_any_text_is_a_query(place: Any, search: Any, query: str) -> None:
    assert search(place.ann, query)["query"] == query


def test_it_needs_a_token(place: Any) -> None:
    assert place.client.get("/api/v1/search", params={"q": "x"}).status_code == 401


def test_a_search_long_after_another_refines_nothing(place: Any) -> None:
    ann, now = place.app.accounts.named("ann"), datetime.now(UTC)
    first = place.app.search.find(ann, Wanted("metal", now - timedelta(minutes=3)))
    second = place.app.search.find(ann, Wanted("metal 3", now))
    assert first.search_id
    assert second.search_id
    assert second.refines is None


def test_instead_of_nothing_names_moods_and_a_prompt(place: Any, search: Any) -> None:
    near = search(place.ann, "mettallica")  # nobody is called so, not even nearly
    assert near["total"] == dict.fromkeys(("artists", "albums", "tracks", "episodes", "playlists"), 0)
    offered = near["offered"]
    assert search(place.ann, "ambxxnt")["offered"]["names"][0].startswith("Ambient")
    assert offered["names"][0].startswith("Metal")
    assert "metal" in offered["moods"]
    assert offered["prompt"].endswith(f"like {offered['names'][0]}")
    assert search(place.ann, "mettallica", lang="ko")["offered"]["prompt"].endswith("노래")
    wish = search(place.ann, "rainy sunday, nothing sad")["offered"]
    assert wish["prompt"] == "rainy sunday, nothing sad"
    assert "rain" in wish["moods"]
    far = search(place.ann, "qqqq")["offered"]
    assert far["names"] == []
    assert far["moods"]
    assert far["prompt"]
    assert search(place.ann, "metal")["offered"] is None


def test_playlists_of_one_own_and_open_ones_only(place: Any, search: Any) -> None:
    ann, bob, now = place.app.accounts.named("ann"), place.app.accounts.named("bob"), datetime.now(UTC)
    mine = place.app.lists.make(ann, "Metal for rainy days", [], now)
    place.app.lists.make(bob, "Metal in secret", [], now)
    place.app.lists.make(bob, "Metal for everybody", [], now, public=True)
    found = search(place.ann, "met", typing="true")
    assert [p["title"] for p in found["playlists"]] == ["Metal for rainy days", "Metal for everybody"]
    assert found["playlists"][0] == {"id": mine.id, "name": "", "title": mine.name}
    assert found["total"]["playlists"] == 2
    mix = place.app.mixes.playlist(ann, "commute", now)
    found = search(place.ann, mix.title, typing="true")["playlists"]
    assert found == [{"id": mix.id, "name": "commute", "title": mix.title}]
    assert search(place.bob, mix.title, typing="true")["playlists"] == []
