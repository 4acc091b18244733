"""English: numbers as words, and the lengths, tempi and years they stand for."""

import re
from datetime import date

from segue.playlists.prompt.phrases import MARK, Measure, Values
from segue.playlists.prompt.query import FASTEST, FIRST_YEAR, LAST_YEAR, SLOWEST, recent

_ONES = dict(zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], range(1, 10), strict=True))
_TEENS = dict(
    zip(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_SMALL = {**_ONES, **_TEENS, **_TENS}
_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<ones>{'|'.join(_ONES)}))?"
    rf"|(?P<small>{'|'.join(_SMALL)}))(?P<hundred> hundred)?\b"
)
_DOZEN = re.compile(r"\b(?:(half a)|a|(\d)) dozen\b")
_DECADES = {
    **{f"{name[:-1]}ies": value for name, value in _TENS.items()},
    "noughties": 2000,
    "naughties": 2000,
    "2 thousands": 2000,
    "20 tens": 2010,
}


def counted(text: str) -> str:
    """ "twenty-five songs" -> "25 songs"; "a hundred" -> "100"."""

    def digits(found: re.Match[str]) -> str:
        value = _SMALL[found["small"] or found["tens"]] + (_ONES[found["ones"]] if found["ones"] else 0)
        return str(value * 100 if found["hundred"] else value)

    found = _NUMBER.sub(digits, re.sub(r"\ba hundred\b", "100", text))
    return _DOZEN.sub(lambda m: str(6 if m[1] else 12 * int(m[2] or 1)), found)


# lengths ----------------------------------------------------------------------------------------------------------

_H, _M = r"(?:hours?|hrs?|h)", r"(?:minutes?|mins?|m)"


def _minutes(text: str) -> int:
    return max(1, round(float(text)))


_LENGTHS: tuple[Measure, ...] = (
    (re.compile(rf"\b(?:long|short)er than (?:\d+|an?) ?(?:{_H}|{_M})\b"), lambda m, t: [("nothing", None)]),
    (re.compile(r"\b(?:an?|1) hour and (?:a )?half\b"), lambda m, t: [("minutes", 90)]),
    (re.compile(rf"\b(\d+) and (?:a )?half {_H}\b"), lambda m, t: [("minutes", int(m[1]) * 60 + 30)]),
    (re.compile(rf"\b(\d+) {_H} and (?:a )?half\b"), lambda m, t: [("minutes", int(m[1]) * 60 + 30)]),
    (re.compile(r"\b(?:3|three) quarters of an hour\b"), lambda m, t: [("minutes", 45)]),
    (re.compile(r"\b(?:a )?quarter (?:of an )?hour\b"), lambda m, t: [("minutes", 15)]),
    (re.compile(r"\bhalf (?:an |of an )?hour\b|\bhalf-hour\b"), lambda m, t: [("minutes", 30)]),
    (re.compile(rf"\b(?:a )?couple (?:of )?{_H}\b"), lambda m, t: [("minutes", 120)]),
    (
        re.compile(rf"\b(\d{{1,2}}) ?{_H}(?:,| and)? ?(\d{{1,2}}) ?{_M}?\b"),
        lambda m, t: [("minutes", int(m[1]) * 60 + int(m[2]))],
    ),
    (re.compile(rf"\b(\d{{1,2}}(?:\.\d)?)[ -]?{_H}\b"), lambda m, t: [("minutes", _minutes(str(float(m[1]) * 60)))]),
    (re.compile(r"\b(?:an|one) hour(?:'s)?\b"), lambda m, t: [("minutes", 60)]),
    (re.compile(rf"\b(\d{{1,3}})[ -]?{_M}\b"), lambda m, t: [("minutes", int(m[1]))]),
)

# tempo ------------------------------------------------------------------------------------------------------------

_BPM = r"(?:bpm|beats (?:per|a) minute)"
_OVER = r"(?:over|above|at least|min(?:imum)?|more than|faster than|from|north of|>=?)"
_UNDER = r"(?:under|below|at most|max(?:imum)?|less than|slower than|up to|no more than|not over|<=?)"


def _tempo(low: int, high: int) -> Values:
    return [("tempo", (min(low, high), max(low, high)))]


