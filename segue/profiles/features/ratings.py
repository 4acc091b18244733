"""Ratings: tracks liked and banned by hand; the latest word counts.

A ban may take more with it than the track it names, or less, and may end by itself (`segue.domain.ban`).
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from segue.domain.ban import Scope, scope_of, until_of
from segue.domain.event import EventKind, TrackId
from segue.profiles.feature import Feature
from segue.profiles.mark import Mark

Word = tuple[int, str, bool]  # Unix ms, event id, yes or no
_SAID = {
    EventKind.LIKE: ("likes", True),
    EventKind.UNLIKE: ("likes", False),
    EventKind.BAN: ("bans", True),
    EventKind.UNBAN: ("bans", False),
}
_LONGEST = 200  # characters of a genre


class Ban(Struct, frozen=True, array_like=True, gc=False):
    """One word on something wider or narrower than a track; the later one counts, then the larger id."""

    at_ms: int
    event: str
    yes: bool  # False: it is allowed again
    scope: str
    track: TrackId
    genre: str = ""  # as it was told, "" = that of the track
    until_ms: int | None = None


class Ratings(Struct):
    """ends: event id of a track's ban -> Unix ms at which it ends; scoped: the words of the other scopes, by what
    they name."""

    likes: dict[TrackId, Word] = field(default_factory=dict)
    bans: dict[TrackId, Word] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    scoped: dict[str, Ban] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rated:
    """Track -> the event that says so; scoped: bans of more or less than a track, and their being taken back, in
    order of time. Of those that turn out to mean the same artist, release or genre the last one counts."""

    liked: dict[TrackId, str]
    banned: dict[TrackId, str]
    scoped: tuple[Ban, ...] = ()


def update(state: Ratings, new: Mark) -> None:
    said = _SAID.get(new.kind)
    if said is None or new.track is None:
        return
    told = new.told or {}
    if said[0] == "bans" and (scope := scope_of(told)) is not Scope.TRACK:
        _scoped(state, new, scope, said[1])
        return
    words: dict[TrackId, Word] = getattr(state, said[0])
    word = (new.at_ms, new.event_id, said[1])
    if new.track not in words or words[new.track] < word:
        words[new.track] = word
    if new.kind is EventKind.BAN and (until := until_of(told)) is not None:
        state.ends[new.event_id] = until


def _scoped(state: Ratings, new: Mark, scope: Scope, yes: bool) -> None:
    assert new.track is not None
    told = new.told or {}
    genre = told.get("genre") if scope is Scope.GENRE else ""
    genre = genre.strip()[:_LONGEST] if isinstance(genre, str) else ""
    word = Ban(new.at_ms, new.event_id, yes, scope.value, new.track, genre, until_of(told) if yes else None)
    key = f"{scope.value}:{genre.casefold() or new.track}"
    held = state.scoped.get(key)
    if held is None or (held.at_ms, held.event) < new.order:
        state.scoped[key] = word


def read(state: Ratings, now: datetime) -> Rated:
    now_ms = now.timestamp() * 1000
    return Rated(
        {track: event for track, (_, event, yes) in state.likes.items() if yes},
        {
            track: event
            for track, (_, event, yes) in state.bans.items()
            if yes and state.ends.get(event, now_ms + 1) > now_ms
        },
        tuple(
            replace(ban, yes=ban.yes and (ban.until_ms is None or ban.until_ms > now_ms))
            for ban in sorted(state.scoped.values(), key=lambda b: (b.at_ms, b.event))
        ),
    )


feature = Feature(title="What you like and what you banned", state=Ratings, update=update, read=read)
