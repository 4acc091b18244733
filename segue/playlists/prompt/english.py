"""English: numbers, negation and who is meant, as patterns."""

import re
from datetime import date

from segue.playlists.prompt.phrases import MARK, Measure, Values, number_of
from segue.playlists.prompt.query import FASTEST, FIRST_YEAR, LAST_YEAR, SLOWEST

_ONES = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), range(10, 20),
        strict=True,
    )
)  # fmt: skip
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SMALL = {**_ONES, **_TEENS, **_TENS}
_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<ones>{'|'.join(_ONES)}))?"
    rf"|(?P<small>{'|'.join(_SMALL)}))(?P<hundred> hundred)?\b"
)
_DECADES = {
    **{f"{name[:-1]}ies": value for name, value in _TENS.items()},
    "noughties": 2000, "naughties": 2000, "2 thousands": 2000, "20 tens": 2010,
}  # fmt: skip


def counted(text: str) -> str:
    """ "twenty-five songs" -> "25 songs"; "a hundred" -> "100"."""

    def digits(found: re.Match[str]) -> str:
        value = _SMALL[found["small"] or found["tens"]] + (_ONES[found["ones"]] if found["ones"] else 0)
        return str(value * 100 if found["hundred"] else value)

    return _NUMBER.sub(digits, re.sub(r"\ba hundred\b", "100", text))


def speaks(text: str) -> bool:
    return True  # its words are said in every language, and nobody else's are mistaken for them


# lengths ----------------------------------------------------------------------------------------------------------

_H, _M = r"(?:hours?|hrs?|h)", r"(?:minutes?|mins?|m)"


def _minutes(text: str) -> int:
    return max(1, round(float(text)))


_LENGTHS: tuple[Measure, ...] = (
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
)  # fmt: skip

# tempo ------------------------------------------------------------------------------------------------------------

_BPM = r"(?:bpm|beats (?:per|a) minute)"
_OVER = r"(?:over|above|at least|min(?:imum)?|more than|faster than|from|north of|>=?)"
_UNDER = r"(?:under|below|at most|max(?:imum)?|less than|slower than|up to|no more than|not over|<=?)"


def _tempo(low: int, high: int) -> Values:
    return [("tempo", (min(low, high), max(low, high)))]


