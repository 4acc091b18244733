"""A short sorted window of marks: events that come late or out of order still find their place."""

from bisect import bisect_left

from segue.profiles.mark import Mark

CHAIN_MS = 5_000  # skips that follow each other this fast are one decision


def insert(window: list[Mark], new: Mark, size: int) -> Mark | None:
    """Put `new` in order; returns the oldest mark when more than `size` are held (it may be `new`)."""
    if not window or window[-1].order <= new.order:
        window.append(new)
    else:
        window.insert(bisect_left(window, new.order, key=lambda m: m.order), new)
    return window.pop(0) if len(window) > size else None


def chain_weights(window: list[Mark]) -> list[float]:
    """One weight per mark, 0-1: the skips of a chain share the weight of one skip; 1 for everything else."""
    weights = [1.0] * len(window)
    chain: list[int] = []
    for i, m in enumerate(window):
        if m.skip == 0:
            continue
        if chain and m.at_ms - window[chain[-1]].at_ms > CHAIN_MS:
            _share(weights, chain)
            chain = []
        chain.append(i)
    _share(weights, chain)
    return weights


def first_chain(window: list[Mark]) -> float:
    """The weight of the oldest mark alone: the first of `chain_weights`, without the rest."""
    if not window or window[0].skip == 0:
        return 1.0
    length, last = 1, window[0].at_ms
    for m in window[1:]:
        if m.at_ms - last > CHAIN_MS:
            break
        if m.skip:
            length, last = length + 1, m.at_ms
    return 1.0 / length


def _share(weights: list[float], chain: list[int]) -> None:
    for i in chain:
        weights[i] = 1.0 / len(chain)
