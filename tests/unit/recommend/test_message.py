"""What answers say: complete in every language, the same places in each, plural and particles where they belong."""

import ast
from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import segue.recommend
from segue.domain.event import TrackId
from segue.domain.track import Track
from segue.recommend import words
from segue.recommend.message import languages, say, spoken

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=ZoneInfo("Asia/Seoul"))
LANGUAGES = languages()


def _forms(text):
    return [text] if isinstance(text, str) else list(text.values())


def _places(text):
    found = {name for form in _forms(text) for _, name, _, _ in Formatter().parse(form) if name}
    return found - {"n"}  # "once" says its number without a place


def test_there_are_two_languages():
    assert set(LANGUAGES) >= {"en", "ko"}
    assert LANGUAGES["ko"].name == "한국어"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_in_every_language_with_the_same_places(lang):
    english, other = LANGUAGES["en"].texts, LANGUAGES[lang].texts
    assert set(other) == set(english)
    for key, text in english.items():
        assert _places(other[key]) == _places(text), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_message_is_at_most_one_sentence_and_has_every_plural_form(lang):
    language = LANGUAGES[lang]
    for key, text in language.texts.items():
        for form in _forms(text):
            assert form
            assert not form.endswith(".")
            assert ". " not in form, key
        if not isinstance(text, str):
            assert all(n in text or language.plural(n) in text for n in range(1, 200)), key
        elif "{n}" in text:
            assert {language.plural(n) for n in range(200)} == {"other"}, f"{key} needs forms in {lang}"


def test_every_message_that_is_asked_for_is_there():
    asked = set()
    for file in Path(segue.recommend.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "say",
                "_say",
            ):
                asked |= {a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    assert len(asked) > 20
    assert asked <= set(LANGUAGES["en"].texts)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("아이유", "아이유를"),
        ("빅뱅", "빅뱅을"),
        ("2NE1", "2NE1을"),
        ("샤이니 2", "샤이니 2를"),
        ("ABBA", "ABBA을(를)"),
        ("“봄”", "“봄”을"),
    ],
)
def test_korean_particles_follow_the_last_sound(name, said):
    assert say("ko", "followed", artist=name) == f"{said} 골랐기 때문입니다"


def test_the_same_facts_in_two_languages():
    at = (NOW - timedelta(hours=2)).timestamp() * 1000
    track = Track(TrackId("x"), "밤편지", "아이유")
    assert words.title(track, "ko") == "아이유의 “밤편지”"
    assert say("en", "again", times=words.times(2), when=words.when(at, NOW)) == (
        "you finished it twice, the last time this evening"
    )
    assert say("ko", "again", times=words.times(2, "ko"), when=words.when(at, NOW, "ko")) == (
        "모두 두 번 끝까지 들었고, 마지막은 오늘 저녁에 들은 곡입니다"
    )
    assert say("en", "artist", 1, artist="IU") == "because you finished a track by IU"
    assert say("xx", "taste") == say("en", "taste")
    for lang in LANGUAGES:
        for ago in (0, 3, 9, 20, 30, 44, 80, 5000):
            assert words.when((NOW - timedelta(hours=ago)).timestamp() * 1000, NOW, lang)


def test_a_name_with_braces_is_only_a_name():
    assert say("en", "followed", artist="{0.__class__} {title}") == "because you chose {0.__class__} {title}"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("en-GB, ko;q=0.2", "en"), ("de, fr;q=0.5", None), ("", None),
        ("ko;q=0, en;q=0.1", "en"), ("KO", "ko"), ("ko;q=much, en;q=0.3", "en"), ("*" * 5000, None),
    ],
)  # fmt: skip
def test_what_a_browser_accepts(header, lang):
    assert spoken(header) == lang
