"""JSPF (https://www.xspf.org/jspf) with MusicBrainz's extensions (https://musicbrainz.org/doc/jspf), as ListenBrainz
writes it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from segue.domain.track import Track
from segue.playlists.sheet import Sheet

PLAYLIST, TRACK = "https://musicbrainz.org/doc/jspf#playlist", "https://musicbrainz.org/doc/jspf#track"
SOURCES = {"discover_weekly": "weekly-exploration", "rediscover": "weekly-jams", "daily_mix_1": "daily-jams"}
"""Mixes by the names of ListenBrainz's own, which programs ask for; the others go by their own."""
_RECORDING, _PLAYLIST = "https://musicbrainz.org/recording/", "https://listenbrainz.org/playlist/"


def jspf(
    sheet: Sheet, owner: str, *, tracks: bool = True, places: Mapping[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """owner: the name of whose list it is; tracks: False = the head only; places: where a track is to be had, by id."""
    about: dict[str, Any] = {
        "public": sheet.public,
        "creator": sheet.creator,
        "last_modified_at": _iso(sheet.changed),
        "collaborators": [],
    }
    if sheet.mix:
        source = SOURCES.get(sheet.mix, sheet.mix)
        told: dict[str, Any] = {"algorithm_metadata": {"source_patch": source}, "segue_mix": sheet.mix}
        if sheet.until is not None:
            told["expires_at"] = _iso(sheet.until)
        about |= {"created_for": owner, "additional_metadata": told}
    head = {
        "identifier": f"{_PLAYLIST}{sheet.id}",
        "title": sheet.title,
        "creator": sheet.creator,
        "annotation": sheet.about,
        "date": _iso(sheet.made),
        "extension": {PLAYLIST: about},
    }
    whole = [_track(one, sheet, (places or {}).get(one.id)) for one in sheet.tracks] if tracks else []
    return {"playlist": {**{k: v for k, v in head.items() if v != ""}, "track": whole}}


def _track(track: Track, sheet: Sheet, place: str | None) -> dict[str, Any]:
    """The identifiers are recordings of MusicBrainz; a track whose recording is not known has none, and its names."""
    told = {
        "identifier": [_RECORDING + track.mbid] if track.mbid else [],
        "title": track.title,
        "creator": track.artist,
        "album": track.release,
        "duration": track.duration_ms,
        "location": [quote(place, errors="surrogateescape")] if place else None,
        "extension": {
            TRACK: {
                "added_at": _iso(sheet.made),
                "added_by": sheet.creator,
                "artist_identifiers": [],
                "additional_metadata": {"artists": [{"artist_credit_name": track.artist}], "recording_msid": track.id},
            }
        },
    }
    return {name: value for name, value in told.items() if value is not None}


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
