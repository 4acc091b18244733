"""At most a few tracks of one artist; the rest of them go to the end, for when nothing else is left."""

import numpy as np

from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    artists = situation.model.artists[candidates.track]
    order = np.argsort(artists, kind="stable")
    grouped = artists[order]
    starts = np.flatnonzero(np.concatenate([[True], grouped[1:] != grouped[:-1]])) if len(grouped) else order
    rank = np.arange(len(grouped)) - np.repeat(starts, np.diff(np.append(starts, len(grouped))))
    nth = np.empty(len(grouped), np.intp)
    nth[order] = rank  # how many tracks of the same artist stand before it
    over = nth >= situation.settings.artist_cap
    return candidates.take(np.concatenate([np.flatnonzero(~over), np.flatnonzero(over)]))


reranker = Reranker(title="Artist cap", rerank=rerank)
