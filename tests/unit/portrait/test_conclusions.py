"""What is concluded from planted tastes, and that nothing is made of nothing."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec import to_builtins
from sqlalchemy import create_engine

from segue.catalog.store import Catalog
from segue.domain.event import Event, EventKind, Offset, TrackId, TrackRef
from segue.domain.track import Track
from segue.portrait.conclusion import Seen, conclusions, portrait
from segue.portrait.message import messages
from segue.portrait.shares import apart, choices
from segue.portrait.words import clock, length, listed, times
from segue.profiles.profile import Profile
from segue.settings import Settings

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
GENRES = ("ambient", "메탈", "pop", "jazz", "techno")


def _track(g, i):
    key = TrackId(f"{g:08}-0000-0000-0000-{i:012d}")
    return Track(key, f"Song {i}", f"{GENRES[g]} band {i % 6}", duration_ms=180_000, tags=(GENRES[g],))


TRACKS = [_track(g, i) for g in range(len(GENRES)) for i in range(40)]


@pytest.fixture
def catalog(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'c.db'}")
    catalog = Catalog(engine)
    catalog.add(TRACKS)
    yield catalog
    engine.dispose()


def seen(catalog, events, now=NOW):
    profile = Profile()
    for i in range(0, len(events), 500):
        profile.update(events[i : i + 500], Offset(i + 1), SEOUL)
    return Seen(profile, catalog, Settings.example(), now.astimezone(SEOUL))


def history(plan, seed=1):
    """plan: (days ago from, to, shares of the genres); forty tracks a day, all heard to the end."""
    chance, told = np.random.default_rng(seed), []
    for first, last, shares in plan:
        for day in range(first, last, -1):
            for n in range(40):
                genre = chance.choice(len(GENRES), p=shares)
                track = TRACKS[genre * 40 + int(chance.integers(40))]
                at = NOW - timedelta(days=day) + timedelta(minutes=4 * n)
                device = "CarPlay" if genre == 1 else "phone"
                told.append(
                    Event(f"{day}-{n}", EventKind.COMPLETE, at, track.id, device=device, position_ms=180_000,
                          duration_ms=180_000)
                )  # fmt: skip
    return told


USUAL = (0.7, 0.1, 0.1, 0.05, 0.05)
NEW = (0.2, 0.1, 0.1, 0.55, 0.05)


def told_of(name, one):
    return conclusions()[name].conclude(one)


def test_a_change_of_taste_is_seen_within_days_and_named(catalog):
    one = seen(catalog, history([(60, 4, USUAL), (4, 0, NEW)]))
    said = told_of("changes", one)
    assert said.words[0] == "Your taste has moved this week."
    assert said.words[1].startswith("More jazz (")
    assert said.words[2].startswith("Less ambient (")
    assert said.data["7_days"]["tags"]["changed"]
    assert said.charts


@pytest.mark.parametrize("seed", range(6))
def test_a_taste_that_stays_is_not_said_to_move(catalog, seed):
    one = seen(catalog, history([(60, 0, USUAL)], seed))
    assert told_of("changes", one).words == ["What you liked lately is what you usually like."]


def test_false_alarms_are_rare_and_real_changes_are_found():
    chance = np.random.default_rng(5)

    def sample(taste, plays):
        liked = {}
        for _ in range(plays):
            again = liked and chance.random() < 0.4
            track = (
                list(liked)[chance.integers(len(liked))] if again else (chance.choice(15, p=taste), chance.integers(40))
            )
            liked[track] = liked.get(track, 0) + 1.0
        tags = {}
        for (tag, _), n in liked.items():
            tags[str(tag)] = tags.get(str(tag), 0) + n
        return tags, choices(liked)

    alarms = found = 0
    for _ in range(60):
        taste = chance.dirichlet(np.full(15, 0.5))
        moved = 0.6 * taste
        moved[chance.integers(15)] += 0.4
        usual, m = sample(taste, 500)
        (same, n), (other, k) = sample(taste, 80), sample(moved, 80)
        alarms += apart(same, usual, n, m, 7).differs
        found += apart(other, usual, k, m, 7).differs
    assert alarms <= 3
    assert found >= 42


def test_the_car_has_a_taste_of_its_own(catalog):
    said = told_of("devices", seen(catalog, history([(30, 0, USUAL)])))
    assert "In the car you like other things: 메탈 (100 %, elsewhere not at all)." in said.words
    assert said.data["taste"]["car"]["differs"]
    assert said.data["journeys"]["across_devices"] > 10


def test_engagement_is_between_0_and_100_and_grows_with_listening(catalog):
    def score(*events):
        return told_of("engagement", seen(catalog, list(*events))).data["score"]

    scores = [score(history([(first, 0, USUAL)])) for first in (1, 5, 28)]
    faded = score(history([(60, 30, USUAL)]))
    assert score([]) == 0
    assert scores == sorted(scores)
    assert faded < 10 < scores[0]
    assert scores[-1] <= 100


def test_hours_are_local(catalog):
    said = told_of("hours", seen(catalog, history([(3, 0, USUAL)])))
    assert "morning" in said.words[0]  # 20:00 in London is 5:00 in Seoul
    assert sum(said.data["played_ms"]) == 3 * 40 * 180_000
    (grid,) = said.charts
    assert len(grid.cells) == 168


def test_of_nobody_nothing_is_concluded_and_every_conclusion_says_so(catalog):
    for said in portrait(seen(catalog, [])):
        assert said.words, said.name
        assert all(word.endswith(".") for word in said.words), said.name
        assert not said.charts, said.name


def test_every_sentence_is_one_and_every_chart_has_a_text(catalog):
    for said in portrait(seen(catalog, history([(40, 0, NEW)]))):
        for word in said.words:
            assert word.endswith("."), word
            assert "None" not in word
            assert "{" not in word
        for chart in said.charts:
            assert chart.text
            assert chart.title


def test_in_korean_nothing_is_left_in_english(catalog):
    planted = [(40, 4, USUAL), (4, 0, NEW)]
    for events in ([], history(planted), _everything(planted)):
        for said in portrait(replace(seen(catalog, events), lang="ko")):
            charts = [text for chart in said.charts for text in _texts(to_builtins(chart))]
            words = " ".join((said.title, *said.words, *charts))
            for name in (*GENRES, "band", "Song", "bars", "grid", "curve"):
                words = words.replace(name, "")
            assert not re.search("[A-Za-z]{2,}", words), (said.name, words)
            assert "{" not in words
            assert all(word.endswith(".") for word in said.words), said.name


def _everything(plan):
    """And what makes the other sentences: pauses, a way back, searches, comments, likes, an episode, a skip."""
    events, at = history(plan), NOW - timedelta(hours=3)
    episode = TrackRef(title="One", artist="Show", format="podcast")

    def tell(kind, minutes, **more):
        told = {"track_id": TRACKS[0].id, "position_ms": 60_000, **more}
        events.append(Event(f"x{len(events)}", kind, at + timedelta(minutes=minutes), **told))

    for n in range(12):
        tell(EventKind.PLAY, 10 * n, position_ms=0)
        tell(EventKind.PAUSE, 10 * n + 1)
        tell(EventKind.RESUME, 10 * n + 2)
        tell(EventKind.SEEK, 10 * n + 3, extra={"from_ms": 90_000, "to_ms": 40_000}, position_ms=40_000)
        tell(EventKind.SKIP, 10 * n + 4, position_ms=70_000)
    tell(EventKind.SEARCH, 130, track_id=None, extra={"query": "x", "results": 0})
    tell(EventKind.SEARCH, 131, track_id=None, extra={"query": "xy", "results": 3, "refines": f"x{len(events) - 1}"})
    tell(EventKind.COMMENT, 132, extra={"text": "love it"})
    tell(EventKind.RATE, 133, extra={"rating": 4})
    tell(EventKind.LIKE, 134)
    tell(EventKind.COMPLETE, 170, track_id=TrackId("e"), track=episode, position_ms=1_800_000)
    return events


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def test_every_text_is_in_every_language_with_the_same_places():
    def places(text):
        forms = [text] if isinstance(text, str) else list(text.values())
        return {name for form in forms for _, name, *_ in Formatter().parse(form) if name}

    english = messages()["en"].texts
    for lang, known in messages().items():
        assert len(known.days) == 7
        assert known.texts.keys() == english.keys(), lang
        for key, text in known.texts.items():
            assert places(text) <= places(english[key]) | {"n"}, key
            assert isinstance(text, str) or "other" in text, key


def test_how_amounts_are_said():
    assert [times(n) for n in (1, 2, 1_500)] == ["once", "twice", "1,500 times"]
    assert [length(ms) for ms in (40_000, 5 * 60_000, 125 * 60_000, 4_000 * 60_000)] == [
        "40 s", "5 min", "2 h 5 min", "67 h",
    ]  # fmt: skip
    assert (clock(65_000), listed("abc"), listed("a")) == ("1:05", "a, b and c", "a")
