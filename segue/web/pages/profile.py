"""The panel "What Segue holds of me": every feature of the profile, for the person it is about."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from litestar import Request, get

from segue.app import App
from segue.catalog.store import Catalog
from segue.domain.event import Offset, TrackId
from segue.domain.listener import Listener
from segue.portrait.week import Week, week
from segue.profiles.features.ratings import Ban
from segue.profiles.features.skip_habit import SkipHabit
from segue.profiles.features.taste import Tally
from segue.web.auth import app_of
from segue.web.pages.login import sign_in_again, signed_in
from segue.web.pages.render import Page, by_htmx, page, see
from segue.web.pages.tell import lang_of

_MOST = 5  # lines of each list of favourites
_RATED = 50  # likes or bans shown
_BATCHES = 8  # of the log, counted at a time
_COUNT_S = 0.1  # how long somebody waits for the number of events


@dataclass(frozen=True, slots=True)
class Word:
    """A like or a ban, with the event that says so."""

    track: TrackId
    title: str
    artist: str
    event: str
    scope: str = ""  # "" = the song; else `title` names what is meant
    genre: str = ""
    until: datetime | None = None  # in the listener's own time; None = for ever


@dataclass(frozen=True, slots=True)
class Line:
    """A name with an amount; `share` is of the largest, 0-100."""

    name: str
    beside: str
    amount: str
    share: int


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    events: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Held:
    week: Week
    outcomes: int
    liked: list[Word]
    banned: list[Word]
    devices: list[Device]
    finished: list[Line]
    left: list[Line]
    finished_artists: list[Line]
    left_artists: list[Line]
    tracks: int  # with an outcome
    events: str
    counted: bool  # False: there are at least so many
    zone: str


@get("/profile")
async def held(request: Request[Any, Any, Any]) -> Page:
    """The panel alone, for htmx; a person who comes here by hand gets the page."""
    listener = signed_in(request)
    if listener is None:
        return sign_in_again(request)
    if not by_htmx(request):
        return see("/")
    found = await asyncio.to_thread(held_of, app_of(request), listener, datetime.now(UTC), lang_of(request))
    recipe = request.query_params.get("recipe", "for_you")
    return page(request, "held", held=found, recipe=recipe)


def held_of(app: App, listener: Listener, now: datetime, lang: str) -> Held:
    now = now.astimezone(listener.zone)
    events, counted = _events(app, listener)
    with app.follower.use(listener.id) as profile:
        rate = profile.read("skip_habit", now)
        habit: SkipHabit = profile.states["skip_habit"]
        heard, left = ([round(n) for n in counts] for counts in (habit.heard, habit.skipped))
        seven_days = week(heard, left, rate.usual, lang)
        rated = profile.read("ratings", now)
        ends = profile.states["ratings"].ends
        devices = profile.read("devices", now)
        tallies: dict[TrackId, Tally] = profile.read("taste", now)
        catalog = app.catalog
        return Held(
            week=seven_days,
            outcomes=rate.outcomes,
            liked=_words(catalog, rated.liked),
            banned=_scoped(catalog, rated.scoped, now) + _bans(catalog, rated.banned, ends, now),
            devices=[
                Device(name, n, datetime.fromtimestamp(ms / 1000, now.tzinfo)) for name, (n, ms) in devices.items()
            ],
            finished=_tracks(catalog, {t: y.plays for t, y in tallies.items()}),
            left=_tracks(catalog, {t: y.skips for t, y in tallies.items()}),
            finished_artists=_artists(catalog, ((t, y.plays) for t, y in tallies.items())),
            left_artists=_artists(catalog, ((t, y.skips) for t, y in tallies.items())),
            tracks=len(tallies),
            events=events,
            counted=counted,
            zone=listener.zone.key,
        )


def _words(catalog: Catalog, said: dict[TrackId, str]) -> list[Word]:
    """Latest first."""
    found = []
    for track, event in list(said.items())[::-1][:_RATED]:
        known = catalog.get(track)
        found.append(Word(track, known.title if known else track, known.artist if known else "", event))
    return found


def _bans(catalog: Catalog, said: dict[TrackId, str], ends: dict[str, int], now: datetime) -> list[Word]:
    return [replace(word, until=_moment(ends.get(word.event), now)) for word in _words(catalog, said)]


def _scoped(catalog: Catalog, bans: Sequence[Ban], now: datetime) -> list[Word]:
    """Bans of more or less than a song, the latest first."""
    found = []
    for ban in [one for one in bans if one.yes][::-1][:_RATED]:
        known = catalog.get(ban.track)
        if known is None:
            continue
        genre = ban.genre or next(iter(known.tags), "")
        names = {"artist": known.artist, "album": known.release or "", "genre": genre, "version": known.title}
        beside = known.artist if ban.scope in ("album", "version") else ""
        found.append(
            Word(ban.track, names[ban.scope], beside, ban.event, ban.scope, ban.genre, _moment(ban.until_ms, now))
        )
    return found


def _moment(at_ms: int | None, now: datetime) -> datetime | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, now.tzinfo)


def _tracks(catalog: Catalog, amounts: dict[TrackId, float]) -> list[Line]:
    top = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    named = []
    for track, amount in top:
        known = catalog.get(track)
        named.append((known.title if known else track, known.artist if known else "", amount))
    return _lines(named)


def _artists(catalog: Catalog, amounts: Iterable[tuple[TrackId, float]]) -> list[Line]:
    sums: dict[str, float] = {}
    for track, amount in amounts:
        known = catalog.get(track)
        if known and amount > 0:
            sums[known.artist] = sums.get(known.artist, 0.0) + amount
    top = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return _lines([(artist, "", amount) for artist, amount in top])


def _lines(named: list[tuple[str, str, float]]) -> list[Line]:
    most = max((amount for _, _, amount in named), default=0.0)
    return [
        Line(name, beside, f"{amount:,.1f}".removesuffix(".0"), max(2, round(100 * amount / most)))
        for name, beside, amount in named
        if amount > 0.05
    ]


def _events(app: App, listener: Listener) -> tuple[str, bool]:
    """How many there are, and whether that is all; counting on would make somebody wait."""
    count, after, until = 0, Offset(0), perf_counter() + _COUNT_S
    while batches := app.log.read(after, _BATCHES, listener.id):
        count += sum(len(batch.events) for batch in batches)
        after = batches[-1].offset
        if perf_counter() > until:
            return f"{count:,}", False
    return f"{count:,}", True
