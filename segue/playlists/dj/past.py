"""What a listener's own past tells about a track: when, how often, in which month, and what else of its artist."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from segue.catalog.store import UNKNOWN
from segue.domain.event import TrackId
from segue.domain.listen import Listen
from segue.domain.track import Track
from segue.playlists.dj.fact import Fact

_EARLIEST = 1990  # players whose clock was never set tell of 1970
_PART_DAYS = 4  # days of a month on which it was heard at the same time of day
_MONTH_PLAYS = 3
_ROW = 3  # days
_REST_DAYS = 90
_SINCE_DAYS = 365
_KNOWN_HERE = 20  # listens below which "never heard" says more of the log than of the listener


class Past(Struct, frozen=True):
    """What was played, oldest first; `played` leaves out what was skipped."""

    count: int = 0  # listens of anything
    played: Sequence[Listen] = ()  # of this track
    heard: bool = False  # it began at least once
    artist_heard: bool = False  # anything of its artist began at least once
    others: Mapping[TrackId, int] = {}  # other tracks of the artist -> times played
    liked: bool = False


def past_of(track: Track, listens: Sequence[Listen], artist: frozenset[TrackId], liked: bool) -> Past:
    """listens: all of the listener's, with the ids of today; artist: every track of the same artist."""
    played: list[Listen] = []
    others: Counter[TrackId] = Counter()
    heard = artist_heard = False
    for one in listens:
        if one.track_id not in artist and one.track_id != track.id:
            continue
        artist_heard = True
        mine = one.track_id == track.id
        heard |= mine
        if one.like <= 0:
            continue
        if mine:
            played.append(one)
        else:
            others[one.track_id] += one.plays
    return Past(len(listens), played, heard, artist_heard, dict(others), liked)


def own_facts(track: Track, past: Past, titles: Mapping[TrackId, Track], now: datetime) -> Iterator[Fact]:
    """Only what the past holds; `now` carries the listener's time zone. titles: of the artist's other tracks."""
    zone = now.tzinfo
    assert zone is not None
    days = [one.start.astimezone(zone) for one in past.played if one.plays == 1 and one.start <= now]
    days = [at for at in days if at.year >= _EARLIEST]
    named = {"track": track, "artist": track.artist}
    if past.liked:
        yield Fact("liked", "own", 0.55, named, own=True)
    known = track.artist != UNKNOWN
    if not past.heard and past.count >= _KNOWN_HERE:
        kind, weight = ("new_artist", 0.5) if known and not past.artist_heard else ("new_track", 0.45)
        yield Fact(kind, "own", weight, named, own=True)
    yield from _habits(days, named)
    if days:
        times = sum(one.plays for one in past.played)
        last, first = days[-1], days[0]
        if (now - last).days >= _REST_DAYS:
            yield Fact("rested", "own", 0.7, {**named, "month": (last.year, last.month)}, own=True)
        elif times >= 2:
            yield Fact("again", "own", 0.5, {**named, "when": _ms(last)}, times, own=True)
        if (now - first).days >= _SINCE_DAYS and first != last:
            yield Fact("since", "own", 0.6, {**named, "month": (first.year, first.month)}, own=True)
    if past.others and known:
        yield Fact("artist_tracks", "own", 0.4, named, len(past.others), own=True)
        best = max(past.others, key=lambda t: (past.others[t], t))
        if past.others[best] >= 2 and best in titles:
            values = {**named, "other": titles[best]}
            yield Fact("artist_other", "own", 0.5, values, past.others[best], own=True)


def _habits(days: Sequence[datetime], named: Mapping[str, object]) -> Iterator[Fact]:
    """Months and rows of days in which it was heard again and again."""
    if (found := _most_in_part(days)) is not None:
        month, part, n = found
        every = n == calendar.monthrange(*month)[1]
        values = {**named, "month": month, "part": part}
        yield Fact("every" if every else "most", "own", 1.0 if every else 0.8, values, n, own=True)
    elif days:
        (year, month_of), n = max(Counter((at.year, at.month) for at in days).items(), key=lambda of: (of[1], of[0]))
        if n >= _MONTH_PLAYS:
            yield Fact("month", "own", 0.65, {**named, "month": (year, month_of)}, n, own=True)
    length, end = _row({at.date() for at in days})
    if length >= _ROW:
        values = {**named, "date": (end.year, end.month, end.day)}
        yield Fact("row", "own", 0.75, values, length, own=True)


def part_of(at: datetime) -> str:
    """As people would say it."""
    return "night" if at.hour < 5 else "morning" if at.hour < 12 else "afternoon" if at.hour < 18 else "evening"


def _most_in_part(days: Sequence[datetime]) -> tuple[tuple[int, int], str, int] | None:
    heard: defaultdict[tuple[int, int, str], set[int]] = defaultdict(set)
    for at in days:
        heard[at.year, at.month, part_of(at)].add(at.day)
    if not heard:
        return None
    (year, month, part), on = max(heard.items(), key=lambda one: (len(one[1]), one[0]))
    return ((year, month), part, len(on)) if len(on) >= _PART_DAYS else None


def _row(days: set[date]) -> tuple[int, date]:
    """The longest row of days without a gap, the latest of them, and its last day."""
    best, end = 0, date.min
    for day in days:
        if day + timedelta(days=1) in days:
            continue
        first = day
        while first - timedelta(days=1) in days:
            first -= timedelta(days=1)
        if ((day - first).days + 1, day) > (best, end):
            best, end = (day - first).days + 1, day
    return best, end


def _ms(at: datetime) -> float:
    return at.timestamp() * 1000
