"""The same listening, told by each device alone, is the same listens; and quirks do not change them."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.app import build
from segue.settings import Settings
from segue.world import World
from tests.flows.told import DEVICES, Quirks, hear, listens, tell, true_plays

WORLD = World(seed=11, listeners=3, tracks=300, genres=6)
START = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
OUTCOMES = {"complete": "finished", "skip": "skipped", "stop": "left"}
WHOLE_SECONDS = {"tv", "smart_speaker", "car_v1"}  # their clocks show no parts of seconds
YEARS = timedelta(days=-26 * 365)
QUIRKS = {
    "right": Quirks(),
    "ahead": Quirks(skew=timedelta(minutes=53), twice=0.3),
    "behind": Quirks(skew=timedelta(hours=-3), latency_ms=(30, 1500)),
    "never set": Quirks(skew=YEARS),
    "offline": Quirks(offline=(START + timedelta(minutes=8), START + timedelta(minutes=68)), twice=0.2),
    "both": Quirks(
        skew=timedelta(minutes=-11), offline=(START + timedelta(minutes=1), START + timedelta(hours=2)), twice=0.5
    ),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = build(Settings(home=tmp_path_factory.mktemp("devices")))
    app.catalog.add(WORLD.catalogue.tracks)
    yield app
    app.close()


def someone(app, name):
    app.accounts.add(name, "UTC", START)
    return app.accounts.named(name)


@pytest.mark.parametrize("quirk", QUIRKS)
@pytest.mark.parametrize("device", DEVICES)
def test_each_device_alone_tells_the_same_listens(app, device, quirk):
    plays = true_plays(WORLD, START, 14, seed=2)
    assert {play.outcome for play in plays} >= {"complete", "skip"}
    assert {m.kind for play in plays for m in play.moments} >= {"pause", "seek"}
    who = someone(app, f"{device} {quirk}")
    assert hear(app, who, tell(DEVICES[device], f"{device}-1", plays, QUIRKS[quirk])) == []
    heard = listens(app, who)
    assert [one.track_id for one in heard] == [play.track.id for play in plays]
    coarse = timedelta(seconds=1 if device in WHOLE_SECONDS else 0)
    latency = timedelta(milliseconds=QUIRKS[quirk].latency_ms[1])
    for one, play in zip(heard, plays, strict=True):
        assert one.outcome == OUTCOMES[play.outcome]
        assert abs(one.played_ms - play.heard_ms) <= 1_000 + coarse / timedelta(milliseconds=1)
        assert -coarse <= one.start - play.start <= latency + coarse
        assert len(one.pauses) == sum(m.kind == "pause" for m in play.moments)
        assert len(one.replayed) == sum(m.kind == "seek" for m in play.moments)
        assert one.device == f"{device}-1"
        assert one.routes == (device,)


@pytest.mark.parametrize("device", DEVICES)
def test_ends_that_nobody_tells_are_found_to_within_the_interval(app, device):
    plays = true_plays(WORLD, START, 14, seed=3)
    who = someone(app, f"{device} endless")
    hear(app, who, tell(DEVICES[device], f"{device}-1", plays, Quirks(seed=4, no_end=1.0)))
    heard = listens(app, who)
    assert [one.track_id for one in heard] == [play.track.id for play in plays]
    for one, play in zip(heard, plays, strict=True):
        assert abs(one.played_ms - play.heard_ms) <= DEVICES[device].every_ms
        assert (one.outcome == "finished") == (play.outcome == "complete"), play


@pytest.mark.parametrize("device", DEVICES)
def test_a_resent_evening_changes_nothing(app, device):
    plays = true_plays(WORLD, START, 8, seed=5)
    who = someone(app, f"{device} again")
    sent = tell(DEVICES[device], f"{device}-1", plays, Quirks(skew=timedelta(minutes=20)))
    hear(app, who, sent)
    before, end = listens(app, who), app.log.end()
    hear(app, who, [one._replace(received=one.received + timedelta(minutes=9)) for one in sent])
    assert listens(app, who) == before
    assert app.log.end() == end
