"""Learning a prior from who heard whom: neighbours, vectors, counts.

iALS settings follow the findings on public sets: a0 .05 fits 50 thousand pairs and must fall as they grow denser.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from segue.learning.model import LISTENER_POWER, Histories, Interactions
from segue.learning.models.ials import Ials
from segue.learning.rows import degrees, nothing, rows
from segue.learning.together import together
from segue.prior import recordings
from segue.prior.prior import Manifest, Names, Prior, packed_keys, packed_names, packed_neighbours, packed_vectors
from segue.prior.recordings import DASH, Recordings

POPULARITY_POWER = 0.3  # how neighbours are chosen; they are kept undamped
_USUAL_PAIRS = 50_000  # at which a0 is .05
_FEWEST_A0 = 0.005


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source tells, artists in columns.

    pairs: (n_listeners, n) CSR, of which the pattern counts; keys: (n,) uint64; mbids: by column; plays: of all;
    recordings: where the source knows titles, and they are wanted
    """

    pairs: csr_array
    keys: NDArray[np.uint64]
    names: Names
    mbids: Mapping[int, tuple[int, int]]
    plays: int
    recordings: Recordings | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """neighbours, dimensions: kept of each row; artists, recordings: most rows; fewest, often: listeners of an artist,
    of a recording; pairs: in all.

    With many rows each keeps fewer neighbours, so that a prior stays at tens of megabytes.
    """

    neighbours: int = 400
    dimensions: int = 64
    artists: int = 100_000
    fewest: int = 3
    pairs: int = 8_000_000
    recordings: int = 0
    often: int = 10

    def kept(self, rows: int) -> int:
        """Neighbours of each row, when there are so many rows."""
        return max(1, min(self.neighbours, self.pairs // max(rows, 1)))


Progress = Callable[[str, float], None]


def silent(what: str, share: float) -> None:
    """Nobody watches."""


def learn(heard: Heard, size: Size, manifest: Manifest, seed: int, progress: Progress = silent) -> Prior:
    """Raises ValueError when nobody, or nothing, is heard often enough."""
    heard = chosen(heard, size)
    pairs = heard.pairs
    if pairs.nnz == 0:
        raise ValueError(f"no artist was heard by {size.fewest} listeners or more: there is nothing to learn")
    progress("who is heard together", 0.7)
    near = together(pairs, LISTENER_POWER, POPULARITY_POWER, size.kept(pairs.shape[1]))
    progress("vectors", 0.75)
    a0 = max(_FEWEST_A0, 0.05 * min(1.0, (_USUAL_PAIRS / pairs.nnz) ** 0.25))
    dimensions = max(1, min(size.dimensions, *pairs.shape))
    model = Ials(dimensions=dimensions, a0=a0, ridge=0.02)
    histories = Histories(pairs, nothing(pairs.shape))
    fitted = model.fit(Interactions(histories), seed)
    progress("how sure the vectors are", 0.95)
    taste = fitted.taste(histories)
    weight = np.diff(pairs.indptr).astype(np.float32)
    every = _with_recordings(
        _Rows(
            heard.keys, heard.names, heard.mbids, near, fitted.vectors,
            np.bincount(pairs.indices, minlength=pairs.shape[1]).astype(np.float32), mass(pairs),
        ),
        heard, taste, model.ridge, size, progress,
    )  # fmt: skip
    arrays = {
        **packed_keys(every.keys, every.mbids),
        **packed_names(every.names),
        **packed_neighbours(every.near),
        **packed_vectors(every.vectors),
        "listeners": every.listeners,
        "mass": every.mass,
        "item_gram": fitted.vectors.T @ fitted.vectors,
        "listener_gram": taste.T @ taste,
        "outer": (taste.T * (weight / weight.sum())) @ taste,
    }
    told: dict[str, Any] = {
        "a0": a0,
        "ridge": model.ridge,
        "listeners": int((weight > 0).sum()),
        "artists": pairs.shape[1],
        "recordings": len(every.names) - pairs.shape[1],
    }
    progress("done", 1.0)
    return Prior(replace(manifest, plays=heard.plays, seed=seed, **told), arrays)


class _Rows(NamedTuple):
    """Of n rows: near (n, n) float32 CSR, vectors (n, d) float32, listeners and mass (n,) float32."""

    keys: NDArray[np.uint64]
    names: Names
    mbids: Mapping[int, tuple[int, int]]
    near: csr_array
    vectors: NDArray[np.float32]
    listeners: NDArray[np.float32]
    mass: NDArray[np.float32]


def _with_recordings(
    artists: _Rows,
    heard: Heard,
    tastes: NDArray[np.float32],
    ridge: float,
    size: Size,
    progress: Progress,
) -> _Rows:
    told = heard.recordings
    if told is None or not size.recordings or not len(told):
        return artists
    progress("recordings", 0.96)
    n, r = len(artists.names), len(told)
    near = recordings.beside(heard.pairs, told, POPULARITY_POWER, size.kept(r))
    wider = csr_array((artists.near.data, artists.near.indices, artists.near.indptr), shape=(n, n + r))
    listeners = np.bincount(told.pairs.indices, minlength=r).astype(np.float32)
    return _Rows(
        np.concatenate([artists.keys, told.keys]),
        [*artists.names, *(f"{artists.names[a]}{DASH}{t}" for a, t in zip(told.artists, told.titles, strict=True))],
        {**artists.mbids, **{n + column: mbid for column, mbid in told.mbids.items()}},
        csr_array(vstack([wider, near], format="csr")),
        np.concatenate([artists.vectors, recordings.moved(told, heard.pairs, artists.vectors, tastes, ridge)]),
        np.concatenate([artists.listeners, listeners]),
        np.concatenate([artists.mass, recordings.mass(heard.pairs, told)]),
    )


def mass(pairs: csr_array) -> NDArray[np.float32]:
    """(n,) float32: how much an item is heard together with itself."""
    weight = degrees(rows(pairs)) ** np.float32(-LISTENER_POWER)
    each = np.repeat(weight, np.diff(pairs.indptr))
    return np.bincount(pairs.indices, weights=each, minlength=pairs.shape[1]).astype(np.float32)


def chosen(heard: Heard, size: Size) -> Heard:
    """The artists with enough listeners, most heard first, up to `size.artists`."""
    counts = np.bincount(heard.pairs.indices, minlength=heard.pairs.shape[1])
    order = np.lexsort((heard.keys, -counts))
    order = order[counts[order] >= size.fewest][: size.artists]
    place = {int(column): row for row, column in enumerate(order)}
    pairs = csr_array(heard.pairs.tocsc()[:, order].tocsr().astype(np.float32))
    pairs.sort_indices()
    pairs.data[:] = 1
    mbids = {place[column]: mbid for column, mbid in heard.mbids.items() if column in place}
    told = heard.recordings
    if told is not None and size.recordings:
        told = recordings.chosen(told, place, size.often, size.recordings)
    return Heard(pairs, heard.keys[order], [heard.names[i] for i in order], mbids, heard.plays, told)
