"""Korean: numbers, negation and who is meant, as patterns. Particles stand behind words and negation behind both."""

import re
from datetime import date

from segue.playlists.prompt.phrases import MARK, Measure, Values, number_of, words
from segue.playlists.prompt.query import FASTEST, FIRST_YEAR, LAST_YEAR, SLOWEST

_NATIVE = dict(zip(["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"], range(1, 10), strict=True)) | {
    "하나": 1,
    "둘": 2,
    "셋": 3,
    "넷": 4,
}
_NATIVE_TENS = dict(
    zip(["열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"], range(10, 100, 10), strict=True)
) | {"스무": 20}
_SINO = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
_UNIT = r"(?=\s*(?:시간|곡|개|번|트랙|노래))"
_NATIVE_NUMBER = re.compile(
    rf"(?<![가-힣])(?:({'|'.join(_NATIVE_TENS)})({'|'.join(_NATIVE)})?|({'|'.join(_NATIVE)})){_UNIT}"
)
_SINO_NUMBER = re.compile(
    r"(?<![가-힣])([일이삼사오육칠팔구십백]+)(?=\s*(?:분(?![가-힣위])|분(?:만|짜리|정도|쯤|간|동안|이)|년대|곡|비피엠|bpm))"
)
_HANGUL = re.compile("[가-힣]")


def speaks(text: str) -> bool:
    return _HANGUL.search(text) is not None


def counted(text: str) -> str:
    """ "스무 곡" -> "20 곡"; "사십 분" -> "40 분"."""

    def native(m: re.Match[str]) -> str:
        return str(_NATIVE_TENS.get(m[1] or "", 0) + _NATIVE.get(m[2] or m[3] or "", 0))

    return _SINO_NUMBER.sub(lambda m: str(_sino(m[1])), _NATIVE_NUMBER.sub(native, text))


def _sino(word: str) -> int:
    total = digit = 0
    for sign in word:
        if sign in _SINO:
            digit = _SINO[sign]
        else:
            total += (digit or 1) * (10 if sign == "십" else 100)
            digit = 0
    return total + digit


# numbers ----------------------------------------------------------------------------------------------------------


def _tempo(low: int, high: int) -> Values:
    return [("tempo", (min(low, high), max(low, high)))]


def _years(low: int, high: int) -> Values:
    return [("years", (min(low, high), max(low, high)))]


def _full(number: str) -> int:
    value = int(number)
    return value if value >= 1000 else 1900 + value if value >= 27 else 2000 + value


_PARTS = {"초반": (0, 3), "초": (0, 3), "중반": (4, 6), "후반": (7, 9), "말": (7, 9)}
_BPM = r"(?:bpm|비피엠)"
_YEAR = r"((?:19|20)\d\d)"
_MORE, _LESS = r"(?:이상|넘는|초과|부터)", r"(?:이하|미만|아래|까지)"


def _decade(m: re.Match[str], _: date) -> Values:
    start = _full(m[1])
    low, high = _PARTS.get(m[2] or "", (0, 9))
    return _years(start + low, start + high)


def _decade_until(m: re.Match[str], _: date) -> Values:
    return _years(_full(m[1]), _full(m[2]) + 9)


MEASURES: tuple[Measure, ...] = (
    (
        re.compile(rf"(\d{{2,3}})\s*(?:{_BPM})?\s*(?:에서|부터|-|~|–)\s*(\d{{2,3}})\s*{_BPM}(?:\s*(?:사이|까지))?"),
        lambda m, t: _tempo(int(m[1]), int(m[2])),
    ),
    (
        re.compile(rf"{_BPM}\s*(\d{{2,3}})\s*(?:에서|부터|-|~|–)\s*(\d{{2,3}})(?:\s*(?:사이|까지))?"),
        lambda m, t: _tempo(int(m[1]), int(m[2])),
    ),
    (
        re.compile(rf"(?:{_BPM}\s*(\d{{2,3}})|(\d{{2,3}})\s*{_BPM})\s*{_MORE}"),
        lambda m, t: _tempo(int(m[1] or m[2]), FASTEST),
    ),
    (
        re.compile(rf"(?:{_BPM}\s*(\d{{2,3}})|(\d{{2,3}})\s*{_BPM})\s*{_LESS}"),
        lambda m, t: _tempo(SLOWEST, int(m[1] or m[2])),
    ),
    (
        re.compile(rf"(?:{_BPM}\s*(\d{{2,3}})|(\d{{2,3}})\s*{_BPM})(?:\s*(?:정도|쯤|대|전후|내외))?"),
        lambda m, t: _tempo(int(m[1] or m[2]) - 5, int(m[1] or m[2]) + 5),
    ),
    (re.compile(r"(\d{1,2})\s*시간\s*반"), lambda m, t: [("minutes", int(m[1]) * 60 + 30)]),
    (re.compile(r"(\d{1,2})\s*시간\s*(\d{1,2})\s*분"), lambda m, t: [("minutes", int(m[1]) * 60 + int(m[2]))]),
    (re.compile(r"(?<![가-힣])반\s*시간"), lambda m, t: [("minutes", 30)]),
    (re.compile(r"(\d{1,2})\s*시간"), lambda m, t: [("minutes", int(m[1]) * 60)]),
    (re.compile(r"(\d{1,3})\s*분(?![가-힣]*위기)"), lambda m, t: [("minutes", int(m[1]))]),
    (re.compile(r"(?<!\d)([5-9]0)([6-9]0)(?!\d)(?:\s*년대)?"), _decade_until),
    (
        re.compile(r"(?<!\d)((?:19|20)?\d0)\s*년대?\s*(?:에서|부터|-|~)\s*((?:19|20)?\d0)\s*년대(?:까지)?"),
        _decade_until,
    ),
    (
        re.compile(rf"{_YEAR}\s*년?\s*(?:부터|에서|-|~|–)\s*{_YEAR}\s*년?(?:\s*(?:까지|사이))?"),
        lambda m, t: _years(int(m[1]), int(m[2])),
    ),
    (re.compile(r"(?<!\d)((?:19|20)?\d0)\s*년대\s*(초반|중반|후반|초|말)?(?!\s*(?:이후|이전))"), _decade),
    (re.compile(r"(?<!\d)((?:19|20)?\d0)\s*년대\s*이후"), lambda m, t: _years(_full(m[1]), LAST_YEAR)),
    (re.compile(r"(?<!\d)((?:19|20)?\d0)\s*년대\s*이전"), lambda m, t: _years(FIRST_YEAR, _full(m[1]) - 1)),
    (re.compile(rf"{_YEAR}\s*년?\s*(?:이후|부터|뒤|넘어서)"), lambda m, t: _years(int(m[1]), LAST_YEAR)),
    (re.compile(rf"{_YEAR}\s*년?\s*(?:이전|까지|전)"), lambda m, t: _years(FIRST_YEAR, int(m[1]))),
    (re.compile(r"최근\s*(\d{1,2})\s*년"), lambda m, t: _years(t.year - int(m[1]), LAST_YEAR)),
    (re.compile(r"(?<!\d)((?:19|20)?\d\d)\s*년(?!대|\s*동안)"), lambda m, t: _years(_full(m[1]), _full(m[1]))),
    (re.compile(r"(?<![가-힣])(?:올해|금년)"), lambda m, t: _years(t.year, t.year)),
    (re.compile(r"(?<![가-힣])(?:작년|지난해)"), lambda m, t: _years(t.year - 1, t.year - 1)),
    (
        re.compile(r"(?<![가-힣])(오|육|칠|팔|구)십년대"),
        lambda m, t: _years(1900 + 10 * _SINO[m[1]], 1909 + 10 * _SINO[m[1]]),
    ),
    (
        re.compile(r"(?:가수|아티스트|밴드|앨범|음반)\s*(?:당|별로?|마다)\s*(?:\d{1,3}|하나)\s*(?:곡|트랙)?씩?만?"),
        lambda m, t: [("nothing", None)],
    ),
    (re.compile(r"(\d{1,3})\s*(?:곡|트랙|개의?\s*노래)"), lambda m, t: [("tracks", int(m[1]))] if m[1] != "0" else []),
)

