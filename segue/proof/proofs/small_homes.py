"""Small homes: five listeners a server, and a prior learnt from everybody else.

Last.fm artists in LightGCN-PyTorch's split. 370 listeners with test items, a fifth of all, live in 74 homes of five;
the others are the population. Their training rows go through build, install and lay-over as a dump's would; each home
fits its models on its own five training rows and that prior, and answers for its listeners' test items.

`whole population` is everybody on one server, the listeners of the other homes too, a quarter more than the prior has
seen. So there is a row with the raw histories of whoever the prior was learnt from, from which packing them can only
lose.

Settings were chosen on 370 listeners of the population, who took the place of the held-out ones (`Homes.validation`).
"""

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from segue.domain.track import Track
from segue.learning.blend import FittedBlend, choose_weights, default_weights, fit_components
from segue.learning.evaluate import Accuracy, evaluate
from segue.learning.fade import faded
from segue.learning.model import Fitted, Histories, Interactions, ItemPrior, Model
from segue.learning.models.content import Content
from segue.learning.models.ials import Ials
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.listener_ease import ListenerEase
from segue.learning.models.popularity import Popularity
from segue.learning.models.prior_factors import PriorFactors
from segue.learning.models.prior_neighbours import PriorNeighbours
from segue.learning.neighbours import Neighbours
from segue.learning.rows import nothing, pick
from segue.learning.splits import hold_out_at_random
from segue.learning.tags import tag_matrix
from segue.prior.build import build
from segue.prior.learn import Size
from segue.prior.place import place
from segue.prior.prior import Manifest
from segue.prior.shelf import Shelf
from segue.proof.hetrec import tags_of, tracks
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.read import binary, edges, shape_of
from segue.proof.report import Figures, Report

HELD_OUT, HOME, MISSING = 370, 5, 0.3
METRICS = ("recall@20", "ndcg@20")
_OWN: dict[str, Model] = {
    "ials": Ials(dimensions=64),
    "item_ease": ItemEase(),
    "listener_neighbours": Neighbours(0.5, 0.5, 0.3, sharpness=1.5),
    "popularity": Popularity(),
}
_PRIOR: dict[str, Model] = {"prior_factors": PriorFactors(), "prior_neighbours": PriorNeighbours()}
_WHOLE: dict[str, Model] = {
    "graph_filter": Neighbours(0.5, 1.0, 0.5),
    "ials": Ials(dimensions=256, a0=0.05, ridge=0.02),
    "listener_ease": ListenerEase(neighbours=100, flat=5),
}


@dataclass(frozen=True, slots=True)
class Homes:
    """train, test: (n_listeners, n_items); members: (HELD_OUT,) listeners in the order of their homes;
    others: the population's listeners"""

    train: csr_array
    test: csr_array
    members: NDArray[np.int64]
    others: NDArray[np.int64]

    @classmethod
    def of(cls, train: csr_array, test: csr_array, seed: int) -> "Homes":
        able = np.flatnonzero(np.diff(test.indptr))
        members = np.random.default_rng(seed).permutation(able)[:HELD_OUT]
        return cls(train, test, members, np.setdiff1d(np.arange(train.shape[0]), members))

    def validation(self, seed: int) -> "Homes":
        """The same question among the population alone: no listener of a home is in it."""
        split = hold_out_at_random(only(self.train, self.others), 0.2, seed)
        inner = Homes.of(split.train, split.held_out, seed)
        return Homes(inner.train, inner.test, inner.members, np.setdiff1d(self.others, inner.members))


def only(matrix: csr_array, listeners: NDArray[np.int64], columns: NDArray[np.bool_] | None = None) -> csr_array:
    """The entries of these listeners, and of these columns; the shape stays."""
    keep = np.zeros(matrix.shape[0], np.float32)
    keep[listeners] = 1
    width = np.ones(matrix.shape[1], np.float32) if columns is None else columns.astype(np.float32)
    left = csr_array(diags_array(keep) @ matrix @ diags_array(width)).astype(np.float32)
    left.eliminate_zeros()
    left.sort_indices()
    return left


def installed(population: csr_array, catalogue: list[Track], seed: int, folder: Path) -> Shelf:
    """The population's rows told as listens in a file, built into a prior, and installed."""
    told, out = folder / "listens.jsonl", folder / "built.prior"
    with open(told, "w") as file:
        for listener, item in zip(*population.nonzero(), strict=True):
            named = {"artist_name": catalogue[item].artist, "track_name": catalogue[item].title}
            file.write(json.dumps({"user_name": f"listener {listener}", "track_metadata": named}) + "\n")
    manifest = Manifest("the population of this proof", "2011-01-01", "non-commercial", 0, 0, 0)
    build(told, out, manifest, Size(fewest=1), seed)
    shelf = Shelf(folder / "home" / "installed.prior")
    shelf.install(out)
    return shelf


def at_home(
    homes: Homes,
    models: Mapping[str, Model],
    prior: ItemPrior | None,
    known: float,
    content: csr_array | None,
    seed: int,
    own: bool = True,
) -> Accuracy:
    """Every home by itself: its models, fitted on its own rows (none of them without `own`) and the prior."""
    recalls, ndcgs = [], []
    for start in range(0, len(homes.members), HOME):
        some = homes.members[start : start + HOME]
        asked = _histories(homes.train, some)
        learnt = asked if own else pick(asked, slice(0, 0))
        fitted = fit_components(models, Interactions(learnt, content, prior), seed)
        weights = faded(list(models), len(some) if own else 0, known) if prior else default_weights(list(models))
        found = evaluate(FittedBlend(fitted, weights).score, asked, csr_array(homes.test[some]))
        recalls.append(found.recall)
        ndcgs.append(found.ndcg)
    return Accuracy(homes.members, np.concatenate(recalls), np.concatenate(ndcgs))