_TEMPI: tuple[Measure, ...] = (
    (
        re.compile(rf"\b(?:between |from )?(\d{{2,3}}) ?(?:-|–|~|to|and) ?(\d{{2,3}}) ?{_BPM}\b"),
        lambda m, t: _tempo(int(m[1]), int(m[2])),
    ),
    (re.compile(rf"(?:\b|(?=[<>])){_OVER} ?(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]), FASTEST)),
    (
        re.compile(rf"\b(\d{{2,3}}) ?{_BPM}(?: and up| or more| or faster| and above| plus|\+)"),
        lambda m, t: _tempo(int(m[1]), FASTEST),
    ),
    (re.compile(rf"\b(\d{{2,3}})\+ ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]), FASTEST)),
    (re.compile(rf"(?:\b|(?=[<>])){_UNDER} ?(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(SLOWEST, int(m[1]))),
    (re.compile(rf"\b(\d{{2,3}}) ?{_BPM}(?: or less| or slower| and below)"), lambda m, t: _tempo(SLOWEST, int(m[1]))),
    (re.compile(rf"\b(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]) - 5, int(m[1]) + 5)),
    (re.compile(rf"\b{_BPM}(?: of| around| about)? ?(\d{{2,3}})\b"), lambda m, t: _tempo(int(m[1]) - 5, int(m[1]) + 5)),
)

# years ------------------------------------------------------------------------------------------------------------

_YEAR = r"((?:19|20)\d\d)"
_DECADE = rf"((?:19|20)?\d0)'?s|({'|'.join(_DECADES)})"
_PART = {"early": (0, 3), "mid": (4, 6), "middle": (4, 6), "late": (7, 9)}
_AFTER = r"(?:after|since|from after|newer than|later than|starting (?:in|from)|as of|post)"
_BEFORE = r"(?:before|until|till|older than|earlier than|up to|pre|prior to)"


def _decade(number: str | None, word: str | None) -> int:
    if word:
        value = _DECADES[word]
        return value if value >= 2000 else 1900 + value
    assert number is not None
    value = int(number)
    return value if value >= 1000 else 1900 + value if value >= 20 else 2000 + value


def _years(low: int, high: int) -> Values:
    return [("years", (min(low, high), max(low, high)))]


def _part(m: re.Match[str], _: date) -> Values:
    start, (low, high) = _decade(m[2], m[3]), _PART[m[1]]
    return _years(start + low, start + high)


def _whole(m: re.Match[str], _: date) -> Values:
    start = _decade(m[1], m[2])
    return _years(start, start + 9)


_AGES: tuple[Measure, ...] = (
    (
        re.compile(rf"\b(?:between |from )?{_YEAR} ?(?:-|–|~|to|and|until|till) ?{_YEAR}\b"),
        lambda m, t: _years(int(m[1]), int(m[2])),
    ),
    (re.compile(rf"\b({'|'.join(_PART)})[ -](?:'|the )?(?:{_DECADE})\b"), _part),
    (
        re.compile(rf"\b{_AFTER} (?:the (?:year )?)?(?:'?{_DECADE})\b"),
        lambda m, t: _years(_decade(m[1], m[2]) + 10, LAST_YEAR),
    ),
    (
        re.compile(rf"\b{_BEFORE}[ -](?:the (?:year )?)?(?:'?{_DECADE})\b"),
        lambda m, t: _years(FIRST_YEAR, _decade(m[1], m[2]) - 1),
    ),
    (re.compile(rf"'?(?<![\w.])(?:{_DECADE})\b"), _whole),
    (
        re.compile(rf"\b{_AFTER}[ -](?:the year )?{_YEAR}\b|\bfrom {_YEAR} (?:on|onwards?|up|and later)\b"),
        lambda m, t: _years(int(m[1] or m[2]), LAST_YEAR),
    ),
    (re.compile(rf"\b{_BEFORE}[ -](?:the year )?{_YEAR}\b"), lambda m, t: _years(FIRST_YEAR, int(m[1]))),
    (re.compile(rf"\b{_YEAR} or (?:later|newer)\b"), lambda m, t: _years(int(m[1]), LAST_YEAR)),
    (re.compile(rf"\b{_YEAR} or (?:earlier|older)\b"), lambda m, t: _years(FIRST_YEAR, int(m[1]))),
    (re.compile(r"\bthis year(?:'s)?\b"), lambda m, t: _years(t.year, t.year)),
    (re.compile(r"\blast year(?:'s)?\b"), lambda m, t: _years(t.year - 1, t.year - 1)),
    (re.compile(r"\b(?:the )?(?:last|past) (\d{1,2}) years\b"), lambda m, t: _years(t.year - int(m[1]), LAST_YEAR)),
    (
        re.compile(r"\b(?:the )?(?:last|past) (?:(?:\d+|few|couple of) )?(?:months?|weeks?|days)\b"),
        lambda m, t: [("years", recent(t))],
    ),
    (re.compile(r"\b(?:the )?(?:last|past) decade\b"), lambda m, t: _years(t.year - 10, LAST_YEAR)),
    (
        re.compile(rf"\b(?:around|about|circa)? ?{_YEAR}\b"),
        lambda m, t: _years(int(m[1]), int(m[1])) if int(m[1]) <= t.year + 1 else [],
    ),
)

MEASURES: tuple[Measure, ...] = (*_TEMPI, *_LENGTHS, *_AGES)

_NOUN = r"(?:songs?|tracks?|tunes?|pieces?|titles?|cuts?|numbers|bangers|podcasts?|episodes?|ballads?|hits|classics)"
LAST_MEASURES: tuple[Measure, ...] = (
    (
        re.compile(rf"\b(?:\d{{1,3}}|an?) {_NOUN} (?:per|(?:from|by|of|for) (?:each|every)) \w+"),
        lambda m, t: [("nothing", None)],
    ),
    (
        re.compile(
            r"(?:\b(?:(?:no|not) more than|at most|max(?:imum)?|up to) )?(?<![\w.])(\d{1,3}) "
            rf"(?=(?:[^\s\d,.;!?]+ +){{0,4}}?{_NOUN}\b| *{MARK})"
        ),
        lambda m, t: [("tracks", int(m[1]))] if int(m[1]) else [],
    ),
    (re.compile(r"\btop (\d{1,3})\b"), lambda m, t: [("tracks", int(m[1])), ("fame", "famous")]),
)
