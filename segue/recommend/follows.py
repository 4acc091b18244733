"""Follows: what artists chosen by hand say about tracks that were never played."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.catalog.names import artist_id
from segue.domain.event import Offset
from segue.recommend.groups import Groups
from segue.recommend.history import Record

_TRACKS = 5  # of each artist; all of a large one would drown the others
_LIKES = 1.0  # completions that each of them is taken for


@dataclass(frozen=True, slots=True)
class Followed:
    """record: what the choice stands for, as if played; events: Unix ms, event id and batch by artist,
    a code of the model."""

    record: Record
    events: Mapping[int, tuple[int, str, Offset]]


def followed(words: Mapping[str, tuple[int, str, Offset]], by_artist: Groups) -> Followed:
    """words: the feature `follows`. Artists of whom the model has no track are left out."""
    events: dict[int, tuple[int, str, Offset]] = {}
    for key, word in words.items():
        code = by_artist.codes.get(artist_id(key.removeprefix("name:")) if key.startswith("name:") else key)
        if code is not None:
            events.setdefault(code, word)
    rows = [by_artist.rows(code)[:_TRACKS] for code in events]
    at = np.sort(np.concatenate(rows)) if rows else np.empty(0, np.int32)
    return Followed(Record(at, np.full(len(at), _LIKES, np.float32), np.zeros(len(at), np.float32)), events)


def joined(seen: Record, more: Record) -> Record:
    """Both records; what stands in both is added."""
    if not len(more.rows):
        return seen
    rows, where = np.unique(np.concatenate([seen.rows, more.rows]), return_inverse=True)
    likes = np.bincount(where, np.concatenate([seen.likes, more.likes]), len(rows))
    skips = np.bincount(where, np.concatenate([seen.skips, more.skips]), len(rows))
    return Record(rows.astype(np.int32), likes.astype(np.float32), skips.astype(np.float32))
