"""Tracks, artists, albums and pages as Spotify spells them.

Ids are Segue's, without dashes. What nobody knows is null, or empty where programs count on a text or a number: a
length that is not known is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from litestar import Request
from numpy.typing import NDArray

from segue.app import App
from segue.catalog.names import artist_id, release_id
from segue.domain.track import Track, hex_id
from segue.playlists.seeded import popularity
from segue.recommend.serving import ServingModel
from segue.web.auth import app_of

_TAGS = 10


@dataclass(frozen=True)
class View:
    """What one answer is written with. base: where the API lies, ending in /v1/; model: the same for all of it."""

    app: App
    base: str
    model: ServingModel

    @classmethod
    def of(cls, request: Request[Any, Any, Any], model: ServingModel | None = None) -> "View":
        """model: None = the one in service."""
        app = app_of(request)
        return cls(app, f"{request.base_url}v1/", model if model is not None else app.models.current())

    @cached_property
    def _popularity(self) -> NDArray[np.float32]:
        return popularity(self.model)

    def popularity(self, track: Track) -> int:
        row = self.model.row_of.get(track.id)
        return round(float(self._popularity[row])) if row is not None else 0

    def track(self, track: Track, *, album: bool = True) -> dict[str, Any]:
        kind, key = "episode" if track.format == "podcast" else "track", hex_id(track.id)
        told: dict[str, Any] = {
            "artists": [self.artist_name(track.artist)],
            "available_markets": [],
            "disc_number": 1,
            "duration_ms": track.duration_ms or 0,
            "explicit": False,
            "external_urls": {},
            "href": f"{self.base}tracks/{key}",
            "id": key,
            "is_local": False,
            "is_playable": True,
            "name": track.title,
            "preview_url": None,
            "track_number": 0,
            "type": kind,
            "uri": f"spotify:{kind}:{key}",
        }
        if album:
            external = {"isrc": track.isrc} if track.isrc else {}
            told |= {
                "album": self.album_name(track),
                "external_ids": external,
                "popularity": self.popularity(track),
            }
        return told

    def artist_name(self, name: str) -> dict[str, Any]:
        key = hex_id(artist_id(name))
        return {
            "external_urls": {},
            "href": f"{self.base}artists/{key}",
            "id": key,
            "name": name,
            "type": "artist",
            "uri": f"spotify:artist:{key}",
        }

    def artist(self, name: str, rows: NDArray[np.int32]) -> dict[str, Any]:
        """rows: of the artist's tracks, the best known first."""
        counts: dict[str, int] = {}
        for row in rows[:50].tolist():
            for tag in self.model.items[row].tags[:_TAGS]:
                counts[tag] = counts.get(tag, 0) + 1
        told = self.artist_name(name)
        return {
            **told,
            "followers": {"href": None, "total": 0},
            "genres": sorted(counts, key=lambda tag: -counts[tag])[:_TAGS],
            "images": [],
            "popularity": round(float(self._popularity[rows].max(initial=0))),
        }

    def album_name(self, track: Track, tracks: int | None = None) -> dict[str, Any]:
        """Of one of its tracks; one that is on none has an album without id and name, as Spotify's local files."""
        key = hex_id(release_id(track.release, track.artist)) if track.release else None
        return {
            "album_type": "album",
            "artists": [self.artist_name(track.artist)] if key else [],
            "available_markets": [],
            "external_urls": {},
            "href": f"{self.base}albums/{key}" if key else None,
            "id": key,
            "images": [],
            "name": track.release or "",
            "release_date": f"{track.year:04}" if track.year else None,
            "release_date_precision": "year" if track.year else None,
            "type": "album",
            "uri": f"spotify:album:{key}" if key else None,
            **({"total_tracks": tracks} if tracks is not None else {}),
        }


def page(
    request: Request[Any, Any, Any], items: Sequence[Any], total: int, limit: int, offset: int, path: str = ""
) -> dict[str, Any]:
    """One page of a list; `next` and `previous` are addresses that a program opens as they are.

    path: of the list, without /v1/; "" = that of the request
    """
    query = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    where = f"{request.base_url}v1/{path}" if path else str(request.url).partition("?")[0]

    def at(start: int) -> str:
        return f"{where}?{urlencode([*(query if not path else ()), ('offset', start), ('limit', limit)])}"

    return {
        "href": at(offset),
        "items": list(items),
        "limit": limit,
        "next": at(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": at(max(0, offset - limit)) if offset else None,
        "total": total,
    }
