"""Search: a query -> the catalogue's index -> order by match, fame and the listener's own taste -> recorded.

While somebody is still typing nothing is recorded; a finished search is an event of theirs, with how much it found and
which search before it refines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from segue.accounts.store import Accounts
from segue.catalog.names import artist_id, release_id
from segue.catalog.search.index import Entry, SearchIndex
from segue.catalog.search.letters import words
from segue.catalog.search.pool import MOST as LOOKED_AT
from segue.catalog.search.segment import Segment, keys
from segue.domain.consent import Purpose, Refused
from segue.domain.event import Event, EventKind
from segue.domain.found import Found, FoundAlbum, FoundArtist, FoundPlaylist, FoundTrack, Offered, Top
from segue.domain.listener import Listener
from segue.domain.shown import DIALECT
from segue.flows.follow import Follower
from segue.flows.models import Models
from segue.flows.offering import Offering
from segue.flows.record import Recorder
from segue.listening.live import unix_ms
from segue.playlists.titles import Titles
from segue.ports import Unavailable
from segue.profiles.features.searches import Searches
from segue.recommend.leaning import Leaning, leaning
from segue.recommend.serving import ServingModel

MOST = 50  # of each kind
_LEANS = 0.5  # how far taste moves what was found; a name in full is 1.5, fame at most 0.3
_FAME = 0.3
_REFINES_MS = 120_000  # a search this soon after one of which nothing was taken is the same wish
_NEAR = 10  # entries that are spelt like a query that means nothing
_PATIENCE_S = 2.0  # for the disk
_QUERY = 500  # characters that are recorded
_LISTS = {"track": "tracks", "artist": "artists", "album": "albums", "episode": "episodes", "playlist": "playlists"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. typing: the query goes on; profiled: in the order of one's own taste."""

    query: str
    now: datetime
    n: int = 10
    lang: str = "en"
    typing: bool = False
    profiled: bool = True
    device: str | None = None


class Sought(NamedTuple):
    """scored: by kind, entries with their scores, the best first; counts: by kind, how many there are; refines: the
    search before, see `Found`."""

    scored: Mapping[str, Sequence[tuple[float, Entry]]]
    counts: Mapping[str, int]
    refines: str | None


class Search:
    """Searches for everybody; it keeps nothing of anybody."""

    def __init__(
        self,
        index: SearchIndex,
        accounts: Accounts,
        follower: Follower,
        models: Models,
        recorder: Recorder,
        titles: Titles,
    ) -> None:
        self._index = index
        self._accounts = accounts
        self._follower = follower
        self._models = models
        self._recorder = recorder
        self._titles = titles
        self._weighed = ""
        self._offering: Offering | None = None

    def follow(self) -> None:
        """Take in what is new in the catalogue, and how well known tracks are since the last refresh."""
        self._index.follow()
        model = self._models.current()
        if model.id != self._weighed:
            self._weighed = model.id
            self._index.weigh(_fame_of(model))
            self._offering = Offering(model)

    def find(self, listener: Listener, wanted: Wanted) -> Found:
        """What a query means to this listener; any text is a query. What is recorded is on disk by then."""
        sought = self.sought(listener, wanted)
        found = self._found(listener, wanted, sought)
        permits = self._accounts.consent(listener.id).permits
        if wanted.typing or not words(wanted.query) or not permits(Purpose.RECORD):
            return found
        event = _event(wanted, found, sought.refines)
        try:
            self._recorder.submit(listener, [event]).result(_PATIENCE_S)
        except (Unavailable, Refused, TimeoutError):  # the answer is as good without
            return found
        return replace(found, search_id=event.event_id, refines=sought.refines)

    def sought(self, listener: Listener, wanted: Wanted) -> Sought:
        """The same without what is around it; nothing is recorded."""
        most = max(wanted.n, LOOKED_AT)
        if not wanted.profiled or not self._accounts.consent(listener.id).permits(Purpose.PERSONALISE):
            entries = self._index.find(wanted.query, wanted.n, most=most)
            return Sought({kind: _ordered(held, None) for kind, held in entries.best.items()}, entries.counts, None)
        with self._follower.use(listener.id) as profile:
            leans = leaning(profile, self._models.current(), wanted.now.astimezone(listener.zone))
            entries = self._index.find(wanted.query, wanted.n, leans.own, most)
            scored = {kind: _ordered(held, leans) for kind, held in entries.best.items()}
            return Sought(scored, entries.counts, _refined(profile.states["searches"], unix_ms(wanted.now)))

    def _found(self, listener: Listener, wanted: Wanted, sought: Sought) -> Found:
        scored = sought.scored
        own = self._playlists(listener, wanted.query)
        n = wanted.n
        return Found(
            wanted.query,
            tuple(_track(e) for _, e in scored["track"][:n]),
            tuple(_artist(e) for _, e in scored["artist"][:n]),
            tuple(_album(e) for _, e in scored["album"][:n]),
            tuple(_track(e) for _, e in scored["episode"][:n]),
            tuple(own[:n]),
            {_LISTS[kind]: count for kind, count in (*sought.counts.items(), ("playlist", len(own)))},
            _top(scored),
            None if own or any(sought.counts.values()) else self._offered(wanted),
        )

    def _playlists(self, listener: Listener, query: str) -> list[FoundPlaylist]:
        """They are few and private: looked through each time, and in no index."""
        ids = self._accounts.links.ids(listener.id) or (listener.id,)
        return [FoundPlaylist(*one) for one in self._titles.of(ids) if _begins(query, one.title)]

    def _offered(self, wanted: Wanted) -> Offered:
        if self._offering is None:
            self._offering = Offering(self._models.current())
        return self._offering.offered(
            wanted.query, self._index.near(wanted.query, _NEAR), wanted.lang, wanted.now.date()
        )


