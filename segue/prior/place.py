"""A prior laid over a catalogue: which row each track is, and what stands in for artists the prior does not know.

A track is its recording's row, else its artist's. An artist whom nobody knows elsewhere stands between the known
ones whose tags are most like its own: its vector and its company are a weighted mean of theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from segue.domain.track import Track
from segue.learning.model import ItemPrior
from segue.prior.keys import artist_hash, find, find_mbids, recording_hash
from segue.prior.prior import Prior
from segue.prior.recordings import POPULARITY

_ALIKE = 5  # known artists an unknown one stands between
_SHARPNESS = 2.0  # power of the likeness of tags
_LOUD = 1.3  # length of an estimated vector: means of vectors are too short. Chosen on validation listeners
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Placed:
    """known: share of the tracks whose artist or recording the prior knows; estimated: of those whose tags help."""

    prior: ItemPrior
    known: float
    estimated: float


def place(prior: Prior, tracks: Sequence[Track], content: csr_array | None) -> Placed:
    """content: (n_tracks, n_tags) float32 CSR with rows of length 1 or 0, or None."""
    rows = rows_of(prior, tracks)
    names = np.array([artist_hash(t.artist) for t in tracks], np.uint64)
    # one row for each prior row that is met, and one for each artist that is not
    met, inverse = np.unique(rows[rows >= 0], return_inverse=True)
    strangers, other = np.unique(names[rows < 0], return_inverse=True)
    row_of = np.empty(len(tracks), np.int32)
    row_of[rows >= 0] = inverse
    row_of[rows < 0] = len(met) + other
    m = len(met) + len(strangers)
    stands = _stands_for(row_of, len(met), m, content)
    whom = np.flatnonzero(np.diff(stands.indptr))
    local = _local(prior, met.astype(np.int32))
    base = csr_array(local + diags_array(prior.arrays["mass"][met]))
    company = csr_array(csr_array(stands @ base @ stands.T).astype(np.float32))
    company.setdiag(0)
    company.eliminate_zeros()
    company.sort_indices()
    vectors = np.asarray(stands @ prior.vectors(met.astype(np.int32)), np.float32)
    vectors[len(met) :] *= np.float32(_LOUD)
    heard = np.asarray(stands @ prior.arrays["listeners"][met].astype(np.float32), np.float32)
    a, manifest = prior.arrays, prior.manifest
    if prior.manifest.recordings:
        share = _left(prior, rows, row_of, met, names)[:, None]
        vectors, heard = vectors * share**POPULARITY, heard * share[:, 0]
        company = csr_array(company.multiply(share).multiply(share.T)).astype(np.float32)
        company.sort_indices()
    # of all that could have been heard: recordings, too, where they are what is heard here
    gram, items = np.asarray(a["item_gram"]), manifest.artists
    if len(met) and met[-1] >= items:
        recordings = prior.vectors(np.arange(items, len(prior), dtype=np.int32))
        gram, items = gram + recordings.T @ recordings, len(prior)
    found = ItemPrior(
        row_of, heard, company, vectors, gram, np.asarray(a["listener_gram"]), np.asarray(a["outer"]),
        float(manifest.listeners), float(items), manifest.a0, manifest.ridge,
    )  # fmt: skip
    helped = np.isin(row_of, whom[whom >= len(met)])
    return Placed(found, float((rows >= 0).mean()) if len(rows) else 0.0, float(helped.mean()) if len(rows) else 0.0)


def _left(
    prior: Prior, rows: NDArray[np.int32], row_of: NDArray[np.int32], met: NDArray[np.int32], names: NDArray[np.uint64]
) -> NDArray[np.float32]:
    """(m,) float32: what counts of each row. An artist's row that stands for what is left beside recordings with rows
    of their own counts as one more of them, the least heard; else it would be above them all."""
    counts = np.ones(int(row_of.max(initial=-1)) + 1, np.float32)
    own = rows >= prior.manifest.artists
    heard = prior.arrays["listeners"]
    least: dict[int, float] = {}
    for name, row in zip(names[own].tolist(), rows[own].tolist(), strict=True):
        least[name] = min(least.get(name, np.inf), float(heard[row]))
    for name, row, at in zip(names.tolist(), rows.tolist(), row_of.tolist(), strict=True):
        if 0 <= row < prior.manifest.artists and name in least:
            counts[at] = min(1.0, least[name] / max(float(heard[row]), 1.0))
    return counts


def rows_of(prior: Prior, tracks: Sequence[Track]) -> NDArray[np.int32]:
    """(n_tracks,) int32: the prior's row of each track, -1 where it knows neither recording nor artist."""
    a = prior.arrays

    def named(wanted: list[int]) -> NDArray[np.int32]:
        return find(a["name_key"], a["name_row"], np.array(wanted, np.uint64))

    rows = named([artist_hash(t.artist) for t in tracks])
    if prior.manifest.recordings:
        own = named([recording_hash(t.title, t.artist) for t in tracks])
        rows = np.where(own >= 0, own, rows)
        coded = find_mbids(a["mbid_key"], a["mbid_row"], [t.mbid for t in tracks])
        rows = np.where(coded >= 0, coded, rows)
    return rows.astype(np.int32)


