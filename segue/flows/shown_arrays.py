"""What a refresh learns besides the blend, as arrays of the saved model: the ranking, and directions of places."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.learning.ranking import Ranking
from segue.recommend.columns import LAYOUT
from segue.recommend.serving import ServingModel

_RANKING = "ranking."


def extra_arrays(ranking: Ranking | None, places: Mapping[str, NDArray[np.float32]]) -> dict[str, Any]:
    """By the names they have in a saved model."""
    found: dict[str, Any] = {}
    if ranking is not None:
        found |= {_RANKING + name: part for name, part in ranking.arrays().items()}
    if places:
        found["places.names"], found["places.vectors"] = np.array(list(places)), np.stack(list(places.values()))
    return found


def with_extras(model: ServingModel, arrays: Mapping[str, Any]) -> ServingModel:
    """The model with what `extra_arrays` saved beside it. A ranking of other columns than today's is left out.

    Raises:
        KeyError, ValueError: parts are missing or do not fit together.
    """
    own = {name.removeprefix(_RANKING): part for name, part in arrays.items() if name.startswith(_RANKING)}
    ranking = Ranking.from_arrays(own) if own else None
    if ranking is not None and ranking.layout != LAYOUT:
        ranking = None
    places: dict[str, NDArray[np.float32]] = {}
    if "places.names" in arrays:
        vectors = np.array(arrays["places.vectors"], np.float32)
        if vectors.shape != (len(arrays["places.names"]), model.space.shape[1]):
            raise ValueError("the directions of places are not of the item space")
        places = dict(zip(map(str, arrays["places.names"]), vectors, strict=True))
    return replace(model, ranking=ranking, places=places)
