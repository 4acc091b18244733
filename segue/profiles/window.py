"""A short sorted window of marks: what comes late or out of order still finds its place."""

from bisect import bisect_left

from segue.profiles.mark import Mark


def insert(window: list[Mark], new: Mark, size: int) -> None:
    """Put `new` in order; only the latest `size` stay."""
    if not window or window[-1].order <= new.order:
        window.append(new)
    else:
        window.insert(bisect_left(window, new.order, key=lambda m: m.order), new)
    del window[:-size]


def remove(window: list[Mark], old: Mark) -> None:
    """Take `old` out, when it is still there."""
    i = bisect_left(window, old.order, key=lambda m: m.order)
    while i < len(window) and window[i].order == old.order:
        if window[i].track == old.track:
            del window[i]
            return
        i += 1
