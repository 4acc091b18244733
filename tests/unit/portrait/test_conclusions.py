"""What is concluded from planted tastes, and that nothing is made of nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import create_engine

from segue.catalog.store import Catalog
from segue.domain.event import Event, EventKind, Offset, TrackId
from segue.domain.track import Track
from segue.portrait.conclusion import Seen, conclusions, portrait
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


def test_how_amounts_are_said():
    assert [times(n) for n in (1, 2, 1_500)] == ["once", "twice", "1,500 times"]
    assert [length(ms) for ms in (40_000, 5 * 60_000, 125 * 60_000, 4_000 * 60_000)] == [
        "40 s", "5 min", "2 h 5 min", "67 h",
    ]  # fmt: skip
    assert (clock(65_000), listed("abc"), listed("a")) == ("1:05", "a, b and c", "a")
