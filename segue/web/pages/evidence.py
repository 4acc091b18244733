"""The events that reasons point to, in words: what, which track, when, on which device."""

from dataclasses import dataclass
from datetime import datetime

from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.profiles.features.ratings import Ratings
from segue.profiles.profile import Profile
from segue.recommend import words
from segue.web.pages.tell import tell

_TOLD = frozenset(
    {"complete", "skip", "like", "unlike", "ban", "unban", "play", "stop", "save", "rate", "share", "playlist_add"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `at` is in the listener's own time."""

    text: str
    at: datetime
    device: str


def told(profile: Profile, catalog: Catalog, ids: set[str], now: datetime, lang: str) -> dict[str, Told]:
    """What the profile still knows of these events, by id."""
    if not ids:
        return {}
    found: dict[str, Told] = {}

    def note(event: str, verb: str, track: TrackId, at_ms: float, device: str = "") -> None:
        if event in ids and event not in found:
            known = catalog.get(track)
            name = words.title(known, lang) if known else tell(lang, "told.a_track")
            at = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
            found[event] = Told(tell(lang, f"told.{verb}", track=name), at, device)

    for mark in profile.read("recent", now):
        if mark.track is not None:
            verb = mark.kind.value if mark.kind.value in _TOLD else "other"
            note(mark.event_id, verb, mark.track, mark.at_ms, mark.device or "")
    rated: Ratings = profile.states["ratings"]
    for verb, said in (("like", rated.likes), ("ban", rated.bans)):
        for track, (at_ms, event, yes) in said.items():
            if yes:
                note(event, verb, track, at_ms)
    if len(found) == len(ids):
        return found
    for track, tally in profile.read("taste", now).items():
        for verb, proof in (("complete", tally.finished), ("left", tally.left)):
            for at_ms, event in proof:
                if event in ids:
                    note(event, verb, track, at_ms)
    return found
