"""What changed against the listener's previous slate, and because of which events."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.slate import Change, Reason, Slate, SlateTrack
from segue.profiles.features.week_parts import part_of
from segue.profiles.mark import Mark
from segue.recommend import words
from segue.recommend.intent import outcomes, turned
from segue.recommend.message import say
from segue.recommend.situation import Situation

_FELT = 0.1  # influence below which an event did not move a track by itself
_ALIKE = 0.35  # dot product in the item space above which two tracks are called alike
_USUALLY = 3  # tracks like it, finished at this part of the week, from which on that is usual
_SAME_ARTIST = 0.5


def changes(
    situation: Situation, before: Slate | None, after: Sequence[SlateTrack], news: Sequence[Mark]
) -> tuple[Change, ...]:
    """Entered, left and moved tracks; the news are the marks that came since `before`."""
    if before is None:
        return ()
    old = {t.id: i for i, t in enumerate(before.tracks)}
    new = {t.id: i for i, t in enumerate(after)}
    chosen = [(word[0], code, word[1]) for code, word in situation.followed.events.items() if word[2] > before.offset]
    changed = before.model != situation.model.id
    said = _Influence(situation, news, model_changed=changed, chosen=max(chosen)[1:] if chosen else None)
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

    def __init__(
        self, situation: Situation, news: Sequence[Mark], *, model_changed: bool, chosen: tuple[int, str] | None
    ) -> None:
        self._s = situation
        self._lang = situation.request.lang
        self._chosen = chosen  # the artist followed last since then, and the event
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
        name = words.title(self._s.model.items[self._rows[best]], self._lang)
        if up and pull[best] > _FELT:
            return Reason("closer", self._say("closer", m, name), (m.event_id,))
        if not up and pull[best] < -_FELT:
            return self._turned(row) or Reason("alike_skipped", self._say("alike_skipped", m, name), (m.event_id,))
        m, name = self._strongest()
        return Reason("displaced", self._say("made_room" if up else "moved_on", m, name), (m.event_id,))

    def _turned(self, row: int) -> Reason | None:
        """ "You usually finish these at this time; now you skipped three": when that is likely, and has proof."""
        s, space = self._s, self._s.model.space
        now = s.habits.now
        usual = now.rows[now.balance > 0]
        if np.count_nonzero(space[usual] @ space[row] > _ALIKE) < _USUALLY:
            return None
        seen = outcomes(s.recent, s.request.now.timestamp() * 1000, s.model.row_of, skips_count=s.settings.skips_count)
        near = space[seen.rows] @ space[row]
        if turned(near, seen, 1 - s.skips.now) < 0.5:
            return None
        skipped = [
            event
            for event, how, close in zip(seen.events, seen.finished, near, strict=True)
            if close > _ALIKE and not how
        ]
        if len(skipped) < 2:
            return None
        part = say(self._lang, f"part_{part_of(s.request.now)}")
        return Reason("turned", say(self._lang, "turned", len(skipped), part=part), tuple(skipped))

    def _closeness(self, row: int) -> NDArray[np.float64]:
        model = self._s.model
        near = model.space[self._rows] @ model.space[row]
        same = _SAME_ARTIST * (model.artists[self._rows] == model.artists[row])
        return np.asarray(np.maximum(near, same), np.float64)

    def _strongest(self) -> tuple[Mark, str]:
        best = int(np.argmax(np.abs(self._push)))
        return self._news[best], words.title(self._s.model.items[self._rows[best]], self._lang)

    def _without_events(self) -> Reason:
        if self._chosen is not None:
            code, event = self._chosen
            artist = self._s.model.items[int(self._s.model.by_artist.rows(code)[0])].artist
            return Reason("chosen", say(self._lang, "chose_closer", artist=artist), (event,))
        if self._all:
            return Reason("news", say(self._lang, "unknown"), (self._all[-1].event_id,))
        if self._model_changed:
            return Reason("model", say(self._lang, "model"))
        return Reason("time", say(self._lang, "time"))

    def _say(self, key: str, m: Mark, name: str) -> str:
        return say(self._lang, key, did=words.did(m.kind.value, self._lang), track=name)


def _itself(m: Mark, situation: Situation) -> tuple[str, str, tuple[str, ...]]:
    skipped = [s for s in situation.recent if s.track == m.track and s.kind.value == "skip"]
    lang, code = situation.request.lang, f"{m.kind.value}_itself"
    if m.kind.value == "skip" and len(skipped) > 1:
        return code, say(lang, "skipped_often", times=words.times(len(skipped), lang)), (m.event_id,)
    when = words.when(m.at_ms, situation.request.now, lang)
    return code, say(lang, "itself", did=words.did(m.kind.value, lang), when=when), (m.event_id,)
