"""Letters: a name as the letters it is found by.

Case, accents and composition fall away. Hangul becomes the letters that are typed for it (하이 -> ㅎㅏㅇㅣ, compound
vowels and finals become their parts): then what stands in the box while a syllable is being typed (ㅎ, 하, 항, 하이)
is always the beginning of the finished word, and one wrong key is one wrong letter, as it is in Latin.
"""

import re
import unicodedata
from functools import lru_cache

MOST_WORDS = 16  # of a name or a query that are looked at
MOST_LETTERS = 40  # of a word
_FINAL = 0x11A7  # finals lie after it
_FIRSTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = str.split("ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ")
_FINALS = str.split(
    "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
)
_JAMO = {
    **{0x1100 + i: letter for i, letter in enumerate(_FIRSTS)},
    **{0x1161 + i: letters for i, letters in enumerate(_VOWELS)},
    **{_FINAL + 1 + i: letters for i, letters in enumerate(_FINALS)},
}
CONSONANTS = frozenset(_FIRSTS)
_SPECIAL = {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
_SILENT = frozenset("'’‘ʼ`´′™®©")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")  # P!nk
_DOLLAR = re.compile(r"\$(?=[^\W\d_])|(?<=[^\W\d_])\$")  # A$AP
_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x64B, 0x65F), (0x670, 0x670))  # of Latin and others, Hebrew, Arabic


class _Letters(dict[int, str]):
    """What becomes of a character of a decomposed, caseless text: letters, nothing, or a blank."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if code in _JAMO:
            out = _JAMO[code]
        elif char in _SPECIAL:
            out = _SPECIAL[char]
        elif any(first <= code <= last for first, last in _MARKS) or char in _SILENT or category == "Cf":
            out = ""
        else:
            out = char if category[0] in "LNM" or category == "So" else " "
        self[code] = out
        return out


_letters = _Letters()
_ascii = {c: chr(c).lower() if chr(c).isalnum() else "" if chr(c) == "'" else " " for c in range(128)}


@lru_cache(1 << 16)
def words(text: str) -> tuple[str, ...]:
    """The words of a name; () where there is nothing to be seen in it."""
    if "!" in text or "$" in text:
        text = _DOLLAR.sub("s", _SIGN_IN_WORD.sub("i", text))
    text = text[: MOST_WORDS * MOST_LETTERS * 2].replace("&", " and ")
    if text.isascii():
        flat = text.translate(_ascii)
    else:
        flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold()).translate(_letters)
    return tuple(word[:MOST_LETTERS] for word in flat.split()[:MOST_WORDS])


def syllables(text: str) -> list[str]:
    """Runs of composed Hangul, one a word."""
    return re.findall("[가-힣]+", unicodedata.normalize("NFC", text))


def initials(text: str) -> str:
    """The first consonant of each syllable of a name, ㅂㅅㄹㅇ for 봄 설레임; "" for one that is not all Hangul."""
    composed = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN")
    if len(composed) < 2 or not all("가" <= c <= "힣" for c in composed):
        return ""
    return "".join(_FIRSTS[(ord(c) - 0xAC00) // 588] for c in composed)[:MOST_LETTERS]
