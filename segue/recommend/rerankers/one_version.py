"""One recording per work: of a song's remaster, live take and radio edit only the best placed stays.

Versions of what was on a moment ago go, too. Only tracks of one artist are held against each other,
and only music: every book has a first chapter.
"""

import numpy as np

from segue.catalog.works import work_key
from segue.domain.event import EventKind
from segue.recommend.candidates import Candidates
from segue.recommend.situation import Situation
from segue.recommend.stages import Reranker

_ON = frozenset({EventKind.PLAY, EventKind.STOP, EventKind.COMPLETE, EventKind.SKIP})


def rerank(situation: Situation, candidates: Candidates) -> Candidates:
    model = situation.model
    artists = model.artists[candidates.track].tolist()
    titles = [model.items[row].title for row in candidates.track.tolist()]
    on = [row for row in situation.rows_since(situation.settings.just_played_s, _ON) if not model.formats[row]]
    music = (model.formats[candidates.track] == 0).tolist()
    itself = set(on)
    found = {(int(model.artists[row]), work_key(model.items[row].title)) for row in on}
    often = _more_than_once(artists, {artist for artist, _ in found})
    keep = np.ones(len(candidates), np.bool_)
    for i, (artist, title) in enumerate(zip(artists, titles, strict=True)):
        if music[i] and artist in often and int(candidates.track[i]) not in itself:
            song = (artist, work_key(title))
            keep[i] = song not in found
            found.add(song)
    return candidates.take(keep) if keep.any() else candidates


def _more_than_once(artists: list[int], heard: set[int]) -> set[int]:
    seen: set[int] = set()
    return heard.union(artist for artist in artists if artist in seen or seen.add(artist))  # type: ignore[func-returns-value]


reranker = Reranker(title="One version", rerank=rerank)
