"""What the demo listens to: the real Last.fm set where somebody has it, else a synthetic world."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from segue.demo import hetrec
from segue.domain.event import Event
from segue.domain.track import Track
from segue.world import World, history

Histories = Iterator[tuple[str, list[Event]]]
WORLD_DAYS: Final = 21
"""Days of listening before the demo begins, where the world is synthetic."""
_STARTERS: Final = 6
_WELL_KNOWN: Final = 40  # a taste is judged by its best-known tracks


@dataclass(frozen=True, eq=False)
class DemoData:
    """Tracks and what people did with them."""

    name: str
    sentence: str  # for the person at the screen
    tracks: list[Track]
    popularity: NDArray[np.float64]  # (n,) aligned with `tracks`; larger is better known, the unit differs
    open: Callable[[], Histories]

    @property
    def histories(self) -> Histories:
        """Listener names with their events in time order; every access starts again from the first."""
        return self.open()


def load(data_dir: Path | None) -> DemoData:
    """The real set when `data_dir` holds it, else the built-in world.

    Raises:
        hetrec.Unreadable: the set is there but is not what it should be.
    """
    if data_dir is not None and (data_dir / hetrec.FOLDER).is_dir():
        return _real(data_dir / hetrec.FOLDER)
    return synthetic(World(seed=7))


def _real(folder: Path) -> DemoData:
    plays = hetrec.plays(folder)
    tracks = hetrec.tracks(folder)
    known = Counter(artist for rows in plays.values() for artist, _ in rows)
    rows = sum(len(rows) for rows in plays.values())
    return DemoData(
        name=hetrec.FOLDER,
        sentence=(
            f"the real Last.fm set hetrec2011-lastfm-2k: {len(plays):,} listeners, {len(tracks):,} artists, "
            f"{rows:,} play counts"
        ),
        tracks=list(tracks.values()),
        popularity=np.array([known[artist] for artist in tracks], np.float64),
        open=lambda: ((f"lastfm-{who}", hetrec.events(rows)) for who, rows in plays.items()),
    )


def synthetic(world: World, days: int = WORLD_DAYS) -> DemoData:
    """A world told as a data set."""
    tracks = list(world.catalogue.tracks)
    return DemoData(
        name="world",
        sentence=f"the built-in synthetic world: {world.listeners:,} listeners, {len(tracks):,} tracks",
        tracks=tracks,
        popularity=world.catalogue.popularity,
        open=lambda: ((who.name, events) for who, events in history(world, days)),
    )


def starter(data: DemoData) -> list[Track]:
    """Six well-known tracks of one clear taste: what a new listener of the demo has finished before.

    The taste is the tag that comes first on the most popularity among tracks where it says more than its share
    of everything (a tag on every second track is no taste). At most one track an artist; fewer than six where
    the catalogue is that small.
    """
    order = np.argsort(-data.popularity, kind="stable")
    spread = Counter(tag for track in data.tracks for tag in track.tags)
    fame: Counter[str] = Counter()
    for row in order[: _WELL_KNOWN * _STARTERS].tolist():
        for tag in data.tracks[row].tags[:1]:
            fame[tag] += data.popularity[row] / spread[tag] ** 0.5
    if not fame:
        return [data.tracks[row] for row in order[:_STARTERS].tolist()]
    taste = min(fame, key=lambda tag: (-fame[tag], tag))
    chosen: dict[str, Track] = {}
    for row in order.tolist():
        track = data.tracks[row]
        if track.tags[:1] == (taste,) and len(chosen) < _STARTERS:
            chosen.setdefault(track.artist, track)
    return list(chosen.values())
