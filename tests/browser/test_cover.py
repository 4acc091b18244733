"""Covers as Chromium draws them: the text stays inside the square, with fonts Segue has not seen."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from segue.playlists.cover import cover
from segue.playlists.cover.drawing import MARGIN
from segue.playlists.cover.patterns import SIDE
from segue.playlists.cover.widths import char_width

pytestmark = pytest.mark.browser

TEXTS = {
    "latin": ("Sunday morning soft jazz for slow coffee", "WWWWW MMMMM, Motörhead, Mgła & “Quotes”"),
    "one long word": ("Donaudampfschifffahrtsgesellschaftskapitän", "m" * 300),
    "capitals": ("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "MOMMY MAMMOTH"),
    "korean": ("장마철 비 오는 날의 인디 음악", "밤새도록이어지는아주긴한국어단어하나로만된부제목입니다"),
    "japanese": ("静かな夜のための音楽、ゆっくりと。", "ジャズとコーヒーの日曜日"),
    "chinese": ("在漫长的冬夜里听的安静的歌" * 4, "冬"),
    "arabic": ("أغاني الصباح الهادئة مع القهوة", "سشصضسشصضسشصض سشصضسشصضسشصض"),
    "hebrew": ("שירים שקטים לבוקר יום שבת", "תל אביב"),
    "cyrillic": ("Щедрый жёлтый шум ЖЖЖЖЖЖЖЖ", "То, что вы слушали на этой неделе"),
    "thai": ("เพลงเบาๆสำหรับเช้าวันอาทิตย์ที่ฝนตก", "ดนตรี"),
    "emoji": ("🎉🎶🎧👨\u200d👩\u200d👧\u200d👦🇰🇷🇯🇵👍🏽❤️" * 4, "😴😴😴😴😴😴😴😴😴😴😴😴😴😴😴😴"),
    "marks": ("Z\u0360\u0361\u0362\u0363\u0364\u0365a\u0301lgo " * 6, "e\u0301" * 40),
}
_BOXES = """all => all.map(one => { const b = one.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] })"""
_WIDTHS = """chars => { const on = document.createElement('canvas').getContext('2d'); on.font = 'bold 100px sans-serif'
    return chars.map(c => on.measureText(c).width / 100) }"""


def test_text_stays_inside_the_square(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("".join(cover(*texts, seed=script) for script, texts in TEXTS.items()))
    for square, script in zip(page.locator("svg").all(), TEXTS, strict=True):
        boxes: list[list[float]] = square.locator("text").evaluate_all(_BOXES)
        assert len(boxes) >= 2, script
        for left, top, right, bottom in boxes:
            assert MARGIN / 2 <= left < right <= SIDE - MARGIN / 2, script
            assert 0 <= top < bottom <= SIDE, script


def test_a_cover_is_a_picture_that_asks_for_nothing(context: BrowserContext, tmp_path: Path) -> None:
    (tmp_path / "cover.svg").write_text(cover("봄 설레임", "<script>alert(1)</script>", "seed", "spring"))
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((tmp_path / "cover.svg").as_uri())
    assert asked == [(tmp_path / "cover.svg").as_uri()]
    assert said == []
    (tmp_path / "page.html").write_text('<img src="cover.svg">')
    page.goto((tmp_path / "page.html").as_uri())
    natural: Any = page.locator("img").evaluate("one => [one.complete, one.naturalWidth, one.naturalHeight]")
    assert natural == [True, SIDE, SIDE]


@pytest.mark.slow
def test_no_letter_is_wider_than_the_table_says(context: BrowserContext) -> None:
    """Of all that the fonts of this machine draw; a joined or stacked script is judged by its letters alone."""
    chars = [
        char
        for char in map(chr, [*range(0x20, 0x3400), 0x4E00, *range(0xA000, 0xAC00), 0xAC00, *range(0xF900, 0x1FB00)])
        if unicodedata.category(char)[0] in "LNPS"
    ]
    drawn: list[float] = context.new_page().evaluate(_WIDTHS, chars)
    assert {c: w for c, w in zip(chars, drawn, strict=True) if w > char_width(c) + 0.005} == {}
