"""`GET /api/v1/tracks/{id}`."""

from typing import Any
from uuid import uuid4


def test_a_track_and_how_it_is_heard(place: Any) -> None:
    track = place.tracks["pop"][0]
    place.ann.tell(place.ann.event("complete", track, duration_ms=180_000))
    place.app.keeper.sweep()
    for spelling in (track.id, track.id.replace("-", "")):
        answer = place.client.get(f"/api/v1/tracks/{spelling}", headers=place.ann.headers)
        assert answer.status_code == 200
        told = answer.json()
        assert told["track"]["title"] == track.title
        assert (told["own"]["listens"], told["own"]["finished"], told["everybody"]) == (1, 1.0, None)


def test_what_is_not_there(place: Any) -> None:
    for path, status in ((f"/api/v1/tracks/{uuid4()}", 404), ("/api/v1/tracks/song", 400)):
        answer = place.client.get(path, headers=place.ann.headers)
        assert (answer.status_code, answer.json()["position"]) == (status, "track")
    assert place.client.get(f"/api/v1/tracks/{uuid4()}").status_code == 401
