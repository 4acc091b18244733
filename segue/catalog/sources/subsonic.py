"""Subsonic and OpenSubsonic servers: Navidrome, Gonic, Airsonic, LMS, Segue itself and others.

An empty search lists every song where the server is an OpenSubsonic one; elsewhere albums are opened one by one.
https://opensubsonic.netlify.app/docs/endpoints/search3
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from segue.catalog import source
from segue.catalog.caller import AGENT, Caller, Failed
from segue.catalog.fields import MAX_TAGS
from segue.catalog.source import Login, Page, Secret, Song, Source

_LACKS = {200, 400, 404, 405, 410, 501}  # statuses of a server that does not know a method
_NO_DIGESTS = (10, 41)  # a parameter is missing: the password; this way of logging in is not supported
_PAGE = 500  # songs, the most the protocol allows
_FORMATS = {"podcast", "audiobook"}
_MIN_URI = 16  # characters: a shorter id is a number, which on another server is another song
_ALBUMS = "albums:"  # begins the place in a reading album by album
_NOBODY = {"[unknown artist]", "unknown artist", "[unknown album]", "unknown album", "<unknown>"}


def _here(caller: Caller) -> bool:
    try:
        told = caller.ask("/rest/ping.view", [("v", "1.16.1"), ("c", "segue"), ("f", "json")])
    except Failed:
        return False
    return isinstance(told, dict) and "subsonic-response" in told


def _login(caller: Caller, login: Login) -> Secret:
    """A salted digest is kept, not the password; but for servers that know no digests."""
    if login.is_key:
        known = {"apiKey": login.secret}
    else:
        salt = secrets.token_hex(8)
        proof = hashlib.md5((login.secret + salt).encode(), usedforsecurity=False).hexdigest()  # the protocol's
        known = {"u": login.user, "t": proof, "s": salt}
    posts = "formPost" in {one.get("name") for one in _extensions(caller)}
    found = {**known, "_posts": "1" if posts else ""}
    try:
        _ask(caller, found, "ping")
    except Failed as why:
        if login.is_key or why.code not in _NO_DIGESTS:
            raise
        found = {"u": login.user, "p": f"enc:{login.secret.encode().hex()}", "_posts": found["_posts"]}
        _ask(caller, found, "ping")
    return found


def _extensions(caller: Caller) -> list[dict[str, Any]]:
    try:
        told = caller.ask("/rest/getOpenSubsonicExtensions.view", [("f", "json"), ("v", "1.16.1"), ("c", "segue")])
        return source.objects(told["subsonic-response"].get("openSubsonicExtensions"))
    except (Failed, TypeError, KeyError, AttributeError):
        return []


def _ask(caller: Caller, secret: Secret, method: str, **params: str) -> dict[str, Any]:
    return ask(caller, secret, method, params.items())


def ask(caller: Caller, secret: Secret, method: str, params: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The `subsonic-response` of any method.

    Raises:
        Failed: the server does not answer, or refuses.
    """
    said = [(k, v) for k, v in secret.items() if not k.startswith("_")]
    query = [("v", "1.16.1"), ("c", AGENT.partition("/")[0]), ("f", "json"), *params, *said]
    path = f"/rest/{method}.view"
    told = caller.ask(path, form=query) if secret.get("_posts") else caller.ask(path, query)
    found = told.get("subsonic-response") if isinstance(told, dict) else None
    if not isinstance(found, dict):
        raise Failed(f"{caller.address}{path}: is no answer of a Subsonic server")
    if found.get("status") != "ok":
        error = found.get("error")
        why = source.text(error.get("message")) if isinstance(error, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        raise Failed(f"{caller.address}{path}: {(why or 'refused')[:200]}", 200, code)
    return found


def _mark(caller: Caller, secret: Secret) -> str:
    """When it last looked through its folders; servers that do not say so are read every time."""
    try:
        status = _ask(caller, secret, "getScanStatus").get("scanStatus")
    except Failed as why:
        if why.status not in _LACKS:
            raise
        return ""
    if not isinstance(status, dict) or status.get("scanning") or not status.get("lastScan"):
        return ""
    return f"{status.get('count')}:{status['lastScan']}"


def _songs(caller: Caller, secret: Secret, since: str, after: str) -> Iterator[Page]:
    if not after.startswith(_ALBUMS):
        offset = int(after or 0)
        while page := _searched(caller, secret, offset):
            offset += len(page)
            yield Page([song for one in page if (song := _song(one))], str(offset))
            if len(page) < _PAGE:
                break
        if offset:
            return
    yield from _by_album(caller, secret, int(after.removeprefix(_ALBUMS) or 0))


def _searched(caller: Caller, secret: Secret, offset: int) -> list[dict[str, Any]]:
    counts = {"songCount": str(_PAGE), "songOffset": str(offset), "albumCount": "0", "artistCount": "0"}
    found = _ask(caller, secret, "search3", query="", **counts).get("searchResult3")
    return source.objects(found.get("song")) if isinstance(found, dict) else []


def _by_album(caller: Caller, secret: Secret, offset: int) -> Iterator[Page]:
    while True:
        told = _ask(
            caller, secret, "getAlbumList2", type="alphabeticalByName", size=str(_PAGE), offset=str(offset)
        ).get("albumList2")
        albums = source.objects(told.get("album")) if isinstance(told, dict) else []
        for album in albums:
            offset += 1
            found = _ask(caller, secret, "getAlbum", id=str(album.get("id", ""))).get("album")
            songs = source.objects(found.get("song")) if isinstance(found, dict) else []
            yield Page([song for one in songs if (song := _song(one))], f"{_ALBUMS}{offset}")
        if len(albums) < _PAGE:
            return


def _starred(caller: Caller, secret: Secret) -> Iterator[Page]:
    found = _ask(caller, secret, "getStarred2").get("starred2")
    songs = source.objects(found.get("song")) if isinstance(found, dict) else []
    yield Page([song for one in songs if (song := _song({"starred": True, **one}))], "", artists=_named(found))


def _artists(caller: Caller, secret: Secret) -> list[str]:
    try:
        return _named(_ask(caller, secret, "getStarred2").get("starred2"))
    except Failed as why:
        if why.status not in _LACKS:
            raise
        return []


def _named(starred: Any) -> list[str]:
    told = source.objects(starred.get("artist")) if isinstance(starred, dict) else []
    return [name for one in told if (name := source.text(one.get("name")))]


def _song(raw: dict[str, Any]) -> Song | None:
    """None: a folder, a video, or without id and title."""
    theirs, title = raw.get("id"), source.text(raw.get("title"))
    if not isinstance(theirs, str | int) or not str(theirs) or title is None or raw.get("isDir") or raw.get("isVideo"):
        return None
    artist = source.text(raw.get("displayArtist")) or source.text(raw.get("artist"))
    album, kind, starred = source.text(raw.get("album")), raw.get("type"), raw.get("starred")
    tags = source.genres(raw.get("genres")) or source.genres(raw.get("genre"))
    return Song(
        theirs=str(theirs),
        title=title,
        artist=None if artist and artist.casefold() in _NOBODY else artist,
        release=None if album and album.casefold() in _NOBODY else album,
        mbid=source.uuid(raw.get("musicBrainzId")),
        isrc=source.isrc(raw.get("isrc")),
        uri=f"subsonic:{theirs}" if len(str(theirs)) >= _MIN_URI else None,
        format=kind if isinstance(kind, str) and kind in _FORMATS else "music",
        duration_ms=source.milliseconds(raw.get("duration"), 1000),
        year=source.whole(raw.get("year"), 1, 2100),
        genres=tuple(dict.fromkeys((*tags, *source.genres(raw.get("moods")))))[:MAX_TAGS],
        tempo_bpm=source.whole(raw.get("bpm"), 20, 400),
        starred=bool(starred),
        starred_at=starred if isinstance(starred, str) else None,
        rating=source.whole(raw.get("userRating"), 1, 5) or 0,
    )


source_ = Source("Subsonic", _here, _login, _mark, _songs, _starred, _artists, by_date=False)
