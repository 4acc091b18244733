"""Jellyfin from 10.9 on: https://api.jellyfin.org, PlaylistsController."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from segue.catalog.caller import Caller, Failed
from segue.catalog.source import Secret
from segue.catalog.sources.jellyfin import head
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.playlists.sheet import Sheet

_GONE = (400, 404)


class JellyfinPlace:
    """A playlist there has no room for a sign: it is known by its id alone."""

    def __init__(self, caller: Caller, secret: Secret, ids: Mapping[TrackId, str]) -> None:
        self._caller = caller
        self._user = secret["user"]
        self._head = head(secret["token"])
        self._ids = ids

    def ids(self) -> Mapping[TrackId, str]:
        return self._ids

    def found(self, theirs: str, sheet: Sheet) -> str | None:
        if not theirs:
            return None
        try:
            self._caller.ask(f"/Playlists/{quote(theirs, safe='')}", headers=self._head)
        except Failed as why:
            if why.status in _GONE:
                return None
            raise
        return theirs

    def write(self, theirs: str | None, sheet: Sheet, tracks: Sequence[tuple[Track, str]]) -> str:
        items = [one for _, one in tracks]
        if theirs:
            body = {"Name": sheet.title, "Ids": items}
            self._caller.ask(f"/Playlists/{quote(theirs, safe='')}", body=body, headers=self._head)
            return theirs
        asked = {"Name": sheet.title, "Ids": items, "UserId": self._user, "MediaType": "Audio", "IsPublic": False}
        told = self._caller.ask("/Playlists", body=asked, headers=self._head)
        key = told.get("Id") if isinstance(told, dict) else None
        if not isinstance(key, str) or not key:
            raise Failed(f"{self._caller.address}/Playlists: does not say which playlist it made")
        return key

    def remove(self, theirs: str) -> None:
        try:
            self._caller.ask(f"/Items/{quote(theirs, safe='')}", headers=self._head, verb="DELETE")
        except Failed as why:
            if why.status not in _GONE:
                raise
