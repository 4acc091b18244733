"""spotipy against a running server: the Web API under /v1 in Spotify's shape."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from segue.app import build
from segue.domain.event import EventKind, TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.settings import Settings
from tests.clients.conftest import Person, add_person
from tests.flows.server_process import ServerProcess, eventually

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
    """A listener of a server of its own, over a home with a catalogue, who heard two tracks of it."""
    with ServerProcess(tmp_path_factory.mktemp("spotipy") / "home") as running:
        app = build(Settings(home=running.home))
        app.catalog.add(_catalogue())
        app.close()
        person = add_person(running)
        eventually(lambda: person.get("/v1/recommendations/available-genre-seeds")["genres"], "the catalogue is read")
        path = "/v1/search?q=metal%202%20song%201&type=track"
        eventually(lambda: person.get(path)["tracks"]["items"], "the index has it")
        now = datetime.now(UTC)
        for minutes, number in ((20, 0), (10, 5)):
            _tell(person, _catalogue()[number], now - timedelta(minutes=minutes))
        yield person


def _tell(person: Person, track: Track, at: datetime) -> None:
    event = {
        "event_id": f"heard:{track.id}", "kind": "complete", "at": at.isoformat(), "position_ms": 200_000,
        "duration_ms": 200_000, "track": {"id": track.id},
    }  # fmt: skip
    body = json.dumps({"events": [event]}).encode()
    assert person.server.ask("POST", "/api/v1/events", body, token=person.token)[0] == 202


def test_spotipy_recommends_browses_keeps_and_fetches_tokens(stocked: Person, run_client: Any) -> None:
    said = run_client("speaks_spotipy.py", stocked.url, stocked.token, stocked.name, stocked.password, needs="spotipy")
    heard = ["metal 1 song 0", "metal 0 song 0"]
    assert said.pop("mixes")
    for kind, n in (("by genre", 5), ("by track", 3), ("by artist", 3)):
        recommended = said.pop(kind)
        assert len(recommended) == n
        assert all(one.startswith("metal") for one in recommended), kind
    tempos = said.pop("tempos")
    assert len(tempos) == 5
    assert min(tempos) >= 150
    assert said.pop("analysis") == tempos[0]
    assert said == {
        "genres": ["ambient", "metal"],
        "unknown seed": [404, "Resource not found: none of the seeds is known here"],
        "no analysis": [404, "analysis not found"],
        "no features": [None],
        "found": "metal 2 song 1",
        "same": [True, ["metal 2 song 1"]],
        "artist": ["metal"],
        "artists": ["Metal 2"],
        "top": [f"metal 2 song {i}" for i in range(5)],
        "related": ["Metal 0", "Metal 1", "Metal 3"],
        "albums": ["Album 0", "Album 1"],
        "album": ["Album 0", 3, 3],
        "several albums": ["Album 0"],
        "no track": [404, "Resource not found"],
        "no market": [404, "Not Found"],
        "by field": said["by field"],
        "me": [stocked.name, stocked.name],
        "recent": heard,
        "top tracks": said["top tracks"],
        "top artists": said["top artists"],
        "saved": sorted(heard),
        "still saved": [False, True],
        "playing": None,
        "filled": True,
        "emptied": True,
        "whole": ["여름", stocked.name, True],
        "by user": ["여름"],
        "a mix": True,
        "into a mix": 403,
        "left": ["a second one"],
        "by token": stocked.name,
        "by password": stocked.name,
        "refreshed": stocked.name,
        "wrong secret": "invalid_client",
        "stranger": [401, "Invalid access token"],
    }
    assert sorted(said["by field"]) == [f"metal {i} song 1" for i in range(4)]
    assert sorted(said["top tracks"]) == sorted(heard)
    assert sorted(said["top artists"]) == ["Metal 0", "Metal 1"]
    kinds = [event.kind for event in stocked.events()]
    assert kinds.count(EventKind.LIKE) == 2
    assert kinds.count(EventKind.UNLIKE) == 1
    assert EventKind.PLAYLIST_CREATE in kinds
