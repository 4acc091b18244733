"""Grow: gradient boosted trees by LightGBM, flattened as soon as they are grown.

G. Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS 2017; LambdaMART: C. Burges,
"From RankNet to LambdaRank to LambdaMART", MSR-TR-2010-82. Imported only here and only when something is grown: a
server that answers has no need of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segue.learning.trees.flat import NAN_MISSES, PLAIN, ZERO_MISSES, Trees

_MISSING = {"None": PLAIN, "Zero": ZERO_MISSES, "NaN": NAN_MISSES}


class NoTrees(RuntimeError):  # noqa: N818 - the state of an installation
    """LightGBM is not here, or a library that it needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Growth:
    """objective: "binary", or "lambdarank" with groups; patience: rounds without a better validation score"""

    objective: str = "binary"
    rounds: int = 300
    leaves: int = 15
    rate: float = 0.05
    least_rows: int = 40  # in a leaf
    ridge: float = 10.0
    columns: float = 0.7  # share looked at by each tree
    rows: float = 0.8  # share looked at by each tree
    truncation: int = 25  # of the list that lambdarank looks at
    patience: int = 30


@dataclass(frozen=True, slots=True)
class Table:
    """rows: (n, width) float32, NaN = missing; wanted: (n,) label; groups: sizes of the lists, for lambdarank"""

    rows: NDArray[np.float32]
    wanted: NDArray[np.float32]
    groups: NDArray[np.int64] | None = None
    weights: NDArray[np.float32] | None = None


def available() -> bool:
    """Whether LightGBM can be loaded here."""
    try:
        _lightgbm()
    except NoTrees:
        return False
    return True


def grow(table: Table, how: Growth, seed: int, beside: Table | None = None) -> Trees:
    """Deterministic for equal data and seed. With `beside` it ends where that is judged best.

    Raises:
        NoTrees: LightGBM cannot be loaded.
    """
    return flatten(boost(table, how, seed, beside))


def boost(table: Table, how: Growth, seed: int, beside: Table | None = None) -> Any:
    """As `grow`, but LightGBM's own booster."""
    lgb = _lightgbm()
    settings = {
        "objective": how.objective,
        "metric": "ndcg" if how.objective == "lambdarank" else "binary_logloss",
        "eval_at": [10],
        "lambdarank_truncation_level": how.truncation,
        "num_leaves": how.leaves,
        "learning_rate": how.rate,
        "min_data_in_leaf": how.least_rows,
        "lambda_l2": how.ridge,
        "feature_fraction": how.columns,
        "bagging_fraction": how.rows,
        "bagging_freq": 1,
        "seed": seed % 2**31,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,  # more change the order of sums, and with it the trees
        "verbosity": -1,
        "feature_pre_filter": False,
    }
    fit = _set(lgb, table, None)
    if beside is None:
        return lgb.train(settings, fit, how.rounds)
    stop = [lgb.early_stopping(how.patience, first_metric_only=True, verbose=False)]
    return lgb.train(settings, fit, how.rounds, valid_sets=[_set(lgb, beside, fit)], callbacks=stop)


def flatten(booster: Any) -> Trees:
    """Trees of a LightGBM booster, up to its best round.

    Raises:
        ValueError: it splits by categories, which are not flattened.
    """
    told = booster.dump_model(num_iteration=booster.best_iteration if booster.best_iteration > 0 else None)
    nodes: list[tuple[int, int, int, float, int, bool]] = []
    leaves: list[float] = []

    def place(node: Mapping[str, Any]) -> int:
        if "split_feature" not in node:
            leaves.append(float(node["leaf_value"]))
            return ~(len(leaves) - 1)
        if node["decision_type"] != "<=":
            raise ValueError(f"a tree decides by {node['decision_type']}, which cannot be flattened")
        at = len(nodes)
        nodes.append((0, 0, 0, 0.0, 0, False))
        left, right = place(node["left_child"]), place(node["right_child"])
        missing = _MISSING[node["missing_type"]]
        split, threshold = int(node["split_feature"]), float(node["threshold"])
        nodes[at] = (split, left, right, threshold, missing, bool(node["default_left"]))
        return at

    root = [place(tree["tree_structure"]) for tree in told["tree_info"]]
    columns = list(zip(*nodes, strict=True)) if nodes else [()] * 6
    feature, left, right = (np.array(one, np.int32) for one in columns[:3])
    return Trees(
        np.array(root, np.int32), feature, left, right, np.array(columns[3], np.float64),
        np.array(columns[4], np.int8), np.array(columns[5], np.bool_), np.array(leaves, np.float64),
        int(told["max_feature_idx"]) + 1,
    )  # fmt: skip


def _set(lgb: Any, table: Table, like: Any) -> Any:
    return lgb.Dataset(
        table.rows, label=table.wanted, group=table.groups, weight=table.weights, reference=like, free_raw_data=False
    )


def _lightgbm() -> Any:
    try:
        import lightgbm
    except (ImportError, OSError) as error:  # OSError: its OpenMP library is not there
        raise NoTrees(f"LightGBM cannot be loaded: {error}") from error
    return lightgbm
