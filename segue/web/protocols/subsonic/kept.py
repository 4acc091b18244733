"""Calls that read what was told before: queue, bookmarks, stars, what is playing. All of it comes from events."""

from datetime import UTC
from typing import Any

from segue.domain.event import TrackId
from segue.web.protocols.subsonic.asked import Answer, Asked, Body, apart, iso
from segue.web.protocols.subsonic.child import album, artist, song, songs
from segue.web.protocols.subsonic.marked import Marked
from segue.web.protocols.subsonic.shelf import shelf_of


def _queue(asked: Asked) -> tuple[dict[str, Any], int | None] | None:
    """The saved queue and the place of its current song among those that are still there."""
    saved = asked.read("play_queue")
    if saved is None:
        return None
    there = [(i, found[0]) for i, one in enumerate(saved.tracks) if (found := asked.tracks([one]))]
    index = next((new for new, (old, _) in enumerate(there) if old == saved.index), None)
    told = {
        "username": asked.listener.name,
        "changed": iso(saved.at_ms),
        "changedBy": saved.by or "",
        "entry": songs(asked, [track for _, track in there]),
    }
    if saved.position_ms is not None:
        told["position"] = saved.position_ms
    return told, index


def _play_queue(asked: Asked) -> Body:
    if (found := _queue(asked)) is None:
        return {}
    told, index = found
    return {"playQueue": told if index is None else {**told, "current": told["entry"][index]["id"]}}


def _play_queue_by_index(asked: Asked) -> Body:
    if (found := _queue(asked)) is None:
        return {}
    told, index = found
    return {"playQueueByIndex": told if index is None else {**told, "currentIndex": index}}


def _bookmarks(asked: Asked) -> Body:
    marked, told = Marked.by(asked), []
    for track_id, word in asked.read("bookmarks").items():
        if (track := asked.app.catalog.get(track_id)) is None:
            continue
        place = {"position": word.position_ms, "username": asked.listener.name}
        if word.comment:
            place["comment"] = word.comment
        at = {"created": iso(word.at_ms), "changed": iso(word.at_ms)}
        told.append({**place, **at, "entry": song(track, marked)})
    return {"bookmarks": {"bookmark": told}}


def _starred(name: str) -> Any:
    def read(asked: Asked) -> Body:
        with asked.app.follower.use(asked.listener.id) as profile:
            likes = profile.states["ratings"].likes
            liked = [TrackId(t) for t, word in sorted(likes.items(), key=lambda i: (-i[1][0], i[0])) if word[2]]
        shelf, marked = shelf_of(asked.app.catalog), Marked.by(asked)
        by = [shelf.by_artist[one] for one in marked.followed if one in shelf.by_artist]
        of = [shelf.by_album[one] for one in marked.followed if one in shelf.by_album]
        told = {
            "artist": [{**artist(one, len(shelf.of_artist[one.id])), **marked.group(one.id)} for one in by],
            "album": [{**album(one, asked.canonical(list(one.tracks))), **marked.group(one.id)} for one in of],
            "song": [song(one, marked) for one in asked.canonical(liked)],
        }
        return {name: told}

    return read


def _playing(asked: Asked) -> Body:
    """The caller's own only: what others hear is theirs to show."""
    listen = asked.app.history.playing(asked.listener.id, asked.now)
    track = asked.app.catalog.get(listen.track_id) if listen is not None else None
    if listen is None or track is None:
        return {"nowPlaying": {"entry": []}}
    since = (asked.now - listen.start.astimezone(UTC)).total_seconds()
    told = {
        **song(track, Marked.by(asked)),
        "username": asked.listener.name,
        "minutesAgo": max(0, int(since // 60)),
        "playerId": 1,
        "playerName": listen.device or "",
    }
    return {"nowPlaying": {"entry": [told]}}


KEPT: dict[str, Answer] = {
    "getPlayQueue": apart(_play_queue),
    "getPlayQueueByIndex": apart(_play_queue_by_index),
    "getBookmarks": apart(_bookmarks),
    "getStarred": apart(_starred("starred")),
    "getStarred2": apart(_starred("starred2")),
    "getNowPlaying": apart(_playing),
}
