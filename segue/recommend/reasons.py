"""Why a track is in the slate: facts of the listener's own record, or of the catalogue, in one sentence."""

from collections import Counter
from functools import cached_property

import numpy as np

from segue.domain.slate import Reason
from segue.learning.fade import PRIOR_MODELS
from segue.recommend import words
from segue.recommend.message import say
from segue.recommend.situation import Situation

_ROUNDING = 1e-3
_CLOSE = 0.35  # dot product in the item space above which two tracks are called alike
_ARTIST = ("artist", "artist_liked", "artist_seems")  # by how sure it is that they are liked
_ALIKE = ("alike", "alike_liked", "alike_seems")
_TAG = ("tag", "tag_liked", "tag_seems")


class Reasons:
    """Built once per slate; `why` is asked for each of its tracks."""

    def __init__(self, situation: Situation) -> None:
        self._s = situation
        self._lang = situation.request.lang
        model = situation.model
        tallies = situation.tallies
        self._tallied = {model.row_of[t]: tally for t, tally in tallies.items() if t in model.row_of}
        self._hand = {model.row_of[t]: event for t, event in situation.rated.liked.items() if t in model.row_of}
        finished = situation.liked > 0
        self._rows = situation.known.rows[finished]
        self._space = model.space[self._rows]
        self._going = {row: one for one in reversed(situation.choice.going) for row in one.run}
        self._seeds = [model.row_of[s] for s in situation.request.seeds if s in model.row_of]

    def why(self, row: int) -> Reason:
        looks = (
            self._goes_on, self._by_hand, self._seed, self._again, self._artist, self._followed, self._alike,
            self._tags, self._friends,
        )  # fmt: skip
        for look in looks:
            if (reason := look(row)) is not None:
                return reason
        return self._of_taste(row) if len(self._rows) else self._of_nobody(row)

    def _of_taste(self, row: int) -> Reason:
        if self._s.model.listeners >= 2 and self._known_by(row) >= 1:
            return Reason("listeners", self._say("listeners"))
        taste = "taste" if any(tally.plays for tally in self._tallied.values()) else "taste_liked"
        return Reason("taste", self._say(taste))

    def _of_nobody(self, row: int) -> Reason:
        model = self._s.model
        elsewhere = any(name in model.blend.names for name in PRIOR_MODELS)
        if self._known_by(row) >= self._s.settings.least_listeners and (elsewhere or model.listeners >= 2):
            return Reason("popular", self._say("popular_elsewhere" if elsewhere else "popular"))
        if model.listeners < 2 and not elsewhere:
            return Reason("catalogue", self._say("catalogue"))
        return Reason("catalogue", self._say("little_known"))

    def _known_by(self, row: int) -> float:
        """Listeners who like it, here and by a prior; the less each counts, the longer ago."""
        return float(np.expm1(self._s.model.fame[row])) + _ROUNDING

    def _say(self, key: str, n: int | None = None, **values: object) -> str:
        return say(self._lang, key, n, **values)

    def _title(self, row: int) -> str:
        return words.title(self._s.model.items[row], self._lang)

    def _goes_on(self, row: int) -> Reason | None:
        going = self._going.get(row)
        if going is None:
            return None
        when = words.when(going.at_ms, self._s.request.now, self._lang)
        if row != going.row:
            before = self._title(going.run[going.run.index(row) - 1])
            return Reason("onwards", self._say("after", track=before), (going.event_id,))
        if going.after is not None:
            text = self._say("onwards", track=self._title(going.after), when=when)
            return Reason("onwards", text, (going.event_id,))
        clock = words.clock(going.resume_ms or 0)
        return Reason("resume", self._say("resume", clock=clock, when=when), (going.event_id,))

    def _by_hand(self, row: int) -> Reason | None:
        event = self._hand.get(row)
        return Reason("liked", self._say("liked"), (event,)) if event else None

    def _seed(self, row: int) -> Reason | None:
        if not self._seeds:
            return None
        space = self._s.model.space
        near = space[self._seeds] @ space[row]
        best = int(np.argmax(near))
        if near[best] < _CLOSE:
            return None
        return Reason("seed", self._say("seed", track=self._title(self._seeds[best])))

    def _again(self, row: int) -> Reason | None:
        tally = self._tallied.get(row)
        if tally is None or not tally.plays or not tally.finished:
            return None
        last_ms, _ = tally.finished[-1]
        when = words.when(last_ms, self._s.request.now, self._lang)
        text = self._say("again", times=words.times(tally.plays, self._lang), when=when)
        return Reason("again", text, tuple(event for _, event in tally.finished))

    def _artist(self, row: int) -> Reason | None:
        model = self._s.model
        same = self._rows[model.artists[self._rows] == model.artists[row]]
        how, same = self._surest([int(r) for r in same if r != row])
        if not same:
            return None
        text = self._say(_ARTIST[how], len(same), artist=model.items[row].artist)
        return Reason("artist", text, tuple(self._tallied[r].finished[-1][1] for r in same[:3]))

    def _how(self, row: int) -> int | None:
        """What says that the listener likes a track, 0 the surest: heard out, said by hand, anything else; None:
        nothing."""
        tally = self._tallied.get(row)
        if tally is None or not tally.finished:
            return None
        return 0 if tally.plays else 1 if row in self._hand else 2

    def _surest(self, rows: list[int]) -> tuple[int, list[int]]:
        """Those of the rows that are liked in the surest way that there is, and which one that is."""
        known = [(how, row) for row in rows if (how := self._how(row)) is not None]
        surest = min((how for how, _ in known), default=0)
        return surest, [row for how, row in known if how == surest]

    @cached_property
    def _liked(self) -> tuple[int, list[int]]:
        return self._surest([int(r) for r in self._rows[-200:]])

    def _followed(self, row: int) -> Reason | None:
        model = self._s.model
        word = self._s.followed.events.get(int(model.artists[row]))
        return Reason("followed", self._say("followed", artist=model.items[row].artist), (word[1],)) if word else None

    def _alike(self, row: int) -> Reason | None:
        if not len(self._rows):
            return None
        near = self._space @ self._s.model.space[row]
        for at in np.argsort(-near)[:5]:
            other = int(self._rows[at])
            if near[at] < _CLOSE:
                return None
            if other == row:
                continue
            if (how := self._how(other)) is not None:
                text = self._say(_ALIKE[how], track=self._title(other))
                return Reason("alike", text, (self._tallied[other].finished[-1][1],))
            if word := self._s.followed.events.get(int(self._s.model.artists[other])):
                artist = self._s.model.items[other].artist
                return Reason("near_followed", self._say("near_followed", artist=artist), (word[1],))
        return None

    def _friends(self, row: int) -> Reason | None:
        lent = self._s.friends
        if lent is None or row not in lent.rows:
            return None
        return Reason("friends", self._say("friends"))

    def _tags(self, row: int) -> Reason | None:
        mine = set(self._s.model.items[row].tags)
        if not mine or not len(self._rows):
            return None
        how, liked = self._liked
        shared: Counter[str] = Counter()
        proof: dict[str, list[str]] = {}
        for other in liked:
            for tag in mine.intersection(self._s.model.items[other].tags):
                shared[tag] += 1
                proof.setdefault(tag, []).append(self._tallied[other].finished[-1][1])
        for tag, count in shared.most_common(1):
            if count >= 2:
                return Reason("tag", self._say(_TAG[how], count, tag=tag), tuple(proof[tag][:3]))
        return None
