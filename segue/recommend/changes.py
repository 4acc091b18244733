"""What changed against the listener's previous slate, and because of which events."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.slate import Change, Reason, Slate, SlateTrack
from segue.profiles.mark import Mark
from segue.recommend import words
from segue.recommend.situation import Situation

_FELT = 0.1  # influence below which an event did not move a track by itself
_SAME_ARTIST = 0.5


def changes(
    situation: Situation, before: Slate | None, after: Sequence[SlateTrack], news: Sequence[Mark]
) -> tuple[Change, ...]:
    """Entered, left and moved tracks; the news are the marks that came since `before`."""
    if before is None:
        return ()
    old = {t.id: i for i, t in enumerate(before.tracks)}
    new = {t.id: i for i, t in enumerate(after)}
    said = _Influence(situation, news, model_changed=before.model != situation.model.id)
    found: list[Change] = []
    for track in after:
        at = old.get(track.id)
        if at != new[track.id]:
            up = at is None or new[track.id] < at
            kind = "entered" if at is None else "moved"
            because = said.because(track.id, up)
            found.append(Change(track.id, track.title, track.artist, kind, at, new[track.id], because))
    for track in before.tracks:
        if track.id not in new:
            because = said.because(track.id, False)
            found.append(Change(track.id, track.title, track.artist, "left", old[track.id], None, because))
    return tuple(found)


class _Influence:
    """How each new event pushed a track: its sign and strength times how close the two tracks are."""

    def __init__(self, situation: Situation, news: Sequence[Mark], *, model_changed: bool) -> None:
        self._s = situation
        row_of = situation.model.row_of
        self._all = [m for m in news if m.track is not None]
        self._news = [m for m in self._all if m.track in row_of]
        self._rows = np.array([row_of[m.track] for m in self._news if m.track], np.intp)
        self._push = np.array([(m.like and 1.0) - m.skip for m in self._news])
        self._model_changed = model_changed

    def because(self, track: TrackId, up: bool) -> Reason:
        for m in reversed(self._all):
            if m.track == track and not up:
                return Reason(*_itself(m, self._s))
        row = self._s.model.row_of.get(track)
        if row is None or not len(self._news):
            return self._without_events()
        pull = self._push * self._closeness(row)
        best = int(np.argmax(pull if up else -pull))
        m = self._news[best]
        name = words.title(self._s.model.items[self._rows[best]])
        if up and pull[best] > _FELT:
            return Reason("closer", f"you {_did(m)} {name}, which is like it", (m.event_id,))
        if not up and pull[best] < -_FELT:
            return Reason("alike_skipped", f"you {_did(m)} {name}, which is like it", (m.event_id,))
        m, name = self._strongest()
        verb = "makes room for it" if up else "brought others before it"
        return Reason("displaced", f"you {_did(m)} {name}, which {verb}", (m.event_id,))

    def _closeness(self, row: int) -> NDArray[np.float64]:
        model = self._s.model
        near = model.space[self._rows] @ model.space[row]
        same = _SAME_ARTIST * (model.artists[self._rows] == model.artists[row])
        return np.asarray(np.maximum(near, same), np.float64)

    def _strongest(self) -> tuple[Mark, str]:
        best = int(np.argmax(np.abs(self._push)))
        return self._news[best], words.title(self._s.model.items[self._rows[best]])

    def _without_events(self) -> Reason:
        if self._all:
            return Reason("news", "you told of a track that is not in the model yet", (self._all[-1].event_id,))
        if self._model_changed:
            return Reason("model", "a newer model answers")
        return Reason("time", "time has passed since the last answer")


def _itself(m: Mark, situation: Situation) -> tuple[str, str, tuple[str, ...]]:
    skipped = [s for s in situation.recent if s.track == m.track and s.kind.value == "skip"]
    did = _did(m)
    if m.kind.value == "skip" and len(skipped) > 1:
        return f"{m.kind.value}_itself", f"you skipped it {words.times(len(skipped))}", (m.event_id,)
    return (
        f"{m.kind.value}_itself",
        f"you {did} it {words.when(m.at_ms, situation.request.now)}",
        (m.event_id,),
    )


_DID = {
    "play": "played",
    "resume": "resumed",
    "pause": "paused",
    "seek": "searched in",
    "stop": "stopped",
    "skip": "skipped",
    "complete": "finished",
    "like": "liked",
    "unlike": "took back your like of",
    "ban": "banned",
    "unban": "allowed again",
    "rate": "rated",
    "save": "saved",
    "unsave": "removed",
}


def _did(m: Mark) -> str:
    return _DID.get(m.kind.value, "told of")
