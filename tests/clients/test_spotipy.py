"""spotipy against a running server: the Web API under /v1 in Spotify's shape."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from segue.app import build
from segue.domain.event import TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.settings import Settings
from tests.clients.conftest import Person, add_person
from tests.flows.server_process import ServerProcess

pytestmark = pytest.mark.clients


def _catalogue() -> list[Track]:
    """Metal is fast and loud, ambient slow and quiet; 4 artists of 5 titles each."""
    found = []
    for genre, tempo, energy in (("metal", 140.0, 0.9), ("ambient", 70.0, 0.2)):
        for artist in range(4):
            for title in range(5):
                key = TrackId(str(uuid5(NAMESPACE_URL, f"spotipy/{genre}/{artist}/{title}")))
                sound = Sound(tempo_bpm=tempo + 10 * title, energy=energy, key=title, mode=1)
                found.append(
                    Track(
                        key, f"{genre} {artist} song {title}", f"{genre.title()} {artist}", f"Album {title // 3}",
                        duration_ms=200_000, year=1990 + title, tags=(genre,), sound=sound,
                    )
                )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """A listener of a server of its own, over a home with a catalogue."""
    with ServerProcess(tmp_path_factory.mktemp("spotipy") / "home") as running:
        app = build(Settings(home=running.home))
        app.catalog.add(_catalogue())
        app.close()
        person = add_person(running)
        for _ in range(100):
            if person.get("/v1/recommendations/available-genre-seeds")["genres"]:
                break
            time.sleep(0.1)
        yield person


def test_spotipy_gets_recommendations(stocked: Person, run_client: Any) -> None:
    said = run_client("speaks_spotipy.py", stocked.url, stocked.token, needs="spotipy")
    assert said["genres"] == ["ambient", "metal"]
    assert len(said["recommended"]) == 5
    assert all(name.startswith("metal") for name in said["recommended"])
