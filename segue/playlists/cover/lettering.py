"""Text set into a box: the largest size at which it fits, broken between words, cut with an ellipsis at last."""

import re
import unicodedata
from dataclasses import dataclass

from segue.playlists.cover.widths import char_width, width

_ELLIPSIS = "…"
_MARKS = 4  # combining marks on one letter; more would climb out of the line
_JOINER, _NON_JOINER = "\u200d", "\u200c"  # emoji and Indic letters; Persian cannot be written without the other
_SPACE = re.compile(r"\s+")
_NEVER_FIRST = frozenset("、。，．！？）」』】〉》〕］｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ!?)]},.:;…")
_NEVER_LAST = frozenset("（「『【〈《〔［｛([{")


@dataclass(frozen=True, slots=True)
class Lettering:
    """size: font size. lines: top to bottom; none where there is nothing to say."""

    size: int
    lines: tuple[str, ...]
    rtl: bool = False

    @property
    def width(self) -> float:
        """Of the widest line, in the unit of `size`."""
        return self.size * max(map(width, self.lines), default=0.0)


def clean(text: str) -> str:
    """One line of what can be seen: without controls, direction overrides and heaps of marks."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", _SPACE.sub(" ", text).strip()):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MARKS and (
            kind[0] != "C" or char in (_JOINER, _NON_JOINER)
        ):  # C: controls, formats, surrogates, unassigned
            kept.append(char)
    return _SPACE.sub(" ", "".join(kept)).strip(" " + _JOINER + _NON_JOINER)


def clusters(text: str) -> list[str]:
    """What belongs together for a reader: a letter with its marks, a flag, a family of emoji.

    The rules of Unicode annex 29 that names of music meet.
    """
    found: list[str] = []
    for char in text:
        if found and _belongs(char, found[-1]):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(char: str, before: str) -> bool:
    code, last = ord(char), ord(before[-1])
    if unicodedata.category(char)[0] == "M" or char in (_JOINER, _NON_JOINER) or 0x1F3FB <= code <= 0x1F3FF:
        return before != " "
    if before[-1] == _JOINER:
        return unicodedata.category(char) == "So"
    if 0x1F1E6 <= code <= 0x1F1FF and 0x1F1E6 <= last <= 0x1F1FF:
        return len(before) % 2 == 1
    return 0x1160 <= code <= 0x11FF and 0x1100 <= last <= 0x11FF  # Hangul letters of one syllable


def is_rtl(text: str) -> bool:
    """By the first letter that has a direction."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def fit(text: str, box: tuple[float, float], sizes: tuple[int, ...], leading: float = 1.3) -> Lettering:
    """The text at the first of `sizes` at which it fits into a box of (width, height) without a torn word.

    A word too long for a line of the smallest size is torn; what is still too much is cut.
    """
    text = clean(text)
    if not text:
        return Lettering(sizes[-1], ())
    rtl = is_rtl(text)
    for size in sizes:
        room, most = box[0] / size, max(1, int(box[1] / (size * leading)))
        lines = _broken(_pieces(text), room)
        if len(lines) <= most and all(width(line) <= room for line in lines):
            return Lettering(size, tuple(lines), rtl)
    torn = [part for piece in _pieces(text) for part in _torn(piece, room)]
    lines = _broken(torn, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 : most + 1]), room)]
    return Lettering(size, tuple(lines), rtl)


def _pieces(text: str) -> list[str]:
    """Between these a line may end: words with the space before them; Chinese and Japanese letter by letter."""
    pieces: list[str] = []
    for cluster in clusters(text):
        if not pieces or cluster == " " or (pieces[-1] != " " and _may_end(pieces[-1], cluster)):
            pieces.append(cluster)
        else:
            pieces[-1] += cluster
    return pieces


def _may_end(before: str, cluster: str) -> bool:
    """A line, between two clusters of one word."""
    if cluster[0] in _NEVER_FIRST or before[-1] in _NEVER_LAST:
        return False
    return _anywhere(before[-1]) or _anywhere(cluster[0])


def _anywhere(char: str) -> bool:
    wide = unicodedata.east_asian_width(char) in "WF"
    return wide and not ("가" <= char <= "힣" or 0x1100 <= ord(char) <= 0x11FF)  # Korean has spaces between words


def _torn(piece: str, room: float) -> list[str]:
    if width(piece) <= room:
        return [piece]
    parts = [""]
    for cluster in clusters(piece):
        if parts[-1] and width(parts[-1]) + width(cluster) > room:
            parts.append("")
        parts[-1] += cluster if width(cluster) <= room else ""
    return [part for part in parts if part]


def _broken(pieces: list[str], room: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width(lines[-1]) + width(piece) > room:
            lines.append("")
        lines[-1] = (lines[-1] + piece) if lines[-1] else piece.lstrip(" ")
    return [line.rstrip(" ") for line in lines if line.strip(" ")]


def _cut(line: str, room: float) -> str:
    """The beginning of a line, and that there was more."""
    kept, used = "", char_width(_ELLIPSIS)
    for cluster in clusters(line):
        used += width(cluster)
        if used > room:
            break
        kept += cluster
    return kept.rstrip(" ") + _ELLIPSIS
