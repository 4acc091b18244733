"""Navidrome and every other Subsonic server: https://opensubsonic.netlify.app/docs/endpoints/createplaylist"""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.catalog import source
from segue.catalog.caller import Caller, Failed
from segue.catalog.source import Secret
from segue.catalog.sources.subsonic import ask
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.playlists.push.place import SIGN
from segue.playlists.sheet import Sheet

_AT_ONCE = 100  # songs in one call: those go into an address where the server takes no forms


class SubsonicPlace:
    def __init__(self, caller: Caller, secret: Secret, ids: Mapping[TrackId, str]) -> None:
        self._caller = caller
        self._secret = secret
        self._ids = ids

    def ids(self) -> Mapping[TrackId, str]:
        return self._ids

    def found(self, theirs: str, sheet: Sheet) -> str | None:
        lists = self._lists()
        if theirs in {str(one.get("id")) for one in lists}:
            return theirs
        sign = SIGN + sheet.id
        return next((str(one["id"]) for one in lists if sign in str(one.get("comment")) and one.get("id")), None)

    def write(self, theirs: str | None, sheet: Sheet, tracks: Sequence[tuple[Track, str]]) -> str:
        """The sign goes in as soon as it is made: what stops after that finds it again."""
        songs = [one for _, one in tracks]
        first = [("songId", one) for one in songs[:_AT_ONCE]]
        named = ("playlistId", theirs) if theirs else ("name", sheet.title)
        told = ask(self._caller, self._secret, "createPlaylist", [named, *first])
        key = theirs or self._made(told, sheet)
        comment = f"{sheet.about} [{SIGN}{sheet.id}]".strip()
        ask(
            self._caller,
            self._secret,
            "updatePlaylist",
            [("playlistId", key), ("name", sheet.title), ("comment", comment)],
        )
        for at in range(_AT_ONCE, len(songs), _AT_ONCE):
            more = [("songIdToAdd", one) for one in songs[at : at + _AT_ONCE]]
            ask(self._caller, self._secret, "updatePlaylist", [("playlistId", key), *more])
        return key

    def remove(self, theirs: str) -> None:
        if theirs in {str(one.get("id")) for one in self._lists()}:
            ask(self._caller, self._secret, "deletePlaylist", [("id", theirs)])

    def _lists(self) -> list[dict[str, Any]]:
        told = ask(self._caller, self._secret, "getPlaylists").get("playlists")
        return source.objects(told.get("playlist")) if isinstance(told, dict) else []

    def _made(self, told: Mapping[str, object], sheet: Sheet) -> str:
        """Servers before 1.14 do not say which id it got: the last of this name is it."""
        made = told.get("playlist")
        if isinstance(made, dict) and made.get("id"):
            return str(made["id"])
        of_name = [str(one["id"]) for one in self._lists() if one.get("name") == sheet.title and one.get("id")]
        if not of_name:
            raise Failed(f"{self._caller.address}: made a playlist, and does not list it")
        return of_name[-1]
