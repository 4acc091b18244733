"""One recording per work: of a song's remaster, live take and radio edit only the best placed stays.

Versions of what was on a moment ago go, too. Only tracks of one artist are held against each other,
and only music: every book has a first chapter.
"""

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import EventKind
from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_ON = frozenset({EventKind.PLAY, EventKind.STOP, EventKind.COMPLETE, EventKind.SKIP})


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    model, track = situation.model, candidates.track
    on = np.array(situation.rows_since(situation.settings.just_played_s, _ON), np.int32)
    on = on[model.formats[on] == 0]
    shared = _several(np.concatenate([model.artists[track], model.artists[on]]))[: len(track)]
    held = shared & (model.formats[track] == 0) & ~np.isin(track, on)
    among = np.flatnonzero(held)
    works = model.works.of(track[among])
    first = np.zeros(len(among), np.bool_)
    first[np.unique(works, return_index=True)[1]] = True
    keep = np.ones(len(candidates), np.bool_)
    keep[among] = first & ~np.isin(works, model.works.of(on))
    return candidates.take(keep) if keep.any() else candidates


def _several(values: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(n,) which values are there more than once."""
    order = np.argsort(values, kind="stable")
    twice = np.diff(values[order]) == 0
    found = np.zeros(len(values), np.bool_)
    found[order[1:][twice]] = found[order[:-1][twice]] = True
    return found


reranker = Reranker(title="One version", rerank=rerank)
