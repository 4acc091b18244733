"""liblistenbrainz against a running server."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from segue.app import build
from segue.domain.event import EventKind, TrackId
from segue.domain.track import Track
from segue.settings import Settings
from tests.clients.conftest import Person
from tests.flows.server_process import ServerProcess

pytestmark = pytest.mark.clients
_MBID = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"


def test_liblistenbrainz_submits_reads_rates_and_deletes(person: Any, run_client: Any) -> None:
    now, ok = int(time.time()), {"status": "ok"}
    said = run_client(
        "speaks_liblistenbrainz.py", person.url, person.token, person.name, str(now), needs="liblistenbrainz"
    )
    first, second, third = (
        [now - 900, "Björk", "Hyperballad"],
        [now - 600, "선우정아", "봄 설레임"],
        [now - 599, "선우정아", "도망가자"],
    )
    assert said == {
        "stranger is valid": False,
        "valid": True,
        "single": ok,
        "single again": ok,
        "multiple": ok,
        "playing now": ok,
        "stranger": 401,
        "too old": 400,
        "listens": [third, second, first],
        "album": [None, None, "Post"],
        "after the first": [third, second],
        "the last": [third],
        "before the last": [second, first],
        "count": 3,
        "playing": ["Björk", "Army of Me"],
        "loved": ok,
        "hated and not": [ok, ok],
        "feedback": [[_MBID, 1, "Hyperballad"]],
        "deleted": ok,
        "what is left": [second, first],
        "stranger reads": 401,
    }
    assert person.heard() == [tuple(first), tuple(second)]
    events = person.events()
    assert [(e.kind, e.track.title) for e in events[:4]] == [
        (EventKind.COMPLETE, "Hyperballad"),
        (EventKind.COMPLETE, "봄 설레임"),
        (EventKind.COMPLETE, "도망가자"),
        (EventKind.PLAY, "Army of Me"),
    ]
    assert [e.kind for e in events[4:]] == [
        EventKind.LIKE,
        EventKind.BAN,
        EventKind.UNBAN,
        EventKind.DELETE_LISTEN,
    ]
    assert events[0].extra["tags"] == ["art pop", "electronic"]
    assert events[0].track.mbid == _MBID

    def segue(*arguments: str) -> Any:
        command = [sys.executable, "-m", "segue", "--home", str(person.server.home), *arguments, "--json"]
        return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    slate = segue("recommend", person.name)
    assert any(event.startswith("lb:") for track in slate["tracks"] for event in track["reason"]["evidence"])
    held = segue("quarantine", "list")
    assert [(one["dialect"], one["field"]) for one in held] == [("listenbrainz", "listened_at")]


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Person, list[Track]]]:
    """A server that knows forty recordings of eight bands, all of them known to MusicBrainz, and a playlist."""
    tracks = []
    for n in range(40):
        mbid, tags = str(uuid5(NAMESPACE_URL, f"recording {n}")), ("rock" if n % 2 else "folk",)
        track = Track(TrackId(mbid), f"Song {n}", f"Band {n % 8}", "Album", mbid=mbid, duration_ms=200_000, tags=tags)
        tracks.append(track)
    home = tmp_path / "home"
    app = build(Settings(home=home))
    app.catalog.add(tracks)
    token = app.accounts.add("me", "UTC", datetime.now(UTC))
    listener = app.accounts.named("me")
    assert listener is not None
    app.lists.make(listener, "봄 설레임", [tracks[0].id], datetime.now(UTC))
    app.close()
    with ServerProcess(home) as server:
        yield Person("me", token, "", server), tracks


def test_liblistenbrainz_reads_mixes_recommendations_and_counts(stocked: Any, run_client: Any) -> None:
    person, tracks = stocked
    listens = [
        {"listened_at": 1_546_300_800 + 600 * i, "track_metadata": {"track_name": t.title, "artist_name": t.artist}}
        for i, t in enumerate([*tracks[:6:2], tracks[0]])
    ]
    sent = json.dumps({"listen_type": "import", "payload": listens}).encode()
    status, _, told = person.server.ask("POST", "/1/submit-listens", sent, token=person.token)
    assert status == 200, told
    where = (person.url, person.token, person.name, "playlists")
    said = run_client("speaks_liblistenbrainz.py", *where, needs="liblistenbrainz")
    patches = [
        one["extension"]["https://musicbrainz.org/doc/jspf#playlist"]["additional_metadata"]["algorithm_metadata"]
        for one in said["created for"]
    ]
    assert {"weekly-exploration", "library_radio"} <= {one["source_patch"] for one in patches}
    known = {track.title: track.mbid for track in tracks}
    told = [one["identifier"] for one in said["weekly"]["track"] if one["title"] in known]
    assert len(told) > 5
    assert told == [
        [f"https://musicbrainz.org/recording/{known[one['title']]}"]
        for one in said["weekly"]["track"]
        if one["title"] in known
    ]
    assert said["own"] == ["봄 설레임"]
    recommended = said["recommended"]["payload"]["mbids"]
    assert len(recommended) == 10
    assert {one["recording_mbid"] for one in recommended} <= set(known.values())
    top = said["recordings"]["payload"]["recordings"]
    assert [(one["track_name"], one["listen_count"]) for one in top[:1]] == [("Song 0", 2)]
    assert len(said["artists"]["payload"]["artists"]) == 3
    groups = said["release groups"]["payload"]["release_groups"]
    assert {one["release_group_name"] for one in groups} == {"Album"}
    assert said["releases"] is None  # of this week
