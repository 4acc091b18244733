"""One evening, told by six devices and four protocols at once, is the one true list of listens and sessions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from segue.accounts.links import How
from segue.app import build
from segue.settings import Settings
from segue.world import World
from segue.world.telling.smart_speaker import spoken_to_by
from tests.flows.told import DEVICES, Arrival, Quirks, hear, listens, scrobbles, sessions, tell, true_plays

WORLD = World(seed=23, listeners=4, tracks=400, genres=8)
EVENING = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
OUTCOMES = {"complete": "finished", "skip": "skipped", "stop": "left"}


def at(minutes):
    return EVENING + timedelta(minutes=minutes)


def _renamed(requests):
    """Ids are of the speaker, whoever speaks."""
    return [{**one, "requestId": f"child.{one['requestId']}"} for one in requests]


class Evening:
    """Where the listener was, what truly sounded there, and all that was sent of it."""

    def __init__(self, seed: int, *, tell_ends: bool = True) -> None:
        endless = 0.0 if tell_ends else 0.6
        hours = [(0, 9), (40, 8), (85, 6), (125, 10), (225, 5), (262, 8)]
        names = ("car_v2", "mobile", "smart_speaker", "desktop", "tv", "web")
        quickest = {"smart_speaker": 3_000, "tv": 2_000}  # nobody says or finds "next" sooner
        parts = [
            true_plays(WORLD, at(start), n, seed=10 * seed + i, quickest_ms=quickest.get(name, 0))
            for i, (name, (start, n)) in enumerate(zip(names, hours, strict=True))
        ]
        self.parts = dict(zip(names, parts, strict=True))
        quirks = {
            # its clock was never set, and under the mountain nothing left the car
            "car_v2": Quirks(seed, timedelta(days=-9800), 0.2, endless, (at(2), at(31))),
            # seven minutes slow, no network for an hour
            "mobile": Quirks(seed + 1, timedelta(minutes=-7), 0.3, endless, (at(41), at(101))),
            "smart_speaker": Quirks(seed + 2, timedelta(seconds=1), 0.1, endless),
            "desktop": Quirks(seed + 3, timedelta(seconds=40), 0.2, endless),
            "tv": Quirks(seed + 4, timedelta(minutes=3), 0.2, endless),
            "web": Quirks(seed + 5, timedelta(), 0.5, endless),
        }
        self.sent: list[Arrival] = []
        for name, plays in self.parts.items():
            device = spoken_to_by("anna") if name == "smart_speaker" else DEVICES[name]
            self.sent += [Arrival(*one) for one in tell(device, f"{name}-1", plays, quirks[name])]
        # a child asks the same speaker for something of its own
        self.childs = true_plays(WORLD, at(112), 3, seed=99, person=2)
        child = tell(spoken_to_by("child"), "smart_speaker-1", self.childs, quirks["smart_speaker"])
        self.sent += [Arrival(at, {**body, "requests": _renamed(body["requests"])}) for at, body in child]
        # the phone's app forwards to ListenBrainz, the player on the desktop to Last.fm and ListenBrainz, which gets
        # the end of each play; the television plays from a Subsonic server, and an old player stands beside the page
        self.sent += scrobbles("listenbrainz", self.parts["mobile"])
        self.sent += scrobbles("lastfm", self.parts["desktop"])
        self.sent += scrobbles("listenbrainz", self.parts["desktop"], at_end=True, client="strawberry")
        self.sent += scrobbles("subsonic", self.parts["tv"], reports=True)
        self.sent += scrobbles("subsonic", self.parts["tv"])
        self.sent += scrobbles("audioscrobbler", self.parts["web"])
        self.sent += scrobbles("lastfm", self.parts["web"], at_end=True)
        self.sent.sort(key=lambda one: one.received)
        self.true = sorted((p for plays in parts for p in plays), key=lambda p: p.start)

    def sessions(self) -> list[int]:
        """By the rule: no gap of more than half an hour."""
        found, until = [], EVENING - timedelta(days=1)
        for play in self.true:
            if play.start - until > timedelta(minutes=30):
                found.append(0)
            found[-1] += 1
            until = max(until, play.end)
        return found

    def protocols(self) -> set[str]:
        return {one.protocol or one.body["dialect"] for one in self.sent}


@pytest.fixture
def app(tmp_path) -> Iterator:
    app = build(Settings(home=tmp_path))
    app.catalog.add(WORLD.catalogue.tracks)
    app.accounts.add("anna", "UTC", EVENING)
    app.accounts.add("ben", "UTC", EVENING)
    anna, ben = app.accounts.named("anna"), app.accounts.named("ben")
    voice = app.accounts.links.part(anna.id, "voice", "smart_speaker-1", "child")
    app.accounts.links.link(voice, ben.id, How.EXPLICIT, EVENING)  # the child on Anna's speaker is Ben
    yield app
    app.close()


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_the_one_true_list(app, seed):
    evening, anna = Evening(seed), app.accounts.named("anna")
    assert len(evening.protocols()) == 10
    assert hear(app, anna, evening.sent) == []
    heard = listens(app, anna)
    assert [one.track_id for one in heard] == [play.track.id for play in evening.true]
    for one, play in zip(heard, evening.true, strict=True):
        assert abs(one.start - play.start) <= timedelta(seconds=2), play
        assert abs(one.played_ms - play.heard_ms) <= 2_000, play
        assert one.outcome == OUTCOMES[play.outcome], play
    assert sessions(app, anna) == evening.sessions()
    assert len(evening.sessions()) > 1
    bens = listens(app, app.accounts.named("ben"))
    assert [one.track_id for one in bens] == [play.track.id for play in evening.childs], "and nobody else's"
    told_twice = [one for one in heard if len(one.routes) > 1]
    assert len(told_twice) > 10, "the same play by several routes is one listen"


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_the_order_in_which_it_comes_in_does_not_matter(app, seed):
    evening, anna = Evening(seed), app.accounts.named("anna")
    hear(app, anna, evening.sent)
    in_order = listens(app, anna)
    app.accounts.add("berta", "UTC", EVENING)
    berta = app.accounts.named("berta")
    ids = app.accounts.links.ids(anna.id)
    events = [e for who in ids for b in app.log.read(0, 100_000, who) for e in b.events]
    app.recorder.submit(berta, events[::-1]).result()
    backwards = listens(app, berta)
    assert [(o.track_id, o.start, o.played_ms, o.outcome) for o in backwards] == [
        (o.track_id, o.start, o.played_ms, o.outcome) for o in in_order
    ]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_with_most_ends_untold(app, seed):
    evening, anna = Evening(seed, tell_ends=False), app.accounts.named("anna")
    hear(app, anna, evening.sent)
    heard = listens(app, anna)
    assert [one.track_id for one in heard] == [play.track.id for play in evening.true]
    for one, play in zip(heard, evening.true, strict=True):
        assert abs(one.start - play.start) <= timedelta(seconds=2), play
        assert abs(one.played_ms - play.heard_ms) <= 60_000, play
        assert (one.outcome == "finished") == (play.outcome == "complete"), play
    assert sessions(app, anna) == evening.sessions()
