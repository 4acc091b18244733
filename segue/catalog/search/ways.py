"""Ways to read a query, the plainest first.

As written (the last word may be a beginning); with slips of the finger; in other letters, on the other keyboard, with
blanks elsewhere; and with a word that is not there. A further way is gone when the ones before found too little.
"""

from collections.abc import Iterator
from typing import NamedTuple

from segue.catalog.search.letters import words
from segue.catalog.search.scripts import latin, other_keyboard

_FILLING = frozenset(("the", "a", "an", "and", "feat", "ft"))


class Way(NamedTuple):
    """A way to read a query; begun: the last word may go on; cost: how much less it is believed than the query as
    written."""

    words: tuple[str, ...]
    slips: bool = False
    cost: float = 0.0
    begun: bool = True


def turns(query: str) -> Iterator[list[Way]]:
    """What to try, by turns; of each turn everything."""
    told = words(query)
    core = tuple(word for word in told if word not in _FILLING)
    bare = [Way(core, cost=0.05, begun=told[-1:] == core[-1:])] if core and core != told else []
    yield [Way(told), *bare]
    spelt = words(latin(query))
    yield [
        Way(told, slips=True),
        *(way._replace(slips=True) for way in bare),
        *([Way(spelt, cost=0.15)] if spelt and spelt != told else []),
    ]
    others = [other for word in told if (other := other_keyboard(word))]
    turn = [Way(tuple(others), cost=0.2)] if others and len(others) == len(told) else []
    turn += [Way(spelt, slips=True, cost=0.3)] if spelt and spelt != told else []
    turn += [Way((*told[:i], told[i] + told[i + 1], *told[i + 2 :]), cost=0.1) for i in range(len(told) - 1)]
    for i, word in enumerate(told[:4]):
        turn += [Way((*told[:i], word[:j], word[j:], *told[i + 1 :]), cost=0.1) for j in range(2, len(word) - 1)]
    yield turn
    if 2 <= len(told) <= 6:
        yield [Way((*told[:i], *told[i + 1 :]), slips=True, cost=0.4) for i in range(len(told))]
