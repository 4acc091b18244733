"""Groups: the rows of each artist, without looking through all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows in order of their group.

    order: (n,) int32 rows; starts: (n_groups + 1,) int64, group g is order[starts[g]:starts[g + 1]]; codes: by id
    """

    order: NDArray[np.int32]
    starts: NDArray[np.int64]
    codes: Mapping[str, int]

    @classmethod
    def of(cls, group: NDArray[np.integer], codes: Mapping[str, int], fame: NDArray[np.float32]) -> "Groups":
        """group: (n,) int32, the number of each row's group; fame: (n,), the best known of a group come first."""
        sizes = np.bincount(group, minlength=len(codes))
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return cls(np.lexsort((-fame, group)).astype(np.int32), starts, codes)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, group: int) -> NDArray[np.int32]:
        """The best known first."""
        return self.order[self.starts[group] : self.starts[group + 1]]

    def named(self, group_id: str) -> NDArray[np.int32]:
        """None of them for an id that is not here."""
        code = self.codes.get(group_id)
        return np.empty(0, np.int32) if code is None else self.rows(code)
