"""Company: what the friends of a listener like, for whom little is known of the listener."""

import time
from collections.abc import Mapping
from datetime import datetime

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, TrackId
from segue.flows.follow import Follower
from segue.profiles.features import ratings, taste

_REMEMBER_S = 600.0  # what friends did since then can wait
_LISTENERS = 1_000  # remembered
_TRACKS = 300  # of all friends together, the most liked
_MOST = 3.0  # that one friend's record with a track counts: nobody speaks for all


_Held = tuple[float, tuple[ListenerId, ...], Mapping[TrackId, float]]  # until when, of which friends, what


class Company:
    def __init__(self, accounts: Accounts, follower: Follower) -> None:
        self._accounts = accounts
        self._follower = follower
        self._held: dict[ListenerId, _Held] = {}

    def of(self, listener: ListenerId, now: datetime) -> Mapping[TrackId, float]:
        """Track -> likes, the mean over the friends who allow to be learnt from; empty without one.

        The caller holds no profile.
        """
        friends = tuple(
            one for one in self._accounts.friends.of(listener) if self._accounts.consent(one).permits(Purpose.TRAIN)
        )
        if not friends:
            return {}
        held = self._held.get(listener)
        if held is None or held[0] < time.monotonic() or held[1] != friends:
            held = (time.monotonic() + _REMEMBER_S, friends, self._mean(friends, now))
            if len(self._held) >= _LISTENERS:
                self._held.clear()
            self._held[listener] = held
        return held[2]

    def _mean(self, friends: tuple[ListenerId, ...], now: datetime) -> dict[TrackId, float]:
        sums: dict[TrackId, float] = {}
        for friend in friends:
            with self._follower.glance(friend, ("taste", "ratings")) as states:
                tallies, rated = taste.read(states["taste"], now), ratings.read(states["ratings"], now)
                said = {track: tally.likes - tally.skips for track, tally in tallies.items()}
            for track in rated.liked:
                said[track] = said.get(track, 0.0) + 1.0
            for track, likes in said.items():
                if likes > 0 and track not in rated.banned:
                    sums[track] = sums.get(track, 0.0) + min(likes, _MOST) / len(friends)
        best = sorted(sums, key=lambda track: (-sums[track], track))[:_TRACKS]
        return {track: sums[track] for track in best}

    def forget(self) -> None:
        """Of everybody: whoever leaves is in the means of others."""
        self._held.clear()
