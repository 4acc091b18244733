"""Ridge regression of one sparse column on the few columns nearest to it.

EASE (H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019) regresses every item on all
others through one dense inverse. Here each target is regressed on its `count` nearest columns only, as SLIM
with feature selection does (X. Ning, G. Karypis, ICDM 2011), so cost and memory follow the data, and the same
routine regresses items on items (to fit) and a listener's live history on other listeners (to serve).
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from segue.learning.rows import Rows

F32 = np.float32


class Ridge(NamedTuple):
    """neighbours: how many; flat and relative: added to each diagonal entry g as flat + relative * g;
    steps: most conjugate gradient steps."""

    neighbours: int
    flat: np.float32
    relative: np.float32
    steps: int


class Grid(NamedTuple):
    """A matrix seen both ways, with the weights of the regression.

    by_row, by_column: the same entries; row_weight: (n_rows,) float32, weight of an observation;
    favour: (n_columns,) float32, factor on a column's similarity when neighbours are chosen.
    """

    by_row: Rows
    by_column: Rows
    row_weight: NDArray[np.float32]
    favour: NDArray[np.float32]


@njit(cache=True, nogil=True)
def _nearest(at, values, grid, self_column, skip_contained, count, inner, overlap, near):  # type: ignore[no-untyped-def]
    """Choose up to `count` columns by favour * weighted inner product with the target.

    Fills near (count,) int32 and returns how many, with their inner products. With `skip_contained`, columns
    all of whose entries lie in the target are left out: they can say nothing new about it, and one of them
    may be the target's own past. inner (n_columns,) float32 and overlap (n_columns,) int32: 0 on entry and exit, so
    that a target costs what it touches and not what there is.
    """
    most = 0
    for e in range(len(at)):
        most += grid.by_row.starts[at[e] + 1] - grid.by_row.starts[at[e]]
    touched, n_touched = np.empty(min(most, len(grid.favour)), np.int32), 0
    for e in range(len(at)):
        row = at[e]
        weight = grid.row_weight[row] * values[e]
        for f in range(grid.by_row.starts[row], grid.by_row.starts[row + 1]):
            column = grid.by_row.columns[f]
            if overlap[column] == 0:
                touched[n_touched] = column
                n_touched += 1
            overlap[column] += 1
            inner[column] += weight * grid.by_row.values[f]
    kept = 0
    keys, held = np.empty(n_touched, F32), np.empty(n_touched, np.int32)
    for t in range(n_touched):
        column = touched[t]
        size = grid.by_column.starts[column + 1] - grid.by_column.starts[column]
        if column == self_column or inner[column] <= 0 or (skip_contained and overlap[column] >= size):
            continue
        held[kept] = column
        keys[kept] = inner[column] * grid.favour[column]
        kept += 1
    n = 0
    if kept <= count:
        for t in range(kept):
            near[t] = held[t]
        n = kept
    else:
        bar = np.partition(keys[:kept], kept - count)[kept - count]
        for t in range(kept):
            if keys[t] > bar:
                near[n] = held[t]
                n += 1
        for t in range(kept):  # ties at the bar: first come
            if keys[t] == bar and n < count:
                near[n] = held[t]
                n += 1
    products = np.empty(n, F32)
    for q in range(n):
        products[q] = inner[near[q]]
    for t in range(n_touched):
        inner[touched[t]], overlap[touched[t]] = 0, 0
    return n, products


@njit(cache=True, nogil=True, fastmath=True)
def _products(grid, near, n, head, gram):  # type: ignore[no-untyped-def]
    """gram (n, n): weighted inner products of the chosen columns. head (n_rows,) int32: -1 on entry and exit.

    Entries of the chosen columns are chained row by row, so rows are never searched for them.
    """
    total = 0
    for q in range(n):
        total += grid.by_column.starts[near[q] + 1] - grid.by_column.starts[near[q]]
    chain, place = np.empty(total, np.int32), np.empty(total, np.int32)
    values, visited = np.empty(total, F32), np.empty(total, np.int32)
    entry, n_visited = 0, 0
    for q in range(n):
        for s in range(n):
            gram[q, s] = 0
        for e in range(grid.by_column.starts[near[q]], grid.by_column.starts[near[q] + 1]):
            row = grid.by_column.columns[e]
            if head[row] < 0:
                visited[n_visited] = row
                n_visited += 1
            chain[entry], place[entry], values[entry] = head[row], q, grid.by_column.values[e]
            head[row] = entry
            entry += 1
    for v in range(n_visited):
        row = visited[v]
        first = head[row]
        while first >= 0:  # a chain runs from later to earlier neighbours: fills the lower triangle
            line, scale = gram[place[first]], grid.row_weight[row] * values[first]
            other = first
            while other >= 0:
                line[place[other]] += scale * values[other]
                other = chain[other]
            first = chain[first]
        head[row] = -1
    for q in range(n):
        for s in range(q):
            gram[s, q] = gram[q, s]


@njit(cache=True, nogil=True, fastmath=True)
def _solve(gram, b, n, ridge, x):  # type: ignore[no-untyped-def]
    """x (n,) <- (gram + ridge)^-1 b by conjugate gradients with a diagonal preconditioner, from zero."""
    diagonal, r, p, product = np.empty(n, F32), np.empty(n, F32), np.empty(n, F32), np.empty(n, F32)
    rz = F32(0)
    for q in range(n):
        gram[q, q] += ridge.flat + ridge.relative * gram[q, q]
        diagonal[q], x[q], r[q] = gram[q, q], 0, b[q]
        p[q] = b[q] / diagonal[q]
        rz += r[q] * p[q]
    enough = F32(1e-8) * rz
    for _ in range(ridge.steps):
        if rz <= enough:
            break
        curvature = F32(0)
        for q in range(n):
            total = F32(0)
            for s in range(n):
                total += gram[q, s] * p[s]
            product[q] = total
            curvature += total * p[q]
        alpha, rn = rz / curvature, F32(0)
        for q in range(n):
            x[q] += alpha * p[q]
            r[q] -= alpha * product[q]
            rn += r[q] * r[q] / diagonal[q]
        beta, rz = rn / rz, rn
        for q in range(n):
            p[q] = r[q] / diagonal[q] + beta * p[q]


@njit(cache=True, nogil=True)
def regress_columns(start, stop, grid, ridge, near, weights, found):  # type: ignore[no-untyped-def]
    """Regress columns start:stop on the others.

    Fills near (n_columns, count) int32, weights (n_columns, count) float32, found (n_columns,) int64.
    """
    head = np.full(len(grid.row_weight), -1, np.int32)
    gram = np.empty((ridge.neighbours, ridge.neighbours), F32)
    inner, overlap = np.zeros(len(grid.favour), F32), np.zeros(len(grid.favour), np.int32)
    for j in range(start, stop):
        a, b = grid.by_column.starts[j], grid.by_column.starts[j + 1]
        at, values = grid.by_column.columns[a:b], grid.by_column.values[a:b]
        n, products = _nearest(at, values, grid, j, False, ridge.neighbours, inner, overlap, near[j])
        _products(grid, near[j], n, head, gram)
        _solve(gram, products, n, ridge, weights[j])
        found[j] = n


@njit(cache=True, nogil=True)
def predict_targets(start, stop, targets, grid, ridge, out):  # type: ignore[no-untyped-def]
    """Regress each of the target rows start:stop (sparse over the grid's rows) on the grid's columns, and add
    the prediction for every row into out (n, n_rows) float32, zeros on entry."""
    head = np.full(len(grid.row_weight), -1, np.int32)
    near, weights = np.empty(ridge.neighbours, np.int32), np.empty(ridge.neighbours, F32)
    gram = np.empty((ridge.neighbours, ridge.neighbours), F32)
    inner, overlap = np.zeros(len(grid.favour), F32), np.zeros(len(grid.favour), np.int32)
    for u in range(start, stop):
        a, b = targets.starts[u], targets.starts[u + 1]
        at, values = targets.columns[a:b], targets.values[a:b]
        n, products = _nearest(at, values, grid, -1, True, ridge.neighbours, inner, overlap, near)
        _products(grid, near, n, head, gram)
        _solve(gram, products, n, ridge, weights)
        for q in range(n):
            for e in range(grid.by_column.starts[near[q]], grid.by_column.starts[near[q] + 1]):
                out[u, grid.by_column.columns[e]] += weights[q] * grid.by_column.values[e]
