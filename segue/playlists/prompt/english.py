"""English: what a negation covers, and which artists are meant how, as patterns."""

import re

from segue.playlists.prompt.phrases import MARK, number_of


def _one_of(*alternatives: str) -> str:
    return rf"(?:{'|'.join(alternatives)})"


_AND_LIST = rf"(?P<list>{MARK}(?:\s*(?:,? and|,|&|/|or|meets?|mixed with)\s*{MARK})*)"

_NEGATOR = re.compile(
    r"\b"
    + _one_of(
        r"(?:anything|everything|something|all) (?:but|except|other than|besides)", r"(?:but|and) not",
        r"except(?: for)?", r"excluding|exclude|leave out|skip|ban|minus|zero|less(?! than)|free of|anti|avoid(?:ing)?",
        r"(?:not|never|n't|cannot) (?:ever )?(?:play|include|want|give me|add|put in|use)", r"neither|nor",
        r"no|not|nothing|none of|without(?! (?:a )?doubt)|never|isn'?t|aren'?t|rather than|instead of|other than",
        r"hate|dislike",
        r"(?:don'?t|do not) (?:want|like|play|need|give me|care for)",
        r"can'?t stand|(?:sick|tired|bored) of|fed up with",
    )
    + r"\b(?! (?:only|just|bad|sure|but|problem)\b)"
)  # fmt: skip
_END = re.compile(
    r"[.;!?]|\b"
    + _one_of(
        r"but|just|only|rather|instead(?! of)|though|yet|because|so|then|like|please|give me|play",
        r"i (?:want|like|love|need|prefer)",
    )
    + r"\b"
)
_COMMA = re.compile(",")
_LIST = re.compile(rf"\s*,\s*{MARK}(?:\s*(?:,? (?:and|or|nor)|,)\s*(?:no )?{MARK})*\s*,? ?(?:or|nor) {MARK}")

_LIKE = re.compile(
    _one_of(
        r"sounds?(?: a lot| exactly| just)? like", r"sounding like", r"similar(?: \w+)? to", r"resembl\w+", r"close to",
        r"in the (?:style|vein|spirit|mood) of", r"(?:reminiscent|fans?|vibes?|along the lines) of",
        r"reminds? me of",
        r"(?:inspired|influenced) by", r"(?<!i )(?<!i'd )(?<!would )\blike", r"if i like", r"\ba la", r"recalls?",
    )
    + r"\s+(?:the |some |artists? |bands? )?"
    + _AND_LIST
)  # fmt: skip
_AFTER_LIKE = re.compile(
    rf"(?P<list>{MARK})[ -]?(?:'s)? ?(?:vibes?|styles?|types?|esque|ish|inspired|like|sound|sounding|feel)\b"
)

_SURE_BEFORE = re.compile(
    r"\b"
    + _one_of(
        r"by", r"sounds? like", r"similar to", r"(?:artists?|bands?|something|stuff|music|songs) like",
        r"(?:style|vein|fans?) of", r"inspired by", r"artist|band|singer|group|rapper",
    )
    + r"(?: the)?\s*$"
)  # fmt: skip
NAMES = re.compile(
    r"\b(?i:(?:songs?|tracks?|music|albums?|only|(?:any|every|some)thing|stuff) by"
    r"|sounds? like|similar to|inspired by|fans? of|artist|band|singer|rapper"
    r"|(?:artists?|bands?|something|anything|stuff|music|songs?) like)(?i: the)? "
    r"([A-Z][\w'’.&-]*(?: [A-Z][\w'’.&-]*){0,3})"
)
_MAYBE_BEFORE = re.compile(
    _one_of(
        rf"{MARK}(?: and| or|,| &)",
        r"\b(?:by|like|from|of|some|no|not|without|skip|put on|listen to|hear|exclud(?:e|ing)|play(?: me)?(?: some)?)",
        r"\b(?:except(?: for)?|but(?: not| no)?)",
    )
    + r"(?: the)?\s*$"
)
_AFTER_NAME = re.compile(
    r"\s*(?:'s )?(?:songs?|tracks?|albums?|music|vibes?|style|type|discography|concert|deep cuts|covers?|hits)\b"
    r"|-?esque\b| -like\b"
)


def speaks(text: str) -> bool:
    return True  # its words are said in every language, and nobody else's are mistaken for them


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


def likes(text: str) -> set[int]:
    return {
        number_of(sign)
        for pattern in (_LIKE, _AFTER_LIKE)
        for found in pattern.finditer(text)
        for sign in re.findall(MARK, found["list"])
    }


def named(before: str, after: str) -> int:
    """2: an artist beyond doubt; 1: likely; 0: nothing says so."""
    if _SURE_BEFORE.search(before):
        return 2
    return int(bool(_MAYBE_BEFORE.search(before) or _AFTER_NAME.match(after)))
