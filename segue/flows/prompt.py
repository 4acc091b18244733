"""Prompt: a listener's words -> typed query -> playlist, with what was understood; shown, so remembered as shown."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from segue.accounts.store import Accounts
from segue.domain.consent import Purpose
from segue.domain.event import Offset
from segue.domain.listener import Listener
from segue.domain.shown import impression
from segue.domain.slate import Request, Slate
from segue.flows.follow import Follower
from segue.flows.models import Models
from segue.playlists.prompt.answer import Answer, answer
from segue.playlists.prompt.index import Index
from segue.playlists.prompt.parse import Catalogued, parse
from segue.playlists.prompt.query import Query
from segue.playlists.prompt.told import Chip, chip_id, chips, sentence, without
from segue.ports import EventLog
from segue.profiles.profile import Profile
from segue.recommend.columns import LAYOUT, columns, packed
from segue.settings import Settings


class Prompted(Struct, frozen=True):
    """gave: ids of chips that do not hold for every track; by: lexicon, endpoint, or query where that was sent"""

    understood: str  # one sentence
    chips: tuple[Chip, ...]
    gave: tuple[str, ...]
    query: Query
    by: str
    slate: Slate
    duration_ms: int


class Prompter:
    def __init__(
        self, settings: Settings, accounts: Accounts, log: EventLog, follower: Follower, models: Models
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._log = log
        self._follower = follower
        self._models = models
        self._index: Index | None = None
        self._lock = threading.Lock()

    def prompted(self, listener: Listener, words: str | Query, request: Request, gone: Sequence[str] = ()) -> Prompted:
        """words: a prompt, or the query that an earlier one became; gone: ids of chips to leave out."""
        index = self.index()
        by, query = "query", words if isinstance(words, Query) else Query()
        if isinstance(words, str):
            by, query = "lexicon", parse(words, request.now.date(), Catalogued(self._names(index), index.tags))
        query = without(query, gone)
        if request.profiled and self._accounts.consent(listener.id).permits(Purpose.PERSONALISE):
            with self._follower.use(listener.id) as profile:
                found = answer(query, request, profile, index, self._settings, profile.offset)
        else:
            found = answer(query, request, Profile(), index, self._settings, Offset(0))
        self._show(listener, request, found)
        gave = [(part.slot, part.values) for part in found.gave]
        return Prompted(
            sentence(query, request.lang, gave, len(found.slate.tracks)),
            chips(query, request.lang),
            tuple(chip_id(slot, value) for slot, values in gave for value in values),
            query, by, found.slate, found.duration_ms,
        )  # fmt: skip

    def index(self) -> Index:
        """Of the model in service."""
        model = self._models.current()
        index = self._index
        if index is None or index.model is not model:
            with self._lock:
                if self._index is None or self._index.model is not model:
                    self._index = Index(model)
                index = self._index
        return index

    def _names(self, index: Index) -> Any:
        def find(text: str) -> str | None:
            code = index.artist(text)
            return None if code is None else index.artist_name(code)

        return find

    def _show(self, listener: Listener, request: Request, found: Answer) -> None:
        """As every other answer is (`segue.flows.serve`); of the prompt itself nothing is kept."""
        slate, seen = found.slate, found.seen
        if not slate.tracks or not self._accounts.consent(listener.id).permits(Purpose.RECORD):
            return
        rows = [seen.model.row_of[track.id] for track in slate.tracks]
        known = packed(columns(seen, np.array(rows, np.int32)))
        shown = replace(request, recipe=slate.recipe, context={})
        self._log.submit(listener.log_id, [impression(shown, slate, LAYOUT, known)])