_TEMPI: tuple[Measure, ...] = (
    (
        re.compile(rf"\b(?:between |from )?(\d{{2,3}}) ?(?:-|–|to|and) ?(\d{{2,3}}) ?{_BPM}\b"),
        lambda m, t: _tempo(int(m[1]), int(m[2])),
    ),
    (re.compile(rf"(?:\b|(?=[<>])){_OVER} ?(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]), FASTEST)),
    (re.compile(rf"\b(\d{{2,3}}) ?{_BPM}(?: and up| or more| or faster| and above| plus|\+)"), lambda m, t: _tempo(int(m[1]), FASTEST)),
    (re.compile(rf"\b(\d{{2,3}})\+ ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]), FASTEST)),
    (re.compile(rf"(?:\b|(?=[<>])){_UNDER} ?(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(SLOWEST, int(m[1]))),
    (re.compile(rf"\b(\d{{2,3}}) ?{_BPM}(?: or less| or slower| and below)"), lambda m, t: _tempo(SLOWEST, int(m[1]))),
    (re.compile(rf"\b(\d{{2,3}}) ?{_BPM}\b"), lambda m, t: _tempo(int(m[1]) - 5, int(m[1]) + 5)),
    (re.compile(rf"\b{_BPM}(?: of| around| about)? ?(\d{{2,3}})\b"), lambda m, t: _tempo(int(m[1]) - 5, int(m[1]) + 5)),
)  # fmt: skip

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
    (re.compile(rf"\b(?:between |from )?{_YEAR} ?(?:-|–|to|and|until|till) ?{_YEAR}\b"), lambda m, t: _years(int(m[1]), int(m[2]))),
    (re.compile(rf"\b({'|'.join(_PART)})[ -](?:'|the )?(?:{_DECADE})\b"), _part),
    (re.compile(rf"\b{_AFTER} (?:the (?:year )?)?(?:'?{_DECADE})\b"), lambda m, t: _years(_decade(m[1], m[2]) + 10, LAST_YEAR)),
    (re.compile(rf"\b{_BEFORE}[ -](?:the (?:year )?)?(?:'?{_DECADE})\b"), lambda m, t: _years(FIRST_YEAR, _decade(m[1], m[2]) - 1)),
    (re.compile(rf"'?(?<![\w.])(?:{_DECADE})\b"), _whole),
    (re.compile(rf"\b{_AFTER}[ -](?:the year )?{_YEAR}\b|\bfrom {_YEAR} (?:on|onwards?|up|and later)\b"), lambda m, t: _years(int(m[1] or m[2]), LAST_YEAR)),
    (re.compile(rf"\b{_BEFORE}[ -](?:the year )?{_YEAR}\b"), lambda m, t: _years(FIRST_YEAR, int(m[1]))),
    (re.compile(rf"\b{_YEAR} or (?:later|newer)\b"), lambda m, t: _years(int(m[1]), LAST_YEAR)),
    (re.compile(rf"\b{_YEAR} or (?:earlier|older)\b"), lambda m, t: _years(FIRST_YEAR, int(m[1]))),
    (re.compile(r"\bthis year(?:'s)?\b"), lambda m, t: _years(t.year, t.year)),
    (re.compile(r"\blast year(?:'s)?\b"), lambda m, t: _years(t.year - 1, t.year - 1)),
    (re.compile(r"\b(?:the )?(?:last|past) (\d{1,2}) years\b"), lambda m, t: _years(t.year - int(m[1]), LAST_YEAR)),
    (re.compile(r"\b(?:the )?(?:last|past) decade\b"), lambda m, t: _years(t.year - 10, LAST_YEAR)),
    (re.compile(rf"\b(?:around|about|circa)? ?{_YEAR}\b"), lambda m, t: _years(int(m[1]), int(m[1])) if int(m[1]) <= t.year + 1 else []),
)  # fmt: skip

MEASURES: tuple[Measure, ...] = (*_TEMPI, *_LENGTHS, *_AGES)

_NOUN = r"(?:songs?|tracks?|tunes?|pieces?|titles?|cuts?|numbers|bangers|podcasts?|episodes?|ballads?|hits|classics)"
LAST_MEASURES: tuple[Measure, ...] = (
    (
        re.compile(rf"(?:\b(?:no|not) more than |\bat most |\bmax(?:imum)? |\bup to )?(?<![\w.])(\d{{1,3}}) (?=(?:[^\d,.;!?]+ ){{0,4}}?(?:{_NOUN}|{MARK})\b)"),
        lambda m, t: [("tracks", int(m[1]))] if m[1] != "0" else [],
    ),
    (re.compile(r"\btop (\d{1,3})\b"), lambda m, t: [("tracks", int(m[1])), ("fame", "famous")]),
)  # fmt: skip

# negation ---------------------------------------------------------------------------------------------------------

_NEGATOR = re.compile(
    r"\b(?:(?:anything|everything|something|all) (?:but|except|other than|besides)|(?:but|and) not|no|not|nothing|none of|without|except(?: for)?|excluding|exclude|minus|never"
    r"|avoid(?:ing)?|leave out|skip|hate|dislike|don'?t (?:want|like|play|need|give me|care for)|do not (?:want|like|play)|can'?t stand|sick of|tired of|fed up with|bored of|isn'?t|aren'?t|rather than|instead of|other than|less|free of|zero|anti|ban)\b(?! (?:only|just|bad|sure)\b)"
)  # fmt: skip
_END = re.compile(r"[.;!?]|\b(?:but|just|only|rather|instead(?! of)|though|yet|because|so|then|like|please|i (?:want|like|love|need|prefer)|give me|play)\b")
_COMMA = re.compile(",")
_LIST = re.compile(rf"\s*,\s*{MARK}(?:\s*(?:,|,? (?:and|or|nor))\s*(?:no )?{MARK})*\s*,? (?:or|nor) {MARK}")


def negated(text: str) -> set[int]:
    """From a negation to the end of its clause; a comma ends it too, unless a list with "or" goes on behind it."""
    found: set[int] = set()
    for negation in _NEGATOR.finditer(text):
        end = _END.search(text, negation.end())
        until = end.start() if end else len(text)
        comma = _COMMA.search(text, negation.end(), until)
        if comma is not None:
            goes_on = _LIST.match(text, comma.start())
            until = min(until, goes_on.end()) if goes_on else comma.start()
        found |= {number_of(sign) for sign in re.findall(MARK, text[negation.end() : until])}
    return found


# artists ----------------------------------------------------------------------------------------------------------

_LIKE = re.compile(
    r"(?:sounds?(?: a lot| exactly| just)? like|sounding like|similar(?: \w+)? to|in the (?:style|vein|spirit) of|reminiscent of|inspired by|influenced by|"
    r"resembl\w+|close to|fans? of|along the lines of|(?<!i )(?<!i'd )(?<!would )\blike|\ba la|à la|vibes? of|reminds? me of|if i like|in the mood of|recalls?)\s+(?:the |some |artists? |bands? )?"
    rf"(?P<list>{MARK}(?:\s*(?:,|&|/|and|or|meets?|mixed with|,? and)\s*{MARK})*)"
)  # fmt: skip
_AFTER_LIKE = re.compile(rf"(?P<list>{MARK})[ -]?(?:'s)? ?(?:vibes?|style|types?|esque|ish|inspired|like|sound|sounding|feel)\b")


def likes(text: str) -> set[int]:
    return {
        number_of(sign)
        for pattern in (_LIKE, _AFTER_LIKE)
        for found in pattern.finditer(text)
        for sign in re.findall(MARK, found["list"])
    }


_SURE_BEFORE = re.compile(
    r"(?:\bby|\bsounds? like|\bsimilar to|\bartists? like|\bbands? like|\bstyle of|\bvein of|\bsomething like|\bfans? of|\binspired by|\b(?:artist|band|singer|group|rapper)|\bstuff like|\bmusic like|\bsongs like)(?: the)?\s*$"
)
_MAYBE_BEFORE = re.compile(
    rf"(?:\bby|\blike|\bfrom|\bplay(?: me)?(?: some)?|\bsome|\bof|\bexcept(?: for)?|\bexclude|\bexcluding|\bbut(?: not| no)?|\bno|\bnot|\bwithout|\bskip|{MARK}(?: and| or|,| &)|\bput on|\blisten to|\bhear)(?: the)?\s*$"
)
_AFTER_NAME = re.compile(r"\s*(?:'s )?(?:songs?|tracks?|albums?|music|vibes?|style|type|discography|concert|deep cuts|covers?|hits)\b|-?esque\b| -like\b")


def named(before: str, after: str) -> int:
    """2: an artist beyond doubt; 1: likely; 0: nothing says so."""
    if _SURE_BEFORE.search(before):
        return 2
    return int(bool(_MAYBE_BEFORE.search(before) or _AFTER_NAME.match(after)))


STOP = frozenset(
    """a about above after again all almost already also always am an and any anything are around as ask at away back bad be been before begin being best better between big bit both but by
    can car come could day days did do does doing don't down during each else end enough even ever every everything exact feel feeling few find first for from full get gets getting give go goes going good
    got great had happen has have having hear heard help her here hey hi him his hold home house how i i'd i'll i'm i've idea if in instead into is it it's its just keep kind know last later least leave let let's like
    line list listen listening little long look looking lot lots loud made make makes making many may maybe me mean mix mixed mood more most mostly much music must my myself need never next nice no not nothing
    now of off ok okay old on once one only or other our out over own part perfect piece pieces play playing playlist please pretty put quite rather really right same say second set she short should
    side since so some something sometime song songs sort sound sounding sounds spend start starting stay still stuff such suggest suit sure take tell than thank thanks that that's the their them then there these they thing things think this those though
    through throughout time times title titles to today together tomorrow too track tracks try tune tunes turn two type under until up upon us use used very vibe vibes wait wanna want was watch way we week weekend well were what when where which while who why
    will with without word words would yeah year years yes yet you your monday tuesday wednesday thursday friday saturday sunday afternoon noon uh um er hmm per minute minutes hour hours bpm beats beat artists artist band bands album albums
    everyone everybody somebody someone person people friend friends man woman girl boy guys work room bath shower dog cat city street life world""".split()
)  # fmt: skip
