"""What a program reads back: the listener, recent, top and loved tracks."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.domain.track import Track
from segue.ingest.checks import EPOCH
from segue.profiles.features.ratings import Ratings
from segue.web.protocols.lastfm.answer import Element, Failed, leaf
from segue.web.protocols.lastfm.call import Call
from segue.web.scrobbled import scrobbled

T = TypeVar("T")
_MOST = 1_000  # on one page
_DAYS = {"7day": 7, "1month": 30, "3month": 91, "6month": 182, "12month": 365, "overall": 0, "": 0}


async def get_info(call: Call) -> Element:
    listener = call.own()
    listens = await asyncio.to_thread(scrobbled, call.app, listener.id)
    count, since = len(listens), int(listens[-1].start.timestamp()) if listens else 0
    told = {"name": listener.name, "realname": "", "url": "", "country": "", "subscriber": "0", "playcount": count}
    registered = leaf("registered", since, unixtime=str(since))
    return Element("user", children=(*(leaf(name, value) for name, value in told.items()), registered))


async def get_recent_tracks(call: Call) -> Element:
    """Newest first, and what is playing above them."""
    listener, now = call.own(), datetime.now(UTC)
    since, until = call.whole("from", 0), call.whole("to", 0)

    def read() -> tuple[list[Listen], Listen | None]:
        found = scrobbled(
            call.app,
            listener.id,
            since=EPOCH + timedelta(seconds=since, microseconds=-1) if since else None,
            until=EPOCH + timedelta(seconds=until + 1) if until else None,
        )
        return found, call.app.history.playing(listener.id, now)

    found, playing = await asyncio.to_thread(read)
    catalog = call.app.catalog

    def one(listen: Listen) -> Element:
        at = listen.start
        date = leaf("date", f"{at.day} {at:%b %Y, %H:%M}", uts=str(int(at.timestamp())))
        return Element("track", children=(*_named(catalog, listen.track_id), date), many=True)

    page = _page(call, "recenttracks", listener.name, found, one)
    if playing is None:
        return page
    now_on = Element("track", "", {"nowplaying": "true"}, _named(catalog, playing.track_id), many=True)
    return Element(page.name, "", page.attributes, (now_on, *page.children))


async def get_top_tracks(call: Call) -> Element:
    """Most played first."""
    listener, now = call.own(), datetime.now(UTC)
    days = _DAYS.get(call.get("period").lower())
    if days is None:
        raise Failed(6, f"Invalid parameter: period must be one of {', '.join(filter(None, _DAYS))}")
    since = now - timedelta(days=days) if days else None
    listens = await asyncio.to_thread(scrobbled, call.app, listener.id, since=since)
    plays: Counter[TrackId] = Counter()
    for listen in listens:
        plays[listen.track_id] += listen.plays
    ranked = sorted(plays.items(), key=lambda item: (-item[1], item[0]))
    places = {track: place for place, (track, _) in enumerate(ranked, 1)}

    def one(item: tuple[TrackId, int]) -> Element:
        track = call.app.catalog.get(item[0])
        length = leaf("duration", (track.duration_ms or 0) // 1000 if track else 0)
        told = (leaf("playcount", item[1]), length, *_named(call.app.catalog, item[0], artist_name=True))
        return Element("track", "", {"rank": str(places[item[0]])}, told, many=True)

    return _page(call, "toptracks", listener.name, ranked, one)


async def get_loved_tracks(call: Call) -> Element:
    """The last loved first."""
    listener = call.own()

    def read() -> list[tuple[int, TrackId]]:
        with call.app.follower.use(listener.id) as profile:
            likes: Ratings = profile.states["ratings"]
            return sorted(((ms, track) for track, (ms, _, yes) in likes.likes.items() if yes), reverse=True)

    def one(item: tuple[int, TrackId]) -> Element:
        at = datetime.fromtimestamp(item[0] / 1000, UTC)
        date = leaf("date", f"{at.day} {at:%b %Y, %H:%M}", uts=str(item[0] // 1000))
        return Element("track", children=(*_named(call.app.catalog, item[1], artist_name=True), date), many=True)

    return _page(call, "lovedtracks", listener.name, await asyncio.to_thread(read), one)


def _page(call: Call, name: str, user: str, found: Sequence[T], one: Callable[[T], Element]) -> Element:
    size, page = call.whole("limit", 50, _MOST, 1), call.whole("page", 1, least=1)
    counts = {
        "user": user,
        "page": str(page),
        "perPage": str(size),
        "totalPages": str(-(-len(found) // size)),
        "total": str(len(found)),
    }
    return Element(name, "", counts, tuple(map(one, found[(page - 1) * size : page * size])))


def _named(catalog: Catalog, key: TrackId, artist_name: bool = False) -> tuple[Element, ...]:
    """Some answers have the artist as text, some as an element with a name."""
    track = catalog.get(key) or Track(key, "Unknown", "Unknown")
    title = leaf("name", track.title)
    beside = (leaf("mbid", track.mbid), leaf("album", track.release, mbid=""), leaf("url"), leaf("streamable", "0"))
    if artist_name:  # after the title: pylast takes the first name for it, and the second for the artist's
        who = Element("artist", children=(leaf("name", track.artist), leaf("mbid"), leaf("url")))
        return title, who, *beside
    return leaf("artist", track.artist, mbid=""), title, *beside
