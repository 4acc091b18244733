"""Player: one device with one program, and the rules by which its requests become plays.

The rules and their reasons are in docs/clients/navidrome-proxy.md. In one sentence: a song that is fetched is not
yet a song that is played, so nothing is called a skip unless something besides the early request speaks for it.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from segue.domain.event import EventKind
from segue.ingest.streams.facts import Closed, Fact, Opened, Passed, Seen, Sent, Song, Told, Word
from segue.ingest.streams.play import Play, Waiting

TOGETHER = timedelta(seconds=5)  # requests at the beginning of a song that are one act of opening it
CHAIN = timedelta(seconds=2)  # a request this soon after a finished transfer, or after the end of a song, comes of it
SETTLE = timedelta(seconds=2)  # jumps this close together are one: a player that looks for a place in the file
HANG_UP = timedelta(seconds=3)  # between hanging up on one song and asking for the next
LEAD = timedelta(seconds=30)  # before the end of a song players without gaps open the next
LEAD_SHARE = 0.2  # of a short song
TELLS = timedelta(hours=1)  # a player that said what it plays this recently is believed to go on saying so
PAUSE = timedelta(minutes=30)  # after this long what was fetched ahead is no longer next
_MOST_AHEAD = 100
_NEVER = datetime.min.replace(tzinfo=UTC)


class Player:
    """Feed it facts in order; it holds nothing but what it needs for the next."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._now: Play | None = None
        self._ahead: list[Waiting] = []
        self._transfers: dict[int, str] = {}  # open ones -> song
        self._finished_at: datetime | None = None  # the last transfer that went out whole
        self._last_opened = _NEVER
        self._told_at: datetime | None = None
        self._reported_at: datetime | None = None
        self._seek: Seen | None = None  # the last jump, until it is clear that no other follows
        self.last: datetime | None = None

    def take(self, fact: Fact) -> list[Seen]:
        """What follows from `fact`, in order of time."""
        self.last = fact.at
        seen = self._settled(fact.at) + self._pass(fact.at)
        match fact:
            case Opened():
                seen += self._opened(fact)
            case Sent():
                self._grow(fact.transfer, fact.bytes)
            case Closed():
                seen += self._closed(fact)
            case Told():
                seen += self._told(fact)
            case Passed():
                pass
        return seen

    def idle(self) -> bool:
        """Nothing of it is under way."""
        return not self._transfers and self._seek is None and (self._now is None or self._now.over)

    # requests

    def _opened(self, request: Opened) -> list[Seen]:
        song = request.song.id
        self._transfers[request.transfer] = song
        self._last_opened = request.at
        if self._says(self._reported_at, request.at):
            return []
        play = self._now
        if play is not None and play.song.id == song:
            return self._again(play, request)
        waiting = next((w for w in self._ahead if w.song.id == song), None)
        if waiting is not None:
            waiting.fetched.open(request)
            return []
        new = Waiting(request.song, request.at)
        new.fetched.open(request)
        new.offset_ms = request.offset_ms or new.fetched.begin_ms(request)
        if self._says(self._told_at, request.at):
            self._keep(new)
            return []
        return self._another(play, new)

    def _again(self, play: Play, request: Opened) -> list[Seen]:
        """A further request for the song that plays."""
        known, heard = play.fetched, play.heard_ms(request.at)
        complete, jumps = known.complete(), known.jumps(request, heard)
        known.open(request)
        play.hung_up_at = None
        if request.at - play.opened_at <= TOGETHER and not request.offset_ms:
            return []
        if request.offset_ms or jumps:
            place = request.offset_ms or known.place_ms(request.first, request.song.duration_ms) or 0
            self._seek = play.seek(request.at, place)
            return []
        if request.first or not complete:
            return []
        if play.could_be_over(request.at) and not self._says(self._told_at, request.at):
            return self._start(request.song, request.at, 0, Waiting(request.song, request.at, fetched=known))
        if not play.could_be_over(request.at):
            self._seek = play.seek(request.at, 0)
        return []

    def _another(self, play: Play | None, new: Waiting) -> list[Seen]:
        """A request for another song, from a player that does not say what it plays."""
        at = new.opened_at
        if play is None:
            return self._start_alone(new)
        end = play.end()
        if end is None:
            return self._change(new, at)
        if play.hung_up_at is not None and at - play.hung_up_at <= HANG_UP and not play.over:
            return self._leave(at) + self._change(new, at)
        if not self._reads_ahead(play) and (began := self._began_when_opened(play, at)) is not None:
            return self._began(play, began) + self._another(self._now, new)
        if at >= end:
            if at - end > PAUSE:
                self._ahead.clear()
            return self._change(new, end if at - end <= LEAD else at)
        if self._reads_ahead(play):
            self._keep(new)
            return []
        if not self._ahead:
            new.soon = play.nearly_over(at, LEAD, LEAD_SHARE)
            self._keep(new)
            return []
        if self._ahead[0].soon:
            return self._began(play, self._ahead[0]) + self._another(self._now, new)
        return self._leave(at) + self._change(new, at)

    def _reads_ahead(self, play: Play) -> bool:
        """The request follows from the fetching before it, not from a person or from the end of a song."""
        busy = any(song == play.song.id or self._waits(song) for song in self._transfers.values())
        return busy or (self._finished_at is not None and self._last_opened - self._finished_at <= CHAIN)

    def _began_when_opened(self, play: Play, at: datetime) -> Waiting | None:
        """The waiting song, if this request comes just when it is over, had it begun when it was asked for.

        Not when the time fits as well to the end of `play`, or to a player that fetches the next song always the
        same time after the beginning of one.
        """
        end, first = play.end(), self._ahead[0] if self._ahead else None
        if end is None or first is None or first.song.duration_ms is None:
            return None
        over = first.opened_at + timedelta(milliseconds=first.song.duration_ms - first.offset_ms)
        habit = end + (first.opened_at - play.opened_at)
        if abs(at - end) <= CHAIN or abs(at - habit) <= CHAIN:
            return None
        return first if abs(at - over) <= CHAIN else None

    def _began(self, play: Play, waiting: Waiting) -> list[Seen]:
        """It turns out that the waiting song began when it was asked for."""
        self._ahead.remove(waiting)
        play.over = False
        seen = self._leave(waiting.opened_at)
        return seen + self._start(waiting.song, waiting.opened_at, waiting.offset_ms, waiting)

    def _change(self, new: Waiting, at: datetime) -> list[Seen]:
        """The song changes at `at`: to the one that was fetched ahead first, if any, because that is next."""
        self._keep(new)
        chosen = self._ahead.pop(0)
        return self._start(chosen.song, max(at, chosen.opened_at), chosen.offset_ms, chosen)

    def _closed(self, end: Closed) -> list[Seen]:
        song = self._transfers.get(end.transfer)
        self._grow(end.transfer, end.bytes, over=True)
        self._transfers.pop(end.transfer, None)
        play = self._now
        if end.whole:
            self._finished_at = end.at
            return []
        if play is None or song != play.song.id or song in self._transfers.values():
            return []
        play.hung_up_at = end.at
        late = self._ahead[-1] if self._ahead else None
        if late is None or self._says(self._told_at, end.at) or end.at - late.opened_at > HANG_UP:
            return []
        if play.over or play.nearly_over(end.at, LEAD, LEAD_SHARE):
            return []
        chosen = self._ahead.pop(0)
        return self._leave(late.opened_at) + self._start(chosen.song, late.opened_at, chosen.offset_ms, chosen)

    # words

    def _told(self, told: Told) -> list[Seen]:
        play = self._now
        if told.word is Word.REPORT:
            self._reported_at, self._now = told.at, None
            self._ahead.clear()
            return []
        if told.word is Word.HEARD:
            if play is not None and play.song.id == told.song.id:
                play.scrobbled = True
            return []
        self._told_at = told.at
        if play is not None and play.song.id == told.song.id and not play.could_be_over(told.at):
            return []
        seen = self._leave(told.at) if play is not None and not play.could_be_over(told.at) else []
        place = [w.song.id for w in self._ahead].index(told.song.id) if self._waits(told.song.id) else None
        found = None if place is None else self._ahead[place]
        self._ahead = [] if place is None else self._ahead[place + 1 :]
        return seen + self._start(told.song, told.at, told.position_ms, found)

    # plays

    def _start_alone(self, new: Waiting) -> list[Seen]:
        self._ahead.clear()
        return self._start(new.song, new.opened_at, new.offset_ms, new)

    def _start(self, song: Song, at: datetime, position_ms: int | None, fetched: Waiting | None) -> list[Seen]:
        settled = self._settled(None)
        key = f"{self._name}\0{song.id}\0{round(at.timestamp() * 1000)}"
        play = Play(song, at, blake2b(key.encode(), digest_size=12).hexdigest(), position_ms or 0)
        if fetched is not None:
            play.fetched, play.opened_at = fetched.fetched, fetched.opened_at
        self._now = play
        return [*settled, Seen(EventKind.PLAY, at, song.id, play.play_id, position_ms or None)]

    def _leave(self, at: datetime) -> list[Seen]:
        """The song that plays is left for another: a skip when that is before its half and nobody scrobbled it."""
        play = self._now
        if play is None or play.over or play.scrobbled:
            return []
        place = play.heard_ms(at)
        if place is None or play.song.duration_ms is None or place * 2 >= play.song.duration_ms:
            return []
        return [*self._settled(None), Seen(EventKind.SKIP, at, play.song.id, play.play_id, place)]

    def _pass(self, now: datetime) -> list[Seen]:
        """Time goes by: a song opened shortly before the end of the last one begins; one hung up on has stopped."""
        seen: list[Seen] = []
        while (play := self._now) is not None and not play.over and (end := play.end()) is not None and now >= end:
            play.over = True
            if play.hung_up_at is not None and not play.fetched.complete() and not play.scrobbled:
                place = play.heard_ms(play.hung_up_at)
                seen += self._settled(None)
                seen.append(Seen(EventKind.STOP, play.hung_up_at, play.song.id, play.play_id, place))
                self._ahead.clear()
                self._now = None
            elif self._ahead and self._ahead[0].soon and not self._says(self._told_at, now):
                chosen = self._ahead.pop(0)
                seen += self._start(chosen.song, end, chosen.offset_ms, chosen)
        return seen

    def _settled(self, now: datetime | None) -> list[Seen]:
        """The last jump, once no other can follow; at once without `now`."""
        if self._seek is None or (now is not None and now - self._seek.at < SETTLE):
            return []
        seek, self._seek = self._seek, None
        return [seek]

    # bookkeeping

    def _grow(self, transfer: int, count: int, over: bool = False) -> None:
        for held in (self._now, *self._ahead):
            if held is not None and transfer in held.fetched.ranges:
                (held.fetched.closed if over else held.fetched.sent)(transfer, count)

    def _keep(self, new: Waiting) -> None:
        self._ahead.append(new)
        del self._ahead[:-_MOST_AHEAD]

    def _waits(self, song: str) -> bool:
        return any(w.song.id == song for w in self._ahead)

    @staticmethod
    def _says(last: datetime | None, at: datetime) -> bool:
        return last is not None and at - last <= TELLS


def conclude(name: str, facts: list[Fact]) -> list[Seen]:
    """All that follows from the facts of one player."""
    player = Player(name)
    return [seen for fact in facts for seen in player.take(fact)]
