"""Tracks, artists and releases as the protocol's objects. Ids are 32 hex digits: no client stumbles over those."""

from typing import Any

from segue.catalog.names import artist_id, release_id
from segue.domain.track import Artist, Release, Track, hex_id
from segue.web.protocols.subsonic.asked import Asked, iso
from segue.web.protocols.subsonic.marked import Marked
from segue.web.protocols.subsonic.shelf import NO_ALBUM

_LONG_AGO = iso(0)  # releases need a date of arrival, which nobody noted


def song(track: Track, marked: Marked) -> dict[str, Any]:
    release = track.release or NO_ALBUM
    album = hex_id(release_id(release, track.artist))
    told: dict[str, Any] = {
        "id": hex_id(track.id),
        "isDir": False,
        "title": track.title,
        "artist": track.artist,
        "displayArtist": track.artist,
        "artistId": hex_id(artist_id(track.artist)),
        "isVideo": False,
        "type": track.format if track.format in ("podcast", "audiobook") else "music",
        "mediaType": "song",
        "album": release,
        "albumId": album,
        "parent": album,
    }
    if track.duration_ms:
        told["duration"] = round(track.duration_ms / 1000)
    if track.year:
        told["year"] = track.year
    if track.tags:
        told |= {"genre": track.tags[0], "genres": [{"name": tag} for tag in track.tags]}
    if track.sound and track.sound.tempo_bpm:
        told["bpm"] = round(track.sound.tempo_bpm)
    if track.mbid:
        told["musicBrainzId"] = track.mbid
    if track.isrc:
        told["isrc"] = [track.isrc]
    return told | marked.of(track.id)


def songs(asked: Asked, tracks: list[Track]) -> list[dict[str, Any]]:
    marked = Marked.by(asked)
    return [song(track, marked) for track in tracks]


def artist(found: Artist, albums: int) -> dict[str, Any]:
    return {"id": hex_id(found.id), "name": found.name, "albumCount": albums}


def album(found: Release, tracks: list[Track]) -> dict[str, Any]:
    years = [t.year for t in tracks if t.year]
    told: dict[str, Any] = {
        "id": hex_id(found.id),
        "name": found.title,
        "artist": found.artist,
        "artistId": hex_id(artist_id(found.artist)),
        "songCount": len(tracks),
        "duration": round(sum(t.duration_ms or 0 for t in tracks) / 1000),
        "created": _LONG_AGO,
    }
    return told | ({"year": min(years)} if years else {})
