"""Jellyfin: songs and audiobooks by its own API (https://api.jellyfin.org, ItemsController)."""

from collections.abc import Iterator
from typing import Any

from segue import __version__
from segue.catalog import source
from segue.catalog.caller import Caller, Failed
from segue.catalog.source import Login, Page, Secret, Song, Source

_PAGE = 500
_TICK_MS = 1e-4  # 100 ns


def _here(caller: Caller) -> bool:
    try:
        told = caller.ask("/System/Info/Public")
    except Failed:
        return False
    return isinstance(told, dict) and "jellyfin" in str(told.get("ProductName", "")).casefold()


def head(token: str = "") -> dict[str, str]:
    """What every question carries."""
    said = {"Client": "Segue", "Device": "Segue", "DeviceId": "segue", "Version": __version__}
    if token:
        said["Token"] = token
    return {"Authorization": "MediaBrowser " + ", ".join(f'{name}="{value}"' for name, value in said.items())}


def _login(caller: Caller, login: Login) -> Secret:
    """The token that a password gives is kept, not the password."""
    if not login.is_key:
        asked = {"Username": login.user, "Pw": login.secret}
        told = caller.ask("/Users/AuthenticateByName", body=asked, headers=head())
        token, user = told.get("AccessToken"), told.get("User", {}).get("Id")
        if not isinstance(token, str) or not isinstance(user, str):
            raise Failed(f"{caller.address}: gives no token")
        return {"token": token, "user": user}
    people = source.objects(caller.ask("/Users", headers=head(login.secret)))
    names = {str(one.get("Name", "")).casefold(): str(one.get("Id", "")) for one in people}
    user = names.get(login.user.casefold(), "")
    if not user:
        raise Failed(f"{caller.address}: there is no user {login.user!r}; --user says whose stars and ratings are read")
    return {"token": login.secret, "user": user}


def _mark(caller: Caller, secret: Secret) -> str:
    return ""  # it tells what changed since a time instead


def _songs(caller: Caller, secret: Secret, since: str, after: str) -> Iterator[Page]:
    yield from _items(caller, secret, int(after or 0), {"minDateLastSaved": since} if since else {})


def _starred(caller: Caller, secret: Secret) -> Iterator[Page]:
    yield from _items(caller, secret, 0, {"isFavorite": "true"})


def _artists(caller: Caller, secret: Secret) -> list[str]:
    wanted = {"isFavorite": "true", "sortBy": "SortName"}
    told = [one for items, _, _ in _listed(caller, secret, "/Artists", 0, wanted) for one in items]
    return [name for one in told if (name := source.text(one.get("Name")))]


def _items(caller: Caller, secret: Secret, offset: int, wanted: dict[str, str]) -> Iterator[Page]:
    query = {
        "includeItemTypes": "Audio,AudioBook", "recursive": "true", "fields": "Genres,ProviderIds",
        "sortBy": "DateCreated,SortName", "sortOrder": "Ascending", **wanted,
    }  # fmt: skip
    for items, after, total in _listed(caller, secret, "/Items", offset, query):
        yield Page([song for one in items if (song := _song(one))], str(after), total)


def _listed(
    caller: Caller, secret: Secret, path: str, offset: int, wanted: dict[str, str]
) -> Iterator[tuple[list[dict[str, Any]], int, int | None]]:
    """Pages of items, where to go on after each, and how many there are in all."""
    while True:
        query = {
            "userId": secret["user"], "enableUserData": "true", "enableImages": "false",
            "startIndex": str(offset), "limit": str(_PAGE), **wanted,
        }  # fmt: skip
        told = caller.ask(path, list(query.items()), headers=head(secret["token"]))
        if not isinstance(told, dict):
            raise Failed(f"{caller.address}{path}: is no answer of Jellyfin")
        items = source.objects(told.get("Items"))
        offset += len(items)
        yield items, offset, source.whole(told.get("TotalRecordCount"), 0, 2**40)
        if len(items) < _PAGE:
            return


def _song(raw: dict[str, Any]) -> Song | None:
    theirs, title = raw.get("Id"), source.text(raw.get("Name"))
    if not isinstance(theirs, str) or not theirs or title is None:
        return None
    codes = {str(k).casefold(): v for k, v in (raw.get("ProviderIds") or {}).items()}
    artists = raw.get("Artists")
    named = [name for one in artists if (name := source.text(one))] if isinstance(artists, list) else []
    said = raw.get("UserData")
    said = said if isinstance(said, dict) else {}
    stars = source.whole(said.get("Rating"), 0, 10)
    return Song(
        theirs=theirs.replace("-", "").lower(),
        title=title,
        artist=", ".join(named) or source.text(raw.get("AlbumArtist")),
        release=source.text(raw.get("Album")),
        mbid=source.uuid(codes.get("musicbrainzrecording")),
        uri=f"jellyfin:{theirs.replace('-', '')}",
        format="audiobook" if raw.get("Type") == "AudioBook" else "music",
        duration_ms=source.milliseconds(raw.get("RunTimeTicks"), _TICK_MS),
        year=source.whole(raw.get("ProductionYear"), 1, 2100),
        genres=source.genres(raw.get("Genres")),
        starred=said.get("IsFavorite") is True,
        rating=round(stars / 2) if stars else 0,
    )


source_ = Source("Jellyfin", _here, _login, _mark, _songs, _starred, _artists, by_date=True)
