"""Prompt: a listener's words -> typed query -> playlist, with what was understood; shown, so remembered as shown."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.listener import Listener
from segue.domain.shown import impression
from segue.domain.slate import Request, Slate
from segue.flows.agreed import agreed
from segue.flows.follow import Follower
from segue.flows.models import Models
from segue.playlists.prompt.answer import Answer, answer, heard
from segue.playlists.prompt.endpoint import Endpoint, Trouble
from segue.playlists.prompt.index import Index
from segue.playlists.prompt.naming import Find
from segue.playlists.prompt.parse import Catalogued, parse, strangers
from segue.playlists.prompt.query import Query
from segue.playlists.prompt.told import Chip, chip_id, chips, sentence, without
from segue.playlists.prompt.validator import Left, validated
from segue.ports import EventLog
from segue.profiles.profile import Profile
from segue.recommend.columns import LAYOUT, columns, packed
from segue.recommend.scoring import EXACT
from segue.recommend.serving import ServingModel
from segue.settings import Settings

_log = logging.getLogger(__name__)
_STRANGER = "names somebody whom nobody here knows"


class LeftOut(Struct, frozen=True):
    """What of a query that was sent does not count."""

    field: str
    reason: str


class Prompted(Struct, frozen=True):
    """gave: ids of chips that do not hold for every track; by: lexicon, endpoint, or query where that was sent"""

    understood: str  # one sentence
    chips: tuple[Chip, ...]
    gave: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    query: Query
    by: str
    slate: Slate
    duration_ms: int


class Prompter:
    """Of the words nothing is kept: not in the log, nor in a file."""

    def __init__(
        self, settings: Settings, accounts: Accounts, log: EventLog, follower: Follower, models: Models
    ) -> None:
        """Raises ValueError for an endpoint that cannot be."""
        self._settings = settings
        self._accounts = accounts
        self._log = log
        self._follower = follower
        self._models = models
        self._index: Index | None = None
        self._making = threading.Lock()
        self.endpoint: Endpoint | None = None
        if settings.prompt_endpoint:
            self.endpoint = Endpoint(
                settings.prompt_endpoint, settings.prompt_model, settings.prompt_key, settings.prompt_timeout_s
            )

    def prompted(
        self, listener: Listener, asked: str | Mapping[str, Any], request: Request, gone: Sequence[str] = ()
    ) -> Prompted:
        """asked: words, or the query that earlier ones became, as JSON has it; gone: ids of chips to leave out."""
        index = self.index()
        if request.profiled and request.familiar_share is None:
            request = replace(request, familiar_share=self._accounts.dials.of(listener.id))
        with self._profile(listener, request) as profile:
            own = heard(profile, request.now, index.model)
        by, query, left = self._understood(asked, request, index, index.names(own, self._settings.least_listeners))
        query = without(query, gone)
        with self._profile(listener, request) as profile:
            found = answer(query, request, profile, index, self._settings, profile.offset)
        self._show(listener, request, found)
        strange = any(reason == _STRANGER for _, reason in left)
        gave = [(part.slot, part.values) for part in found.gave]
        return Prompted(
            sentence(query, request.lang, gave, len(found.slate.tracks), strangers=strange),
            chips(query, request.lang),
            tuple(chip_id(slot, value) for slot, values in gave for value in values),
            tuple(LeftOut(field, reason) for field, reason in left),
            query, by, found.slate, found.duration_ms,
        )  # fmt: skip

    def index(self) -> Index:
        """Of the model in service; for the moment that one of a large catalogue takes, of the one before it."""
        model, index = self._models.current(), self._index
        if index is not None and index.model is model:
            return index
        if index is None or len(model) <= EXACT:
            with self._making:
                if self._index is None or self._index.model is not model:
                    self._index = Index(model)
                return self._index
        if self._making.acquire(blocking=False):
            threading.Thread(target=self._remake, args=(model,), name="prompt-index", daemon=True).start()
        return index

    def _remake(self, model: ServingModel) -> None:
        try:
            index = Index(model)
            index.warm()
            self._index = index
        finally:
            self._making.release()

    def warm(self) -> None:
        """Make what the first prompt would have to wait for."""
        self.index().warm()
        parse("warm up", date.min)

    def _understood(
        self, asked: str | Mapping[str, Any], request: Request, index: Index, find: Find
    ) -> tuple[str, Query, Left]:
        if not isinstance(asked, str):
            return "query", *validated(asked, find, index.tags)

        def guess(written: str) -> str | None:
            name = index.loosely.find(written)
            return None if name is None else find(name)

        names = Catalogued(find, index.tags, guess)
        left: Left = [("like", _STRANGER)] if strangers(asked, names) else []
        if self.endpoint is not None:
            try:
                query, _ = validated(self.endpoint.ask(asked, request.now.year), find, index.tags)
            except Trouble as trouble:
                _log.warning("the lexicon reads a prompt, as the endpoint did not: %s", trouble)
            else:
                if query != Query():
                    return "endpoint", query, left
        return "lexicon", parse(asked, request.now.date(), names), left

    def _profile(self, listener: Listener, request: Request) -> AbstractContextManager[Profile]:
        return agreed(self._accounts, self._follower, listener.id, wanted=request.profiled)

    def _show(self, listener: Listener, request: Request, found: Answer) -> None:
        """As every other answer is (`segue.flows.serve`)."""
        slate, seen = found.slate, found.seen
        if not slate.tracks or not self._accounts.consent(listener.id).permits(Purpose.RECORD):
            return
        rows: NDArray[np.int32] = np.array([seen.model.row_of[track.id] for track in slate.tracks], np.int32)
        known = packed(columns(seen, rows)) if request.profiled else ""
        shown = replace(request, recipe=slate.recipe, context={})
        self._log.submit(listener.log_id, [impression(shown, slate, LAYOUT if known else "", known)])
