"""DJ: the next track, and before some a line about it. What was said stays in memory while a session lasts."""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from segue.accounts.store import Accounts
from segue.catalog.store import UNKNOWN, Catalog
from segue.domain.consent import Purpose
from segue.domain.event import ListenerId, TrackId
from segue.domain.listener import Listener
from segue.domain.slate import Request, SlateTrack
from segue.domain.track import Track
from segue.flows.follow import Follower
from segue.flows.history import History
from segue.flows.models import Models
from segue.flows.serve import Server
from segue.flows.speech import Speeches
from segue.playlists.chat import Chat, Trouble
from segue.playlists.dj.choose import Session, chosen
from segue.playlists.dj.fact import Fact
from segue.playlists.dj.facts import link_facts, why_fact, work_facts
from segue.playlists.dj.past import own_facts, past_of
from segue.playlists.dj.reword import reworded
from segue.playlists.dj.wording import Told
from segue.settings import Settings

_log = logging.getLogger(__name__)
_SESSIONS = 10_000
_SILENCE_S = 7200.0  # without a question: the next one begins a new session
_AHEAD = 10  # tracks asked for, besides those that were given
_MOST_GIVEN = 300  # tracks remembered; after that the oldest may come again


class Line(Struct, frozen=True):
    """What is said before a track. facts: the kinds of them; own: something in it is about the listener."""

    text: str
    lang: str
    by: str  # template, or endpoint where a model worded it
    facts: tuple[str, ...]
    own: bool
    speech: str | None = None  # where it can be heard, for some minutes
    mute: str = ""  # why it cannot


class Turn(Struct, frozen=True):
    """One step of the DJ. slate_id: to be sent back with the events of this track."""

    track: SlateTrack | None  # None: there is nothing to play
    slate_id: str | None
    line: Line | None
    talk: float


