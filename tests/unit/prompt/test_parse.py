"""What a prompt is taken for, without a model."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.catalog.names import artist_key
from segue.playlists.prompt.concepts import MOODS, TONGUES
from segue.playlists.prompt.genres import GENRES
from segue.playlists.prompt.parse import Catalogued, parse, strangers
from segue.playlists.prompt.query import FASTEST, LAST_YEAR, MOST_VALUES, SLOW, Query
from segue.playlists.prompt.sounding import Loosely, skeleton
from segue.playlists.prompt.typos import Mender

TODAY = date(2026, 11, 21)
_ARTISTS = {
    artist_key(name): name
    for name in ("Radiohead", "Coldplay", "Love", "아이유", "비", "The Beatles", "And", "The The")
}
_NAMES = Catalogued(lambda text: _ARTISTS.get(artist_key(text)), {"zeuhl": "zeuhl"}, Loosely(_ARTISTS.values()).find)


_WORDS = ("no", "like", "1990", "jazz", "40분", "빼고", "by", "Radiohead", ",", "슬픈", "bpm")


def _read(text: str) -> Query:
    return parse(text, TODAY, _NAMES)


def test_the_same_prompt_in_two_languages_is_the_same_query() -> None:
    wanted = Query(moods=("rain",), genres=("k-indie",), novelty="new", not_moods=("sad",), minutes=40)
    assert _read("rainy sunday, some k-indie I don't know, nothing sad, about 40 minutes") == wanted
    assert _read("비 오는 일요일, 내가 모르는 케이인디, 슬픈 건 빼고 40분 정도") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("no metal, just jazz", Query(genres=("jazz",), not_genres=("metal",))),
        ("no metal, punk or ska", Query(not_genres=("metal", "punk", "ska"))),
        ("nothing after 1990", Query(years=((0, 1990),))),
        ("not slow", Query(not_tempo=SLOW)),
        ("rock, not the 80s", Query(genres=("rock",), not_years=((1980, 1989),))),
        ("재즈는 빼고 소울", Query(genres=("soul",), not_genres=("jazz",))),
        ("슬프지 않은 발라드", Query(genres=("ballad",), not_moods=("sad",))),
        ("no vocals", Query(vocals="without")),
        ("not instrumental", Query(vocals="with")),
    ],
)
def test_a_negation_covers_what_it_should(text: str, wanted: Query) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("60~80bpm", Query(tempo=(60, 80))),
        ("1990~1995", Query(years=((1990, 1995),))),
        ("a dozen songs", Query(tracks=12)),
        ("half a dozen jazz tunes", Query(genres=("jazz",), tracks=6)),
        ("one song per artist", Query()),
        ("ten songs, one song from each band", Query(tracks=10)),
        ("가수별로 한 곡씩 열 곡", Query(tracks=10)),
        ("music and podcasts", Query(formats=("music", "podcast"))),
        ("음악만 말고 팟캐스트도 섞어줘", Query(formats=("music", "podcast"))),
        ("an hour and a half", Query(minutes=90)),
        ("half an hour of soul", Query(minutes=30, genres=("soul",))),
        ("twenty-five songs", Query(tracks=25)),
        ("between 120 and 130 bpm", Query(tempo=(120, 130))),
        ("at least 140 bpm", Query(tempo=(140, FASTEST))),
        ("late nineties", Query(years=((1997, 1999),))),
        ("since 2015", Query(years=((2015, LAST_YEAR),))),
        ("last year", Query(years=((2025, 2025),))),
        ("한 시간 반", Query(minutes=90)),
        ("스무 곡", Query(tracks=20)),
        ("90년대 후반", Query(years=((1997, 1999),))),
        ("bpm 140 이상", Query(tempo=(140, FASTEST))),
        ("칠십년대", Query(years=((1970, 1979),))),
    ],
)
def test_numbers(text: str, wanted: Query) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("something like Radiohead but not Coldplay", Query(like=("Radiohead",), not_artists=("Coldplay",))),
        ("songs by the beatles", Query(by=("The Beatles",))),
        ("songs by radiohead and beatles", Query(by=("Radiohead", "The Beatles"))),
        ("songs by The The, and The Beatles", Query(by=("The The", "The Beatles"))),
        ("love songs", Query(moods=("romantic",))),
        ("songs by Love", Query(by=("Love",))),
        ("아이유 같은 노래", Query(like=("아이유",))),
        ("비 노래 들려줘", Query(by=("비",))),
        ("비 오는 날", Query(moods=("rain",))),
        ("라디오헤드 비슷한 음악", Query(like=("Radiohead",))),
        ("콜드플레이는 빼줘", Query(not_artists=("Coldplay",))),
        ("비틀즈 노래", Query(by=("The Beatles",))),
        ("some zeuhl", Query(genres=("zeuhl",))),
        ("songs by Nobody At All", Query()),
    ],
)
def test_names_come_from_the_catalogue_alone(text: str, wanted: Query) -> None:
    assert _read(text) == wanted


@given(st.text(max_size=400) | st.lists(st.sampled_from(_WORDS)).map(" ".join))
def test_whatever_is_said_the_query_is_within_its_bounds(text: str) -> None:
    query = _read(text)
    assert {*query.moods, *query.not_moods} <= set(MOODS)
    assert {*query.genres, *query.not_genres} <= {*GENRES, "zeuhl"}
    assert {*query.languages, *query.not_languages} <= set(TONGUES)
    assert {*query.by, *query.like, *query.not_artists} <= set(_ARTISTS.values())
    assert all(len(getattr(query, slot)) <= MOST_VALUES for slot in ("moods", "genres", "years", "by"))
    for low, high in (*query.years, *query.not_years):
        assert 0 <= low <= high <= LAST_YEAR
    for tempo in (query.tempo, query.not_tempo):
        assert tempo is None or 0 <= tempo[0] <= tempo[1] <= FASTEST
    assert query.minutes is None or query.minutes >= 1


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("Radiohead", "라디오헤드"), ("Miles Davis", "마일스 데이비스"), ("Taylor Swift", "테일러 스위프트"),
        ("Led Zeppelin", "레드 제플린"), ("Linkin Park", "린킨 파크"), ("Stevie Wonder", "스티비 원더"),
        ("NewJeans", "뉴진스"), ("Bruno Mars", "브루노 마스"), ("Daft Punk", "다프트 펑크"),
    ],
)  # fmt: skip
def test_names_sound_alike_in_both_scripts(latin: str, hangul: str) -> None:
    assert skeleton(latin) == skeleton(hangul) != ""


def test_a_typo_is_mended_where_there_is_one_answer() -> None:
    mender = Mender({"evening", "acoustic", "relaxing", "house", "mouse"})
    assert mender.mended("accoustic evning, relaxnig louse", lambda word: word == "louse") == (
        "acoustic evening, relaxing louse"
    )
    assert mender.mended("xevening eveningish", lambda _: False) == "xevening eveningish"
    assert _read("relaxnig jazz") == Query(moods=("calm",), genres=("jazz",))


def test_a_word_nobody_wrote_down_is_taken_for_the_nearest_mood() -> None:
    assert _read("ferocious tunes").moods == ("angry",)
    assert _read("songs by Ferocious").moods == ()
    assert _read("refrigerator tunes") == Query()


@pytest.mark.parametrize(
    "text",
    [
        "build up and then wind down", "energy that rises and then cools down", "rise and fall",
        "조용히 시작해서 고조되었다가 차분하게", "점점 신나게, 그리고 점점 차분하게",
    ],
)  # fmt: skip
def test_energy_may_rise_and_fall(text: str) -> None:
    assert _read(text).shape == "arc"
    assert _read("wind down slowly").shape == "falling"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("something like Jazzmatazz Sisters but not Coldplay", True),
        ("songs by Nobody At All", True),
        ("in Korean and only by Nobody", True),
        ("jazz only by the Beatles", False),
        ("뉴진스랑 비슷한 노래", True),
        ("something like Radiohead", False),
        ("music by the Beatles", False),
        ("아이유 비슷한 거", False),
        ("Songs Like Rain", False),
        ("fans of Jazz", False),
        ("SOMETHING LIKE METAL", False),
        ("something like a dream", False),
        ("느낌 비슷한 노래", False),
        ("재즈랑 비슷한 거", False),
        ("이거랑 비슷한 거", False),
        ("", False),
    ],
)
def test_somebody_whom_nobody_knows_is_noticed(text: str, unknown: bool) -> None:
    assert strangers(text, _NAMES) is unknown
