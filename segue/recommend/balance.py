"""Balance: how much of a slate a listener wants to have heard before, from what they did so far."""

import numpy as np

from segue.recommend.history import Record

USUAL = 0.5  # before anything is known
_TRUST = 100.0  # finished plays after which the own share weighs as much as the usual one
_LEAST, _MOST = 0.2, 0.8  # what is learnt never shuts out one of the two


def learned_share(seen: Record) -> float:
    """0-1: one less the share of first listens among finished plays, shrunk to a half and kept from the ends."""
    plays = np.floor(seen.likes.astype(np.float64))
    again = float(np.maximum(plays - 1, 0).sum())
    share = (again + _TRUST * USUAL) / (float(plays.sum()) + _TRUST)
    return min(max(share, _LEAST), _MOST)
