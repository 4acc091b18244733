"""The facts of the DJ against a past that is written down, and laws of what is said in a session."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.domain.listen import Listen
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.playlists.dj.choose import Session, chosen
from segue.playlists.dj.fact import Fact
from segue.playlists.dj.facts import link_facts, work_facts
from segue.playlists.dj.past import own_facts, part_of, past_of
from segue.playlists.dj.wording import shown, told, ways

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=SEOUL)
TRACK = Track("1", "Creep", "Radiohead", release="Pablo Honey", year=1993, tags=("rock",))  # type: ignore[arg-type]
OTHER = Track("2", "Just", "Radiohead", year=1995)  # type: ignore[arg-type]
ALIEN = Track("3", "Roads", "Portishead", year=1994, tags=("trip-hop", "rock"))  # type: ignore[arg-type]


def listen(track: Track, start: datetime, *, like: float = 1.0, plays: int = 1) -> Listen:
    end = start + timedelta(minutes=4)
    at = start.astimezone(UTC)
    return Listen("x", "ann", track.id, at, end.astimezone(UTC), 240_000, like=like, plays=plays)  # type: ignore[arg-type]


def own(listens: list[Listen], liked: bool = False) -> dict[str, Fact]:
    listens = sorted(listens, key=lambda one: one.start)
    past = past_of(TRACK, listens, frozenset({TRACK.id, OTHER.id}), liked)
    return {fact.kind: fact for fact in own_facts(TRACK, past, {OTHER.id: OTHER}, NOW)}


def evenings(days: range, month: int = 5, hour: int = 21) -> list[Listen]:
    return [listen(TRACK, datetime(2024, month, day, hour, 30, tzinfo=SEOUL)) for day in days]


def test_every_evening_of_a_month() -> None:
    facts = own(evenings(range(1, 32)))
    assert facts["every"].values["month"] == (2024, 5)
    assert facts["every"].values["part"] == "evening"
    assert "most" not in facts
    assert told("en", facts["every"], 0, NOW).text == "You played this every evening in May 2024: “Creep” by Radiohead."
    assert facts["row"].n == 31
    assert facts["row"].values["date"] == (2024, 5, 31)
    assert facts["rested"].values["month"] == facts["since"].values["month"] == (2024, 5)


def test_all_but_one_evening_is_not_every_evening() -> None:
    facts = own(evenings(range(1, 31)))
    assert "every" not in facts
    assert facts["most"].n == 30


def test_a_day_counts_once_and_by_the_listeners_clock() -> None:
    midnight = [listen(TRACK, datetime(2024, 5, day, 16, 0, tzinfo=UTC)) for day in range(1, 6)]  # 01:00 in Seoul
    facts = own(midnight + midnight)
    assert (facts["most"].values["part"], facts["most"].n) == ("night", 5)
    assert facts["row"].values["date"] == (2024, 5, 6)


def test_what_was_skipped_was_not_played() -> None:
    skipped = [listen(TRACK, NOW - timedelta(days=d), like=0.0) for d in range(1, 30)]
    assert own(skipped) == {}


def test_new_is_said_of_what_nobody_ever_heard() -> None:
    others = [listen(ALIEN, NOW - timedelta(days=d)) for d in range(1, 25)]
    assert set(own(others)) == {"new_artist"}
    assert own(others[:10]) == {}
    assert set(own([*others, listen(OTHER, NOW - timedelta(days=30), like=0.0)])) == {"new_track"}
    assert not {"new_track", "new_artist"} & set(own([*others, listen(TRACK, NOW - timedelta(days=9), like=0.0)]))


def test_how_often_and_what_else() -> None:
    last = NOW - timedelta(days=1)
    facts = own([listen(TRACK, last, plays=1), listen(TRACK, last - timedelta(days=9), plays=40)], liked=True)
    assert facts["again"].n == 41  # a count without dates says how often
    assert "month" not in facts
    assert "liked" in facts
    facts = own([listen(OTHER, last), listen(OTHER, last - timedelta(days=1))])
    assert (facts["artist_tracks"].n, facts["artist_other"].n) == (1, 2)
    assert (
        told("en", facts["artist_other"], 0, NOW).text
        == "You played “Just” by Radiohead twice; this is Radiohead again."
    )


moments = st.integers(0, 1400 * 24 * 60).map(lambda m: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


@given(st.lists(st.tuples(moments, st.sampled_from([0.0, 0.5, 1.0]), st.booleans()), max_size=60))
def test_every_fact_about_the_past_is_true(plays: list[tuple[datetime, float, bool]]) -> None:
    """Counted again, one by one, as a person with a pencil would."""
    listens = [listen(TRACK if this else OTHER, at, like=like) for at, like, this in plays]
    facts = own(listens)
    mine = sorted(at.astimezone(SEOUL) for at, like, this in plays if this and like > 0)
    if "again" in facts:
        assert facts["again"].n == len(mine)
        assert facts["again"].values["when"] == mine[-1].timestamp() * 1000
    if "month" in facts:
        assert facts["month"].n == sum((at.year, at.month) == facts["month"].values["month"] for at in mine)
    for kind in ("most", "every"):
        if kind in facts:
            month, part = facts[kind].values["month"], facts[kind].values["part"]
            days = {at.day for at in mine if (at.year, at.month) == month and part_of(at) == part}
            assert facts[kind].n == len(days)
            assert (len(days) == calendar.monthrange(*month)[1]) is (kind == "every")
    if "row" in facts:
        end, n = date(*facts["row"].values["date"]), facts["row"].n or 0
        days = {at.date() for at in mine}
        assert {end - timedelta(days=d) for d in range(n)} <= days
        assert end + timedelta(days=1) not in days
        assert end - timedelta(days=n) not in days
    if "rested" in facts:
        assert facts["rested"].values["month"] == (mine[-1].year, mine[-1].month)
        assert (NOW - mine[-1]).days >= 90
    if "since" in facts:
        assert facts["since"].values["month"] == (mine[0].year, mine[0].month)
    heard = sum(like > 0 for _, like, this in plays if not this)
    assert ("artist_other" in facts) is (heard >= 2)
    if "new_track" in facts:
        assert not any(this for _, _, this in plays)
    assert "new_artist" not in facts or not plays


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (100.0, 120.0, "faster"), (120.0, 100.0, "slower"), (120.0, 121.0, "same_tempo"), (70.0, 140.0, None),
        (140.0, 70.0, None), (100.0, 104.0, None),
    ],
)  # fmt: skip
def test_tempo_against_the_track_before(before: float, after: float, kind: str | None) -> None:
    one, two = (Track(str(t), "T", f"A{t}", sound=Sound(tempo_bpm=t)) for t in (before, after))  # type: ignore[arg-type]
    kinds = {fact.kind for fact in link_facts(one, two)} & {"faster", "slower", "same_tempo"}
    assert kinds == ({kind} if kind else set())


def test_what_connects_two_tracks() -> None:
    links = {fact.kind: fact for fact in link_facts(ALIEN, TRACK)}
    assert links["shared_tag"].values["tag"] == "rock"
    assert set(links) == {"shared_tag"}  # a year is not worth a word
    assert {fact.kind for fact in link_facts(OTHER, TRACK)} == {"same_artist"}
    assert {fact.kind: fact.n for fact in work_facts(TRACK, 2026)} == {"ago": 33, "release": None, "tag": None}
    unknown = [Track(str(n), f"T{n}", "Unknown") for n in range(2)]  # type: ignore[arg-type]
    assert not list(link_facts(*unknown))


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)


@given(names, names, st.sampled_from(["en", "ko"]))
def test_names_stay_text_on_one_line(title: str, artist: str, lang: str) -> None:
    track = Track("9", title, artist, year=2001, release=title, tags=(artist,))  # type: ignore[arg-type]
    for fact in [*work_facts(track, 2026), *link_facts(TRACK, track)]:
        for way in ways(lang, fact):
            text = told(lang, fact, way, NOW).text
            assert text.isprintable() or any(c in text for c in "\u200c\u200d")
            assert "\u202e" not in text
    assert len(shown(title)) <= 80


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.sampled_from(["en", "ko"]))
def test_nothing_is_said_twice_in_a_session_and_silence_is_silent(key: int, talk: float, lang: str) -> None:
    session, said = Session(str(key)), list[str]()
    for n in range(40):
        track = Track(str(n % 25), f"Title {n % 25}", f"Artist {n % 4}", year=1980 + n % 9, tags=("rock",))  # type: ignore[arg-type]
        facts = [*work_facts(track, 2026), *(link_facts(session.last, track) if session.last else ())]
        told_now = chosen(facts, session, talk, lang, NOW) if session.due(talk) else []
        said += [one.text for one in told_now]
        session.goes_on(track, talk, told_now)
    assert len(said) == len(set(said))
    assert bool(said) is (talk > 0)
    assert len(said) <= 40 * talk * (2 if talk >= 0.75 else 1) + 1
