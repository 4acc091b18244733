"""What devices of a world send: the same for the same seed, all of it, and wrong only as it was asked to be."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from segue.world import World, react
from segue.world.telling import DEVICES, Quirks, lastfm, listenbrainz, plays, subsonic, tell

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
WORLD = World(seed=5, listeners=1, tracks=60, genres=5)


@pytest.fixture(scope="module")
def evening():
    rng, now, found = np.random.default_rng(3), START, []
    for row in range(9):
        one = react(WORLD.listener(0), row, now, rng)
        one = replace(one, paused_ms=20_000, back_ms=5_000) if row == 4 else one
        found.append(replace(one, played_ms=100_000, completed=False) if row == 4 else one)
        now += timedelta(milliseconds=found[-1].wall_ms + 500)
    return plays(found, WORLD.catalogue)


def items(device, sent):
    key = next(name for name, value in sent[0].body.items() if isinstance(value, list))
    return [one for body in sent for one in body.body[key]]


def test_a_play_is_what_was_heard(evening):
    play = evening[4]
    assert [m.kind for m in play.moments] == ["start", "pause", "resume", "seek", "end"]
    assert play.heard_ms == 105_000
    assert play.end - play.start == timedelta(milliseconds=125_000)
    beats = [m for m in play.told(10_000) if m.kind == "beat"]
    assert [m.position_ms for m in beats[:5]] == [10_000, 20_000, 30_000, 40_000, 55_000]
    assert all(b.at < play.moments[1].at or b.at > play.moments[2].at for b in beats), "no beat while it is paused"


@pytest.mark.parametrize("name", DEVICES)
def test_the_same_seed_tells_the_same(evening, name):
    quirks = Quirks(seed=9, twice=0.5, no_end=0.5, offline=(START, START + timedelta(minutes=9)))
    assert tell(DEVICES[name], "d", evening, quirks) == tell(DEVICES[name], "d", evening, quirks)
    assert tell(DEVICES[name], "d", evening, quirks) != tell(DEVICES[name], "d", evening, replace_seed(quirks))


def replace_seed(quirks):
    from dataclasses import replace as other

    return other(quirks, seed=10)


@pytest.mark.parametrize("name", DEVICES)
def test_quirks(evening, name):
    device = DEVICES[name]
    right = tell(device, "d", evening)
    every = sum(1 for play in evening for _ in play.told(device.every_ms))
    assert len(items(device, right)) == every
    assert [one.received for one in right] == sorted(one.received for one in right)
    twice = tell(device, "d", evening, Quirks(twice=1.0))
    assert len(items(device, twice)) == 2 * every
    until = START + timedelta(hours=3)
    burst = tell(device, "d", evening, Quirks(offline=(START - timedelta(minutes=2), until)))
    assert all(one.received >= until for one in burst)
    assert sorted(map(repr, items(device, burst))) == sorted(map(repr, items(device, right)))
    endless = tell(device, "d", evening, Quirks(no_end=1.0))
    assert len(items(device, endless)) == every - sum(play.followed for play in evening)
    coarse = tell(device, "d", evening, Quirks(every_ms=10 * device.every_ms))
    assert len(items(device, coarse)) < every or every == sum(len(p.moments) for p in evening)


def test_scrobbles_are_told_of_what_was_heard_enough(evening):
    for play in evening:
        told = list(listenbrainz.tell(play))
        assert len(told) == 1 + play.scrobbled
        assert told[0][1]["listen_type"] == "playing_now"
        assert len(list(lastfm.tell(play))) == len(list(subsonic.scrobble(play))) == 1 + play.scrobbled
        if play.scrobbled:
            (at,) = (one["listened_at"] for one in told[1][1]["payload"])
            assert at == int(play.start.timestamp())
            *_, (_, ended) = listenbrainz.tell(play, at_end=True)
            assert ended["payload"][0]["listened_at"] == int(play.end.timestamp())
    assert any(play.scrobbled for play in evening)
    assert not all(play.scrobbled for play in evening)
