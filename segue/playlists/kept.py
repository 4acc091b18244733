"""Limits that several recipes share: which tracks a listener knows, and since when."""

import numpy as np

from segue.playlists.briefing import DAY_MS, Briefing, Rows


def lately(days: int, briefing: Briefing) -> Rows:
    """Finished in the last days, and liked."""
    last = briefing.last_ms()
    return briefing.seen.rows[(last > briefing.now_ms - days * DAY_MS) & (briefing.liked > 0)]


def rested(days: int, fewest: int, briefing: Briefing) -> Rows:
    """Liked and not finished for so many days; in a short history, the older half of what is liked."""
    last = briefing.last_ms()
    liked = (briefing.liked > 0) & (last > 0)
    old = liked & (last < briefing.now_ms - days * DAY_MS)
    if np.count_nonzero(old) < fewest and np.count_nonzero(liked) >= 2:
        old = liked & (last < np.median(last[liked]))
    return briefing.seen.rows[old]
