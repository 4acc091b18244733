"""True plays of a small world, told by devices and programs, through the whole engine."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace as changed

from segue.app import App
from segue.domain.event import Event, Offset
from segue.domain.listen import Listen
from segue.domain.listener import Listener
from segue.ingest.dialects import audioscrobbler, lastfm, listenbrainz, subsonic
from segue.ingest.reading import read
from segue.listening.live import listens_of, tells_of_a_play
from segue.world import World, react, truth
from segue.world.telling import DEVICES, Play, Quirks, Sent, plays, tell
from segue.world.telling import audioscrobbler as tells_audioscrobbler
from segue.world.telling import lastfm as tells_lastfm
from segue.world.telling import listenbrainz as tells_listenbrainz
from segue.world.telling import subsonic as tells_subsonic

__all__ = ["DEVICES", "Arrival", "Quirks", "hear", "listens", "scrobbles", "sessions", "tell", "true_plays"]


class Arrival(NamedTuple):
    """Something that comes in: the body of a device, or what a program sent that speaks a protocol."""

    received: datetime
    body: dict[str, Any]
    protocol: str | None = None  # None: a device


def true_plays(
    world: World, start: datetime, count: int, *, seed: int = 0, person: int = 0, quickest_ms: int = 0
) -> list[Play]:
    """`count` plays one after the other, with pauses, skips (none before `quickest_ms`) and a seek or two."""
    listener = world.listener(person)
    rng = np.random.default_rng([world.seed, seed])
    reactions, now = [], start
    chances = truth(listener, None, start)
    liked, other = np.argsort(-chances)[: 3 * count], rng.permutation(len(world.catalogue))
    rows = np.where(rng.random(count) < 0.7, rng.permutation(liked)[:count], other[:count])
    for number, row in enumerate(dict.fromkeys(rows.tolist())):
        one = react(listener, row, now, rng)
        one = changed(one, played_ms=max(one.played_ms, quickest_ms))
        if number % 4 == 1 and one.played_ms > 40_000:  # gestures are rare by nature: some for certain
            one = changed(one, paused_ms=25_000) if number % 8 == 1 else changed(one, back_ms=12_000)
        reactions.append(one)
        now += timedelta(milliseconds=one.wall_ms + (400 if not one.stopped else 300_000))
    return plays(reactions, world.catalogue)


def hear(app: App, who: Listener, sent: Iterable[Sent | Arrival]) -> list[str]:
    """Bodies in, in the order in which they come; answers the reasons of refusals."""
    reasons = []
    for one in sent:
        if isinstance(one, Arrival) and one.protocol:
            events, rejected = _PROTOCOLS[one.protocol](one), []
        else:
            body = json.dumps(one.body).encode()
            _, (events, rejected, _) = read(body, one.received, who.id, app.clocks.offset)
        app.recorder.submit(who, events).result()
        reasons += [f"{why.field}: {why.reason}" for why in rejected]
    return reasons


def scrobbles(protocol: str, told: Iterable[Play], **how: Any) -> list[Arrival]:
    """What a program sends of these plays that speaks `protocol`."""
    return [one for play in told for one in _TELL[protocol](play, **how)]


def _tell_subsonic(play: Play, *, reports: bool = False) -> list[Arrival]:
    calls = tells_subsonic.report(play) if reports else tells_subsonic.scrobble(play)
    return [Arrival(at, {"method": method, "params": params}, "subsonic") for at, method, params in calls]


_TELL: dict[str, Callable[..., list[Arrival]]] = {
    "listenbrainz": lambda play, **how: [
        Arrival(at, body, "listenbrainz") for at, body in tells_listenbrainz.tell(play, **how)
    ],
    "lastfm": lambda play, **how: [Arrival(at, body, "lastfm") for at, body in tells_lastfm.tell(play, **how)],
    "audioscrobbler": lambda play: [
        Arrival(at, body, "audioscrobbler") for at, body in tells_audioscrobbler.tell(play, "0" * 32)
    ],
    "subsonic": _tell_subsonic,
}


def _lastfm(one: Arrival) -> list[Event]:
    now_playing = one.body["method"] == "track.updateNowPlaying"
    return [lastfm.event(one.body, one.received if now_playing else None)]


def _audioscrobbler(one: Arrival) -> list[Event]:
    if "i[0]" not in one.body:
        return [audioscrobbler.playing(one.body, one.received)]
    return [*audioscrobbler.parse({key.removesuffix("[0]"): value for key, value in one.body.items() if key != "s"})]


def _listenbrainz(one: Arrival) -> list[Event]:
    return listenbrainz.parse_document(json.dumps(one.body).encode(), one.received)[0]


def _subsonic(one: Arrival) -> list[Event]:
    call = {**one.body, "at": one.received.isoformat(), "client": "Symfonium", "server": "segue"}
    return [*subsonic.dialect.parse(call)]


_PROTOCOLS: dict[str, Callable[[Arrival], list[Event]]] = {
    "listenbrainz": _listenbrainz,
    "lastfm": _lastfm,
    "audioscrobbler": _audioscrobbler,
    "subsonic": _subsonic,
}


def listens(app: App, who: Listener) -> list[Listen]:
    return app.history.listens(who.id, limit=None, oldest_first=True)


def sessions(app: App, who: Listener) -> list[int]:
    """How many listens each session has, in order of time."""
    ids = app.accounts.links.ids(who.id)
    told = [e for one in ids for b in app.log.read(Offset(0), 100_000, one) for e in b.events]
    events = [e for e in told if tells_of_a_play(e)]
    number = listens_of(who.id, events, lambda track: "music", app.settings).session
    return np.bincount(number).tolist()
