"""A picture of covers side by side, for the docs: `python -m tools.cover_sheet docs/pictures/covers.png`."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from segue.playlists.cover import cover

COVERS = (
    ("봄 설레임", "3월부터 5월까지", "spring"),
    ("Discover Weekly", "For Zoë, from 16 November", ""),
    ("Release Radar", "New this Friday", ""),
    ("Daily Mix 1", "Björk, Brian Eno, Hiroshi Yoshimura and more", "calm"),
    ("夜の海", "静かな夜のための音楽", "night"),
    ("Workout", "Around 128 beats a minute", "workout"),
    ("أغاني الصباح", "فيروز وأم كلثوم", "morning"),
    ("Sleep", "Calmer from track to track", "sleep"),
    ("Focus", "Nothing that sings", "focus"),
    ("Donaudampfschifffahrts\u00adgesellschaftskapitän", "A very long word", ""),
    ("Party", "Friday night", "party"),
    ("On Repeat", "What you cannot stop playing", ""),
    ("Rediscover", "You loved these in 2019", "autumn"),
    ("Sunday morning soft jazz for slow coffee", "Your daylist", "happy"),
    ("장마철 비 오는 날의 인디", "비 소리와 함께", "sad"),
    ("Heavy Metal", "Motörhead, Mgła, Iron Maiden", "dark"),
    ("Резюме недели", "То, что вы слушали", ""),
    ("1990s", "The decade", ""),
    ("Summer Hits", "", "summer"),
    ("冬のうた", "雪の日に", "winter"),
    ("Commute", "35 minutes", "commute"),
    ("For two", "What you both like", "love"),
    ("תל אביב", "מוזיקה ישראלית", ""),
    ("Evening", "Down to the last light", "evening"),
)
_SIDE, _GAP, _ACROSS = 120, 6, 6


def main() -> None:
    drawn = "".join(
        f"<div>{cover(title, below, f'sheet {i}', mood)}</div>" for i, (title, below, mood) in enumerate(COVERS)
    )
    style = (
        f"body{{margin:0;padding:{_GAP}px;display:grid;gap:{_GAP}px;grid-template-columns:repeat({_ACROSS},{_SIDE}px)}}"
        f"svg{{display:block;width:{_SIDE}px;height:{_SIDE}px}}"
    )
    wide = _ACROSS * (_SIDE + _GAP) + _GAP
    high = -(-len(COVERS) // _ACROSS) * (_SIDE + _GAP) + _GAP
    with sync_playwright() as play:
        chromium = os.environ.get("SEGUE_CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        page = browser.new_page(viewport={"width": wide, "height": high})
        page.set_content(f"<style>{style}</style>{drawn}")
        page.screenshot(path=Path(sys.argv[1]))
        browser.close()


if __name__ == "__main__":
    main()
