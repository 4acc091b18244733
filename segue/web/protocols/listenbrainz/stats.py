"""What was heard most: artists, releases and recordings of a stretch of the calendar, counted when asked."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.domain.track import Track
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.listenbrainz.answer import IN_THEIR_WORDS, asking_for, nothing, reply
from segue.web.protocols.listenbrainz.documented import StatsOperation
from segue.web.protocols.listenbrainz.listens import whole
from segue.web.scrobbled import scrobbled

_USUAL, _MOST = 25, 1_000
_UNCOUNTED = ("release-groups", "listening-activity", "daily-activity", "artist-map", "era-activity", "genre-activity")
"""What ListenBrainz has beside these; answered as it answers what it has not counted."""
_MONTHS = {"month": 1, "quarter": 3, "half_yearly": 6, "year": 12}
_RANGES = ("all_time", *(f"{this}{one}" for this in ("", "this_") for one in ("week", *_MONTHS)))
_Key = tuple[str, ...]


def _artist(track: Track) -> _Key:
    return (track.artist,)


def _release(track: Track) -> _Key | None:
    return (track.release, track.artist) if track.release else None


def _recording(track: Track) -> _Key:
    return (track.id,)


_BY: dict[str, Callable[[Track], _Key | None]] = {"artists": _artist, "releases": _release, "recordings": _recording}


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
    """`artists`, `releases` and `recordings`, most heard first, in your own time zone; 204 when nothing was heard then.

    What ListenBrainz counts beyond those is 204, too: nobody counted it.
    """
    app, listener = app_of(request), asking_for(request, user_name)
    span = request.query_params.get("range", "all_time")
    if span not in _RANGES:
        raise Problem(400, f"Invalid range: must be one of {', '.join(_RANGES)}")
    if entity in _UNCOUNTED:
        return nothing()
    if entity not in _BY:
        raise Problem(404, f"there are statistics of {', '.join(_BY)}")
    count, offset = min(whole(request, "count", _USUAL) or 0, _MOST), whole(request, "offset") or 0
    now = datetime.now(UTC).astimezone(listener.zone)
    since, until = stretch(span, now)

    def counted() -> tuple[list[dict[str, Any]], datetime | None]:
        listens = scrobbled(app, listener.id, since=since, until=until)
        heard: Counter[_Key] = Counter()
        first: dict[_Key, Track] = {}
        for one in listens:
            track = app.catalog.get(one.track_id)
            key = _BY[entity](track) if track is not None else None
            if track is not None and key is not None:
                heard[key] += one.plays
                first.setdefault(key, track)
        ranked = sorted(heard.items(), key=lambda item: (-item[1], item[0]))
        return [_told(entity, first[key], times) for key, times in ranked], listens[-1].start if listens else None

    found, oldest = await asyncio.to_thread(counted)
    if not found:
        return nothing()
    page = found[offset : offset + count]
    begins = since or oldest or now
    told = {
        entity: page,
        "count": len(page),
        f"total_{entity.removesuffix('s')}_count": len(found),
        "offset": offset,
        "range": span,
        "from_ts": int(begins.timestamp()),
        "to_ts": int((until or now).timestamp()),
        "last_updated": int(now.timestamp()),
        "user_id": listener.name,
    }
    return reply({"payload": told})


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
    if this:
        return begins, None
    before = begins.year * 12 + begins.month - 1 - length
    return begins.replace(year=before // 12, month=before % 12 + 1), begins


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
    return {**beside, "track_name": track.title, "recording_mbid": track.mbid, "listen_count": times}
