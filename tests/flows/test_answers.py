"""Answers checked against the planted truth of the world, not against snapshots."""

from datetime import timedelta

import pytest

from segue.domain.consent import Purpose
from segue.domain.event import EventKind
from tests.flows.engine import plain

COMPLETE, SKIP, BAN = EventKind.COMPLETE, EventKind.SKIP, EventKind.BAN


@pytest.fixture
def genres(engine):
    """The four largest genres of the world."""
    names = [t.tags[0] for t in engine.world.catalogue.tracks]
    return sorted(set(names), key=lambda g: -names.count(g))[:4]


def test_a_planted_taste_comes_back_after_a_few_plays(engine, someone, genres):
    loved = genres[1]
    before = engine.share(engine.ask(someone), loved)
    engine.hear(someone, engine.genre(loved)[:8], COMPLETE)
    engine.now += timedelta(days=1)  # another session: what is left is the taste
    after = engine.share(engine.ask(someone), loved)
    assert after > 0.5 > before


def test_skips_of_one_genre_lower_its_share_and_completions_bring_it_back(engine, someone, genres):
    a, b = genres[0], genres[2]
    mixed = [t for pair in zip(engine.genre(a)[:10], engine.genre(b)[:10], strict=True) for t in pair]
    engine.hear(someone, mixed, COMPLETE)
    engine.now += timedelta(days=1)
    a = max(a, b, key=lambda genre: engine.share(engine.ask(someone), genre))
    before = engine.share(engine.ask(someone), a)
    assert before > 0.25
    shown = [t for t in engine.ask(someone).tracks if engine.app.catalog.get(t.id).tags[0] == a]
    engine.hear(someone, [engine.app.catalog.get(t.id) for t in shown[:3]], SKIP)
    skipped = engine.share(engine.ask(someone), a)
    assert skipped < before / 2
    engine.hear(someone, engine.genre(a)[20:26], COMPLETE)
    assert engine.share(engine.ask(someone), a) > skipped + 0.2


def test_one_skip_changes_the_very_next_answer_and_says_why(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:6], COMPLETE)
    engine.now += timedelta(hours=20)
    first = engine.ask(someone, n=10)
    top = engine.app.catalog.get(first.tracks[0].id)
    engine.hear(someone, [top], SKIP)
    second = engine.ask(someone, n=10)
    assert top.id not in {t.id for t in second.tracks}
    others = [t.id for t in first.tracks[1:]]
    assert [t.id for t in second.tracks][: len(others)] != others  # more than the hole it leaves
    left = next(c for c in second.changes if c.id == top.id)
    skip = f"t{engine._told}"
    assert (left.change, left.before, left.after) == ("left", 0, None)
    assert (left.because.code, left.because.evidence) == ("skip_itself", (skip,))
    assert second.changes
    assert all(c.because.evidence == (skip,) for c in second.changes)


def test_what_changed_is_exactly_the_difference_of_two_slates(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:6], COMPLETE)
    first = engine.ask(someone, n=10)
    engine.hear(someone, engine.genre(genres[1])[:2], COMPLETE)
    second = engine.ask(someone, n=10)
    old, new = [t.id for t in first.tracks], [t.id for t in second.tracks]
    told = {c.id: (c.before, c.after) for c in second.changes}
    place = {t: (old.index(t) if t in old else None, new.index(t) if t in new else None) for t in {*old, *new}}
    assert told == {t: p for t, p in place.items() if p[0] != p[1]}


def test_the_answer_of_somebody_else_does_not_change(engine, someone, genres):
    other = engine.listener("somebody else")
    engine.hear(other, engine.genre(genres[0])[:5], COMPLETE)
    engine.now += timedelta(days=1)
    before = plain(engine.ask(other))
    at = engine.now
    engine.hear(someone, engine.genre(genres[0])[:8], SKIP)
    engine.now = at
    assert plain(engine.ask(other)) == before


def test_equal_questions_get_equal_answers_and_the_seed_decides_what_is_random(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:5], COMPLETE)
    assert plain(engine.ask(someone)) == plain(engine.ask(someone))
    assert plain(engine.ask(someone, seed=5)) == plain(engine.ask(someone, seed=5))
    assert plain(engine.ask(someone, seed=5)) != plain(engine.ask(someone, seed=6))


