"""Bodies of requests: what is wrong with a whole one, and strict reading of one message in it."""

import json
from typing import Any, NoReturn

import msgspec

from segue.ingest.checks import show
from segue.ingest.dialect import Malformed

DEEP = "nested too deeply"
_MOST = 50_000  # messages that are taken apart; whoever reads them takes far fewer
_MOST_VALUES = 1_000_000  # of a body; 16 MiB can hold eight times as many, which take 30 times the room in memory


class BadBody(ValueError):  # noqa: N818 - the noun of the refused body
    """A body of which nothing can be read.

    `position` is "byte 17" or a JSON path, "" for the whole. `too_many`: it holds more messages, or
    larger ones, than one body may (HTTP 413).
    """

    def __init__(self, position: str, reason: str, *, too_many: bool = False) -> None:
        super().__init__(f"{position}: {reason}" if position else reason)
        self.position = position
        self.reason = reason
        self.too_many = too_many


def bad_json(body: bytes, error: Exception) -> BadBody:
    """The reason why msgspec could not read a body, with the byte where that is known."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return BadBody(f"byte {wrong.start}", "not UTF-8")
    if isinstance(error, RecursionError):
        return BadBody("", DEEP)
    said = str(error)
    if "truncated" in said:
        return BadBody(f"byte {len(body)}", "not JSON: it ends too early" if body.strip() else "the body is empty")
    reason, _, byte = said.partition(" (byte ")
    if byte:
        return BadBody(f"byte {byte.rstrip(')')}", f"not JSON: {reason.removeprefix('JSON is malformed: ')}")
    reason, _, path = said.partition(" - at `$")
    return BadBody(path.rstrip("`").lstrip("."), reason)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Malformed("", f"duplicate key {show(key)}")
            seen.add(key)
    return made


def _not_finite(name: str) -> NoReturn:
    raise Malformed("", f"{name} is not a JSON number")


_strict = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_not_finite)


def read_message(raw: bytes) -> dict[str, Any]:
    """One JSON object, exactly: no duplicate keys, no NaN, no bad UTF-8.

    Raises:
        Malformed: it is not one.
    """
    try:
        value = _strict.decode(raw.decode("utf-8").strip())
    except UnicodeDecodeError as wrong:
        raise Malformed("", f"not UTF-8 at byte {wrong.start}") from None
    except json.JSONDecodeError as wrong:
        raise Malformed("", f"not JSON at character {wrong.pos}: {wrong.msg}") from None
    except RecursionError:
        raise Malformed("", DEEP) from None
    except Malformed:
        raise
    except ValueError:  # a number of thousands of digits
        raise Malformed("", "holds a number that is too long") from None
    if not isinstance(value, dict):
        raise Malformed("", f"must be a JSON object, got {show(value)}")
    return value


def split(body: bytes, list_key: str) -> tuple[dict[str, Any], list[bytes]]:
    """A document and the raw messages in the list it holds under `list_key`.

    Raises:
        BadBody: not a JSON object with such a list, or a key of the document stands there twice.
    """
    if body.count(b",") > _MOST_VALUES:
        raise BadBody("", f"holds more than {_MOST_VALUES:,} values", too_many=True)
    try:
        top = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        found = msgspec.json.decode(top[list_key], type=list[msgspec.Raw])
        if len(found) > _MOST:
            raise BadBody(list_key, f"holds {len(found):,} messages, at most 1,000 are taken", too_many=True)
        raws = [bytes(r) for r in found]
        rest = {key: bytes(value) for key, value in top.items() if key != list_key}
        if _twice(body, [*rest.values(), *([bytes(top[list_key])])], list(top)):
            raise BadBody("", "a key of the document stands there twice")
        return {key: _value(raw) for key, raw in rest.items()}, raws
    except KeyError:
        raise BadBody(list_key, "is missing") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if b"\\ud" in body.lower():
            return _loosely(body, list_key)
        if str(error) == "Expected `object`, got `array`" or "Expected `object`" in str(error):
            raise BadBody("", f'must be an object like {{"{list_key}": [...]}}') from None
        if "Expected `array`" in str(error):
            raise BadBody(list_key, "must be a list") from None
        raise bad_json(body, error) from None


def _twice(body: bytes, values: list[bytes], keys: list[str]) -> bool:
    """Whether the document has more in it than these members: a key twice leaves its first value over."""
    room = len(body) - sum(map(len, values)) - sum(len(json.dumps(key, ensure_ascii=False)) for key in keys)
    if room < 4:  # fewer characters than `"":0` need: no hidden member
        return False
    count = 0

    def last_is_outermost(pairs: list[tuple[str, Any]]) -> None:
        nonlocal count
        count = len(pairs)

    # numbers stay text: one of thousands of digits costs its message, not the document
    json.loads(body, object_pairs_hook=last_is_outermost, parse_int=str)
    return count != len(keys)


def _value(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # of no interest here; whoever needs it reads it with its own checks


def _loosely(body: bytes, list_key: str) -> tuple[dict[str, Any], list[bytes]]:
    """Half a surrogate pair in one message must not cost the others: the standard library can read it."""
    try:
        top = json.loads(body.decode("utf-8"))
    except RecursionError as deep:
        raise bad_json(body, deep) from None
    except UnicodeDecodeError as wrong:
        raise bad_json(body, wrong) from None
    except json.JSONDecodeError as wrong:
        raise BadBody(f"character {wrong.pos}", f"not JSON: {wrong.msg}") from None
    except ValueError:
        raise BadBody("", "holds a number that is too long") from None
    if not isinstance(top, dict):
        raise BadBody("", f'must be an object like {{"{list_key}": [...]}}')
    if not isinstance(top.get(list_key), list):
        raise BadBody(list_key, "must be a list")
    return top, [json.dumps(message).encode() for message in top.pop(list_key)]
