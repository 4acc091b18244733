"""Calls about the server and the caller: what a player asks before anything else."""

from segue.web.protocols.subsonic.asked import Answer, Asked, Body
from segue.web.protocols.subsonic.params import Fault

_NOT_ALLOWED, _UNSUPPORTED = 50, 42
_ROLES = ("scrobblingEnabled", "settingsRole", "streamRole", "playlistRole")
_NOT_ROLES = (
    "adminRole", "downloadRole", "uploadRole", "coverArtRole", "commentRole", "podcastRole",
    "jukeboxRole", "shareRole", "videoConversionRole",
)  # fmt: skip
EXTENSIONS = ("apiKeyAuthentication", "formPost", "indexBasedQueue", "playbackReport")


async def _ping(_: Asked) -> Body:
    return {}


async def _license(_: Asked) -> Body:
    return {"license": {"valid": True}}


async def _token_info(asked: Asked) -> Body:
    if asked.params.one("apiKey") is None:
        raise Fault(_UNSUPPORTED, "tokenInfo is for callers with an API key.")
    return {"tokenInfo": {"username": asked.listener.name}}


async def _user(asked: Asked) -> Body:
    if asked.params.needed("username") != asked.listener.name:
        raise Fault(_NOT_ALLOWED, "User is not authorized for the given operation.")
    roles = dict.fromkeys(_ROLES, True) | dict.fromkeys(_NOT_ROLES, False)
    return {"user": {"username": asked.listener.name, **roles, "folder": [1]}}


async def _folders(_: Asked) -> Body:
    return {"musicFolders": {"musicFolder": [{"id": 1, "name": "Segue"}]}}


async def _scan(asked: Asked) -> Body:
    return {"scanStatus": {"scanning": False, "count": len(asked.app.catalog)}}


def extensions(sounds: bool) -> Body:
    """Asked by anybody: it needs no login. sounds: something is known of how songs sound."""
    names = [*EXTENSIONS, *(["sonicSimilarity"] if sounds else [])]
    return {"openSubsonicExtensions": [{"name": name, "versions": [1]} for name in names]}


SYSTEM: dict[str, Answer] = {
    "ping": _ping,
    "getLicense": _license,
    "tokenInfo": _token_info,
    "getUser": _user,
    "getMusicFolders": _folders,
    "getScanStatus": _scan,
}