def _local(prior: Prior, met: NDArray[np.int32]) -> csr_array:
    """(len(met), len(met)) float32 CSR: the neighbours of these rows among these rows."""
    a = prior.arrays
    at = np.full(len(prior), -1, np.int32)
    at[met] = np.arange(len(met), dtype=np.int32)
    sizes = np.diff(a["near_start"])[met]
    entries = np.repeat(a["near_start"][met], sizes) + _ranges(sizes)
    near = at[a["near"][entries]]
    weights = a["near_weight"][entries].astype(np.float32) * np.repeat(a["near_scale"][met], sizes)
    row = np.repeat(np.arange(len(met)), sizes)
    kept = near >= 0
    local = csr_array((weights[kept], (row[kept], near[kept])), shape=(len(met), len(met)))
    # artists keep no recordings among their neighbours: those say it for both
    return csr_array(local.maximum(local.T)) if prior.manifest.recordings else local


def _ranges(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """0..sizes[0]-1, 0..sizes[1]-1, ..."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _stands_for(row_of: NDArray[np.int32], known: int, m: int, content: csr_array | None) -> csr_array:
    """(m, known) float32 CSR: a known row stands for itself, an unknown one for those most like it by tags."""
    rows, columns = [np.arange(known)], [np.arange(known)]
    values = [np.ones(known, np.float32)]
    if content is not None and content.nnz and known and m > known:
        described = _described(row_of, m, content)
        mine = csr_array(described[:known].T)
        for start in range(known, m, _AT_ONCE):
            some = csr_array(described[start : min(m, start + _AT_ONCE)])
            alike = np.asarray((some @ mine).todense(), np.float32)
            best = np.argsort(-alike, axis=1, kind="stable")[:, :_ALIKE]
            weight = np.take_along_axis(alike, best, axis=1) ** np.float32(_SHARPNESS)
            total = weight.sum(axis=1, keepdims=True)
            weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
            rows.append(np.repeat(np.arange(start, start + len(best)), best.shape[1]))
            columns.append(best.ravel())
            values.append(weight.ravel())
    parts = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    stands = csr_array(parts, shape=(m, known))
    stands.eliminate_zeros()
    return stands


def _described(row_of: NDArray[np.int32], m: int, content: csr_array) -> csr_array:
    """(m, n_tags) float32 CSR with rows of length 1 or 0: the mean of the tracks of each row."""
    n = len(row_of)
    pool = csr_array((np.ones(n, np.float32), (row_of, np.arange(n))), shape=(m, n))
    summed = csr_array(pool @ content)
    length = np.sqrt(np.asarray(summed.multiply(summed).sum(axis=1)).ravel())
    scale = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
    return csr_array(diags_array(scale) @ summed)