def _event(wanted: Wanted, found: Found, refines: str | None) -> Event:
    at = wanted.now.astimezone(UTC)
    query = wanted.query[:_QUERY].replace("\0", " ").encode("utf-8", "replace").decode()
    name = blake2b(f"{wanted.device}\n{query}".encode(), digest_size=4).hexdigest()
    extra = {"query": query, "results": sum(found.total.values()), **found.total}
    return Event(
        f"search:{unix_ms(at)}:{name}", EventKind.SEARCH, at, device=wanted.device,
        extra=extra | ({"refines": refines} if refines else {}), dialect=DIALECT,
    )  # fmt: skip


def _ordered(entries: Sequence[Entry], leans: Leaning | None) -> list[tuple[float, Entry]]:
    likes: NDArray[np.float32] | None = leans.of([e.track.id for e in entries]) if leans is not None else None
    scored = [(e.score + (_LEANS * float(likes[i]) if likes is not None else 0.0), e) for i, e in enumerate(entries)]
    return sorted(scored, key=lambda one: -one[0])


def _top(scored: Mapping[str, Sequence[tuple[float, Entry]]]) -> Top | None:
    """The best of all lists; what stands first in none is best in none."""
    heads = [(held[0][0], kind) for kind, held in scored.items() if held]
    return Top(_LISTS[max(heads)[1]], 0) if heads else None


def _begins(query: str, title: str) -> bool:
    """Whether every word of the query begins a word of the title."""
    asked, told = words(query), words(title)
    return bool(asked) and all(any(word.startswith(one) for word in told) for one in asked)


def _track(entry: Entry) -> FoundTrack:
    t = entry.track
    return FoundTrack(t.id, t.title, t.artist, artist_id(t.artist), t.release, t.format, t.duration_ms, t.year)


def _artist(entry: Entry) -> FoundArtist:
    return FoundArtist(artist_id(entry.track.artist), entry.track.artist, entry.tracks)


def _album(entry: Entry) -> FoundAlbum:
    t, title = entry.track, entry.track.release or ""
    return FoundAlbum(release_id(title, t.artist), title, t.artist, artist_id(t.artist), entry.tracks, t.year)


def _refined(state: Searches, now_ms: int) -> str | None:
    """The search before this one, when nothing was taken of it and it was a moment ago."""
    if not state.searches:
        return None
    at_ms, event_id, *_ = state.searches[-1]
    taken = {search for _, _, search, _ in state.taken}
    return event_id if 0 <= now_ms - at_ms <= _REFINES_MS and event_id not in taken else None


def _fame_of(model: ServingModel) -> Callable[[Segment], NDArray[np.float32]]:
    """How well known the tracks of a segment are, 0 to _FAME: the logarithm of how many like them."""
    most = max(float(model.fame.max(initial=0)), 1e-6)
    ids = keys([track.id for track in model.items])
    order = np.argsort(ids, kind="stable")
    ids, fame = ids[order], (model.fame[order] * np.float32(_FAME / most)).astype(np.float32)

    def of(segment: Segment) -> NDArray[np.float32]:
        asked = segment.keys
        at = np.minimum(np.searchsorted(ids, asked), max(len(ids) - 1, 0))
        if not len(ids):
            return np.zeros(len(asked), np.float32)
        return np.where(ids[at] == asked, fame[at], 0).astype(np.float32)

    return of
