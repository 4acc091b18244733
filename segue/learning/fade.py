"""How much a prior speaks in a blend: nearly alone where nobody listens yet, less with every listener.

With n own listeners the prior's models weigh 500 : n against those fitted on own rows alone. They fade within
themselves besides, because own listening is added to the prior's counts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.learning.blend import default_weights

HALF = 500.0  # listeners here at whom both sides weigh the same
FACTORS, NEIGHBOURS = 0.7, 0.3  # chosen on validation listeners, see docs/proof
TAGS_KNOWN, TAGS_UNKNOWN = 0.35, 0.5  # share of the tags where the prior knows all artists, and where 30 % are missing
_MISSING = 0.3
PRIOR_MODELS = ("prior_factors", "prior_neighbours")


def faded(names: Sequence[str], listeners: int, known: float) -> NDArray[np.float64]:
    """(n,) float64 summing to 1: what to use while there are too few listeners to choose.

    known: share of the catalogue whose artists the prior knows; what it does not know is left to the tags.
    """
    own = default_weights([name for name in names if name not in PRIOR_MODELS])
    if len(own) == len(names):
        return own
    tags = TAGS_KNOWN + (TAGS_UNKNOWN - TAGS_KNOWN) * min(1.0, (1 - known) / _MISSING) if "content" in names else 0.0
    elsewhere = {"prior_factors": FACTORS * (1 - tags), "prior_neighbours": NEIGHBOURS * (1 - tags), "content": tags}
    share, left = HALF / (HALF + listeners), iter(own)
    weights = [
        share * elsewhere.get(name, 0.0) + (1 - share) * (0.0 if name in PRIOR_MODELS else float(next(left)))
        for name in names
    ]
    scaled: NDArray[np.float64] = np.array(weights) / sum(weights)
    return scaled
