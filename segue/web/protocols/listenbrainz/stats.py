"""What was heard most, and when, in a stretch of the calendar, counted when asked."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.app import App
from segue.catalog.names import title_key
from segue.domain.listen import Listen
from segue.domain.track import Track
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz.activity import daily, listening
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking_for, nothing, reply
from segue.web.protocols.listenbrainz.documented import StatsOperation
from segue.web.protocols.listenbrainz.listens import whole
from segue.web.scrobbled import scrobbled

_USUAL, _MOST = 25, 1_000
_UNCOUNTED = ("artist-map", "era-activity", "genre-activity")
"""What ListenBrainz has beside these; answered as it answers what it has not counted."""
_MONTHS = {"month": 1, "quarter": 3, "half_yearly": 6, "year": 12}
_RANGES = ("all_time", *(f"{this}{one}" for this in ("", "this_") for one in ("week", *_MONTHS)))
_WHEN = ("listening-activity", "daily-activity")
_Key = tuple[str, ...]


def _artist(track: Track) -> _Key:
    return (track.artist,)


def _release(track: Track) -> _Key | None:
    return (track.release, track.artist) if track.release else None


def _group(track: Track) -> _Key | None:
    """Editions of an album are one."""
    return (title_key(track.release), track.artist) if track.release else None


def _recording(track: Track) -> _Key:
    return (track.id,)


_BY: dict[str, Callable[[Track], _Key | None]] = {
    "artists": _artist,
    "releases": _release,
    "release-groups": _group,
    "recordings": _recording,
}


@get(
    "/1/stats/user/{user_name:str}/{entity:str}",
    status_code=200,
    operation_class=StatsOperation,
    tags=["ListenBrainz"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_stats(
    request: Request[Any, Any, Any], user_name: FromPath[str], entity: FromPath[str]
) -> Response[bytes]:
    """`artists`, `releases`, `release-groups` and `recordings`, most heard first; `listening-activity` and
    `daily-activity`, how much was heard when. In your own time zone; 204 when nothing was heard then.

    What ListenBrainz counts beyond those is 204, too: nobody counted it.
    """
    app, listener = app_of(request), asking_for(request, user_name)
    span = request.query_params.get("range", "all_time")
    if span not in _RANGES:
        raise Problem(400, f"Invalid range: must be one of {', '.join(_RANGES)}")
    if entity in _UNCOUNTED:
        return nothing()
    if entity not in _BY and entity not in _WHEN:
        raise Problem(404, f"there are statistics of {', '.join((*_BY, *_WHEN))}")
    count, offset = min(whole(request, "count", _USUAL) or 0, _MOST), whole(request, "offset") or 0
    now = datetime.now(UTC).astimezone(listener.zone)
    since, until = stretch(span, now)
    earliest = before(span, since) if entity == "listening-activity" else since

    def counted() -> tuple[dict[str, Any], datetime | None]:
        listens = scrobbled(app, listener.id, since=earliest, until=until)
        if not listens:
            return {}, None
        oldest = listens[-1].start.astimezone(listener.zone)
        if entity == "listening-activity":
            return {"listening_activity": listening(listens, span, earliest or oldest, until or now)}, oldest
        if entity == "daily-activity":
            return {"daily_activity": daily(listens, listener.zone)}, oldest
        return _most(app, entity, listens, count, offset), oldest

    found, oldest = await asyncio.to_thread(counted)
    if not found:
        return nothing()
    told = {
        **found,
        "range": span,
        "from_ts": int((earliest or oldest or now).timestamp()),
        "to_ts": int((until or now).timestamp()),
        "last_updated": int(now.timestamp()),
        "user_id": listener.name,
    }
    return reply({"payload": told})


def _most(app: App, entity: str, listens: list[Listen], count: int, offset: int) -> dict[str, Any]:
    """One page of what was heard most; {} where no listen has any."""
    heard: Counter[_Key] = Counter()
    first: dict[_Key, Track] = {}
    for one in listens:
        track = app.catalog.get(one.track_id)
        key = _BY[entity](track) if track is not None else None
        if track is not None and key is not None:
            heard[key] += one.plays
            first.setdefault(key, track)
    if not heard:
        return {}
    ranked = sorted(heard.items(), key=lambda item: (-item[1], item[0]))[offset : offset + count]
    name = entity.replace("-", "_")
    page = [_told(entity, first[key], times) for key, times in ranked]
    return {name: page, "count": len(page), f"total_{name.removesuffix('s')}_count": len(heard), "offset": offset}


def stretch(span: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when and until when; None = open. `week` is the last whole one, `this_week` the one that runs."""
    if span == "all_time":
        return None, None
    midnight, this = now.replace(hour=0, minute=0, second=0, microsecond=0), span.startswith("this_")
    unit = span.removeprefix("this_")
    if unit == "week":
        begins = midnight - timedelta(days=midnight.weekday())
        return (begins, None) if this else (begins - timedelta(days=7), begins)
    length = _MONTHS[unit]
    begins = midnight.replace(month=(now.month - 1) // length * length + 1, day=1)
    return (begins, None) if this else (_earlier(begins, length), begins)


def before(span: str, since: datetime | None) -> datetime | None:
    """When the stretch before the one that begins at `since` began; None = open."""
    if since is None:
        return None
    unit = span.removeprefix("this_")
    return since - timedelta(days=7) if unit == "week" else _earlier(since, _MONTHS[unit])


def _earlier(begins: datetime, months: int) -> datetime:
    """begins: the first of a month."""
    month = begins.year * 12 + begins.month - 1 - months
    return begins.replace(year=month // 12, month=month % 12 + 1)


def _told(entity: str, track: Track, times: int) -> dict[str, Any]:
    if entity == "artists":
        return {"artist_name": track.artist, "artist_mbid": None, "listen_count": times}
    beside: dict[str, Any] = {
        "artist_name": track.artist,
        "artist_mbids": [],
        "release_name": track.release,
        "release_mbid": None,
    }
    if entity == "releases":
        return {**beside, "listen_count": times}
    if entity == "release-groups":
        return {
            "artist_name": track.artist,
            "artist_mbids": [],
            "release_group_name": track.release,
            "release_group_mbid": None,
            "listen_count": times,
        }
    return {**beside, "track_name": track.title, "recording_mbid": track.mbid, "listen_count": times}
