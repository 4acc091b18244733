"""Reading the text files of public benchmarks, with errors that say where."""

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Pairs = NDArray[np.int64]


def lines_of(path: Path) -> list[str]:
    """Raises ValueError when the file cannot be read."""
    try:
        return path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; see docs/proof for where the data set comes from") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None


def whole_numbers(path: Path, position: int, line: str, lowest: int) -> list[int]:
    """The numbers of a line; `position` counts lines from 1. Raises ValueError for anything else."""
    try:
        numbers = [int(word) for word in line.split()]
    except ValueError as error:
        raise ValueError(f"{path} line {position}: want whole numbers: {error}") from None
    if numbers and min(numbers) < lowest:
        raise ValueError(f"{path} line {position}: want numbers from {lowest}, got {min(numbers)}")
    return numbers


def adjacency(path: Path) -> Pairs:
    """(n, 2) int64 pairs of a file with `listener item item ...` on each line, counted from 0."""
    pairs: list[tuple[int, int]] = []
    for position, line in enumerate(lines_of(path), start=1):
        numbers = whole_numbers(path, position, line, lowest=0)
        pairs.extend((numbers[0], item) for item in numbers[1:])
    return _some(path, pairs)


def edges(path: Path) -> Pairs:
    """(n, 2) int64 pairs, from 0, of a file with `left right` or `left right weight` lines, counted from 1.

    The weight may be any one word here; `plays` reads it.
    """
    pairs: list[tuple[int, int]] = []
    for position, line in enumerate(lines_of(path), start=1):
        words = line.split()
        if not words:
            continue
        if len(words) not in (2, 3):
            raise ValueError(f"{path} line {position}: want 2 or 3 numbers, got {len(words)}")
        left, right = whole_numbers(path, position, f"{words[0]} {words[1]}", lowest=1)
        pairs.append((left - 1, right - 1))
    return _some(path, pairs)


def plays(path: Path) -> NDArray[np.float64]:
    """(n,) float64, the third number of each line that `edges` reads, 1 where there is none: 957 or 3.2466e+05."""
    found: list[float] = []
    for position, line in enumerate(lines_of(path), start=1):
        words = line.split()
        if not words:
            continue
        try:
            times = float(words[2]) if len(words) > 2 else 1.0
        except ValueError:
            times = -1.0
        if not 0 <= times < math.inf:
            raise ValueError(f"{path} line {position}: want how often it was played, 0 or more, got {words[2][:40]!r}")
        found.append(times)
    return np.array(found, np.float64)


def _some(path: Path, pairs: list[tuple[int, int]]) -> Pairs:
    if not pairs:
        raise ValueError(f"{path}: holds no interactions")
    return np.array(pairs, np.int64)


def binary(pairs: Pairs, shape: tuple[int, int]) -> csr_array:
    """1.0 at every pair once, sorted indices, float32."""
    ones = np.ones(len(pairs), np.float32)
    matrix = csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=shape)
    matrix.sum_duplicates()
    matrix.sort_indices()
    matrix.data[:] = 1
    return matrix


def shape_of(parts: Iterable[Pairs]) -> tuple[int, int]:
    """(listeners, items) so that every pair fits."""
    highest = np.max([part.max(axis=0) for part in parts], axis=0)
    return int(highest[0]) + 1, int(highest[1]) + 1
