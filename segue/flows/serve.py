"""Serve: a request -> consent -> profile up to date -> situation -> pipeline -> Slate, remembered for its changes."""

import threading
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

import msgspec
import numpy as np
from msgspec.structs import replace as replace_fields

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import Event, ListenerId, Offset
from segue.domain.listener import Listener
from segue.domain.shown import impression
from segue.domain.slate import Request, Slate
from segue.flows.company import Company
from segue.flows.follow import Follower
from segue.flows.models import Models
from segue.playlists.recipe import Recipe, recipes
from segue.ports import Appended, EventLog, SlateStore
from segue.profiles.profile import Profile
from segue.recommend.answer import answer
from segue.recommend.balance import USUAL, learned_share
from segue.recommend.columns import LAYOUT, columns, packed
from segue.recommend.history import record
from segue.recommend.situation import Situation, situation
from segue.settings import Settings

_SLATES = 20_000  # kept in memory
_decoder = msgspec.json.Decoder(Slate)


class Server:
    """Answers requests; the last slate of each listener and recipe is kept to tell the next one's changes."""

    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        log: EventLog,
        follower: Follower,
        models: Models,
        slates: SlateStore,
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._log = log
        self._follower = follower
        self._company = Company(accounts, follower)
        self._models = models
        self._store = slates
        self._slates: OrderedDict[tuple[ListenerId, str], Slate] = OrderedDict()
        self._unsaved: dict[tuple[ListenerId, str], bytes] = {}
        self._unlogged: deque[tuple[ListenerId, Event]] = deque(maxlen=_SLATES)
        self._lock = threading.Lock()

    def answer(self, listener: Listener, request: Request) -> Slate:
        """The slate for `request`, with everything in it that the log holds of the listener.

        Raises:
            KeyError: an unknown recipe.
        """
        recipe = recipes()[request.recipe]
        request, seen, offset = self._seen(listener, request, recipe)
        if offset is None:
            slate = answer(seen, recipe.pipeline, None, (), Offset(0))
            self.shown(listener, request, slate)
            return slate
        before = self._before(listener.id, request.recipe)
        news = [m for m in seen.recent if m.offset > before.offset] if before else []
        slate = answer(seen, recipe.pipeline, before, news, offset)
        self._remember(listener.id, slate)
        self.shown(listener, request, slate, LAYOUT, _known(seen, slate))
        return slate

    def ranked(self, listener: Listener, request: Request) -> Slate:
        """As `answer`, of which nothing is shown to anybody yet: it is not logged, and later ones do not differ for it.

        Raises:
            KeyError: an unknown recipe.
        """
        recipe = recipes()[request.recipe]
        _, seen, _ = self._seen(listener, request, recipe)
        return answer(seen, recipe.pipeline, None, (), Offset(0))

    def _seen(self, listener: Listener, request: Request, recipe: Recipe) -> tuple[Request, Situation, Offset | None]:
        """The request with the dial that holds for it, what is seen of it, and to where the log is read for that; None
        of a listener who has not agreed, or does not want it now."""
        settings, model = self._settings, self._models.current()
        if recipe.familiar_share is not None:
            settings = replace(settings, familiar_share=recipe.familiar_share)
        if not request.profiled or not self._accounts.consent(listener.id).permits(Purpose.PERSONALISE):
            return request, situation(request, Profile(), model, settings), None
        if request.familiar_share is None and recipe.familiar_share is None:
            request = replace_fields(request, familiar_share=self._accounts.dials.of(listener.id))
        lent = self._company.of(listener.id, request.now)
        with self._follower.use(listener.id) as profile:
            return request, situation(request, profile, model, settings, lent=lent), profile.offset

    def dial(self, listener: Listener, now: datetime) -> float:
        """0-1, how much of an answer was heard before: what the listener set, else what the server does, else what was
        learnt from them."""
        told = self._accounts.dials.of(listener.id)
        if told is None:
            told = self._settings.familiar_share
        if told is not None:
            return told
        if not self._accounts.consent(listener.id).permits(Purpose.PERSONALISE):
            return USUAL
        with self._follower.use(listener.id) as held:
            tallies, liked = held.read("taste", now), held.read("ratings", now).liked
        return learned_share(record(tallies, liked, self._models.current().row_of))

    def warm(self, now: datetime) -> None:
        """Answer nobody once, so that the first real request does not wait for compiled code to load."""
        model = self._models.current()
        if len(model):
            nobody = Request(ListenerId(""), now)
            seen = situation(nobody, Profile(), model, self._settings)
            _known(seen, answer(seen, recipes()[nobody.recipe].pipeline, None, (), Offset(0)))

    def save(self) -> None:
        """Write the slates given since the last call, and what could not be logged then."""
        with self._lock:
            unlogged, self._unlogged = self._unlogged, deque(maxlen=_SLATES)
        for listener, event in unlogged:
            self._log_shown(listener, event)
        with self._lock:
            unsaved, self._unsaved = self._unsaved, {}
        if not unsaved:
            return
        try:
            self._store.write(unsaved)
        except Exception:
            with self._lock:  # next time; what was answered meanwhile is newer
                self._unsaved = {k: v for k, v in unsaved.items() if k in self._slates} | self._unsaved
            raise

    def shown(self, listener: Listener, request: Request, slate: Slate, layout: str = "", known: str = "") -> None:
        """What was shown is an event too: an answer, what of a `ranked` one was shown after all, a mix. The same slate
        again is the same event. The log's own thread writes it, while the answer is under way."""
        if slate.tracks and self._accounts.consent(listener.id).permits(Purpose.RECORD):
            self._log_shown(listener.log_id, impression(request, slate, layout, known))

    def _log_shown(self, listener: ListenerId, event: Event) -> None:
        def written(done: "Future[Appended]") -> None:
            if not done.cancelled() and done.exception() is not None:
                with self._lock:
                    self._unlogged.append((listener, event))

        self._log.submit(listener, [event]).add_done_callback(written)

    def listeners(self) -> list[ListenerId]:
        """Those whose slates are in memory."""
        with self._lock:
            return [listener for listener, _ in (*self._slates, *self._unsaved, *self._unlogged)]

    def forget(self, listener: ListenerId) -> int:
        self._company.forget()
        with self._lock:
            for held in (self._slates, self._unsaved):
                for key in [k for k in held if k[0] == listener]:
                    del held[key]
            self._unlogged = deque((one for one in self._unlogged if one[0] != listener), maxlen=_SLATES)
        return self._store.erase(listener)

    def _before(self, listener: ListenerId, recipe: str) -> Slate | None:
        with self._lock:
            held = self._slates.get((listener, recipe))
        if held is None and (body := self._store.read(listener, recipe)) is not None:
            try:
                held = _decoder.decode(body)
            except msgspec.DecodeError:  # written by another version: there is nothing to compare with
                return None
        return held

    def _remember(self, listener: ListenerId, slate: Slate) -> None:
        key = (listener, slate.recipe)
        slate = replace_fields(slate, tracks=tuple(replace_fields(t, trace=None) for t in slate.tracks))
        body = msgspec.json.encode(replace_fields(slate, changes=()))
        with self._lock:
            self._slates[key] = slate
            self._slates.move_to_end(key)
            self._unsaved[key] = body
            while len(self._slates) > _SLATES:
                self._slates.popitem(last=False)


def _known(seen: Situation, slate: Slate) -> str:
    """What was known of the tracks of a slate, for whoever learns from it."""
    rows = np.array([seen.model.row_of[track.id] for track in slate.tracks], np.int32)
    return packed(columns(seen, rows)) if len(rows) else ""
