"""Sequences: what everybody heard, play by play, out of the lake: what a next-item model learns from."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.domain.event import ListenerId, TrackId
from segue.learning.model import Sequences
from segue.learning.rows import plain
from segue.ports import Lake
from segue.recommend.history import play_kinds

_FEWEST = 50_000  # plays, below which an order teaches nothing that neighbours do not know
_LISTENERS = 50
_ITEMS = 200_000  # a table of more rows takes longer to train than a night has hours
_SQL = """
select listener, track_id, epoch_ms(start) as at_ms, "like" as liked, skip from (
  select * from listens where outcome <> '' and ("like" > 0 or skip > 0) order by start desc limit {most}
) order by listener, start
"""


def sequences(
    lake: Lake, listeners: Sequence[ListenerId], row_of: Mapping[TrackId, int], most: int
) -> Sequences | None:
    """The latest `most` plays of these listeners, one row each in their order; None where they are too few to learn
    from, or the catalogue too large."""
    if most < _FEWEST or len(listeners) < _LISTENERS or len(row_of) > _ITEMS:
        return None
    table = lake.query(_SQL.format(most=most))
    whose = _codes(table["listener"], {str(one): i for i, one in enumerate(listeners)})
    items = _codes(table["track_id"], {str(track): row for track, row in row_of.items()})
    known = (whose >= 0) & (items >= 0)
    if int(known.sum()) < _FEWEST:
        return None
    order = np.flatnonzero(known)[np.argsort(whose[known], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(whose[order], minlength=len(listeners)))]).astype(np.int64)
    liked, skipped = (plain(table[name].to_numpy(), np.float64) for name in ("liked", "skip"))
    at_ms = plain(table["at_ms"].to_numpy(), np.int64)[order]
    return Sequences(starts, items[order].astype(np.int32), play_kinds(liked[order], skipped[order]), at_ms)


def _codes(column: pa.ChunkedArray, code_of: Mapping[str, int]) -> NDArray[np.int64]:
    """(n,) the code of each value, -1 = none."""
    coded = pc.dictionary_encode(column.combine_chunks())
    known = np.array([code_of.get(value, -1) for value in coded.dictionary.to_pylist()] or [-1], np.int64)
    found: NDArray[np.int64] = known[coded.indices.to_numpy()]
    return found


def before(of: Sequences, held_out: csr_array) -> Sequences:
    """Each row up to the first play of what is held out of it: what comes later knows of it."""
    row = np.repeat(np.arange(len(of)), np.diff(of.starts))
    width = held_out.shape[1]
    hidden = np.repeat(np.arange(held_out.shape[0]), np.diff(held_out.indptr)) * width + held_out.indices
    found = np.flatnonzero(np.isin(row * width + of.items, hidden))
    end = of.starts[1:].copy()
    np.minimum.at(end, row[found], found)
    keep = np.arange(len(row)) < end[row]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[keep], minlength=len(of)))]).astype(np.int64)
    return Sequences(starts, of.items[keep], of.kinds[keep], of.at_ms[keep])


def moved(of: Sequences, columns: NDArray[np.int64]) -> Sequences:
    """The same over other columns; plays of what has none are dropped. columns: (n_items,), -1 = none."""
    items = columns[of.items]
    keep = items >= 0
    row = np.repeat(np.arange(len(of)), np.diff(of.starts))
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[keep], minlength=len(of)))]).astype(np.int64)
    return Sequences(starts, items[keep].astype(np.int32), of.kinds[keep], of.at_ms[keep])
