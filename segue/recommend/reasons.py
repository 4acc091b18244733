"""Why a track is in the slate: facts of the listener's own record, or of the catalogue, in one sentence."""

from collections import Counter

import numpy as np

from segue.domain.slate import Reason
from segue.recommend import words
from segue.recommend.situation import Situation

_CLOSE = 0.35  # dot product in the item space above which two tracks are called alike


class Reasons:
    """Built once per slate; `why` is asked for each of its tracks."""

    def __init__(self, situation: Situation) -> None:
        self._s = situation
        model = situation.model
        tallies = situation.tallies
        self._tallied = {model.row_of[t]: tally for t, tally in tallies.items() if t in model.row_of}
        self._hand = {model.row_of[t]: event for t, event in situation.rated.liked.items() if t in model.row_of}
        finished = situation.liked > 0
        self._rows = situation.known.rows[finished]
        self._space = model.space[self._rows]
        self._seeds = [model.row_of[s] for s in situation.request.seeds if s in model.row_of]

    def why(self, row: int) -> Reason:
        for look in (self._by_hand, self._seed, self._again, self._artist, self._alike, self._tags):
            if (reason := look(row)) is not None:
                return reason
        alone = self._s.model.listeners < 2
        if len(self._rows):
            text = "it fits what you finish" if alone else "people whose record is like yours finish it"
            return Reason("taste" if alone else "listeners", text)
        if alone:
            return Reason("catalogue", "it is in the catalogue, and nothing is known of your taste yet")
        return Reason("popular", "many people here finish it")

    def _by_hand(self, row: int) -> Reason | None:
        event = self._hand.get(row)
        return Reason("liked", "you liked it", (event,)) if event else None

    def _seed(self, row: int) -> Reason | None:
        if not self._seeds:
            return None
        space = self._s.model.space
        near = space[self._seeds] @ space[row]
        best = int(np.argmax(near))
        if near[best] < _CLOSE:
            return None
        start = words.title(self._s.model.items[self._seeds[best]])
        return Reason("seed", f"close to {start}, where you started")

    def _again(self, row: int) -> Reason | None:
        tally = self._tallied.get(row)
        if tally is None or not tally.plays or not tally.finished:
            return None
        last_ms, _ = tally.finished[-1]
        text = f"you finished it {words.times(tally.plays)}, the last time {words.when(last_ms, self._s.request.now)}"
        return Reason("again", text, tuple(event for _, event in tally.finished))

    def _artist(self, row: int) -> Reason | None:
        model = self._s.model
        same = self._rows[model.artists[self._rows] == model.artists[row]]
        same = [int(r) for r in same if r != row and r in self._tallied and self._tallied[int(r)].finished]
        if not same:
            return None
        artist = model.items[row].artist
        what = "a track" if len(same) == 1 else f"{words.number(len(same))} tracks"
        events = tuple(self._tallied[r].finished[-1][1] for r in same[:3])
        return Reason("artist", f"because you finished {what} by {artist}", events)

    def _alike(self, row: int) -> Reason | None:
        if not len(self._rows):
            return None
        near = self._space @ self._s.model.space[row]
        for at in np.argsort(-near)[:5]:
            other = int(self._rows[at])
            if near[at] < _CLOSE:
                return None
            if other != row and (tally := self._tallied.get(other)) and tally.finished:
                text = f"because you finished {words.title(self._s.model.items[other])}"
                return Reason("alike", text, (tally.finished[-1][1],))
        return None

    def _tags(self, row: int) -> Reason | None:
        mine = set(self._s.model.items[row].tags)
        if not mine or not len(self._rows):
            return None
        shared: Counter[str] = Counter()
        proof: dict[str, list[str]] = {}
        for other in self._rows[-200:]:
            tally = self._tallied.get(int(other))
            for tag in mine.intersection(self._s.model.items[int(other)].tags):
                shared[tag] += 1
                if tally and tally.finished:
                    proof.setdefault(tag, []).append(tally.finished[-1][1])
        for tag, count in shared.most_common(1):
            if count >= 2 and proof.get(tag):
                text = f"because you finished {words.number(count)} tracks tagged {tag}"
                return Reason("tag", text, tuple(proof[tag][:3]))
        return None
