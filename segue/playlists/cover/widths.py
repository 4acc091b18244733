"""How wide text is at most, in em, without the font: whoever shows a cover has other fonts.

The widest of common bold sans-serif fonts, measured in DejaVu Sans Bold (as wide as Verdana), Liberation Sans Bold (as
Arial) and Noto Sans CJK. Scripts that none of them draws are taken to be wide.
"""

import unicodedata
from functools import lru_cache

_ASCII = {
    char: width
    for width, chars in {
        0.31: "'", 0.35: "ijl ", 0.38: "/I\\|,.", 0.42: ":;-", 0.46: "f!()[]", 0.5: "rt`", 0.56: '"*J_', 0.6: "zcs",
        0.64: "?L", 0.68: "vxyakEFTe", 0.7: "o$0123456789", 0.73: "hnu{}SYbdgpqCPZ", 0.77: "BAKRVX",
        0.85: "UGDH#+<=>N^~OQ", 0.87: "&", 0.92: "w", 1.0: "%@M", 1.04: "m", 1.1: "W",
    }.items()
    for char in chars
}  # fmt: skip
_WIDE, _EMOJI = 1.0, 1.3
_UPPER, _LOWER, _UNCASED, _MARK, _SYMBOL = 1.1, 0.9, 1.25, 1.05, 1.45
_BOX = 0.6  # what is drawn for a combining mark that the font lacks
_SINGLE = {
    **dict.fromkeys("ЖШЩЮЉЊ", 1.35), **dict.fromkeys("жфшщюљњ", 1.15), **dict.fromkeys("سشصضطظفښڛڜڝڞڪ", 1.4),
    **dict.fromkeys("æœƕ", 1.1), "Œ": 1.2, "ȸ": 1.1, "ȹ": 1.1, "ℳ": 1.2, "⨌": 1.7, "₧": 1.55, "😴": 1.6, "\ufdfd": 10.0,
}  # fmt: skip
_RANGES = (  # first, last, em: what is wider than its kind, or narrower
    (0x01C4, 0x01F6, 1.6), (0x0250, 0x02AF, 1.25), (0x0460, 0x052F, 1.45), (0x0561, 0x0587, 1.0), (0x05D0, 0x05F4, 0.8),
    (0x0600, 0x060F, 1.2), (0x0620, 0x064A, 1.0), (0x0660, 0x0669, 0.7), (0x06F0, 0x06F9, 0.7), (0x0904, 0x0939, 1.0),
    (0x0B80, 0x0BFF, 1.6), (0x0D00, 0x0D7F, 1.6), (0x0E33, 0x0E33, 1.2), (0x0E01, 0x0E5B, 0.85), (0x0EDC, 0x0EDD, 1.4),
    (0x1000, 0x109F, 1.6), (0x10D0, 0x10FF, 1.1), (0x1400, 0x167F, 2.1), (0x1680, 0x169F, 1.9), (0x1780, 0x17DD, 1.5),
    (0x1D00, 0x1DBF, 1.2), (0x1F00, 0x1FFF, 1.25), (0x2030, 0x2031, 1.9), (0x2150, 0x218F, 1.7), (0x2C60, 0x2DDF, 1.25),
    (0x2E3A, 0x2E3B, 3.5), (0x302E, 0x302F, 1.3), (0xA640, 0xA69F, 1.45), (0xA720, 0xA7FF, 1.4), (0xFB00, 0xFB17, 1.75),
    (0xFDF0, 0xFDFC, 3.0), (0xFE70, 0xFEFC, 1.45), (0x10300, 0x1032F, 1.45), (0x12000, 0x1254F, 5.0),
    (0x1D400, 0x1D7FF, 1.55),
)  # fmt: skip
_OVER_THE_LETTER = ((0x0300, 0x034F), (0x200B, 0x200F), (0x2060, 0x2064), (0x3099, 0x309A), (0xFE00, 0xFE0F))


@lru_cache(1 << 14)
def char_width(char: str) -> float:
    """Em of one character, standing alone."""
    known = _ASCII.get(char) or _SINGLE.get(char)
    if known:
        return known
    kind, code = unicodedata.category(char), ord(char)
    if kind in ("Mn", "Me", "Cf", "Cc"):
        return 0.0 if any(first <= code <= last for first, last in _OVER_THE_LETTER) else _BOX
    base = unicodedata.normalize("NFD", char)[0]
    for first, last, width in _RANGES:
        if first <= code <= last and base not in _ASCII:
            return width
    if unicodedata.east_asian_width(char) in "WF":
        return _EMOJI if kind == "So" and code >= 0x2000 and not 0x2E80 <= code <= 0x33FF else _WIDE
    if base in _ASCII:
        return max(0.45, _ASCII[base] + 0.07)
    return _of_kind(kind)


def _of_kind(kind: str) -> float:
    if kind in ("Lu", "Lt"):
        return _UPPER
    if kind == "Ll":
        return _LOWER
    if kind[0] in "LN":
        return _UNCASED
    return _MARK if kind[0] in "MPZ" else _SYMBOL


def width(text: str) -> float:
    """Em of a line."""
    return sum(map(char_width, text))