# negation ---------------------------------------------------------------------------------------------------------

_AND = r"(?:이?랑|하고|와|과|이?나|그리고|또는|또|·|/)"
_FILLER = (
    r"(?:으로|로|에서|은|는|이|가|을|를|도|만|의|하지|하게|하|지(?!겨)|한|된|인|게|거나|거|건|것|곡|노래|음악|가수|밴드|장르"
    r"|쪽|풍|계열|스타일|같은|느낌|듣기|듣고|나온|다|너무|좀|그냥|전부|모두|제발|\s)*+"
)
_NOT = (
    r"(?:말고|말구|빼고|빼구|빼서|빼줘|빼 ?주|빼|뺀|제외|없이|없는|없게|없었으면|싫|금지|아닌|아니"
    r"|않은|않는|않고|않게|않았|안 ?나오|별로|지겨|질렸|질려|넣지|틀지|피해|노노|ㄴㄴ|사절|그만)"
)
_BEHIND = re.compile(rf"(?P<list>{MARK}(?:\s*{_AND}\s*{MARK})*){_FILLER}{_NOT}")
_BEFORE = re.compile(rf"(?<![가-힣])안 ({MARK})")


def negated(text: str) -> set[int]:
    found = {number_of(sign) for m in _BEHIND.finditer(text) for sign in re.findall(MARK, m["list"])}
    return found | {number_of(m[1]) for m in _BEFORE.finditer(text)}


# artists ----------------------------------------------------------------------------------------------------------

_ALIKE = r"(?:같은|같이|같은데|비슷|느낌|스타일|풍|처럼|류의|류|분위기|감성|st\b|계열|닮은)"
_LIKE = re.compile(
    rf"(?P<list>{MARK}(?:\s*{_AND}\s*{MARK})*)(?:\s*(?:의|와|과|이?랑|하고|노래|음악|곡|들))*\s*{_ALIKE}"
)
_SURE_AFTER = re.compile(
    r"(?:이?랑|와|과|하고|의)?\s*(?:같은|비슷|처럼|느낌|스타일|풍|(?:의\s*)?(?:노래|곡|음악|앨범|신곡))"
    r"|(?:은|는|을|를|이|가)?\s*(?:말고|빼|제외)"
)


NAMES = re.compile(
    r"(?<![가-힣])(?!느낌|분위기|에너지|템포|스타일|장르|노래|음악|[이그저]거|[이그저]것)([가-힣]{2,}?|[A-Za-z][\w.&'-]*)(?:이?랑|와|과|하고)?\s*비슷"
)


def likes(text: str) -> set[int]:
    return {number_of(sign) for m in _LIKE.finditer(text) for sign in re.findall(MARK, m["list"])}


_PARTICLES = (
    "은 는 이 가 을 를 의 와 과 랑 이랑 하고 도 만 에 로 으로 나 이나 처럼 같은 말고 빼고 부터 까지 에서 이라 라"
    " 씨 님 네 들 풍"
)
PARTICLES = tuple(sorted(words(_PARTICLES), key=lambda particle: (-len(particle), particle)))


def named(before: str, after: str) -> int:
    """As in English; `after` begins behind the name, with its particle."""
    return 2 if _SURE_AFTER.match(after) else 0
