"""Friends stand in for somebody new, for as long as they are new, as far as they allow it."""

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind
from segue.world import World
from tests.flows.engine import Engine

COMPLETE, SKIP, BAN = EventKind.COMPLETE, EventKind.SKIP, EventKind.BAN


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path, World(seed=8, listeners=0, tracks=240, genres=6), 1)
    yield found
    found.app.close()


@pytest.fixture
def pair(engine):
    """(somebody new, their friend, the genre that the friend hears, another one)"""
    names = sorted({t.tags[0] for t in engine.world.catalogue.tracks})
    loved, other = sorted(names, key=lambda name: -len(engine.genre(name)))[:2]
    friend = engine.listener("a friend")
    engine.hear(friend, engine.genre(loved)[:12], COMPLETE, position_ms=200_000)
    engine.hear(friend, engine.genre(other)[:5], SKIP)
    engine.app.accounts.friends.befriend(engine.listener("new").id, friend.id)
    return engine.listener("new"), friend, loved, other


def test_somebody_new_is_given_what_a_friend_likes(engine, pair):
    new, _, loved, other = pair
    slate = engine.ask(new, n=10)
    alone = engine.ask(engine.listener("alone"), n=10)
    assert engine.share(slate, loved) >= 0.8 > engine.share(alone, loved)
    assert engine.share(slate, other) == 0
    said = {t.reason.code for t in slate.tracks if engine.app.catalog.get(t.id).tags[0] == loved}
    assert "friends" in said
    assert all(not t.reason.evidence for t in slate.tracks), "what a friend did is not shown"
    assert engine.share(engine.ask(new, n=10, profiled=False), loved) < 0.8


def test_own_listening_takes_over(engine, pair):
    new, _, loved, other = pair
    engine.hear(new, engine.genre(other)[:30], COMPLETE, position_ms=200_000)
    slate = engine.ask(new, n=10)
    assert engine.share(slate, other) > engine.share(slate, loved)


def test_who_does_not_allow_it_or_left_does_not_stand_in(engine, pair):
    new, friend, loved, _ = pair
    assert engine.share(engine.ask(new, n=10), loved) >= 0.8
    engine.app.accounts.withdraw(friend.id, Purpose.TRAIN)
    assert engine.share(engine.ask(new, n=10), loved) < 0.8
    engine.app.forget(friend.id)
    assert engine.app.accounts.friends.of(new.id) == ()


def test_friendship_goes_both_ways_and_ends(engine, pair):
    new, friend, loved, _ = pair
    friends = engine.app.accounts.friends
    assert (friends.of(new.id), friends.of(friend.id)) == ((friend.id,), (new.id,))
    friends.befriend(friend.id, new.id)  # said twice
    with pytest.raises(ValueError, match="nobody is their own friend"):
        friends.befriend(new.id, new.id)
    assert friends.part(new.id, friend.id)
    assert not friends.part(friend.id, new.id)
    assert (friends.of(new.id), friends.of(friend.id)) == ((), ())
    assert engine.share(engine.ask(new, n=10), loved) < 0.8


def test_what_a_friend_banned_or_left_is_not_lent(engine, pair):
    new, friend, loved, other = pair
    banned = engine.genre(loved)[0]
    engine.hear(friend, [banned], BAN)
    engine.app.server.forget(new.id)  # nothing is remembered of what they like
    lent = engine.app.server._company.of(new.id, engine.now)
    assert banned.id not in lent
    assert lent.keys().isdisjoint(t.id for t in engine.genre(other)[:5])
    assert len(lent) == 11
