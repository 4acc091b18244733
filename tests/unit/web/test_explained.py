"""How an answer came about: numbers that add up, places that lead to where a track is shown."""

from typing import Any

import pytest


@pytest.fixture
def told(place: Any) -> Any:
    metal = place.tracks["metal"]
    place.ann.tell(*(place.ann.event("complete", track, position_ms=180_000) for track in metal[:5]))
    place.ann.tell(place.ann.event("skip", place.tracks["pop"][0], position_ms=3000))
    return place


def test_the_terms_are_the_score_and_the_models_the_taste(told: Any) -> None:
    tracks = told.ann.slate(explain="true", n=12).json()["tracks"]
    assert len(tracks) == 12
    assert any(abs(t["trace"]["terms"].get("intent", 0)) > 0.1 for t in tracks)
    for t in tracks:
        trace = t["trace"]
        assert sum(trace["models"].values()) == pytest.approx(trace["terms"].get("taste", 0), abs=0.05)
        assert trace["places"]["ranker"] >= 0


def test_places_lead_to_where_a_track_is_shown(told: Any) -> None:
    tracks = told.ann.slate(explain="true", n=12).json()["tracks"]
    for at, t in enumerate(tracks):
        assert list(t["trace"]["places"].values())[-1] == at
    assert any(len(t["trace"]["places"]) > 1 for t in tracks), "no stage moved any track"
    best = sorted(tracks, key=lambda t: t["trace"]["places"]["ranker"])
    sums = [sum(t["trace"]["terms"].values()) for t in best]
    assert sums == pytest.approx(sorted(sums, reverse=True), abs=0.05), "the ranker sorts by the sum of the terms"


def test_explaining_changes_nothing_and_is_not_kept(told: Any) -> None:
    plain = told.ann.slate(n=12).json()["tracks"]
    assert {t["trace"] for t in plain} == {None}
    explained = told.ann.next(explain=True, n=12).json()["tracks"]
    assert [t["id"] for t in explained] == [t["id"] for t in plain]
    assert [t["score"] for t in explained] == pytest.approx([t["score"] for t in plain], abs=0.01)  # a moment later
    told.app.server.save()
    kept = told.app.slates.read(told.app.accounts.named("ann").id, "for_you")
    assert b'"terms"' not in kept


def test_the_page_shows_it(told: Any) -> None:
    page = told.ann.client.get("/", headers={"Cookie": f"segue_token={told.ann.token}"})
    text = page.text
    if "How it got here" not in text:
        pytest.fail(text[:3000])
    assert "Sorted by score: place" in text
    assert "Your taste" in text