def together(
    homes: Homes, models: Mapping[str, Model], content: csr_array | None, seed: int
) -> tuple[Accuracy, NDArray[np.float64]]:
    """Everybody on one server: weights chosen on rows held out of the training part, as in `lastfm`."""
    everybody = np.concatenate([homes.members, homes.others])
    data = Interactions(_histories(only(homes.train, everybody), slice(None)), content)
    splits = [hold_out_at_random(data.histories.liked, 0.1, seed + i) for i in range(3)]
    weights = choose_weights(models, data, splits, seed)
    blend = FittedBlend(fit_components(models, data, seed), weights)
    return _evaluated(homes, blend), weights


def joined(homes: Homes, models: Mapping[str, Model], weights: NDArray[np.float64], seed: int) -> Accuracy:
    """Every home with the others' histories themselves on its server: all that a prior could know, and more."""
    recalls, ndcgs = [], []
    for start in range(0, len(homes.members), HOME):
        some = homes.members[start : start + HOME]
        known = only(homes.train, np.concatenate([some, homes.others]))
        blend = FittedBlend(fit_components(models, Interactions(_histories(known, slice(None))), seed), weights)
        found = evaluate(blend.score, _histories(homes.train, some), csr_array(homes.test[some]))
        recalls.append(found.recall)
        ndcgs.append(found.ndcg)
    return Accuracy(homes.members, np.concatenate(recalls), np.concatenate(ndcgs))


def _evaluated(homes: Homes, fitted: Fitted) -> Accuracy:
    return evaluate(fitted.score, _histories(homes.train, homes.members), csr_array(homes.test[homes.members]))


def _histories(train: csr_array, index: slice | NDArray[np.int64]) -> Histories:
    liked = csr_array(train[index])
    return Histories(liked, nothing(liked.shape))


def rows(homes: Homes, tags: list[tuple[str, ...]], seed: int, asked: Question) -> dict[str, Accuracy]:
    """Every row of the table by its name."""
    catalogue, content = tracks(tags), tag_matrix(tags)
    population = only(homes.train, homes.others)
    missing = np.random.default_rng(seed + 1).random(len(catalogue)) < MISSING
    asked.progress("own rows only", 0.1)
    found = {"own rows only": at_home(homes, _OWN, None, 0, None, seed)}
    everybody = Popularity().fit(Interactions(_histories(population, slice(None))), seed)
    found["popularity among the others"] = _evaluated(homes, everybody)
    with tempfile.TemporaryDirectory(prefix="segue-homes-") as folder:
        for name, heard in (
            ("", population),
            (", 30 % of its artists missing", only(population, homes.others, ~missing)),
        ):
            asked.progress(f"prior{name}", 0.3 if not name else 0.6)
            prior = installed(heard, catalogue, seed, Path(folder)).current()
            assert prior is not None
            laid, bare = place(prior, catalogue, content), place(prior, catalogue, None)
            models = _OWN | _PRIOR
            tagged = {**models, "content": Content()}
            found[f"prior only{name}"] = at_home(homes, _PRIOR, bare.prior, 1.0, None, seed, own=False)
            found[f"prior and own rows{name}"] = at_home(homes, models, bare.prior, 1.0, None, seed)
            found[f"prior, own rows and tags{name}"] = at_home(homes, tagged, laid.prior, laid.known, content, seed)
    asked.progress("whole population", 0.8)
    found["whole population"], weights = together(homes, _WHOLE, None, seed)
    found["whole population and tags"], _ = together(homes, {**_WHOLE, "content": Content()}, content, seed)
    asked.progress("each home with everybody's histories", 0.9)
    found["home and the others' histories"] = joined(homes, _WHOLE, weights, seed)
    return found


def prove(asked: Question) -> Report:
    """Needs `hetrec2011-lastfm-2k` beside the split, for the tags."""
    assert asked.path is not None
    asked.progress("load", 0.0)
    train, test = edges(asked.path / "data1.txt"), edges(asked.path / "test1.txt")
    shape = shape_of((train, test))
    homes = Homes.of(binary(train, shape), binary(test, shape), asked.seed)
    tags = tags_of(asked.path.parent / "hetrec2011-lastfm-2k", asked.path, shape[1], set(homes.members.tolist()))
    clock = time.process_time()
    found = rows(homes, tags, asked.seed, asked)
    figures = {name: _figures(name, one, asked.seed) for name, one in found.items()}
    full = figures["whole population"].values
    ours = figures.pop("prior and own rows")
    told = {name: round(one.values["recall@20"] / full["recall@20"], 3) for name, one in figures.items()}
    return Report(
        dataset="Homes of five listeners (Last.fm artists)",
        metrics=METRICS,
        ours=ours,
        beside=tuple(figures.values()),
        facts={
            "seed": asked.seed,
            "listeners": len(homes.members),
            "homes": -(-len(homes.members) // HOME),
            "share_of_whole_population": {ours.name: round(ours.values["recall@20"] / full["recall@20"], 3), **told},
            "cpu_seconds": round(time.process_time() - clock, 1),
            "peak_mb": round(peak_mb()),
        },
    )


def _figures(name: str, found: Accuracy, seed: int) -> Figures:
    values = dict(zip(METRICS, (float(found.recall.mean()), float(found.ndcg.mean())), strict=True))
    low_high = dict(zip(METRICS, (mean_interval(found.recall, seed), mean_interval(found.ndcg, seed)), strict=True))
    return Figures(name, values, low_high)


SMALL_HOMES = Proof("Homes of five listeners, with and without a prior", "lightgcn-lastfm", prove)
