"""A prior from who is heard together, where who heard what is not known: invented listeners stand in for real ones.

Vectors and their Gram matrices need histories. A history is drawn: the first artist by how many hear it, all others
from its neighbours, by how much they are heard together and popular ones less. (A walk from artist to artist drifts
to whatever is popular; its vectors found .14 where these found .22, on validation listeners.) What the pairs do not
tell is in no history, so this adds nothing that could be read of anybody.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.prior.keys import find
from segue.prior.learn import POPULARITY_POWER, Heard, Progress, Size, learn, silent
from segue.prior.prior import Manifest, Names, Prior, packed_neighbours
from segue.prior.recordings import Recordings

INVENTED = (2_000, 20_000)  # listeners, at least and at most; five for each artist: with fewer the vectors are worse
WIDTH = 40  # artists that an invented listener comes to hear


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is known of n artists.

    together: (n, n) float32 symmetric CSR without a diagonal, on the scale of `segue.learning.model.ItemPrior`;
    listeners, mass: (n,) float32, as in `segue.prior.prior.Prior`; population: listeners of all
    artists: (n,) int32 or None; of a recording the row of its artist, of an artist -1; None = there are no recordings
    """

    keys: NDArray[np.uint64]
    names: Names
    mbids: dict[int, tuple[int, int]]
    listeners: NDArray[np.float32]
    mass: NDArray[np.float32]
    together: csr_array
    population: float
    artists: NDArray[np.int32] | None = None


def learn_pairs(told: Pairs, size: Size, manifest: Manifest, seed: int, progress: Progress = silent) -> Prior:
    """Raises ValueError when no two artists are known to be heard together."""
    some = np.diff(told.together.indptr) > 0
    if told.artists is not None:  # a recording needs its artist, an artist one more to be near to
        some &= np.where(told.artists >= 0, some[told.artists], some)
    if not some.any():
        raise ValueError("no two artists are heard together often enough to be told: there is nothing to learn")
    told = _only(told, np.flatnonzero(some))
    rng = np.random.default_rng(seed)
    histories = invented(told, int(np.clip(5 * len(told.names), *INVENTED)), rng)
    every = replace(size, fewest=0, often=0, artists=len(told.names), recordings=len(told.names))
    prior = learn(_heard(told, histories), every, manifest, seed, progress)
    learnt = find(prior.arrays["name_key"], prior.arrays["name_row"], told.keys)
    own = _only(told, np.argsort(learnt, kind="stable"))  # in the order of its rows
    arrays = {
        **prior.arrays,
        **packed_neighbours(strongest(own.together, size.kept(len(own.names)))),
        "listeners": own.listeners,
        "mass": own.mass,
        "listener_gram": prior.arrays["listener_gram"] * np.float32(told.population / prior.manifest.listeners),
    }
    return Prior(replace(prior.manifest, listeners=round(told.population), plays=manifest.plays), arrays)


def _heard(told: Pairs, histories: csr_array) -> Heard:
    """Histories over all rows, artists and recordings apart."""
    if told.artists is None or not (told.artists >= 0).any():
        return Heard(histories, told.keys, told.names, told.mbids, 0)
    artists, titled = (np.flatnonzero(mask) for mask in (told.artists < 0, told.artists >= 0))
    place = {int(old): new for new, old in enumerate(artists)}
    mbids = {place[row]: mbid for row, mbid in told.mbids.items() if row in place}
    codes = {new: told.mbids[int(old)] for new, old in enumerate(titled) if int(old) in told.mbids}
    recordings = Recordings(
        csr_array(histories[:, titled]),
        told.keys[titled],
        [told.names[row] for row in titled],
        np.array([place[int(told.artists[row])] for row in titled], np.int32),
        codes,
    )
    names = [told.names[row] for row in artists]
    return Heard(csr_array(histories[:, artists]), told.keys[artists], names, mbids, 0, recordings)


def invented(told: Pairs, count: int, rng: np.random.Generator) -> csr_array:
    """(count, n) float32 CSR of ones: their histories."""
    near, heard = told.together, np.maximum(told.listeners, 1).astype(np.float64)
    upto = np.cumsum(near.data * heard[near.indices] ** -POPULARITY_POWER)
    before = np.concatenate([[0.0], upto])
    first = rng.choice(len(heard), count, p=heard / heard.sum())
    low, high = before[near.indptr[first]], before[near.indptr[first + 1]]
    at = low[:, None] + rng.random((count, WIDTH - 1)) * (high - low)[:, None]
    last = near.indptr[first + 1][:, None] - 1
    entry = np.clip(np.searchsorted(upto, at, "right"), near.indptr[first][:, None], last)
    columns = np.concatenate([first[:, None], near.indices[entry]], axis=1)
    parts = (np.ones(columns.size, np.float32), (np.repeat(np.arange(count), WIDTH), columns.ravel()))
    histories = csr_array(parts, shape=(count, len(heard)))
    histories.sum_duplicates()
    histories.data[:] = 1
    return histories


def strongest(together: csr_array, keep: int) -> csr_array:
    """The `keep` largest of each row."""
    sizes = np.diff(together.indptr)
    row = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((together.indices, -together.data, row))
    rank = np.arange(len(order)) - np.repeat(together.indptr[:-1], sizes)
    kept = np.sort(order[rank < keep])
    sizes = np.bincount(row[kept], minlength=len(sizes))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return csr_array((together.data[kept], together.indices[kept], starts), shape=together.shape)


def _only(told: Pairs, order: NDArray[np.int64]) -> Pairs:
    place = {int(old): new for new, old in enumerate(order)}
    together = csr_array(told.together[order][:, order])
    together.sort_indices()
    mbids = {place[row]: mbid for row, mbid in told.mbids.items() if row in place}
    names = [told.names[row] for row in order]
    artists = told.artists
    if artists is not None:
        artists = np.array([place[int(artists[row])] if artists[row] >= 0 else -1 for row in order], np.int32)
    return Pairs(
        told.keys[order], names, mbids, told.listeners[order], told.mass[order], together, told.population, artists
    )
