"""Continuing playlists: the first half of each is told, the second is to be named.

Playlists are parted. One part, the same whatever the seed, was looked at when the models were put together and is
learnt from only; each of the others is asked once, by what is learnt from all whole playlists outside it and from the
halves it tells. Inside those whole playlists everything is chosen: each part of them is hidden by halves in its turn,
the setting of each model that does best is kept, and then the weights of each blend. The hidden halves of the part
that is asked are not there before the last step. How weights are chosen: `choosing.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from segue.learning.ascent import Examples, gain, joined
from segue.learning.evaluate import top_k_rows
from segue.learning.model import Histories
from segue.learning.rows import nothing, pick, rows
from segue.learning.standard import standardise
from segue.proof.choosing import SCALES, Floats, better_scale, figures, only, weigh
from segue.proof.views import View

FEWEST = 4  # tracks of a playlist that is asked: two told, two hidden
_PARTS, _DESIGN, _DESIGN_SEED = 5, 0, 7
_LIKELY = 150


@dataclass(frozen=True, slots=True)
class Task:
    """playlists: columns of each, in order, every item once; n_items: columns
    likeness: (n, n) float32 CSR of playlists by their names, nothing on the diagonal"""

    playlists: Sequence[NDArray[np.int32]]
    n_items: int
    likeness: csr_array

    def told(self, playlist: int) -> NDArray[np.int32]:
        own = self.playlists[playlist]
        return own[: (len(own) + 1) // 2]

    def hidden(self, playlist: int) -> NDArray[np.int32]:
        own = self.playlists[playlist]
        return own[(len(own) + 1) // 2 :]

    def able(self, some: NDArray[np.int64]) -> NDArray[np.int64]:
        return some[[len(self.playlists[one]) >= FEWEST for one in some]] if len(some) else some

    def histories(self, halved: NDArray[np.int64]) -> Histories:
        """Of all playlists; of those `halved` what they tell. Friends: playlists of like names."""
        half = set(halved.tolist())
        liked = _matrix([self.told(p) if p in half else own for p, own in enumerate(self.playlists)], self.n_items)
        return Histories(liked, nothing(liked.shape), csr_array(self.likeness @ liked))


def _matrix(lists: Sequence[NDArray[np.int32]], width: int) -> csr_array:
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(one) for one in lists], dtype=np.int64)])
    columns = np.concatenate([np.empty(0, np.int32), *lists])
    matrix = csr_array((np.ones(len(columns), np.float32), columns, starts), shape=(len(lists), width))
    matrix.sort_indices()
    return matrix


def parts(n: int, seed: int) -> list[NDArray[np.int64]]:
    """The design part, then those that are asked, each ascending."""
    order = np.random.default_rng(_DESIGN_SEED).permutation(n)
    is_design = np.arange(n) % _PARTS == _DESIGN
    others = np.random.default_rng(seed).permutation(np.sort(order[~is_design]))
    return [np.sort(one) for one in (order[is_design], *(others[k :: _PARTS - 1] for k in range(_PARTS - 1)))]


class Answered(NamedTuple):
    """Some playlists. z: (n_views, n, n_items) float32; told: (n, n_items); held: (n_items,) int64, in how many
    playlists learnt from an item is; hidden: of each playlist, its columns"""

    z: NDArray[np.float32]
    told: csr_array
    held: NDArray[np.int64]
    hidden: list[NDArray[np.int32]]

    def wanted(self, fewest: int) -> csr_array:
        """(n, n_items): what is hidden, out of the items that so many playlists hold."""
        return _matrix([own[self.held[own] >= fewest] for own in self.hidden], len(self.held))


def answered(
    task: Task, views: Sequence[View], asked: NDArray[np.int64], also_halved: NDArray[np.int64], seed: int
) -> Answered:
    """By what is learnt from everything but the hidden halves of `asked` and of `also_halved`."""
    some = task.able(asked)
    learnt = task.histories(np.concatenate([asked, also_halved]))
    told = pick(learnt, some)
    z = np.empty((len(views), len(some), task.n_items), np.float32)
    for view, row in zip(views, z, strict=True):
        standardise(view(learnt, seed)(told), rows(told.liked), row)
    held = np.bincount(learnt.liked.indices, minlength=task.n_items)
    return Answered(z, told.liked, held, [task.hidden(int(one)) for one in some])


def examples(of: Answered, fewest: int, aside: int = 0) -> Examples:
    """What the views would name, the best 150 of each, and whether it was hidden; the last `aside` name nothing."""
    seen, wanted = rows(of.told), of.wanted(fewest)
    unranked = np.where(of.held >= fewest, np.float32(0), np.float32(-np.inf))
    tops = [top_k_rows(one + unranked, seen, _LIKELY) for one in of.z[: len(of.z) - aside]]
    able = np.flatnonzero(np.diff(wanted.indptr))
    sizes, z, relevant = [0], [np.empty((0, len(of.z)), np.float32)], [np.empty(0, np.bool_)]
    for u in able:
        at = np.unique(np.concatenate([top[u] for top in tops]))
        at = at[at >= 0]
        z.append(of.z[:, u, at].T)
        relevant.append(np.isin(at, wanted.indices[wanted.indptr[u] : wanted.indptr[u + 1]]))
        sizes.append(sizes[-1] + len(at))
    counts = np.diff(wanted.indptr)[able].astype(np.int64)
    return Examples(np.array(sizes, np.int64), np.concatenate(z), np.concatenate(relevant), counts)


class Part(NamedTuple):
    """found: by row, `figures`; chosen: settings of components, scales of blends; weights: of each blend"""

    found: dict[str, Floats]
    chosen: dict[str, str]
    weights: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Contest:
    """views: of each component its settings, by name; blends: by the name of a row, the components it has
    questions: by name, in how many playlists learnt from an item has to be to be ranked and wanted
    aside: of the views, the last so many settings only rank what the others name, so that those do as without them"""

    task: Task
    views: Mapping[str, Mapping[str, View]]
    blends: Mapping[str, Sequence[str]]
    questions: Mapping[str, int]
    aside: int = 0

    def run(self, seed: int, progress: Callable[[float], None]) -> Iterator[dict[str, Part]]:
        """By question, for each part that is asked."""
        every = parts(len(self.task.playlists), seed)
        settings = [(name, how) for name, many in self.views.items() for how in many]
        flat = [self.views[name][how] for name, how in settings]
        for turn, asked in enumerate(every[1:]):
            made: dict[str, list[Examples]] = {question: [] for question in self.questions}
            for number, hidden in enumerate(one for one in every if one is not asked):
                of = answered(self.task, flat, hidden, asked, seed)
                for question, fewest in self.questions.items():
                    made[question].append(examples(of, fewest, self.aside))
                progress((turn + (number + 1) / len(every)) / (len(every) - 1))
            of = answered(self.task, flat, asked, np.empty(0, np.int64), seed)
            yield {
                question: self._part(settings, joined(made[question]), examples(of, fewest, self.aside), seed)
                for question, fewest in self.questions.items()
            }
            progress((turn + 1) / (len(every) - 1))

    def _part(self, settings: Sequence[tuple[str, str]], made: Examples, test: Examples, seed: int) -> Part:
        worth = [gain(made, one) if len(made.wanted) else 0.0 for one in np.eye(len(settings))]
        kept: dict[str, int] = {}
        for s, (name, _) in enumerate(settings):
            if name not in kept or worth[s] > worth[kept[name]]:
                kept[name] = s
        found = {name: figures(only(test, [s]), np.ones(1)) for name, s in kept.items()}
        chosen = {name: settings[s][1] for name, s in kept.items() if settings[s][1]}
        weights = {}
        for row, names in self.blends.items():
            columns = [kept[name] for name in names]
            mine = only(made, columns)
            chosen[row] = better_scale(mine, seed)
            scale = SCALES[chosen[row]]
            mix = weigh(scale(mine), seed, 5, 25)
            found[row] = figures(scale(only(test, columns)), mix)
            weights[row] = dict(zip(names, mix.tolist(), strict=True))
        return Part(found, chosen, weights)
