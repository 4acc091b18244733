"""Put every attack as a prompt, to the lexicon and through the malicious model, and look at every answer."""

import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from benchmarks.injection.corpus import Attack
from benchmarks.injection.hostile import replies
from benchmarks.injection.place import NOW, SECRET, VICTIM, Place
from segue.domain.event import Offset
from segue.domain.slate import Request
from segue.flows.prompt import Prompter
from segue.playlists.chat import Trouble, content
from segue.playlists.prompt.concepts import MOODS, TONGUES
from segue.playlists.prompt.genres import GENRES
from segue.playlists.prompt.parse import Catalogued, parse
from segue.playlists.prompt.query import CHOICES, FASTEST, LAST_YEAR, MOST_MINUTES, MOST_TRACKS, MOST_VALUES, SLOTS
from segue.playlists.prompt.told import chips, sentence
from segue.playlists.prompt.validator import validated
from segue.recommend.formats import FORMATS
from segue.web.api.prompts import without_markup

_FIELDS = {"understood", "chips", "gave", "left_out", "query", "by", "slate", "duration_ms"}
_TAG = re.compile(rb"[<>&]")
_SIGNS = re.compile(r"[<>`{}\[\]|\\]|javascript:|\]\(")


@dataclass
class Found:
    """strings: put, each to the lexicon and to the model; the rest is what must stay 0, with the first of each kind"""

    strings: int = 0
    answers: int = 0
    slowest_ms: float = 0.0
    slowest: str = ""
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    by: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, attack: Attack, what: str) -> None:
        self.wrong[kind] += 1
        self.examples.setdefault(
            kind, f"{attack.family}, {attack.lang}, {attack.encoding}: {attack.text[:80]!r}: {what}"
        )


def run(place: Place, corpus: Iterable[Attack]) -> Found:
    found = Found()
    before = _log(place)
    for attack in corpus:
        found.strings += 1
        for prompter in (place.lexicon, place.model):
            _one(place, prompter, attack, found)
    if _log(place) != before:
        found.wrong["another listener's log changed"] += 1
    for body in place.hostile.told:
        if any(secret.encode() in body for secret in (*place.secrets[1:3], place.victim.id, place.asks.id)):
            found.wrong["the model was told more than the words"] += 1
    return found


def read_alone(place: Place, corpus: Iterable[Attack]) -> Found:
    """Every string read by the lexicon, and what the model may say to it by the validator; no playlist is made.

    A hundredth of the work, so that all of the corpus can be read within minutes.
    """
    found, index = Found(), place.lexicon.index()
    names = index.names(np.empty(0, np.int32), place.app.settings.least_listeners)
    known = Catalogued(names, index.tags, lambda text: (name := index.loosely.find(text)) and names(name))
    says = replies(VICTIM, SECRET)
    for i, attack in enumerate(corpus):
        found.strings += 1
        start = time.process_time()
        read = [parse(attack.text, NOW.date(), known)]
        took = (time.process_time() - start) * 1000
        if took > found.slowest_ms:
            found.slowest_ms, found.slowest = took, f"{attack.family}, {attack.encoding}"
        reply = {"choices": [{"message": {"content": says[i % len(says)](attack.text)}}]}
        try:
            read.append(validated(content(json.dumps(reply).encode()), names, index.tags)[0])
        except Trouble:
            found.by["refused"] += 1
        for query in read:
            found.answers += 1
            lang = "ko" if attack.lang == "ko" else "en"
            told = {"query": query, "chips": chips(query, lang), "understood": sentence(query, lang)}
            _look(place, attack, without_markup(msgspec.json.encode(told)), found)
    return found


def _look(place: Place, attack: Attack, body: bytes, found: Found) -> dict[str, Any]:
    """What is wrong with an answer, whatever else is in it."""
    if _TAG.search(body):
        found.note("markup in the answer", attack, str(_TAG.search(body)))
    data: dict[str, Any] = msgspec.json.decode(body)
    told = " ".join([data["understood"], *(one["text"] for one in data["chips"])])
    if _SIGNS.search(told) or any(unicodedata.category(c) in ("Cc", "Cf", "Co") for c in told):
        found.note("markup in a sentence", attack, told[:200])
    text = body.decode()
    for secret in place.secrets:
        if secret in text:
            found.note("something of another listener", attack, secret)
    if (bad := _bad(place, data["query"])) is not None:
        found.note("an unknown field or value", attack, bad)
    return data


def _one(place: Place, prompter: Prompter, attack: Attack, found: Found) -> None:
    request = Request(place.asks.id, NOW, lang="ko" if attack.lang == "ko" else "en")
    start = time.process_time()
    answer = prompter.prompted(place.asks, attack.text, request)
    took = (time.process_time() - start) * 1000
    found.answers += 1
    found.by[answer.by] += 1
    if prompter is place.lexicon and took > found.slowest_ms:
        found.slowest_ms, found.slowest = took, f"{attack.family}, {attack.encoding}"
    data = _look(place, attack, without_markup(msgspec.json.encode(answer)), found)
    if set(data) != _FIELDS:
        found.note("an unknown field or value", attack, str(set(data)))
    slate = data["slate"]
    if slate["recipe"] != "prompt" or len(slate["tracks"]) > MOST_TRACKS:
        found.note("an unknown field or value", attack, f"{slate['recipe']} {len(slate['tracks'])}")


def _bad(place: Place, query: dict[str, Any]) -> str | None:
    """What in a query is none of its values."""
    index = place.lexicon.index()
    known = {
        "moods": set(MOODS),
        "genres": {*GENRES, *index.tags.values()},
        "languages": set(TONGUES),
        "formats": set(FORMATS),
    }
    for slot, value in query.items():
        kind = slot.removeprefix("not_")
        if slot not in SLOTS:
            return slot
        if kind in known and not (len(value) <= MOST_VALUES and set(value) <= known[kind]):
            return f"{slot} {value}"
        if slot in ("by", "like", "not_artists") and not all(index.artist(one) is not None for one in value):
            return f"{slot} {value}"
        if kind == "years" and not all(0 <= low <= high <= LAST_YEAR for low, high in value):
            return f"{slot} {value}"
        if kind == "tempo" and not 0 <= value[0] <= value[1] <= FASTEST:
            return f"{slot} {value}"
        if slot in CHOICES and value not in CHOICES[slot]:
            return f"{slot} {value}"
        most = {"minutes": MOST_MINUTES, "tracks": MOST_TRACKS}.get(slot)
        if most is not None and not (type(value) is int and 1 <= value <= most):
            return f"{slot} {value}"
    return None


def _log(place: Place) -> int:
    """Events of the other listener."""
    return sum(len(batch.events) for batch in place.app.log.read(Offset(0), 100_000, place.victim.id))
