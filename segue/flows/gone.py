"""Gone: what a model was learnt from and must not be any more: listeners who left or say no, a prior taken away."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import ListenerId
from segue.flows.dataset import Dataset
from segue.learning.fade import PRIOR_MODELS
from segue.ports import ModelRegistry, Unavailable


def people_of(listeners: Iterable[ListenerId]) -> NDArray[np.uint64]:
    """(n,) uint64 ascending: digests, to tell later whether one of them is missing; who it is they do not tell."""
    found = [int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), "big") for one in listeners]
    return np.sort(np.array(found, np.uint64))


def gone(registry: ModelRegistry, learnt: Dataset) -> tuple[int, str]:
    """How many that the model in service was learnt from are not to be learnt from any more; and why it cannot stay,
    whatever it is worth, "" = it can."""
    current = registry.current()
    try:
        arrays = registry.load(current)[1] if current else {}
    except Unavailable:
        return 0, ""
    left = len(np.setdiff1d(arrays.get("people", np.empty(0, np.uint64)), people_of(learnt.people)))
    if left:
        return left, f"{left:,} of those that the model in service was learnt from left or do not allow it any more"
    with_one = any(name in arrays.get("blend.names", ()) for name in PRIOR_MODELS)
    if with_one and learnt.data.prior is None:
        return 0, "the prior of the model in service was taken away"
    return 0, ""


def population(learnt: Dataset) -> float:
    """Listeners that the prior was learnt from, 0 without one."""
    return 0.0 if learnt.data.prior is None else float(learnt.data.prior.population)
