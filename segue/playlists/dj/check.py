"""Check: whether a line that a model worded says only what its fact says.

Its numbers, names and dates have to be those of the fact, in the order in which one of the templates has them, and all
its other words those of the templates of this kind of fact or of a list that says nothing. So nothing new can be
claimed; what is refused is told by the template.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import NamedTuple

from segue.domain.track import Track
from segue.playlists.dj.wording import Told, lines, named, shown, spoken
from segue.recommend.message import Text

_LONGEST = 300
_MARKS = frozenset(".,!?;:…—–-·~'’‘“”\"()")
_QUOTES = (("“", "”"), ('"', '"'), ("‘", "’"))
_GAP = "\x00"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NOT_COUNTED = re.compile(r"\b(this|that|another) one\b", re.IGNORECASE)  # a word, and no number
_COUNTED = ("n", "times", "digits")


class _Atom(NamedTuple):
    """One value of the fact, as it may be written. what: its place, "track.title" and "track.artist" of a track"""

    what: str
    forms: tuple[str, ...]


def refused(text: object, told: Told, lang: str) -> str:
    """Why a wording of this fact cannot be said, without the words; "" = it can."""
    lang = spoken(lang)
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST or not text.isprintable():
        return "no line"
    vocabulary = _vocabulary(lang, told.fact.kind)
    rest, found = _taken_out(text, list(_atoms(told, vocabulary)), joined=lang == "ko")
    if any(c.isnumeric() for c in rest):
        return "a number that is none of the facts"
    if strange := {c for c in rest if not (c.isalpha() or c.isspace() or c == _GAP or c in _MARKS)}:
        return f"a sign like {unicodedata.name(min(strange), 'one without a name')}"
    if any(word not in vocabulary for word in _words(rest)):
        return "a word that may claim something else"
    if _denials(rest, lang) != _denials(_taken_out(told.text, list(_atoms(told, set())), joined=lang == "ko")[0], lang):
        return "it denies what the fact says"
    orders = [_order(form) for way in lines()[lang].texts[told.fact.kind] for form in _forms(way)]
    if not any(_within(found, order) for order in orders):
        return "the facts stand in another order"
    return ""


def _atoms(told: Told, vocabulary: set[str] | frozenset[str]) -> Iterator[_Atom]:
    for place, value in told.fact.values.items():
        if isinstance(value, Track):
            track = named(value)
            yield _Atom(f"{place}.title", tuple(a + track.title + b for a, b in _QUOTES))
            yield _Atom(f"{place}.artist", _bare(track.artist, vocabulary))
            yield _Atom(f"{place}.title", (told.places[place],))  # both, as a template writes them
        elif place == "release":
            yield _Atom(place, tuple(a + shown(value) + b for a, b in _QUOTES))
        elif place in ("artist", "tag"):
            yield _Atom(f"track.{place}" if place == "artist" else place, _bare(told.places[place], vocabulary))
        elif place == "part":
            yield _Atom(place, (told.places["part"], told.places["parts"]))
        else:
            yield _Atom(place, (told.places[place],))
    if told.fact.n is not None:
        yield _Atom("n", tuple({told.places[one] for one in _COUNTED if one in told.places}))


def _bare(name: str, vocabulary: set[str] | frozenset[str]) -> tuple[str, ...]:
    """Without quotes only when it can be taken for nothing but a name: an artist called 1999 is no year."""
    quoted = tuple(a + name + b for a, b in _QUOTES)
    harmless = not any(c.isnumeric() for c in name) and any(w not in vocabulary for w in _words(name))
    return (*quoted, name) if harmless else quoted


def _taken_out(text: str, atoms: list[_Atom], *, joined: bool) -> tuple[str, list[set[str]]]:
    """The text with gaps for the values, and which each of them may be. joined: particles follow without a space."""
    forms: dict[str, set[str]] = {}
    for atom in atoms:
        for form in filter(None, atom.forms):
            forms.setdefault(form, set()).add(atom.what)
            if form[:1].islower():  # a number that begins a sentence
                forms.setdefault(form[:1].upper() + form[1:], set()).add(atom.what)
    ordered = sorted(forms, key=len, reverse=True)
    rest, found, at = [], [], 0
    while at < len(text):
        at_hand = next((f for f in ordered if text.startswith(f, at) and _bounded(text, at, f, joined)), None)
        if at_hand is None:
            rest.append(text[at])
            at += 1
        else:
            rest.append(_GAP)
            found.append(forms[at_hand])
            at += len(at_hand)
    return "".join(rest), found


def _bounded(text: str, at: int, form: str, joined: bool) -> bool:
    before, after = text[at - 1 : at], text[at + len(form) : at + len(form) + 1]
    if form[0].isalnum() and (before.isalnum() or before in ("-", ".", ",", "'", "’")) and before:
        return False
    if not form[-1].isalnum() or not after:
        return True
    if joined and form[-1] > "\u1100":
        return True
    further = text[at + len(form) + 1 : at + len(form) + 2]
    if after in ".,-'’" and further.isalnum():
        return after in "'’" and not form[-1].isnumeric()
    return not after.isalnum() or (joined and not after.isnumeric() and not after.isascii())


@cache
def _vocabulary(lang: str, kind: str) -> frozenset[str]:
    own = lines()[lang]
    some = set(_words(own.neutral))
    for way in own.texts[kind]:
        for form in _forms(way):
            for before, place, how, _ in Formatter().parse(form):
                some |= set(_words(before))
                if place is not None and how:
                    some |= set(_words(how.replace("/", " ")))
    return frozenset(some)


def _forms(way: Text) -> tuple[str, ...]:
    return (way,) if isinstance(way, str) else tuple(way.values())


def _words(text: str) -> list[str]:
    text = _NOT_COUNTED.sub(r"\1", text.replace(_GAP, " "))
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _denials(rest: str, lang: str) -> int:
    """How often it says no; Korean has it inside of words."""
    signs = lines()[lang].negations.split()
    counted = Counter(_words(rest))
    if lang == "ko":
        return sum(many for word, many in counted.items() for sign in signs if sign in word)
    return sum(counted[sign] for sign in signs)


def _order(form: str) -> tuple[str, ...]:
    found: list[str] = []
    for _, place, _, _ in Formatter().parse(form):
        if place in ("track", "last", "other"):
            found += [f"{place}.title", f"{place}.artist"]
        elif place is not None:
            found.append("n" if place in _COUNTED else {"parts": "part", "artist": "track.artist"}.get(place, place))
    return tuple(found)


def _within(found: list[set[str]], order: tuple[str, ...]) -> bool:
    """Whether what was found is a part of the order; artist and title of a track may change places."""
    at = 0
    for some in found:
        while at < len(order) and order[at] not in some:
            at += 1
        if at == len(order):
            return False
        at += 1
    return True
