"""Plain: text as prompts and tags are compared: folded, without accents on Latin letters, marks or hidden signs."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 1000  # characters of a prompt that are read
_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))
_AND = re.compile(r"\s*&\s*|\b['’]?n['’](?=\W)|(?<=\w) (?:and|und|et|y) (?=\w)")
_SIGNS = re.compile(r"[\W_]+")


def visible(text: str, longest: int = LONGEST) -> str:
    """NFKC, without control, format and private characters, which say nothing and hide something."""
    some = unicodedata.normalize("NFKC", text[:longest])[:longest]
    if some.isascii() and some.isprintable():
        return some
    return "".join(" " if c.isspace() else "" if unicodedata.category(c) in _HIDDEN else c for c in some)


def plain(text: str) -> str:
    """Caseless, accents off Latin letters; of the same words."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded)
    out, latin = [], False
    for c in parts:
        if unicodedata.category(c) == "Mn":
            if not latin:
                out.append(c)
            continue
        latin = c < "\u0250"
        out.append(c)
    return unicodedata.normalize("NFC", "".join(out)).replace("’", "'").replace("ø", "o").replace("ß", "ss")


@lru_cache(1 << 15)
def tag_key(tag: str) -> str:
    """One spelling of a tag or genre: hip-hop, Hip Hop and hiphop are one; so are drum & bass and drum'n'bass."""
    return _SIGNS.sub("", _AND.sub(" n ", plain(visible(tag, 200))))


@lru_cache(1 << 15)
def tag_words(tag: str) -> tuple[str, ...]:
    return tuple(_SIGNS.sub(" ", _AND.sub(" n ", plain(visible(tag, 200)))).split())