class Dj:
    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        catalog: Catalog,
        follower: Follower,
        models: Models,
        history: History,
        server: Server,
        speeches: Speeches,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ValueError for an endpoint that cannot be."""
        self._settings = settings
        self._accounts = accounts
        self._catalog = catalog
        self._follower = follower
        self._models = models
        self._history = history
        self._server = server
        self.speeches = speeches
        self._clock = clock
        self._sessions: OrderedDict[ListenerId, tuple[float, Session]] = OrderedDict()
        self._lock = threading.Lock()
        self.chat: Chat | None = None
        if settings.dj_endpoint:
            self.chat = Chat(settings.dj_endpoint, settings.dj_model, settings.dj_key, settings.dj_timeout_s)

    def talk_of(self, listener: ListenerId) -> float:
        """How talkative it is for this listener."""
        chose = self._accounts.talk.of(listener)
        return self._settings.dj_talk if chose is None else chose

    def next(self, listener: Listener, request: Request, *, talk: float | None = None, anew: bool = False) -> Turn:
        """The next track of this listener's session, and what is said before it.

        talk: only this time, instead of what they chose; anew: a new session begins.
        """
        session = self._session(listener.id, anew)
        how_much = self.talk_of(listener.id) if talk is None else talk
        with session.lock:
            return self._next(listener, request, session, how_much)

    def _next(self, listener: Listener, request: Request, session: Session, talk: float) -> Turn:
        personal = request.profiled and self._accounts.consent(listener.id).permits(Purpose.PERSONALISE)
        seeds = (session.last.id,) if session.last is not None and not personal else ()
        request = replace(request, n=_AHEAD + len(session.given), profiled=personal, format="music", seeds=seeds)
        slate = self._server.ranked(listener, request)
        given = {one: at for at, one in enumerate(session.given)}  # where everything was given, what was longest ago
        best = min(slate.tracks, key=lambda one: given.get(one.id, -1), default=None)
        track = self._catalog.get(best.id) if best is not None else None
        if best is None or track is None:
            return Turn(None, None, None, talk)
        said: list[Told] = []
        if session.due(talk):
            facts = list(self._facts(listener, request, session, track, best))
            said = chosen(facts, session, talk, request.lang, request.now)
        words = self._worded(said, session, request.lang)
        session.goes_on(track, talk, words)
        del session.given[:-_MOST_GIVEN]
        shown = replace(slate, tracks=(best,), changes=())
        self._server.shown(listener, request, shown)
        line = _line(words, request.lang, "template" if words == said else "endpoint")
        return Turn(best, slate.slate_id, line and self._aloud(listener, line, track), talk)

    def _worded(self, said: list[Told], session: Session, lang: str) -> list[Told]:
        """In the words of a model, where there is one and what it says holds and is new."""
        if self.chat is None or not said:
            return said
        try:
            words, faults = reworded(self.chat, said, lang)
        except Trouble as trouble:
            _log.warning("a template tells, as the endpoint did not: %s", trouble)
            return said
        for fault in faults:
            _log.info("a template tells, as the endpoint told %s", fault)
        return [one if new.text in session.texts else new for one, new in zip(said, words, strict=True)]

    def _aloud(self, listener: Listener, line: Line, track: Track) -> Line:
        if mute := self.speeches.missing():
            return replace(line, mute=mute)
        name = self.speeches.offer(listener.id, line.text, line.lang, track)
        return replace(line, speech=f"/api/v1/dj/speech/{name}")

    def _facts(
        self, listener: Listener, request: Request, session: Session, track: Track, best: SlateTrack
    ) -> Iterator[Fact]:
        if session.last is not None and session.last.id != track.id:
            yield from link_facts(session.last, track)
        yield from work_facts(track, request.now.year)
        why = why_fact(track, best.reason)
        if why is not None and (request.profiled or not why.own):
            yield why
        if request.profiled:
            yield from self._own(listener, request, track)

    def _own(self, listener: Listener, request: Request, track: Track) -> Iterator[Fact]:
        """From the listener's past; only asked for where they agreed."""
        artist = self._of_artist(track)
        with self._follower.use(listener.id) as profile:
            liked = track.id in {self._catalog.canonical(t) for t in profile.read("ratings", request.now).liked}
        listens = self._history.listens(listener.id, until=request.now, limit=None, oldest_first=True)
        listens = [
            one if (today := self._catalog.canonical(one.track_id)) == one.track_id else replace(one, track_id=today)
            for one in listens
        ]
        past = past_of(track, listens, artist, liked)
        titles = {other: found for other in past.others if (found := self._catalog.get(other)) is not None}
        yield from own_facts(track, past, titles, request.now)

    def _of_artist(self, track: Track) -> frozenset[TrackId]:
        model = self._models.current()
        row = model.row_of.get(track.id)
        if row is None or track.artist == UNKNOWN:
            return frozenset({track.id})
        rows = model.by_artist.rows(int(model.artists[row]))
        return frozenset(model.items[int(one)].id for one in rows)

    def _session(self, listener: ListenerId, anew: bool) -> Session:
        now = self._clock()
        with self._lock:
            held = self._sessions.get(listener)
            if held is None or anew or now - held[0] > _SILENCE_S:
                held = (now, Session(secrets.token_hex(8)))
            self._sessions[listener] = (now, held[1])
            self._sessions.move_to_end(listener)
            while len(self._sessions) > _SESSIONS or next(iter(self._sessions.values()))[0] < now - _SILENCE_S:
                self._sessions.popitem(last=False)
        return held[1]

    def forget(self, listener: ListenerId) -> int:
        """Drop the listener's session, and what was said in it, from memory."""
        with self._lock:
            gone = self._sessions.pop(listener, None)
        return self.speeches.forget(listener) + (gone is not None)


def _line(said: Sequence[Told], lang: str, by: str) -> Line | None:
    if not said:
        return None
    text = " ".join(one.text for one in said)
    return Line(text, lang, by, tuple(one.fact.kind for one in said), any(one.fact.own for one in said))
