"""Every Monday morning the same music is heard to its end; today three of it are skipped."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.domain.event import EventKind

COMPLETE, SKIP = EventKind.COMPLETE, EventKind.SKIP
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture
def morning(engine, someone):
    """(the music of Monday mornings, the music of Tuesday evenings) after eight weeks."""
    names = [t.tags[0] for t in engine.world.catalogue.tracks]
    genres = sorted(set(names), key=lambda g: -names.count(g))
    mornings, evenings = genres[1], genres[3]
    for week in range(1, 9):
        engine.now = MONDAY - timedelta(weeks=week)
        engine.hear(someone, engine.genre(mornings)[week * 5 : week * 5 + 5], COMPLETE)
        engine.now = MONDAY - timedelta(weeks=week) + timedelta(days=1, hours=12)
        engine.hear(someone, engine.genre(evenings)[week * 3 : week * 3 + 3], COMPLETE)
    engine.now = MONDAY
    return mornings, evenings


def _skip_from(engine, someone, slate, genre, n):
    """Skips the first n of the genre in the slate, answer by answer; the answers after each."""
    answers = []
    for _ in range(n):
        tracks = [engine.app.catalog.get(t.id) for t in slate.tracks]
        of_it = [t for t in tracks if t.tags[0] == genre]
        # when the answer has turned already, the player still has what it was given before
        engine.hear(someone, of_it[:1] or engine.genre(genre)[60 + len(answers) :][:1], SKIP)
        slate = engine.ask(someone)
        answers.append(slate)
    return answers


def test_the_mix_turns_at_once_and_the_taste_is_back_next_monday(engine, someone, morning):
    usual, other = morning
    before = engine.ask(someone)
    assert engine.share(before, usual) > 0.5
    answers = _skip_from(engine, someone, before, usual, 3)
    turned = answers[-1]
    assert engine.share(turned, usual) < 0.2 * engine.share(before, usual)
    assert engine.share(turned, other) > engine.share(before, other), "the mix turns to what else they like"
    engine.now = MONDAY + timedelta(days=1, hours=12)
    engine.hear(someone, engine.genre(other)[27:30], COMPLETE)
    engine.now = MONDAY + timedelta(days=7)
    assert engine.share(engine.ask(someone), usual) > 0.8 * engine.share(before, usual)


def test_the_changes_say_what_is_usual_and_what_was_skipped(engine, someone, morning):
    usual, _ = morning
    before = engine.ask(someone)
    shown = [engine.app.catalog.get(t.id) for t in before.tracks]
    skipped = [t for t in shown if t.tags[0] == usual][:3]
    engine.hear(someone, skipped, SKIP)
    ids = tuple(f"t{engine._told - 2 + i}" for i in range(3))
    after = engine.ask(someone, lang="en")
    left = {c.id: c.because for c in after.changes if c.change == "left"}
    for i, track in enumerate(skipped):
        assert (left[track.id].code, left[track.id].evidence) == ("skip_itself", ids[i : i + 1])
    said = [because for because in left.values() if because.code == "turned"]
    assert said
    for because in said:
        count = {2: "two", 3: "three"}[len(because.evidence)]  # of the three, those that are like this track
        assert because.text == f"you usually finish tracks like it on weekday mornings, but have just skipped {count}"
        assert set(because.evidence) <= set(ids)
    assert ids in {because.evidence for because in said}
    assert {c.because.code for c in after.changes if c.change == "entered"} <= {"displaced", "closer"}


def test_the_same_in_korean(engine, someone, morning):
    usual, _ = morning
    before = engine.ask(someone)
    shown = [engine.app.catalog.get(t.id) for t in before.tracks]
    engine.hear(someone, [t for t in shown if t.tags[0] == usual][:3], SKIP)
    said = {c.because.text for c in engine.ask(someone, lang="ko").changes if c.because.code == "turned"}
    assert "평일 아침에는 이런 곡을 끝까지 듣는데 이번에는 세 곡을 건너뛰었기 때문입니다" in said
    assert said <= {
        f"평일 아침에는 이런 곡을 끝까지 듣는데 이번에는 {n} 곡을 건너뛰었기 때문입니다" for n in ("두", "세")
    }


def test_at_another_hour_it_is_not_called_unusual(engine, someone, morning):
    """Nothing is known of the nights: a skip there is a skip."""
    engine.now = MONDAY + timedelta(hours=16)
    before = engine.ask(someone)
    shown = [engine.app.catalog.get(t.id) for t in before.tracks]
    engine.hear(someone, [t for t in shown if t.tags[0] == morning[0]][:3], SKIP)
    codes = {c.because.code for c in engine.ask(someone).changes}
    assert "turned" not in codes
    assert codes & {"alike_skipped", "displaced"}
