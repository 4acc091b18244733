"""The events that reasons point to, in words: what, which track, when, on which device."""

from dataclasses import dataclass
from datetime import datetime

from segue.catalog.store import Catalog
from segue.domain.event import TrackId
from segue.profiles.features.ratings import Ratings
from segue.profiles.profile import Profile
from segue.recommend import words

_DONE = {
    "complete": "finished",
    "skip": "skipped",
    "like": "liked",
    "unlike": "took back the like of",
    "ban": "banned",
    "unban": "allowed again",
    "play": "started",
    "stop": "stopped",
    "save": "saved",
    "rate": "rated",
    "share": "shared",
    "playlist_add": "added to a playlist:",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `at` is in the listener's own time."""

    text: str
    at: datetime
    device: str


def told(profile: Profile, catalog: Catalog, ids: set[str], now: datetime) -> dict[str, Told]:
    """What the profile still knows of these events, by id."""
    if not ids:
        return {}
    found: dict[str, Told] = {}

    def note(event: str, verb: str, track: TrackId, at_ms: float, device: str = "") -> None:
        if event in ids and event not in found:
            known = catalog.get(track)
            name = words.title(known) if known else "a track"
            at = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
            found[event] = Told(f"{verb} {name}", at, device)

    for mark in profile.read("recent", now):
        if mark.track is not None:
            verb = _DONE.get(mark.kind.value, mark.kind.value)
            note(mark.event_id, verb, mark.track, mark.at_ms, mark.device or "")
    rated: Ratings = profile.states["ratings"]
    for verb, said in (("liked", rated.likes), ("banned", rated.bans)):
        for track, (at_ms, event, yes) in said.items():
            if yes:
                note(event, verb, track, at_ms)
    if len(found) == len(ids):
        return found
    for track, tally in profile.read("taste", now).items():
        for verb, proof in (("finished", tally.finished), ("left", tally.left)):
            for at_ms, event in proof:
                if event in ids:
                    note(event, verb, track, at_ms)
    return found
