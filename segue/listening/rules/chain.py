"""Skips that follow each other within seconds are one decision."""

import numpy as np
from numba import njit

from segue.listening.verdict import Floats, Heard, Rule
from segue.settings import Settings

_MOST = 10  # skips of one decision: who presses on for longer rejects something after all


@njit(cache=True, nogil=True)
def _share(order, listener, end, skip, apart, factor):  # type: ignore[no-untyped-def]
    n = len(order)
    k = 0
    while k < n:
        m = k + 1
        while m < n and listener[order[m]] == listener[order[k]] and end[order[m]] - end[order[m - 1]] <= apart:
            m += 1
        for i in range(k, m):
            factor[order[i]] = 1.0 / min(m - k, _MOST)
        k = m


def weaken(heard: Heard, settings: Settings, skip: Floats) -> Floats:
    factor = np.ones(len(skip))
    skips = np.flatnonzero(skip > 0)
    if len(skips):
        order = skips[np.lexsort((heard.end[skips], heard.listener[skips]))]
        _share(order, heard.listener, heard.end, skip, settings.skip_chain_s * 1000.0, factor)
    return factor


rule = Rule(title="chain", why="Ten skips in ten seconds look for something; they do not reject ten songs.",
            weaken=weaken)  # fmt: skip
