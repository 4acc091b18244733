"""Prompts over a whole engine: what was asked for, by whom, and what they do not want."""

import pytest
from msgspec.structs import replace

from segue.domain.consent import Purpose
from segue.domain.event import EventKind, Offset
from segue.domain.shown import shown_of
from segue.domain.slate import Request
from segue.domain.sound import Sound
from segue.world import World
from tests.flows.engine import Engine

_GENRES = ("ambient", "hip hop")


@pytest.fixture(scope="module")
def sounding(tmp_path_factory):
    """A small home of its own whose tracks have a sound, an episode each hundred, and no model yet."""
    world = World(seed=9, listeners=2, tracks=600, genres=12)
    engine = Engine(tmp_path_factory.mktemp("prompts"), world, 1)
    tracks = [
        replace(
            track, sound=Sound(energy=(i * 37 % 100) / 100, tempo_bpm=70 + i * 13 % 110),
            format="podcast" if i % 10 == 0 else "music",
        )
        for i, track in enumerate(world.catalogue.tracks)
    ]  # fmt: skip
    engine.app.catalog.add(tracks)
    yield engine
    engine.app.close()


def _ask(engine, who, words, **fields):
    return engine.app.prompter.prompted(who, words, Request(who.id, engine.now, **fields))


def _tracks(engine, found):
    return [engine.app.catalog.get(t.id) for t in found.slate.tracks]


def test_what_is_asked_for_comes_and_what_is_not_wanted_does_not(engine, someone) -> None:
    first, second = (g for g in engine.world.catalogue.genres[:2])
    found = _ask(engine, someone, f"30 songs, {first}, no {second}, not sad")
    tags = [set(t.tags) for t in _tracks(engine, found)]
    assert len(tags) >= 20
    assert all(first in one and not one & {second, "melancholic"} for one in tags)
    assert found.gave == ()


def test_it_is_ranked_by_whose_it_is(engine) -> None:
    genres = engine.world.catalogue.genres
    fan, other = engine.listener("prompt-fan"), engine.listener("prompt-other")
    engine.hear(fan, engine.genre(genres[4])[:25], EventKind.COMPLETE, 200_000)
    engine.hear(other, engine.genre(genres[6])[:25], EventKind.COMPLETE, 200_000)
    lists = {who.name: _ask(engine, who, "something happy or calm, 20 songs") for who in (fan, other)}
    for who, genre in ((fan, genres[4]), (other, genres[6])):
        mine, theirs = lists[who.name], next(found for name, found in lists.items() if name != who.name)
        share = [sum(genre in t.tags for t in _tracks(engine, found)) for found in (mine, theirs)]
        assert share[0] > share[1]


def test_without_consent_everybody_hears_the_same_and_nothing_is_recorded(engine) -> None:
    asks = [engine.listener(f"prompt-quiet-{i}") for i in range(2)]
    engine.hear(asks[0], engine.genre(engine.world.catalogue.genres[2])[:20], EventKind.COMPLETE, 200_000)
    for who in asks:
        for purpose in (Purpose.PERSONALISE, Purpose.RECORD):
            engine.app.accounts.withdraw(who.id, purpose)
    end = engine.app.log.end()
    first, second = (_ask(engine, who, "20 calm songs I don't know") for who in asks)
    assert [t.id for t in first.slate.tracks] == [t.id for t in second.slate.tracks]
    assert engine.app.log.end() == end


def test_what_is_banned_never_comes(engine, someone) -> None:
    genre = engine.world.catalogue.genres[3]
    before = _ask(engine, someone, f"10 {genre} songs")
    engine.hear(someone, _tracks(engine, before)[:4], EventKind.BAN)
    after = _ask(engine, someone, f"10 {genre} songs")
    assert not {t.id for t in before.slate.tracks[:4]} & {t.id for t in after.slate.tracks}
    assert len(after.slate.tracks) == 10


def test_what_was_shown_is_told_and_the_words_are_not(engine, someone) -> None:
    found = _ask(engine, someone, "ten songs for my secret garden, calm")
    engine.hear(someone, engine.world.catalogue.tracks[:1], EventKind.SKIP)  # what waits before it is written with it
    events = [e for b in engine.app.log.read(Offset(0), 10_000, someone.id) for e in b.events]
    (shown,) = [one for e in events if (one := shown_of(e))]
    assert [t.id for t in shown.tracks] == [t.id for t in found.slate.tracks]
    assert shown.recipe == "prompt"
    assert "garden" not in str(events)


def test_energy_runs_as_asked(sounding) -> None:
    who = sounding.listener("shaper")
    for words, sign in (("20 songs, wind down", -1), ("20 songs, build up", 1)):
        energy = [t.sound.energy for t in _tracks(sounding, _ask(sounding, who, words))]
        assert sign * (sum(energy[-5:]) - sum(energy[:5])) > 1.0


def test_a_tempo_and_a_length_are_kept(sounding) -> None:
    who = sounding.listener("timed")
    found = _ask(sounding, who, "between 100 and 120 bpm, 45 minutes")
    assert abs(found.duration_ms - 45 * 60_000) < 150_000
    for track in _tracks(sounding, found):
        tempo = track.sound.tempo_bpm
        assert any(100 <= tempo * times <= 120 for times in (0.5, 1, 2))


def test_a_podcast_is_asked_for_by_name_alone(sounding) -> None:
    who = sounding.listener("hears")
    assert {t.format for t in _tracks(sounding, _ask(sounding, who, "5 podcasts"))} == {"podcast"}
    assert {t.format for t in _tracks(sounding, _ask(sounding, who, "20 songs"))} == {"music"}


def test_the_same_words_get_the_same_list(engine, someone) -> None:
    lists = [_ask(engine, someone, "calm, 15 songs", seed=4).slate.tracks for _ in range(2)]
    assert lists[0] == lists[1]
