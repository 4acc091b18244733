"""What a player can tell: one method for each kind of event. `Client` says how they are put in the queue."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from segue_client.nouns import SlateTrack, Track

Named = Track | SlateTrack | str
"""A track: named by you, taken from a slate, or its id."""


class Told(TypedDict, total=False):
    """What may be said with any event."""

    at: datetime  # when it happened, with an offset; now unless said
    event_id: str  # a key of your own instead of a random one: the same again changes nothing
    duration_ms: int
    play_id: str
    slate_id: str  # the slate that caused it
    context: dict[str, Any]  # activity, location, shuffle, ...
    reason_start: str  # trackdone, fwdbtn, backbtn, clickrow, playbtn, ...
    reason_end: str
    extra: dict[str, Any]  # fields of your own, kept by the server


class Kinds:
    """Each method returns the id of the event, which is on disk when the method returns."""

    def tell(self, kind: str, track: Named | None = None, position_ms: int | None = None, **told: Unpack[Told]) -> str:
        """Any kind of docs/dialects/native.md."""
        raise NotImplementedError

    def pause(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        return self.tell("pause", track, position_ms, **told)

    def resume(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        return self.tell("resume", track, position_ms, **told)

    def seek(self, track: Named, position_ms: int, from_ms: int | None = None, **told: Unpack[Told]) -> str:
        """To `position_ms`, from `from_ms` where that is known."""
        return self.tell("seek", track, position_ms, **_with(told, from_ms=from_ms))

    def progress(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        """A heartbeat: where the play is now."""
        return self.tell("progress", track, position_ms, **told)

    def stop(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        """The listening ended here, not because of the track."""
        return self.tell("stop", track, position_ms, **told)

    def skip(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        """The listener wanted another track."""
        return self.tell("skip", track, position_ms, **told)

    def complete(self, track: Named, position_ms: int | None = None, **told: Unpack[Told]) -> str:
        return self.tell("complete", track, position_ms, **told)

    def like(self, track: Named, **told: Unpack[Told]) -> str:
        return self.tell("like", track, **told)

    def unlike(self, track: Named, **told: Unpack[Told]) -> str:
        return self.tell("unlike", track, **told)

    def ban(self, track: Named, **told: Unpack[Told]) -> str:
        """Never propose it again."""
        return self.tell("ban", track, **told)

    def unban(self, track: Named, **told: Unpack[Told]) -> str:
        return self.tell("unban", track, **told)

    def rate(self, track: Named, rating: int, **told: Unpack[Told]) -> str:
        """From 1 to 5; 0 takes it back."""
        return self.tell("rate", track, None, **_with(told, rating=rating))

    def comment(self, track: Named, text: str, **told: Unpack[Told]) -> str:
        return self.tell("comment", track, None, **_with(told, text=text))

    def save(self, track: Named, **told: Unpack[Told]) -> str:
        return self.tell("save", track, **told)

    def share(self, track: Named, **told: Unpack[Told]) -> str:
        return self.tell("share", track, **told)

    def bookmark(self, track: Named, position_ms: int, **told: Unpack[Told]) -> str:
        return self.tell("bookmark", track, position_ms, **told)

    def search(self, query: str, results: int | None = None, **told: Unpack[Told]) -> str:
        return self.tell("search", None, None, **_with(told, query=query, results=results))


def _with(told: Told, **fields: Any) -> Told:
    """The same with further fields of the event; None is left out."""
    more: Told = {**told, "extra": {**told.get("extra", {}), **{k: v for k, v in fields.items() if v is not None}}}
    return more
