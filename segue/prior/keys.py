"""How a prior knows artists and recordings: by 64-bit hashes of their matching names, and by MBID.

Hashes, because two spellings meet in `segue.catalog.names` and eight bytes are compact; of a million names two
meet by accident with a probability below 10^-7.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from segue.catalog.names import artist_key, name_key


@lru_cache(1 << 16)
def artist_hash(name: str) -> int:
    """Of an artist, however it is spelt."""
    return _hash(f"artist:{artist_key(name)}")


@lru_cache(1 << 16)
def recording_hash(title: str, artist: str) -> int:
    """Of a recording, however it is spelt."""
    return _hash(f"recording:{name_key(title, artist)}")


def listener_hash(name: object) -> int:
    """Of a listener of a source: what is kept while a prior is built, instead of a name."""
    return _hash(f"listener:{name}")


def mbid_halves(mbid: object) -> tuple[int, int] | None:
    """A UUID as two 64-bit numbers; None when it is none."""
    try:
        return divmod(UUID(str(mbid)).int, 1 << 64) if mbid else None
    except ValueError:
        return None


def find_mbids(keys: NDArray[np.uint64], rows: NDArray[np.int32], wanted: Sequence[str | None]) -> NDArray[np.int32]:
    """The row of each MBID, -1 where there is none. keys: (k, 2), sorted by the first half."""
    halves = np.array([mbid_halves(one) or (0, 0) for one in wanted], np.uint64).reshape(-1, 2)
    if not len(keys):
        return np.full(len(wanted), -1, np.int32)
    at = np.minimum(np.searchsorted(keys[:, 0], halves[:, 0]), len(keys) - 1)
    return np.where((keys[at] == halves).all(axis=1), rows[at], np.int32(-1))


def find(keys: NDArray[np.uint64], rows: NDArray[np.int32], wanted: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The row of each wanted key, -1 where there is none. keys: sorted, `rows` in their order."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int32)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, rows[at], np.int32(-1))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
