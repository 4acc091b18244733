"""Reading: a prompt while it is being understood: what was found, and the text with a mark in place of each."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from segue.playlists.prompt.phrases import MARKS, Measure, Values, mark
from segue.playlists.prompt.query import FAST, LONG_AGO, MEDIUM, SLOW, recent

MOST = 200  # findings; there are not more marks


@dataclass(slots=True)
class Reading:
    """found: slots and values, by the number of their mark."""

    text: str
    found: list[Values] = field(default_factory=list)

    def replace(self, places: Iterable[tuple[int, int, Values]]) -> None:
        """Put marks in the text; places: start, end and what stands there, in order, not overlapping."""
        out, at = [], 0
        for start, end, values in places:
            if start < at or len(self.found) >= min(MOST, MARKS[1] - MARKS[0]):
                continue
            out += [self.text[at:start], f" {mark(len(self.found))} "]
            self.found.append(values)
            at = end
        if at:
            self.text = "".join([*out, self.text[at:]])

    def measure(self, measures: Iterable[Measure], today: date) -> None:
        for pattern, read in measures:
            some = ((m.start(), m.end(), read(m, today)) for m in pattern.finditer(self.text))
            self.replace([one for one in some if one[2]])

    def scan(self, find: Callable[[str], list[tuple[int, int, Values]]]) -> None:
        self.replace(find(self.text))


def meaning(text: str, today: date) -> Values:
    """Of "slot=value+slot=value", as lexicons have it."""
    words: dict[str, object] = {
        "tempo=slow": SLOW, "tempo=medium": MEDIUM, "tempo=fast": FAST, "years=recent": recent(today),
        "years=old": LONG_AGO[0], "years=long_ago": LONG_AGO[1],
    }  # fmt: skip
    found: Values = []
    for part in text.split("+"):
        slot, _, value = part.partition("=")
        found.append((slot, words.get(part, value)))
    return found


HANGUL = "가-힣"
TOKEN = re.compile(rf"[^\W_{HANGUL}]+(?:[&'+.][^\W_{HANGUL}]+)*")
