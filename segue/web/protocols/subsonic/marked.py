"""What the caller marked by hand, which every song of a reply carries along."""

from dataclasses import dataclass
from typing import Any

from segue.domain.event import TrackId
from segue.web.protocols.subsonic.asked import Asked, iso


@dataclass(frozen=True, slots=True)
class Marked:
    """By the track that an id stands for today."""

    starred: dict[TrackId, int]  # Unix ms
    stars: dict[TrackId, int]
    bookmarks: dict[TrackId, int]  # ms into the track

    @classmethod
    def by(cls, asked: Asked) -> "Marked":
        today = asked.app.catalog.canonical
        with asked.app.follower.use(asked.listener.id) as profile:
            now = asked.now.astimezone(asked.listener.zone)
            likes = {today(t): word[0] for t, word in profile.states["ratings"].likes.items() if word[2]}
            stars = {today(t): given for t, given in profile.read("stars", now).items()}
            places = {today(t): word.position_ms for t, word in profile.read("bookmarks", now).items()}
        return cls(likes, stars, places)

    def of(self, track: TrackId) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if (at_ms := self.starred.get(track)) is not None:
            told["starred"] = iso(at_ms)
        if (given := self.stars.get(track)) is not None:
            told["userRating"] = given
        if (place := self.bookmarks.get(track)) is not None:
            told["bookmarkPosition"] = place
        return told
