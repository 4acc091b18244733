"""The cover of a mix, as SVG: square, in one piece, with its name on it."""

from hashlib import blake2b
from html import escape

import numpy as np

from segue.playlists.cover.colours import hexed, mood_of, palette
from segue.playlists.cover.lettering import Lettering, clean, fit
from segue.playlists.cover.patterns import PATTERNS, SIDE

MARGIN = 44
_LEADING = 1.3
_TITLE = (SIDE - 2 * MARGIN, 360.0), (104, 92, 80, 70, 62, 54, 48, 42)
_SUBTITLE = (SIDE - 2 * MARGIN, 96.0), (34, 30, 27, 24)


def cover(title: str, subtitle: str, seed: str, mood: str = "") -> str:
    """SVG text. The same words give the same picture; `seed` and `mood` decide colours and pattern, and are not shown.

    mood: one of `colours.MOODS`, or any other word.
    """
    told = blake2b(f"{seed}\x1f{mood}".encode(errors="replace"), digest_size=8)
    draw = np.random.default_rng(int.from_bytes(told.digest()))
    ground = f"ground-{told.hexdigest()}"  # several covers may stand in one page
    colours = palette(draw, mood_of(mood))
    pattern = PATTERNS[int(draw.integers(len(PATTERNS)))]
    shapes = pattern(draw, tuple(hexed(one) for one in colours.shapes))
    down = int(draw.integers(2))
    named = ", ".join(filter(None, (clean(title), clean(subtitle)))) or "cover"
    below = fit(subtitle, *_SUBTITLE, _LEADING)
    above = fit(title, *_TITLE, _LEADING)
    foot = SIDE - MARGIN
    top = foot - _height(below) - (14 if below.lines else 0) - _height(above)
    square = f'width="{SIDE}" height="{SIDE}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" {square} role="img">'
        f"<title>{escape(named)}</title>"
        f'<defs><linearGradient id="{ground}" x1="0" y1="0" x2="{1 - down}" y2="1">'
        f'<stop offset="0" stop-color="{hexed(colours.ground)}"/>'
        f'<stop offset="1" stop-color="{hexed(colours.ground_end)}"/></linearGradient></defs>'
        f'<rect {square} fill="url(#{ground})"/>{shapes}'
        f'<g fill="{hexed(colours.text)}" font-family="sans-serif" font-weight="700">'
        f"{_written(above, top)}{_written(below, foot - _height(below))}</g></svg>"
    )


def _height(lettering: Lettering) -> float:
    return len(lettering.lines) * lettering.size * _LEADING


def _written(lettering: Lettering, top: float) -> str:
    side = f'x="{SIDE - MARGIN}" direction="rtl"' if lettering.rtl else f'x="{MARGIN}"'
    size = lettering.size
    return "".join(
        f'<text {side} y="{top + size * (_LEADING * k + 1):.0f}" font-size="{size}">{escape(line)}</text>'
        for k, line in enumerate(lettering.lines)
    )
