"""The DJ over a small world: what it says of a listener's past is what the world's own record says."""

from collections import defaultdict
from datetime import timedelta

from segue.domain.event import Event, EventKind
from segue.domain.slate import Request
from segue.domain.track import Track
from segue.world import history
from tests.flows.engine import NOW, Engine


def _key(track: Track) -> str:
    """The Silver Ellery and Silver Ellery are one artist, wherever Segue names one."""
    return track.artist.casefold().removeprefix("the ")


def test_what_is_said_of_the_past_is_true_in_the_world(engine: Engine) -> None:
    app, world = engine.app, engine.world
    told = 0
    for person, events in history(
        world, 30, end=NOW - timedelta(hours=6), listeners=[world.listener(n) for n in (0, 7)]
    ):
        who = engine.listener(person.name)
        begun: defaultdict[str, list[Event]] = defaultdict(list)
        heard: defaultdict[str, list[Event]] = defaultdict(list)
        for event in events:
            begun[str(event.track_id or (event.track and event.track.id))].append(event)
            if event.kind is EventKind.COMPLETE:
                heard[str(event.track_id or (event.track and event.track.id))].append(event)
        for track in world.catalogue.tracks[::7]:
            facts = {fact.kind: fact for fact in app.dj._own(who, Request(who.id, NOW), track)}
            told += len(facts)
            theirs = {t.id for t in world.catalogue.tracks if _key(t) == _key(track)} - {track.id}
            assert "new_track" not in facts or not begun[track.id]
            assert "new_artist" not in facts or not any(begun[t] for t in (*theirs, track.id))
            if "again" in facts:
                assert len(heard[track.id]) <= (facts["again"].n or 0) <= len(begun[track.id])
            if "artist_tracks" in facts:
                least, most = sum(bool(heard[t]) for t in theirs), sum(bool(begun[t]) for t in theirs)
                assert least <= (facts["artist_tracks"].n or 0) <= most
            if len(heard[track.id]) >= 2:
                assert "again" in facts
    assert told > 100


def test_a_session_of_an_evening(engine: Engine) -> None:
    who = engine.listener("listener-0003")
    turns = [engine.app.dj.next(who, Request(who.id, NOW), talk=1.0, anew=n == 0) for n in range(40)]
    texts = [turn.line.text for turn in turns if turn.line is not None]
    ids = [turn.track.id for turn in turns if turn.track is not None]
    assert len(set(texts)) == len(texts) >= 35
    assert len(set(ids)) == 40
    assert len({kind for turn in turns if turn.line for kind in turn.line.facts}) >= 6  # it varies
    assert engine.app.dj.forget(who.id) > 0
