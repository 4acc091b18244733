"""Aliases: other names of one artist. Learnt from names with both ("IU (아이유)"), and from a file of the operator."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from segue.catalog.names import artist_key

_BOTH = re.compile(r"^\s*(?P<one>[^()\[\]（）]+?)\s*[(\[（](?P<other>[^()\[\]（）]+)[)\]）]\s*$")
_MOST = 100_000  # lines of the file


def learned(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`artist_key` -> its other names, from names that say one in brackets in another script."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        if not name.isascii() and (both := _BOTH.match(name)) and _script(both["one"]) != _script(both["other"]):
            _join(found, (both["one"], both["other"]))
    return {key: tuple(others) for key, others in found.items()}


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """The same from a file: names of one artist on a line, tabs between them. {} where there is none."""
    found: dict[str, dict[str, None]] = {}
    try:
        lines = path.read_text("utf-8", "replace").splitlines()[:_MOST]
    except OSError:
        return {}
    for line in lines:
        _join(found, [name.strip() for name in line.split("\t") if name.strip()])
    return {key: tuple(others) for key, others in found.items()}


def together(*many: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(dict.fromkeys(name for one in many for name in one.get(key, ()))) for one in many for key in one}


def _join(found: dict[str, dict[str, None]], names: Iterable[str]) -> None:
    told = list(names)
    for name in told:
        others = found.setdefault(artist_key(name), {})
        others |= dict.fromkeys(other for other in told if other != name)


def _script(text: str) -> str:
    """The script of its first letter: LATIN, HANGUL, CJK, …"""
    return next((unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()), "")
