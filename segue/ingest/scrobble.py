"""Scrobbles: what Last.fm and AudioScrobbler messages have in common. Everything in them is text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from segue.domain.event import Event, Rejection, TrackRef
from segue.ingest import checks
from segue.ingest.dialect import Malformed, Raw
from segue.ingest.judge import Judged

MAX_SCROBBLES = 50  # in one message
_EARLIEST = datetime(2002, 10, 1, tzinfo=UTC)  # nobody scrobbled before


def told_at(message: Raw, name: str) -> datetime:
    """Seconds since 1970."""
    written = checks.text(message.get(name), name, 20)
    if written is None:
        raise Malformed(name, "is missing")
    if not written.isascii() or not written.isdigit():
        raise Malformed(name, f"must be whole seconds since 1970, got {checks.show(written)}")
    if int(written) > 253_000_000_000:
        raise Malformed(name, f"{written} is in the far future: are these milliseconds?")
    when = checks.EPOCH + timedelta(seconds=int(written))
    if when < _EARLIEST:
        raise Malformed(name, f"{written} is before 2002-10-01: is the sender's clock right?")
    return when


def track(message: Raw, title: str, artist: str, release: str, mbid: str) -> TrackRef:
    """The track under the names that the message has for it. A bad MBID costs itself, not the scrobble."""
    named = {name: checks.text(message.get(name), name) for name in (title, artist, release)}
    for name in (artist, title):
        if named[name] is None:
            raise Malformed(name, "is missing")
    try:
        code = checks.uuid(message.get(mbid), mbid)
    except Malformed:
        code = None
    return TrackRef(title=named[title], artist=named[artist], release=named[release], mbid=code)


def length_ms(message: Raw, name: str) -> int | None:
    """Seconds to milliseconds. Players send 0, nothing or nonsense for what they do not know."""
    written = message.get(name)
    try:
        length = round(float(written) * 1000) if isinstance(written, str | int | float) else 0
    except (ValueError, OverflowError):
        return None
    return length if 0 < length <= checks.MAX_DURATION_MS else None


def digest(ref: TrackRef) -> str:
    """A name for a track in an event id: the same names, the same digest."""
    names = "\0".join((ref.title or "", ref.artist or "", ref.release or ""))
    return blake2b(names.encode(), digest_size=12).hexdigest()


def rest(message: Raw, used: frozenset[str]) -> dict[str, object]:
    """What is known to nobody here, kept."""
    kept: dict[str, object] = checks.kept(checks.pruned({k: v for k, v in message.items() if k not in used}), "")
    return kept


def judge_each(
    messages: Sequence[Raw], read: Callable[[Raw], Iterable[Event]], received_at: datetime
) -> tuple[Judged, list[int]]:
    """Each message judged alone, and the indices of those that were taken."""
    events: list[Event] = []
    rejected: list[Rejection] = []
    refused: list[bytes] = []
    taken: list[int] = []
    for index, message in enumerate(messages):
        try:
            told = list(read(message))
            for event in told:
                checks.check_time(event, received_at)
        except Malformed as wrong:
            rejected.append(Rejection(index, wrong.field, wrong.reason))
            refused.append(msgspec.json.encode(message))
        else:
            events += told
            taken.append(index)
    return (events, rejected, refused), taken


def indexed(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int | None, str]]:
    """(name, index, value) of parameters like `artist[0]`; without an index None."""
    for key, value in pairs:
        name, bracket, number = key.partition("[")
        if bracket and number.endswith("]") and number[:-1].isascii() and number[:-1].isdigit() and len(number) < 6:
            yield name, int(number[:-1]), value
        else:
            yield key, None, value
