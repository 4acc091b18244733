"""Twist: a decoded message made wrong here and there: other types, lost and new keys, odd values, other places."""

from collections.abc import Sequence
from typing import Any

from benchmarks.fuzz.dice import Dice

DEEP = "@deep@"
"""Stands for a value nested very deeply, which `spoil.written` puts there: no encoder would write it."""
_HUGE = 10**400
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 0.5, -0.0, 1e308, 5e-324, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63) - 1,
    10**25, _HUGE, -_HUGE, float("nan"), float("inf"), float("-inf"), 1_772_349_330, 1_772_349_330_250, 1.5e9,
    253_402_300_800_000, 4_102_444_800, -62_135_596_800, 3e17, "", " ", "\0", "a\0b", "\ud800", "\udc00\ud800",
    "\ufeff", "\u202e", "\u2028", "é", "e\u0301", "ﬁ", "İ", "ß", "봄", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\x1b[2J", "\r\n", "%00", "%s%n", "{}", "[]", "null", "true", "0", "-0", "²", "٣", "1", "1.0", "1e400", "0x10",
    "NaN", "Infinity", "9" * 25, "9" * 5_000, "1_000", " 7 ", "+7", "--1", "3:20", "1772349330", "1772349330250",
    "2026-03-01T08:00:00Z", "2026-03-01T08:00:00.123456789+14:00", "2026-02-30T08:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2026-03-01", "2026-03-01T24:00:00Z", "2016-12-31T23:59:60Z",
    "6b0c8e5e-0f2b-4a3f-9d5e-3b8a9d1c2f47", "6B0C8E5E0F2B4A3F9D5E3B8A9D1C2F47", "00000000-0000-0000-0000-000000000000",
    "GBAHT9500204", "spotify:track:1eyq8cjUQ2daFthW2PC2GM", "../../etc/passwd", "<script>alert(1)</script>", "&amp;<a",
    "' or 1=1 --", "x" * 129, "x" * 1_025, "봄" * 1_024, "\U0001d54f" * 20_000, "a/b", "Etc/UTC", "Europe/Berlin",
    "ann", "play", "skip", "complete", "seek", "delete_listen", "rate", "search", "select", "comment", "queue",
    "power", [], {}, [None], [[]], [{}], {"": ""}, {"\0": 1}, {"a": {"b": [1, {"c": None}]}}, ["a"] * 70,
    list(range(2_000)), {f"k{i}": i for i in range(70)}, DEEP,
)  # fmt: skip
Place = tuple[Any, Any]  # what holds it, and under which key or index


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


def twisted(dice: Dice, message: Any, others: Sequence[Any] = ()) -> Any:
    """A copy of `message`, wrong in none to six places; pieces of `others` may come in."""
    held = [copied(message)]
    for _ in range(dice.one((0, 0, 1, 1, 1, 1, 2, 2, 3, 6))):
        holder, key = _place(dice, held)
        _change(dice, holder, key, held, others)
    return held[0] if held else None


def _place(dice: Dice, held: list[Any]) -> Place:
    """Somewhere in it, sooner further down than at the top."""
    holder: Any = held
    key: Any = 0
    for _ in range(12):
        below = holder[key]
        if not isinstance(below, dict | list) or not below or dice.chance(15):
            break
        holder, key = below, dice.one(list(below)) if isinstance(below, dict) else dice.below(len(below))
    return holder, key


def _change(dice: Dice, holder: Any, key: Any, held: list[Any], others: Sequence[Any]) -> None:
    how, now = dice.below(12), holder[key]
    if how <= 3:
        holder[key] = copied(dice.one(ODD))
    elif how == 4 and holder is not held:
        del holder[key]
    elif how == 5 and isinstance(holder, dict):
        holder[dice.one(("", "x", "at", "id", "extra", "track", "Item", "\0", "\ud800", key.upper()))] = copied(now)
    elif how == 6:
        holder[key] = [now] if dice.chance(50) else {"value": now}
    elif how == 7:
        holder[key] = _other_type(now)
    elif how == 8 and isinstance(now, str):
        holder[key] = _other_text(dice, now)
    elif how == 9 and isinstance(now, int | float) and not isinstance(now, bool):
        holder[key] = now * dice.one((-1, 0, 0.001, 1_000, 10**9, 0.5)) if abs(now) < 1e200 else -now
    elif how == 10 and isinstance(now, list):
        holder[key] = now[:100] * dice.one((0, 2, 3, 40))
    else:
        source = [copied(dice.one(others))] if others else held
        there, name = _place(dice, source)
        holder[key] = copied(there[name])


def _other_type(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value) if abs(value) < 1e300 else value
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 400 else {"text": value}
    return [[*pair] for pair in value.items()] if isinstance(value, dict) else dict.fromkeys(map(repr, value[:20]))


def _other_text(dice: Dice, text: str) -> str:
    where = dice.below(len(text) + 1)
    return dice.one(
        (
            text[:where],
            text[:where] + dice.one(("\0", "\ud83d", " ", "\n", "\u200b", "+", "%", "&", "=", "é", "-")) + text[where:],
            text.upper(),
            text.swapcase()[::-1],
            f"  {text}\t",
            (text[:200] + "·") * dice.one((2, 60, 1_100)),
            text.replace("-", "").replace(":", ""),
        )
    )