def test_a_skip_is_news_only_against_what_is_usual_at_this_hour(engine, genres):
    """Two listeners, equal but for their Friday mornings: one always skips then, the other never."""
    impatient, patient = engine.listener("skips on friday mornings"), engine.listener("never skips")
    moved = {}
    start = engine.now
    for who, usual in ((impatient, SKIP), (patient, COMPLETE)):
        engine.now = start - timedelta(days=2)
        engine.hear(who, engine.genre(genres[0])[:8], COMPLETE)
        for week in range(1, 9):
            engine.now = start - timedelta(weeks=week)
            engine.hear(who, engine.genre(genres[3])[week * 4 : week * 4 + 4], usual, position_ms=0)
        engine.now = start
        before = engine.ask(who)
        scores = {t.id: t.score for t in before.tracks}
        engine.hear(who, [engine.app.catalog.get(before.tracks[0].id)], SKIP)
        after = {t.id: t.score for t in engine.ask(who).tracks}
        kept = scores.keys() & after.keys()
        moved[who.name] = sum(abs(scores[t] - after[t]) for t in kept) / max(1, len(kept))
    assert moved["never skips"] > 1.3 * moved["skips on friday mornings"]


def test_one_bad_morning_does_not_destroy_a_taste(engine, someone, genres):
    loved = genres[0]
    engine.hear(someone, engine.genre(loved)[:20], COMPLETE)
    engine.now += timedelta(days=1)
    before = engine.share(engine.ask(someone), loved)
    engine.hear(someone, engine.genre(loved)[30:34], SKIP)
    engine.now += timedelta(days=2)
    assert engine.share(engine.ask(someone), loved) > 0.7 * before


def test_banned_tracks_never_come_back_and_recent_ones_not_at_once(engine, someone, genres):
    liked = engine.genre(genres[0])[:6]
    engine.hear(someone, liked, COMPLETE)
    slate = engine.ask(someone)
    assert not {t.id for t in slate.tracks} & {t.id for t in liked}
    banned = engine.app.catalog.get(slate.tracks[0].id)
    engine.hear(someone, [banned], BAN)
    engine.now += timedelta(days=400)
    assert banned.id not in {t.id for t in engine.ask(someone, n=100).tracks}


def test_few_tracks_of_one_artist(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:10], COMPLETE)
    artists = [t.artist for t in engine.ask(someone).tracks]
    assert max(map(artists.count, artists)) <= engine.app.settings.artist_cap


def test_recipes_keep_their_promise(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:12], COMPLETE)
    engine.now += timedelta(days=1)
    heard = {t.id for t in engine.genre(genres[0])[:12]}
    discover = engine.ask(someone, n=10, recipe="discover")
    familiar = engine.ask(someone, n=10, recipe="familiar")
    assert not heard & {t.id for t in discover.tracks}
    usual = engine.ask(someone, n=10)
    assert len(heard & {t.id for t in familiar.tracks}) >= len(heard & {t.id for t in usual.tracks}) > 0


def test_seeds_pull_the_answer_towards_them(engine, someone, genres):
    seeds = tuple(t.id for t in engine.genre(genres[3])[:3])
    slate = engine.ask(someone, n=10, seeds=seeds)
    assert engine.share(slate, genres[3]) > engine.share(engine.ask(someone, n=10), genres[3])
    assert any(t.reason.code == "seed" for t in slate.tracks)


def test_reasons_name_events_that_happened(engine, someone, genres):
    engine.hear(someone, engine.genre(genres[0])[:10], COMPLETE)
    engine.now += timedelta(days=1)
    slate = engine.ask(someone)
    batches = engine.app.log.read(0, 1000, someone.id)
    recorded = {e.event_id for batch in batches for e in batch.events}
    cited = {event for t in slate.tracks for event in t.reason.evidence}
    assert cited
    assert cited <= recorded


def test_without_consent_the_answer_knows_nothing_of_the_listener(engine, someone, genres):
    stranger = engine.listener("a stranger")
    engine.hear(someone, engine.genre(genres[0])[:10], COMPLETE)
    engine.app.accounts.withdraw(someone.id, Purpose.PERSONALISE)
    slate = engine.ask(someone)
    assert not any(t.reason.evidence for t in slate.tracks)
    assert plain(engine.ask(stranger)) == plain(slate)


def test_skips_count(engine, someone, genres):
    """The same engine with skips ignored goes on proposing what is being skipped."""
    loved = genres[0]
    engine.hear(someone, engine.genre(loved)[:10], COMPLETE)
    engine.now += timedelta(days=1)
    engine.hear(someone, engine.genre(loved)[20:23], SKIP)
    assert engine.share(engine.ask(someone), loved) < engine.share(engine.without_skips().ask(someone), loved)
