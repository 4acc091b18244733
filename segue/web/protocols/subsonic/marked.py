"""What the caller marked by hand, which every song of a reply carries along."""

from dataclasses import dataclass
from typing import Any

from segue.catalog.names import artist_id
from segue.domain.event import TrackId
from segue.profiles.features import follows
from segue.web.protocols.subsonic.asked import Asked, iso


@dataclass(frozen=True, slots=True)
class Marked:
    """By the track that an id stands for today."""

    starred: dict[TrackId, int]  # Unix ms
    stars: dict[TrackId, int]
    bookmarks: dict[TrackId, int]  # ms into the track
    followed: dict[str, int]  # artists and albums, by id: Unix ms

    @classmethod
    def by(cls, asked: Asked) -> "Marked":
        today = asked.app.catalog.canonical
        with asked.app.follower.use(asked.listener.id) as profile:
            now = asked.now.astimezone(asked.listener.zone)
            likes = {today(t): word[0] for t, word in profile.states["ratings"].likes.items() if word[2]}
            stars = {today(t): given for t, given in profile.read("stars", now).items()}
            places = {today(t): word.position_ms for t, word in profile.read("bookmarks", now).items()}
            words = profile.read("follows", now)
            albums = follows.albums(profile.states["follows"])
        artists = {
            artist_id(key.removeprefix("name:")) if key.startswith("name:") else key: word[0]
            for key, word in words.items()
        }
        return cls(likes, stars, places, artists | albums)

    def group(self, of: str) -> dict[str, Any]:
        """What an artist or an album carries along."""
        at_ms = self.followed.get(of)
        return {} if at_ms is None else {"starred": iso(at_ms)}

    def of(self, track: TrackId) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if (at_ms := self.starred.get(track)) is not None:
            told["starred"] = iso(at_ms)
        if (given := self.stars.get(track)) is not None:
            told["userRating"] = given
        if (place := self.bookmarks.get(track)) is not None:
            told["bookmarkPosition"] = place
        return told
