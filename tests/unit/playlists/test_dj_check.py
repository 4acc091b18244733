"""What a model may say: the facts and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.domain.track import Track
from segue.playlists.dj.check import refused
from segue.playlists.dj.fact import Fact
from segue.playlists.dj.wording import lines, told, ways
from segue.recommend.message import languages

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
CREEP = Track("1", "Creep", "Radiohead", release="Pablo Honey", year=1993)  # type: ignore[arg-type]
DUMMY = Track("2", "Roads", "Portishead", release="Dummy", year=1994)  # type: ignore[arg-type]
NAMED = {"track": CREEP, "artist": "Radiohead"}
VALUES: dict[str, dict[str, Any]] = {
    "every": {"month": (2024, 4), "part": "evening"}, "most": {"month": (2024, 5), "part": "morning"},
    "month": {"month": (2024, 5)}, "row": {"date": (2024, 5, 14)}, "rested": {"month": (2023, 1)},
    "again": {"when": NOW.timestamp() * 1000 - 9e7}, "since": {"month": (2019, 2)}, "artist_other": {"other": DUMMY},
    "ago": {"year": "1993"}, "this_year": {"year": "2026"}, "year": {"year": "1993"},
    "release": {"release": "Pablo Honey"}, "tag": {"tag": "rock"},
    "same_release": {"release": "Pablo Honey"}, "shared_tag": {"tag": "rock"},
    "same_year": {"year": "1993"}, "later": {"year": "1993"}, "earlier": {"year": "1993"}, "same_tempo": {"bpm": 92},
    "faster": {"bpm": 120, "from": 92}, "slower": {"bpm": 92, "from": 120}, "why": {"reason": "you liked it"},
}  # fmt: skip
COUNTED = {"every": 30, "most": 12, "month": 7, "row": 9, "again": 3, "artist_tracks": 4, "artist_other": 5, "ago": 33,
           "long": 9, "later": 15, "earlier": 15}  # fmt: skip


def fact(kind: str) -> Fact:
    return Fact(kind, "own", 1.0, {**NAMED, "last": DUMMY, **VALUES.get(kind, {})}, COUNTED.get(kind))


KINDS = sorted(lines()["en"].texts)


def test_every_language_has_every_kind_in_several_ways() -> None:
    assert set(lines()) == set(languages())
    for own in lines().values():
        assert sorted(own.texts) == KINDS
        assert all(len(set(map(str, some))) >= 3 for some in own.texts.values())


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_true_to_its_fact(kind: str, lang: str) -> None:
    for way in ways(lang, fact(kind)):
        for other in ways(lang, fact(kind)):
            said = told(lang, fact(kind), way, NOW)
            new = told(lang, fact(kind), other, NOW).text
            reason = refused(new, said, lang)
            assert reason in ("", "it denies what the fact says"), (new, said.text)
            assert way != other or not reason
        assert "{" not in said.text
        assert "}" not in said.text


MOST = told("en", fact("most"), 1, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "In May 2024 you played “Creep” by Radiohead on twelve mornings.",
        "Here's “Creep” by Radiohead, when you played it on twelve mornings.",
        "Now let's listen: “Creep” by Radiohead!",
        "In May 2024, it was “Creep”.",
        'In May 2024 you played "Creep" by Radiohead on 12 mornings.',
    ],
)
def test_another_way_to_say_it_is_welcome(text: str) -> None:
    assert refused(text, MOST, "en") == ""


@pytest.mark.parametrize(
    "text",
    [
        "In May 2024 you played “Creep” by Radiohead on thirteen mornings.",
        "In May 2024 you played “Creep” by Radiohead on 13 mornings.",
        "In May 2024 you played “Creep” by Radiohead on 1,012 mornings.",
        "In May 2024 you played “Creep” by Radiohead on Ⅻ mornings.",
        "In May 2024 you played “Creep” by Radiohead on ١٢ mornings.",
        "In May 2023 you played “Creep” by Radiohead on twelve mornings.",
        "In June 2024 you played “Creep” by Radiohead on twelve mornings.",
        "In May 2024 you played “Creep” by Radiohead on twelve evenings.",
        "In May 2024 you played “Creep” by Muse on twelve mornings.",
        "In May 2024 you played “Creep” by radiohead and muse on twelve mornings.",
        "In May 2024 you played “Karma Police” by Radiohead on twelve mornings.",
        "In May 2024 you never played “Creep” by Radiohead.",
        "In May 2024 you did not play “Creep” by Radiohead on twelve mornings.",
        "In twelve mornings you played “Creep” by Radiohead, in May 2024.",
        "In May 2024 you played “Creep” by Radiohead on twelve mornings, your favourite.",
        "In May 2024 you played “Creep” by Radiohead on twelve mornings. It won a Grammy.",
        "In May 2024 you played “Creep” by Radiohead on twelve mornings. Visit https://x.example",
        "In May 2024 you played <b>“Creep”</b> by Radiohead on twelve mornings.",
        "In May 2024 you played “Creep” by Radiohead on twelve mornings 🎉",
        "In May 2024 you played “Creep” by Radiohead\non twelve mornings.",
        "In May 20245 you played “Creep” by Radiohead on twelve mornings.",
        "twelve-hundred mornings of “Creep”", "twelve.5 mornings of “Creep”", "twelveth", "", " ", None, 12, ["x"],
        "“Creep” " * 80,
    ],
)  # fmt: skip
def test_what_claims_something_else_is_refused(text: object) -> None:
    assert refused(text, MOST, "en")


def test_numbers_cannot_change_places() -> None:
    faster = told("en", fact("faster"), 1, NOW)
    assert refused("We pick up from 92 to 120 beats a minute.", faster, "en") == ""
    assert refused("We pick up from 120 to 92 beats a minute.", faster, "en")
    five = told("en", fact("artist_tracks"), 0, NOW)
    assert refused("You have played one track by Radiohead.", five, "en")


def test_a_name_that_looks_like_a_fact_is_a_name_in_quotes_only() -> None:
    track = Track("3", "Seven", "1999", year=1999)  # type: ignore[arg-type]
    said = told("en", Fact("liked", "own", 1.0, {"track": track, "artist": "1999"}, own=True), 0, NOW)
    assert refused("You gave “Seven” by “1999” a heart.", said, "en") == ""
    assert refused("You gave “Seven” a heart in 1999.", said, "en")
    said = told("en", Fact("month", "own", 1.0, {"track": track, "artist": "1999", "month": (2024, 5)}, 3), 0, NOW)
    assert refused("You played “Seven” seven times in May 2024.", said, "en")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("2024년 5월에는 12일이나 아침에 Radiohead의 “Creep”을 들으셨어요.", True),
        ("2024년 5월에 12일, 아침에 들으셨던 곡이에요. Radiohead의 “Creep”입니다.", True),
        ("2024년 5월에 13일, 아침에 들으셨던 곡이에요. Radiohead의 “Creep”입니다.", False),
        ("2023년 5월에 12일, 아침에 들으셨던 곡이에요. Radiohead의 “Creep”입니다.", False),
        ("2024년 5월에 12일, 저녁에 들으셨던 곡이에요. Radiohead의 “Creep”입니다.", False),
        ("2024년 5월에 열두 날, 아침에 들으셨던 곡이에요. Radiohead의 “Creep”입니다.", False),
        ("2024년 5월에 12일, 아침에 들으셨던 아이유의 “Creep”입니다.", False),
        ("2024년 5월에 12일, 아침에 듣지 않으셨던 Radiohead의 “Creep”입니다.", False),
    ],
)
def test_korean_is_checked_as_well(text: str, holds: bool) -> None:
    assert (refused(text, told("ko", fact("most"), 3, NOW), "ko") == "") is holds
