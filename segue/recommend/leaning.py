"""Leaning: how much one listener would like some tracks, read from their profile at hardly any cost.

For putting what was searched for in order: what came of the track itself, what was said of it by hand, what came of the
artist lately, and how near the track lies to what was finished and left lately. No model is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.profiles.features.ratings import Rated
from segue.profiles.features.taste import Tally
from segue.profiles.profile import Profile
from segue.recommend.serving import ServingModel

_OWN, _BY_HAND, _ARTIST, _NEAR = 0.5, 0.5, 0.25, 0.25  # how much each says, of 1
_MOST_LIKED = 300  # tracks liked by hand that are looked at, the latest


@dataclass(frozen=True, slots=True)
class Leaning:
    """tallies, rated: of the profile; artists: code -> outcome lately, -1 to 1; direction: (d,) float32, length <= 1;
    own: tracks that were finished or liked lately"""

    model: ServingModel
    tallies: Mapping[TrackId, Tally]
    rated: Rated
    artists: Mapping[int, float]
    direction: NDArray[np.float32]
    own: Sequence[TrackId]

    def of(self, tracks: Sequence[TrackId]) -> NDArray[np.float32]:
        """(m,) from -1, was left every time, to 1; 0 where nothing is known."""
        model = self.model
        rows = np.array([model.row_of.get(track, -1) for track in tracks], np.int32)
        known = rows >= 0
        found = np.zeros(len(tracks), np.float32)
        if known.any():
            found[known] = _NEAR * (model.space[rows[known]] @ self.direction)
            found[known] += [_ARTIST * self.artists.get(int(a), 0.0) for a in model.artists[rows[known]]]
        for i, track in enumerate(tracks):
            if (tally := self.tallies.get(track)) is not None:
                found[i] += _OWN * (tally.likes - tally.skips) / (tally.likes + tally.skips + 1)
            found[i] += _BY_HAND * ((track in self.rated.liked) - (track in self.rated.banned))
        return np.clip(found, -1, 1)


def leaning(profile: Profile, model: ServingModel, now: datetime) -> Leaning:
    """Read while nobody writes to the profile; the tallies stay those of the profile."""
    liked: dict[TrackId, float] = {}
    for mark in profile.read("recent", now):
        if mark.track is not None and (mark.like or mark.skip):
            liked[mark.track] = liked.get(mark.track, 0.0) + mark.like - mark.skip
    rated: Rated = profile.read("ratings", now)
    by_hand = list(rated.liked)[-_MOST_LIKED:]
    for track in by_hand:
        liked[track] = liked.get(track, 0.0) + 1.0
    rows = [(row, weight) for track, weight in liked.items() if (row := model.row_of.get(track)) is not None]
    artists: dict[int, list[float]] = {}
    direction = np.zeros(model.space.shape[1], np.float32)
    if rows:
        at, weight = np.array([r for r, _ in rows], np.int32), np.array([w for _, w in rows], np.float32)
        direction = np.clip(weight, -1, 2) @ model.space[at]
        direction /= max(float(np.linalg.norm(direction)), 1.0)
        for artist, outcome in zip(model.artists[at].tolist(), weight.tolist(), strict=True):
            artists.setdefault(artist, []).append(outcome)
    outcomes = {artist: sum(told) / (sum(map(abs, told)) + 1) for artist, told in artists.items()}
    own = [track for track, weight in liked.items() if weight > 0]
    return Leaning(model, profile.states["taste"].tallies, rated, outcomes, direction, own)
