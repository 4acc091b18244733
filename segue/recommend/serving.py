"""ServingModel: a fitted blend with everything an answer needs, in columns aligned to the model's items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.learning.blend import FittedBlend
from segue.learning.ranking import Ranking
from segue.learning.retrieval.table import Table
from segue.recommend.groups import Groups
from segue.recommend.lineage import Lineage
from segue.recommend.owned import Owned
from segue.recommend.parts import Parts
from segue.recommend.traits import Traits
from segue.recommend.works import Works


@dataclass(frozen=True, slots=True)
class ServingModel:
    """Immutable and shared by all requests; swapped whole.

    items:   track of each row
    artists: (n,) int32, equal = same artist; artist_ids: by that number
    space:   (n, d) float32, rows of length <= 1: closeness of two tracks is their dot product; packed: the same,
        to be searched
    """

    id: str
    items: Sequence[Track]
    row_of: Mapping[TrackId, int]  # signposts of merged tracks included
    artists: NDArray[np.int32]
    artist_ids: Sequence[str]
    space: NDArray[np.float32]
    packed: Table
    blend: FittedBlend
    listeners: int  # it was fitted on
    everybody_skips: float  # share of playbacks that end in a skip, over all listeners
    fame: NDArray[np.float32]  # (n,) >= 0, log(1 + how many listeners like it); 0 where nothing is known
    by_artist: Groups
    formats: NDArray[np.int8]  # (n,) index in `segue.recommend.formats.FORMATS`
    by_format: Groups
    parts: Parts
    lineage: Lineage
    levels: NDArray[np.int8]  # (n,) of `segue.recommend.fame`
    works: Works
    traits: Traits
    years: NDArray[np.int16]  # (n,) in which each came out, 0 = unknown
    ranking: Ranking | None = None  # learnt from what was shown; None while too little was
    places: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)  # "activity:running" -> (d,) direction
    owned: Owned | None = None  # which items are in a library here; None = none is

    def __len__(self) -> int:
        return len(self.items)
