"""Playlists: those that people made, to be changed, and mixes, to be read only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from segue.domain.event import TrackId
from segue.domain.track import hex_id, parse_track_id
from segue.flows.lists import NoList
from segue.playlists.own import NotSo, Own
from segue.playlists.sheet import Sheet
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart, iso
from segue.web.protocols.subsonic.child import songs
from segue.web.protocols.subsonic.params import GENERIC, MISSING, NOT_FOUND, Fault

SIGN = "pl-"
"""Before a playlist's id where its cover is meant, so that no player takes it for a song's."""
_NOT_ALLOWED = 50
_YES, _NO = ("true", "1"), ("false", "0")


def head(asked: Asked, sheet: Sheet) -> dict[str, Any]:
    """Without its songs."""
    told: dict[str, Any] = {
        "id": hex_id(sheet.id),
        "name": sheet.title,
        "owner": sheet.creator,
        "public": sheet.public,
        "songCount": len(sheet.tracks),
        "duration": round(sheet.duration_ms / 1000),
        "created": _iso(sheet.made),
        "changed": _iso(sheet.changed),
        "coverArt": SIGN + hex_id(sheet.id),
        "readonly": not sheet.mine,
    }
    if sheet.about:
        told["comment"] = sheet.about
    if sheet.until is not None:
        told["validUntil"] = _iso(sheet.until)
    return told


def _whole(asked: Asked, sheet: Sheet) -> Body:
    return {"playlist": {**head(asked, sheet), "entry": songs(asked, list(sheet.tracks))}}


def playlist_id(written: str) -> str:
    """Raises Fault."""
    try:
        return parse_track_id(written)
    except ValueError:
        raise Fault(NOT_FOUND, "Playlist not found.") from None


def _playlists(asked: Asked) -> Body:
    if asked.params.one("username") not in (None, "", asked.listener.name):
        raise Fault(_NOT_ALLOWED, "User is not authorized for the given operation.")
    found = asked.app.sheets.all(asked.listener, asked.now)
    return {"playlists": {"playlist": [head(asked, one) for one in found]}}


def _playlist(asked: Asked) -> Body:
    key = playlist_id(asked.params.needed("id"))
    return _whole(asked, asked.app.sheets.get(asked.listener, key, asked.now))


def _create(asked: Asked) -> Body:
    """With a `playlistId` what is in that one becomes these songs, in this order."""
    tracks, name = _tracks(asked, "songId"), asked.params.one("name")
    key = asked.params.one("playlistId")
    if key:
        made = _changed(asked, key, lambda one: replace(one, tracks=tracks, name=name or one.name))
    elif name is None:
        raise Fault(MISSING, "Required parameter 'name' is missing.")
    else:
        made = asked.app.lists.make(asked.listener, name, tracks, asked.now, by=asked.params.one("c"))
    return _whole(asked, asked.app.sheets.of(asked.listener, made))


def _update(asked: Asked) -> Body:
    """Indices are those before the call; what is added comes at the end."""
    params, added = asked.params, _tracks(asked, "songIdToAdd")
    gone = set()
    for written in params.many("songIndexToRemove"):
        if not written.isdecimal() or len(written) > 9:
            raise Fault(GENERIC, "Parameter 'songIndexToRemove' must be a whole number.")
        gone.add(int(written))
    public = (params.one("public") or "").strip().lower()
    if public and public not in (*_YES, *_NO):
        raise Fault(GENERIC, "Parameter 'public' must be true or false.")

    def edit(one: Own) -> Own:
        if gone and max(gone) >= len(one.tracks):
            raise Fault(GENERIC, f"songIndexToRemove: there are {len(one.tracks)} songs, counted from 0.")
        kept = tuple(track for place, track in enumerate(one.tracks) if place not in gone)
        comment = params.one("comment")
        return replace(
            one,
            name=params.one("name") or one.name,
            about=one.about if comment is None else comment,
            public=public in _YES if public else one.public,
            tracks=kept + added,
        )

    _changed(asked, params.needed("playlistId"), edit)
    return {}


def _delete(asked: Asked) -> Body:
    key = playlist_id(asked.params.needed("id"))
    _no_mix(asked, key)
    asked.app.lists.remove(asked.listener, key)
    return {}


def _changed(asked: Asked, written: str, edit: Callable[[Own], Own]) -> Own:
    key = playlist_id(written)
    _no_mix(asked, key)
    return asked.app.lists.change(asked.listener, key, asked.now, edit, by=asked.params.one("c"))


def _no_mix(asked: Asked, key: str) -> None:
    """Raises Fault where it is there to be read only."""
    if not asked.app.sheets.get(asked.listener, key, asked.now).mine:
        raise Fault(_NOT_ALLOWED, "This playlist cannot be changed: it is a mix, or somebody else's.")


def _tracks(asked: Asked, name: str) -> tuple[TrackId, ...]:
    """Raises Fault: no such song."""
    return tuple(asked.track(one).id for one in asked.params.many(name))


def _iso(when: datetime) -> str:
    return iso(round(when.timestamp() * 1000))


def _apart(read: Callable[[Asked], Body]) -> Answer:
    """`apart`, and what is wrong is said as a Subsonic server says it."""

    def told(asked: Asked) -> Body:
        try:
            return read(asked)
        except NoList:
            raise Fault(NOT_FOUND, "Playlist not found.") from None
        except NotSo as wrong:
            raise Fault(GENERIC, str(wrong)) from None

    return apart(told)


PLAYLISTS: dict[str, Answer] = {
    "getPlaylists": _apart(_playlists),
    "getPlaylist": _apart(_playlist),
    "createPlaylist": _apart(_create),
    "updatePlaylist": _apart(_update),
    "deletePlaylist": _apart(_delete),
}
