"""Validator: what somebody else says a prompt means, a model or a client, to a query. The boundary of prompts.

Fields that a query does not have are dropped, and so is every value that is of another type, out of bounds or not in
its list; an artist or a tag counts only as the catalogue has it. Nothing that comes in is repeated in what goes out.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from segue.playlists.prompt.concepts import MOODS, TONGUES
from segue.playlists.prompt.genres import genre_of
from segue.playlists.prompt.naming import Find
from segue.playlists.prompt.plain import tag_key, visible
from segue.playlists.prompt.query import (
    CHOICES,
    FASTEST,
    FIRST_YEAR,
    LAST_YEAR,
    LISTS,
    MOST_MINUTES,
    MOST_TRACKS,
    MOST_VALUES,
    SLOTS,
    SLOWEST,
    Query,
    Span,
)
from segue.recommend.formats import FORMATS

MOST_BYTES = 16_384
_DEEPEST = 3  # the query, a list in it, a span in that
_LONGEST = 100  # characters of a value
_MOST_LOOKED_AT = 50  # values of one slot
Left = list[tuple[str, str]]  # path and why it is left out


class Refused(ValueError):  # noqa: N818 - says what is wrong
    """Not a query at all."""


def decoded(data: bytes) -> dict[str, Any]:
    """A JSON object, as strictly as it can be read.

    Raises:
        Refused: too long, too deep, not JSON, not an object, a key twice, or a number that is none.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"more than {MOST_BYTES:,} bytes")
    try:
        text = data.decode("utf-8")
        if _depth(text) > _DEEPEST:
            raise Refused("nested too deeply")
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except Refused:
        raise
    except (ValueError, RecursionError) as wrong:
        raise Refused("not JSON") from wrong
    if not isinstance(read, dict):
        raise Refused("not an object")
    return read


def validated(raw: Mapping[str, Any], find: Find, tags: Mapping[str, str]) -> tuple[Query, Left]:
    """The query, and what of `raw` is not in it. find: artists of the catalogue; tags: its own, by `tag_key`."""
    left: Left = [("", "there is no such field")] if any(field not in SLOTS for field in raw) else []
    named = _named(find, tags)
    slots: dict[str, Any] = {}
    for slot in SLOTS:
        value = raw.get(slot)
        if value is None or value == []:
            continue
        kind = slot.removeprefix("not_")
        if slot in LISTS:
            slots[slot] = _list(value, named["artists" if kind in ("by", "like", "artists") else kind], slot, left)
        elif kind == "years":
            slots[slot] = _spans(value, FIRST_YEAR, LAST_YEAR, slot, left)
        else:
            slots[slot] = _one(value, slot, kind, left)
    return Query(**{slot: value for slot, value in slots.items() if value is not None}), left


def _one(value: object, slot: str, kind: str, left: Left) -> Any:
    found: object = None
    if kind == "tempo":
        found = _span(value, SLOWEST, FASTEST)
    elif slot in CHOICES:
        found = value if isinstance(value, str) and value in CHOICES[slot] else None
    elif isinstance(value, int) and not isinstance(value, bool) and value > 0:
        found = min(value, MOST_MINUTES if slot == "minutes" else MOST_TRACKS)
    if found is None:
        left.append((slot, "is not one of its values"))
    return found


def _list(value: object, named: Callable[[str], str | None], slot: str, left: Left) -> tuple[str, ...]:
    some = value if isinstance(value, list) else [value]
    found: dict[str, None] = {}
    for i, one in enumerate(some[:_MOST_LOOKED_AT]):
        name = named(visible(one)) if isinstance(one, str) and len(one) <= _LONGEST else None
        if name is None or len(found) == MOST_VALUES:
            left.append((f"{slot}[{i}]", "is not one of its values" if name is None else "is one too many"))
        else:
            found[name] = None
    return tuple(found)


def _spans(value: object, first: int, last: int, slot: str, left: Left) -> tuple[Span, ...]:
    found: dict[Span, None] = {}
    for i, one in enumerate(value[:MOST_VALUES] if isinstance(value, list) else []):
        if (span := _span(one, first, last)) is None:
            left.append((f"{slot}[{i}]", f"is not two whole numbers from {first} to {last}"))
        else:
            found[span] = None
    if not isinstance(value, list):
        left.append((slot, "is not a list"))
    return tuple(found)


def _span(value: object, first: int, last: int) -> Span | None:
    """Two numbers in order; null stands for an open end."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    ends = [end if one is None else one for one, end in zip(value, (first, last), strict=True)]
    low, high = ends
    if any(isinstance(one, bool) or not isinstance(one, int) for one in ends) or not first <= low <= high <= last:
        return None
    return low, high


def _named(find: Find, tags: Mapping[str, str]) -> dict[str, Callable[[str], str | None]]:
    """How a value of each kind of list is told."""
    return {
        "moods": lambda text: text if text in MOODS else None,
        "genres": lambda text: genre_of(text) or tags.get(tag_key(text)),
        "languages": lambda text: text if text in TONGUES else None,
        "formats": lambda text: text if text in FORMATS else None,
        "artists": find,
    }


def _depth(text: str) -> int:
    """Most brackets open at once outside strings; a text that is no JSON gives some number."""
    deepest = depth = 0
    inside = escaped = False
    for c in text:
        if inside:
            inside = escaped or c != '"'
            escaped = c == "\\" and not escaped
        elif c == '"':
            inside = True
        elif c in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif c in "]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise Refused("a number that is none")
