"""Scripts: the same word in other letters, by rule.

Hangul by the Revised Romanization of 2000 with the commonest of its sound changes between syllables (설레임 ->
seolleim) only, as the search by spelling forgives the others; kana by Hepburn; Cyrillic and Greek as they are mostly
written in names. Chinese characters have no rule.
"""

import unicodedata
from functools import lru_cache

_FIRSTS = str.split("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = str.split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = str.split("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
_KANA = dict(
    zip(
        "あいうえおかきくけこがぎぐげごさしすせそざじずぜぞたちつてとだぢづでどなにぬねの"
        "はひふへほばびぶべぼぱぴぷぺぽまみむめもやゆよらりるれろわをんゔ",
        str.split(
            "a i u e o ka ki ku ke ko ga gi gu ge go sa shi su se so za ji zu ze zo ta chi tsu te to da ji zu de do na "
            "ni nu ne no ha hi fu he ho ba bi bu be bo pa pi pu pe po ma mi mu me mo ya yu yo ra ri ru re ro wa o n vu"
        ),
        strict=True,
    )
)
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_PLAIN = {
    **dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
            str.split("a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g u"),
            strict=True,
        )
    ),
    **dict(
        zip("αβγδεζηθικλμνξοπρσςτυφχψω", str.split("a v g d e z i th i k l m n x o p r s s t y f ch ps o"), strict=True)
    ),
}


@lru_cache(1 << 14)
def latin(text: str) -> str:
    """The name in Latin letters, "" where nothing in it could be put into them."""
    if text.isascii():
        return ""
    out: list[str] = []
    changed = False
    for char in unicodedata.normalize("NFKC", text).casefold():
        spelt = _spelt(char, out)
        changed |= spelt is not None
        out.append(char if spelt is None else spelt)
    return "".join(out).replace("lr", "ll") if changed else ""


def _spelt(char: str, before: list[str]) -> str | None:
    """One character; what stands `before` may change by it."""
    if "가" <= char <= "힣":
        at = ord(char) - 0xAC00
        parts = _FIRSTS[at // 588], _VOWELS[at % 588 // 28], _FINALS[at % 28]
        return "".join(part for part in parts if part != "-")
    if "ァ" <= char <= "ヶ":
        char = chr(ord(char) - 0x60)
    if char in _KANA:
        spelt = _KANA[char]
        if before and before[-1] == "っ":
            before[-1] = spelt[0]
        return spelt
    if char in _SMALL:
        if before and before[-1].endswith("i") and len(before[-1]) > 1:
            palatal = before[-1] in ("shi", "chi", "ji")
            before[-1] = before[-1][:-1]
            return _SMALL[char][1:] if palatal and len(_SMALL[char]) > 1 else _SMALL[char]
        return _SMALL[char]
    if char == "っ":
        return "っ"
    if char == "ー":
        return ""
    spelt = _PLAIN.get(char) or _PLAIN.get(unicodedata.normalize("NFD", char)[0], "")
    return (spelt if spelt != "-" else "") if spelt else None


_KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        strict=True,
    )
)
_LETTERS = {**{key.lower(): letter for letter, key in reversed(_KEYS.items())}, **{k: v for v, k in _KEYS.items()}}


def other_keyboard(word: str) -> str:
    """The same keys on the other layout of a Korean keyboard (gkdl = 하이, ㅗ디ㅣㅐ = hello); "" where there is none.

    word: as `letters.words` gives it.
    """
    if word and all(c in _KEYS for c in word):
        return "".join(_KEYS[c].lower() for c in word)
    return "".join(_LETTERS[c] for c in word) if word and all(c in _LETTERS for c in word) else ""
