"""`GET /v1/recommendations`: tracks around seeds, within limits and towards targets, and the genres there are."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get

from segue.domain.event import TrackId
from segue.domain.slate import Request as Wanted
from segue.domain.sound import LIMITS
from segue.domain.track import hex_id
from segue.flows.seeded import seeded
from segue.playlists.prompt.genres import genre_of
from segue.playlists.seeded import Around, Pool, Wish
from segue.web.auth import app_of
from segue.web.problems import Problem
from segue.web.protocols.spotify.answer import IN_THEIR_WORDS, asking, reply
from segue.web.protocols.spotify.asked import dashed, number, track_of, whole
from segue.web.protocols.spotify.documented import GenresOperation, RecommendationsOperation
from segue.web.protocols.spotify.shapes import View

ATTRIBUTES = {
    **{
        name: name
        for name in (
            "acousticness", "danceability", "duration_ms", "energy", "instrumentalness", "key", "liveness", "mode",
            "popularity", "speechiness", "time_signature", "valence",
        )
    },
    "loudness": "loudness_db",
    "tempo": "tempo_bpm",
}  # fmt: skip
"""Spotify's name -> ours."""
_RANGES = {**LIMITS, "duration_ms": (0.0, 1e9), "popularity": (0.0, 100.0)}
_MOST_SEEDS = 100  # Spotify takes five


@get(
    "/v1/recommendations",
    operation_class=RecommendationsOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_recommendations(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Tracks near the seeds, in the order of your own taste. Without seeds: your taste within the limits.

    The same question has the same answer until you have listened to something.
    """
    app, listener = app_of(request), asking(request)
    limit = whole(request, "limit", 20, 1, 100)
    tracks = [(one, track_of(app, one)) for one in _seeds(request, "tracks")]
    artists = [(one, dashed(one, "artist")) for one in _seeds(request, "artists")]
    genres = _seeds(request, "genres")
    if len(tracks) + len(artists) + len(genres) > _MOST_SEEDS:
        raise Problem(400, f"Too many seeds: at most {_MOST_SEEDS}")
    limits, targets = _tuned(request)
    wish = Wish(
        tuple(dict.fromkeys(t.id for _, t in tracks if t is not None)),
        tuple(dict.fromkeys(key for _, key in artists)),
        tuple(dict.fromkeys(genres)),
        limits,
        targets,
    )
    now = datetime.now(UTC).astimezone(listener.zone)
    wanted = Wanted(listener.id, now, limit)
    found = await asyncio.to_thread(
        seeded, app.settings, app.accounts, app.follower, app.prompter.index, listener, wish, wanted
    )
    view = View.of(request)
    told = [(one, t.id if t else "", "track") for one, t in tracks] + [(one, key, "artist") for one, key in artists]
    told += [(one, one, "genre") for one in genres]
    seeds = [_seed(view, found, *one) for one in told]
    if seeds and not any(one["initialPoolSize"] for one in seeds):
        raise Problem(404, "Resource not found: none of the seeds is known here")
    known = [t for one in found.slate.tracks if (t := app.catalog.get(one.id)) is not None]
    return reply({"seeds": seeds, "tracks": [view.track(one) for one in known]})


@get(
    "/v1/recommendations/available-genre-seeds",
    operation_class=GenresOperation,
    tags=["Spotify"],
    exception_handlers=IN_THEIR_WORDS,
)
async def get_genres(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The genres that tracks here have, by name; `seed_genres` takes any other tag, too."""
    app = app_of(request)
    asking(request)

    def read() -> list[str]:
        index = app.prompter.index()
        open_to_all = index.public(app.settings.least_listeners)
        tags = index.model.traits.tags.items()
        told = {genre for tag, rows in tags if (genre := genre_of(tag)) is not None and open_to_all[rows].any()}
        return sorted(told)

    return reply({"genres": await asyncio.to_thread(read)})


def _seeds(request: Request[Any, Any, Any], kind: str) -> list[str]:
    return [one.strip() for one in request.query_params.get(f"seed_{kind}", "").split(",") if one.strip()]


def _tuned(request: Request[Any, Any, Any]) -> tuple[dict[str, tuple[float | None, float | None]], dict[str, float]]:
    """Limits and targets, by our names. Raises Problem 400."""
    limits: dict[str, tuple[float | None, float | None]] = {}
    targets: dict[str, float] = {}
    for told, name in ATTRIBUTES.items():
        given: list[float | None] = []
        for side in ("min", "max", "target"):
            written = request.query_params.get(f"{side}_{told}")
            given.append(number(written, f"{side}_{told}") if written else None)
        least, most, target = given
        low, high = _RANGES.get(name, (0.0, 1.0))
        for side, value in zip(("min", "max", "target"), given, strict=True):
            if value is not None and not low <= value <= high:
                raise Problem(400, f"Invalid {side}_{told}: from {low:g} to {high:g}")
        if least is not None or most is not None:
            limits[name] = (least, most)
        if target is not None:
            targets[name] = target
    return limits, targets


def _seed(view: View, found: Around, written: str, key: str, kind: str) -> dict[str, Any]:
    pool = found.pools.get((kind, TrackId(key)), Pool(0, 0))
    plain = hex_id(key) if kind != "genre" and key else written
    return {
        "initialPoolSize": pool.before,
        "afterFilteringSize": pool.after,
        "afterRelinkingSize": pool.after,
        "id": plain,
        "type": kind.upper(),
        "href": f"{view.base}{kind}s/{plain}" if kind != "genre" else None,
    }
