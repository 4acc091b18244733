"""Music, podcasts and audiobooks over a whole engine: what goes on goes first at its hour, nothing is mixed unasked."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest

from segue.app import build
from segue.domain.event import Event, EventKind, TrackId, TrackRef
from segue.domain.slate import Request
from segue.domain.track import Track
from segue.recommend import format_choice, scoring
from segue.settings import Settings

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MINUTE = 60_000
GENRES = ("ambient", "metal", "pop", "folk")


def _track(name, artist, format_="music", release=None, minutes=4, tags=()):
    key = TrackId(str(uuid5(NAMESPACE_URL, f"{format_}/{artist}/{release}/{name}")))
    return Track(key, name, artist, release, format=format_, duration_ms=minutes * MINUTE, tags=tags)


SONGS = [
    _track(f"Song {i}", f"{genre} {i % 6}", release=f"Album {i % 6}", tags=(genre,))
    for genre in GENRES
    for i in range(24)
]
BOOK = [_track(f"Chapter {i}", "A. Writer", "audiobook", "The Long Book", 30, ("novel",)) for i in range(1, 15)]
OTHER = [_track(f"Chapter {i}", "B. Writer", "audiobook", "A Second Book", 30, ("novel",)) for i in range(1, 9)]
SHOW = [_track(f"#{i} Talk", "The Show", "podcast", "The Show", 40, ("talk",)) for i in range(1, 13)]
NEWS = [_track(f"News of day {i}", "The News", "podcast", "The News", 10, ("news",)) for i in range(1, 9)]
THIRD = [_track(f"Chapter {i}", "B. Writer", "audiobook", "A Third Book", 30, ("novel",)) for i in range(1, 4)]
ALL = [*SONGS, *BOOK, *OTHER, *THIRD, *SHOW, *NEWS]


class Home:
    def __init__(self, home, tracks):
        self.app = build(Settings(home=home))
        self.app.catalog.add(tracks)
        self.now = MONDAY
        self._told = 0

    def listener(self, name):
        if self.app.accounts.named(name) is None:
            self.app.accounts.add(name, "UTC", MONDAY)
        return self.app.accounts.named(name)

    def play(self, who, track, minutes=None, *, skipped=False, ended=True, device="phone"):
        """From the beginning, for so many minutes or to the end; the clock goes on by them."""
        length = track.duration_ms
        heard = length if minutes is None else round(minutes * MINUTE)
        end = EventKind.COMPLETE if minutes is None else EventKind.SKIP if skipped else EventKind.STOP
        told = [self._event(EventKind.PLAY, track, 0, device)]
        self.now += timedelta(milliseconds=heard)
        if ended:
            told.append(self._event(end, track, heard, device))
        self.app.recorder.submit(who, told).result()

    def _event(self, kind, track, position, device):
        self._told += 1
        ref = TrackRef(id=track.id, title=track.title, artist=track.artist)
        return Event(
            f"e{self._told}", kind, self.now, track=ref, device=device, position_ms=position,
            duration_ms=track.duration_ms,
        )  # fmt: skip

    def ask(self, who, n=10, **fields):
        return self.app.server.answer(who, Request(who.id, self.now, n, **fields))

    def formats(self, slate):
        return {self.app.catalog.get(t.id).format for t in slate.tracks}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("formats"), ALL)
    yield home
    home.app.close()


@pytest.fixture
def home(filled):
    filled.now = MONDAY
    return filled


@pytest.fixture
def reader(home, request):
    """Reads the book on working mornings up to the middle of chapter 7, hears music in the evening."""
    who = home.listener(request.node.name[:80])
    for day, chapter in zip((14, 13, 12, 11, 10, 7), BOOK, strict=False):
        home.now = MONDAY - timedelta(days=day)
        home.play(who, chapter)
        home.now = MONDAY - timedelta(days=day) + timedelta(hours=12)
        for song in SONGS[day : day + 8]:
            home.play(who, song)
    home.now = MONDAY - timedelta(days=3)
    home.play(who, BOOK[6], 12.05)
    home.now = MONDAY
    return who


def test_the_book_goes_on_where_it_was_left_before_anything_new(home, reader):
    slate = home.ask(reader)
    first, second = slate.tracks[:2]
    assert (first.title, first.resume_ms) == ("Chapter 7", 723_000)
    assert first.reason.code == "resume"
    assert first.reason.text == "you left it at 12:03 on Friday"
    assert first.reason.evidence == (f"e{home._told}",)
    assert "resume" in first.sources
    assert (second.title, second.reason.code, second.resume_ms) == ("Chapter 8", "onwards", None)
    assert "Chapter 7" in second.reason.text
    assert home.formats(slate) == {"audiobook"}
    korean = home.ask(reader, lang="ko").tracks[0].reason.text
    assert korean == "금요일에 12:03에서 멈췄습니다"


def test_other_books_begin_at_their_beginning(home, reader):
    other = [t.title for t in home.ask(reader, n=20).tracks if t.artist == "B. Writer"]
    assert other == ["Chapter 1"] * 2, "two books"


def test_in_the_evening_there_is_music_and_nothing_else(home, reader):
    home.now = MONDAY + timedelta(hours=12)
    assert home.formats(home.ask(reader, n=50)) == {"music"}


def test_what_is_asked_for_decides(home, reader):
    assert home.formats(home.ask(reader, format="music", n=50)) == {"music"}
    assert home.formats(home.ask(reader, format="podcast")) == {"podcast"}
    mixed = home.ask(reader, format="any", n=50)
    assert home.formats(mixed) == {"music", "podcast", "audiobook"}
    assert mixed.tracks[0].title == "Chapter 7"
    assert home.formats(home.ask(reader, seeds=(SONGS[0].id,))) == {"music"}
    home.now += timedelta(hours=12)
    asked = home.ask(reader, format="audiobook")
    assert (asked.tracks[0].title, asked.tracks[0].resume_ms) == ("Chapter 7", 723_000)


def test_the_next_part_comes_after_a_finished_one(home, reader):
    home.play(reader, BOOK[6])
    first = home.ask(reader).tracks[0]
    assert (first.title, first.resume_ms, first.reason.code) == ("Chapter 8", None, "onwards")
    assert first.reason.text == "it comes after “Chapter 7” by A. Writer, which you finished just now"
    home.play(reader, BOOK[13])
    assert "A. Writer" not in {t.artist for t in home.ask(reader).tracks[:1]}, "there is nothing after the last one"


def test_what_is_on_is_not_proposed_but_what_follows_it(home, reader):
    home.play(reader, BOOK[6], 5, ended=False)
    assert home.ask(reader).tracks[0].title == "Chapter 8"
    home.now += timedelta(days=1)  # nobody ever told how it ended
    assert home.ask(reader).tracks[0].title == "Chapter 7"


def test_whoever_turns_away_from_the_book_gets_something_else(home, reader):
    home.play(reader, BOOK[6], 0.1, skipped=True)
    for song in SONGS[:3]:
        home.play(reader, song)
    assert home.formats(home.ask(reader)) == {"music"}


def test_shows_go_on_with_the_episode_that_was_not_heard(home):
    who = home.listener("a commuter")
    for day in (12, 11, 10, 7, 6, 5):
        home.now = MONDAY - timedelta(days=day)
        home.play(who, SHOW[12 - day] if day > 7 else NEWS[7 - day], device="Android Auto")
    home.play(who, SHOW[3])
    home.now = MONDAY - timedelta(days=3)
    home.play(who, SHOW[4], 10)
    home.now = MONDAY
    titles = [(t.title, t.reason.code, t.resume_ms) for t in home.ask(who).tracks[:2]]
    assert titles == [("#5 Talk", "resume", 10 * MINUTE), ("News of day 4", "onwards", None)]


def test_a_bookmark_is_a_place_too(home, reader):
    ref = TrackRef(id=BOOK[8].id)
    event = Event("mark", EventKind.BOOKMARK, home.now - timedelta(hours=1), track=ref, position_ms=65_000)
    home.app.recorder.submit(reader, [event]).result()
    first = home.ask(reader).tracks[0]
    assert (first.title, first.resume_ms, first.reason.evidence) == ("Chapter 9", 65_000, ("mark",))


def test_somebody_new_hears_one_format_and_music_listeners_never_another(home):
    assert home.formats(home.ask(home.listener("somebody new"), n=50)) == {"music"}
    who = home.listener("music only")
    for song in SONGS[:20]:
        home.play(who, song)
    for hour in range(0, 168, 5):
        home.now = MONDAY + timedelta(hours=hour)
        slate = home.ask(who)
        assert home.formats(slate) == {"music"}
        assert {t.resume_ms for t in slate.tracks} == {None}


def test_without_a_profile_nothing_of_it_is_used(home, reader):
    slate = home.ask(reader, profiled=False, format="audiobook")
    assert {t.title for t in slate.tracks} == {"Chapter 1"}
    assert {t.resume_ms for t in slate.tracks} == {None}


def test_a_large_catalogue_answers_alike(home, reader, monkeypatch):
    """Where only candidates are scored."""
    near = home.ask(reader)
    monkeypatch.setattr(scoring, "EXACT", 10)
    monkeypatch.setattr(format_choice, "EXACT", 10)
    far = home.ask(reader)
    assert [(t.id, t.resume_ms) for t in far.tracks[:5]] == [(t.id, t.resume_ms) for t in near.tracks[:5]]
    assert home.formats(far) == {"audiobook"}
    assert len(home.ask(reader, format="podcast", n=15).tracks) == 15
    home.now += timedelta(hours=12)
    assert home.formats(home.ask(reader, n=50)) == {"music"}


def test_what_is_banned_does_not_go_on(home, reader):
    ban = Event("ban", EventKind.BAN, home.now, track=TrackRef(id=BOOK[6].id))
    home.app.recorder.submit(reader, [ban]).result()
    assert BOOK[6].id not in {t.id for t in home.ask(reader).tracks}


def test_a_server_of_one_format_goes_on_too(tmp_path):
    home = Home(tmp_path / "shows", [*SHOW, *NEWS])
    who = home.listener("me")
    assert len(home.ask(who).tracks) == 10
    assert home.ask(who, format="music").tracks == ()
    home.play(who, SHOW[0], 10)
    home.now += timedelta(hours=2)
    assert (home.ask(who).tracks[0].title, home.ask(who).tracks[0].resume_ms) == ("#1 Talk", 10 * MINUTE)
    home.app.close()
