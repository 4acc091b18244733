"""What is said of a mix: nobody is named who is not in it, and others only where there are others."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from segue.app import App, build
from segue.catalog.names import artist_id
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.listener import Listener
from segue.domain.track import Track
from segue.settings import Settings

_NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
Town = Callable[[int], tuple[App, Listener]]


def _track(artist: int, title: int) -> Track:
    key = TrackId(str(uuid5(NAMESPACE_URL, f"{artist}/{title}")))
    return Track(key, f"Song {title}", f"Band {artist}", tags=("jazz",), duration_ms=200_000)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Called with how many bands there are, of four songs each; ann has finished the first three songs."""
    made: list[App] = []

    def of(bands: int) -> tuple[App, Listener]:
        app = build(Settings(home=tmp_path / str(bands), explore_share=0.0))
        made.append(app)
        tracks = [_track(band, title) for band in range(bands) for title in range(4)]
        app.catalog.add(tracks)
        app.accounts.add("ann", "UTC", _NOW)
        ann = app.accounts.named("ann")
        assert ann is not None
        heard = [
            Event(
                f"{n}", EventKind.COMPLETE, _NOW - timedelta(days=n + 1), track=TrackRef(id=one.id),
                position_ms=200_000, duration_ms=200_000,
            )
            for n, one in enumerate(tracks[:3])
        ]  # fmt: skip
        if heard:
            app.recorder.submit(ann, heard).result(10)
        return app, ann

    yield of
    for app in made:
        app.close()


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (1, "Band {}."),
        (2, "Band {} and Band {}."),
        (3, "Band {}, Band {} and Band {}."),
        (5, "Band {}, Band {}, Band {} and others."),
    ],
)
def test_others_are_told_of_only_where_there_are_any(town: Town, bands: int, said: str) -> None:
    app, ann = town(bands)
    mix = app.mixes.playlist(ann, "genre:jazz", _NOW)
    names = list(dict.fromkeys(one.artist for one in mix.tracks))
    assert len(names) == bands
    assert mix.about.endswith(": " + said.format(*[name.split()[1] for name in names]))


def test_a_radio_of_somebody_who_is_alone(town: Town) -> None:
    app, ann = town(1)
    alone = app.mixes.playlist(ann, f"artist_radio:{artist_id('Band 0')}", _NOW)
    assert alone.about == "Band 0: nobody else here is like them."


def test_where_there_is_no_music_nothing_was_heard_either(town: Town) -> None:
    app, ann = town(0)
    assert app.mixes.playlist(ann, "discover_weekly", _NOW).about == "There is no music here yet."


def test_what_a_library_lacks_is_said_as_that(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    app, ann = town(2)
    empty = app.mixes.playlist(ann, "genre:jazz", _NOW, library="owned")
    assert (len(empty.tracks), empty.about) == (0, "Nothing that fits is in your library.")
    every = frozenset(one.id for one in app.catalog)
    monkeypatch.setattr(app.models.current().owned, "_tracks", lambda: every)
    full = app.mixes.playlist(ann, "genre:jazz", _NOW, library="new")
    assert (len(full.tracks), full.about) == (0, "Everything that fits is in your library already.")
