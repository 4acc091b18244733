"""The follower: what a profile holds after an update of the program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.track import Track
from segue.settings import Settings

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TRACKS = [Track(TrackId(f"00000000-0000-4000-8000-{n:012}"), f"Song {n}", f"Band {n}") for n in range(6)]


def _heard(n: int) -> Event:
    at = NOW - timedelta(days=2) + timedelta(minutes=5 * n)
    return Event(f"e{n}", EventKind.COMPLETE, at, track=TrackRef(id=TRACKS[n].id), position_ms=200_000)


@pytest.mark.parametrize("first", ["the sweep", "an answer"])
def test_a_profile_of_another_version_is_read_again_from_the_log(tmp_path: Path, first: str) -> None:
    """Whoever is there first after the update, and also when the log had been read to its end before."""
    settings = Settings(home=tmp_path)
    app = build(settings)
    app.catalog.add(TRACKS)
    app.accounts.add("ann", "UTC", NOW)
    ann = app.accounts.named("ann")
    assert ann is not None
    app.recorder.submit(ann, [_heard(n) for n in range(5)]).result()
    app.follower.sweep()
    stored = app.features.read(ann.id)
    assert stored is not None
    body = msgspec.msgpack.decode(stored.body)
    body["states"]["of another version"] = body["states"].pop("hours")
    app.features.write({ann.id: stored._replace(body=msgspec.msgpack.encode(body))}, app.features.consumed())
    app.close()

    app = build(settings)
    try:
        app.recorder.submit(ann, [_heard(5)]).result()
        if first == "the sweep":
            app.follower.sweep()
        with app.follower.use(ann.id) as profile:
            assert set(profile.read("taste", NOW)) == {track.id for track in TRACKS}
        app.follower.sweep()
        with app.follower.use(ann.id) as profile:
            assert set(profile.read("taste", NOW)) == {track.id for track in TRACKS}
            assert not profile.late
    finally:
        app.close()
