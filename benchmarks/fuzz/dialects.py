"""Dialects: one malformed message or body for each way in which something is read, and what may come of it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from benchmarks.fuzz.dice import Dice
from benchmarks.fuzz.files import imported
from benchmarks.fuzz.spoil import spoiled, written
from benchmarks.fuzz.twist import twisted
from segue.domain.event import Event, ListenerId
from segue.ingest.body import BadBody, read_message
from segue.ingest.checks import check_time
from segue.ingest.clock import Clocks
from segue.ingest.dialect import Dialect, Malformed, Raw
from segue.ingest.dialects import all_dialects, audioscrobbler, lastfm, listenbrainz
from segue.ingest.envelope import again
from segue.ingest.reading import read, spoken
from segue.ingest.scrobble import indexed, judge_each
from segue.web.searched import Searched

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_WHO = ListenerId("0" * 32)
Read = Callable[[Dice], Iterable[Event]]


class Way(NamedTuple):
    """A way in: `read` makes one input, reads it, and gives the events; only Malformed and BadBody may come out."""

    name: str
    read: Read


def ways(folder: Path) -> list[Way]:
    """Every one there is; a new dialect is found by itself. Files of imports are made in `folder`."""
    known = all_dialects()
    others = [example for dialect in known.values() for example in dialect.examples]
    found = [Way(f"{name} message", _message(dialect, others)) for name, dialect in known.items()]
    found += [Way(f"{name} again", _again(dialect, others)) for name, dialect in known.items()]
    for name in spoken():
        found += [Way(f"{name} body", _body(name, known[name], others))] * 3
    found += [Way("listenbrainz document", _document(known["listenbrainz"], others))] * 2
    found.append(Way("listenbrainz feedback", _feedback))
    found += [Way(f"{name} form", _form(known[name], read)) for name, read in _FORMS.items()]
    found += [
        Way("lastfm call", _call(known["lastfm"])),
        Way("audioscrobbler notice", _notice(known["audioscrobbler"])),
    ]
    found += [Way("subsonic searches", _searches(known["subsonic"], others))] * 2
    found += [Way("file of an import", lambda dice: imported(folder, dice))] * 6
    found.append(Way("jellyfin report", _report(known["jellyfin"], others)))
    return found


def _message(dialect: Dialect, others: Sequence[Raw]) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        message = twisted(dice, dice.one(dialect.examples), others)
        return _of_today(dialect.parse(message)) if isinstance(message, dict) else ()

    return one


def _again(dialect: Dialect, others: Sequence[Raw]) -> Read:
    """What the quarantine holds, read as `segue quarantine` replays it."""

    def one(dice: Dice) -> Iterable[Event]:
        return _of_today(again(dialect, read_message(_bytes(dice, dice.one(dialect.examples), others)), NOW))

    return one


def _body(name: str, dialect: Dialect, others: Sequence[Raw]) -> Read:
    clocks = Clocks()
    envelope = dialect.envelope

    def one(dice: Dice) -> Iterable[Event]:
        body: Any = dice.one(dialect.examples)
        if envelope is None:
            body = {"events": [dice.one(dialect.examples) for _ in range(1 + dice.below(3))]}
            if dice.chance(30):
                body["sent_at"] = dice.one(("2026-06-01T11:59:00Z", "2026-05-01T11:59:00Z", 1_780_000_000_000))
        elif dice.chance(60):
            body = {**body, "dialect": name}
        named = dice.one((None, name, name.upper(), "native", "x")) if "dialect" not in body else None
        read_as, (events, rejected, raws) = read(_bytes(dice, body, others), NOW, "o", clocks.offset, named)
        assert len(rejected) == len(raws)
        for why, raw in zip(rejected, raws, strict=True):
            assert why.reason
            raw.decode("utf-8", "replace")
            if (held := _read_again(all_dialects()[read_as], raw)) is not None:
                _check(held)
        return events

    return one


def _read_again(dialect: Dialect, raw: bytes) -> list[Event] | None:
    try:
        return again(dialect, read_message(raw), NOW)
    except Malformed:
        return None


def _document(dialect: Dialect, others: Sequence[Raw]) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        listens = {"listen_type": dice.one(("single", "import", "playing_now")), "payload": [dialect.examples[-1]]}
        body = dice.one((*dialect.examples, listens, listens))
        events, rejected, raws = listenbrainz.parse_document(_bytes(dice, body, others), NOW)
        assert len(rejected) == len(raws)
        return events

    return one


def _feedback(dice: Dice) -> Iterable[Event]:
    code = "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47"
    if dice.chance(50):
        return [
            listenbrainz.taken_back(read_message(_bytes(dice, {"listened_at": 1_772_349_330, "recording_msid": code})))
        ]
    told = {dice.one(("recording_mbid", "recording_msid")): code, "score": dice.one((1, 0, -1))}
    track, score = listenbrainz.read_feedback(read_message(_bytes(dice, told)))
    return listenbrainz.feedback(track, score, NOW, loved=dice.chance(50), hated=dice.chance(50))


_FORMS: dict[str, Callable[[Raw], Iterable[Event]]] = {
    "lastfm": lambda message: [lastfm.event(message, NOW)],
    "audioscrobbler": audioscrobbler.parse,
}


def _form(dialect: Dialect, parse: Callable[[Raw], Iterable[Event]]) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        told = [twisted(dice, dice.one(dialect.examples)) for _ in range(1 + dice.below(3))]
        text = "&".join(
            f"{key}[{number}]={value}"
            for number, one in enumerate(told)
            if isinstance(one, dict)
            for key, value in one.items()
        )
        body = text.encode("utf-8", "surrogatepass")
        body = spoiled(dice, body) if dice.chance(40) else body
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=4_000)
        except ValueError:
            return ()
        found: dict[int, dict[str, str]] = {}
        for name, index, value in indexed(pairs):
            found.setdefault(index or 0, {})[name] = value
        (events, rejected, raws), _ = judge_each(list(found.values()), parse, NOW)
        assert len(rejected) == len(raws)
        return events

    return one


def _call(dialect: Dialect) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        message = twisted(dice, dice.one(dialect.examples))
        message = message if isinstance(message, dict) else {}
        method = dice.one(("track.love", "track.unlove", "track.updateNowPlaying", "track.scrobble", "x"))
        return _of_today([lastfm.event({**message, "method": method}, NOW)])

    return one


def _notice(dialect: Dialect) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        message = twisted(dice, dice.one(dialect.examples))
        return [audioscrobbler.playing(message, NOW)] if isinstance(message, dict) else ()

    return one


def _searches(dialect: Dialect, others: Sequence[Raw]) -> Read:
    searched = Searched()

    def one(dice: Dice) -> Iterable[Event]:
        message = twisted(dice, dice.one(dialect.examples), others)
        shown = ["6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47", "s2"]
        return _of_today(searched.read(_WHO, message, shown)) if isinstance(message, dict) else ()

    return one


def _report(dialect: Dialect, others: Sequence[Raw]) -> Read:
    def one(dice: Dice) -> Iterable[Event]:
        example = dice.one(dialect.examples)
        told = read_message(_bytes(dice, example["body"], others))
        return _of_today(dialect.parse({**example, "at": NOW.isoformat(), "body": told}))

    return one


def _bytes(dice: Dice, message: Any, others: Sequence[Any] = ()) -> bytes:
    body = written(dice, twisted(dice, message, others))
    return spoiled(dice, body) if dice.chance(35) else body


def _of_today(events: Iterable[Event]) -> list[Event]:
    """As whoever received them judges them: nothing from the future."""
    told = list(events)
    _check(told)
    return told


def _check(events: Iterable[Event]) -> None:
    for event in events:
        check_time(event, NOW)


REFUSED = (Malformed, BadBody)
