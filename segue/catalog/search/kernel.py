"""The loops of search, compiled: ranges of words, words with a slip, rows that have all words, the best of them.

A vocabulary is `letters` (int32 code points, one word after the other) and `starts` (n + 1, where each begins), its
words in order; so it is a trie as well, whose nodes are ranges of words with one beginning.
"""

import numpy as np
from numba import njit

HELD = 128  # in the table of rows: has all words so far; below it how well the present word is found
ANOTHERS = 55  # most a word is worth that stands in another name than an entry's own
OWN = 0.4  # how far what is one's own stands before others
_STACK = 1 << 16
_MOST = 1 << 12  # ranges of words with a slip


@njit(cache=True, nogil=True)
def span(letters, starts, word):  # type: ignore[no-untyped-def]
    """(first, behind the last) of the words that begin with this one, and whether the first is just it."""
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high) // 2
        if _compare(letters, starts, middle, word) < 0:
            low = middle + 1
        else:
            high = middle
    first, high = low, len(starts) - 1
    while low < high:
        middle = (low + high) // 2
        if _compare(letters, starts, middle, word) <= 0:
            low = middle + 1
        else:
            high = middle
    whole = first < low and starts[first + 1] - starts[first] == len(word)
    return first, low, whole


@njit(cache=True, nogil=True)
def _compare(letters, starts, at, word):  # type: ignore[no-untyped-def]
    """-1 before, 1 after all words that begin with `word`, 0 one of them."""
    start, length = starts[at], starts[at + 1] - starts[at]
    for i in range(len(word)):
        if i >= length or letters[start + i] < word[i]:
            return -1
        if letters[start + i] > word[i]:
            return 1
    return 0


@njit(cache=True, nogil=True)
def near(letters, starts, word, slips, beginning):  # type: ignore[no-untyped-def]
    """(m, 3) ranges of words within so many slips, and how many it took: a letter wrong, missing, too many, or two
    exchanged (optimal string alignment). beginning: of their beginnings, too, if those are no shorter.

    A walk through the trie with a row of the distance matrix at each node (Shang & Merrettal 1996); what can no
    longer come near is left out with all below it.
    """
    length = len(word)
    out = np.empty((_MOST, 3), np.int32)
    count, top = 0, 0
    rows = np.empty((length + slips + 2, length + 1), np.int16)
    path = np.empty(length + slips + 2, np.int32)
    stack = np.empty((_STACK, 4), np.int32)  # range, depth, letter
    for j in range(length + 1):
        rows[0, j] = j
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = 0, len(starts) - 1, 0, 0
    top = 1
    while top > 0 and count < _MOST:
        top -= 1
        low, high, depth = stack[top, 0], stack[top, 1], stack[top, 2]
        if depth > 0:
            path[depth] = stack[top, 3]
            best = _row(rows, path, word, depth)
            if best > slips:
                continue
            end = rows[depth, length]
            whole = starts[low + 1] - starts[low] == depth
            if end <= slips and (whole or (beginning and depth >= length)):
                out[count, 0], out[count, 2] = low, end
                out[count, 1] = high if beginning and depth >= length else low + 1
                count += 1
                if beginning and depth >= length and best >= end:
                    continue
        if depth >= length + slips:
            continue
        if starts[low + 1] - starts[low] == depth:
            low += 1
        while low < high and top < _STACK:
            letter = letters[starts[low] + depth]
            behind = _last(letters, starts, low, high, depth, letter)
            stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = low, behind, depth + 1, letter
            top += 1
            low = behind
    return out[:count]


@njit(cache=True, nogil=True)
def _row(rows, path, word, depth):  # type: ignore[no-untyped-def]
    """Fill in the row of this depth; its least value."""
    rows[depth, 0] = depth
    best = depth
    for j in range(1, len(word) + 1):
        same = path[depth] == word[j - 1]
        value = min(rows[depth - 1, j] + 1, rows[depth, j - 1] + 1, rows[depth - 1, j - 1] + (0 if same else 1))
        if depth > 1 and j > 1 and path[depth] == word[j - 2] and path[depth - 1] == word[j - 1]:
            value = min(value, rows[depth - 2, j - 2] + 1)
        rows[depth, j] = value
        best = min(best, value)
    return best


@njit(cache=True, nogil=True)
def _last(letters, starts, low, high, depth, letter):  # type: ignore[no-untyped-def]
    """Behind the last word of the range with this letter there: in growing steps, then between the last two."""
    step = 1
    while low + step < high and letters[starts[low + step] + depth] == letter:
        step *= 2
    high = min(high, low + step)
    low += step // 2
    while low < high:
        middle = (low + high) // 2
        if letters[starts[middle] + depth] == letter:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def begin(ranges, quality, at, rows, worth, table, found):  # type: ignore[no-untyped-def]
    """Rows with any word of the ranges; returns how many. ranges: (m, 2); quality: (m,) float32, 0-1."""
    count = 0
    for k in range(len(ranges)):
        for p in range(at[ranges[k, 0]], at[ranges[k, 1]]):
            row = rows[p]
            value = np.uint8(HELD + np.int64(np.float64(worth[p]) * quality[k] + 0.5))
            if table[row] < value:
                if table[row] == 0:
                    found[count] = row
                    count += 1
                table[row] = value
    return count


@njit(cache=True, nogil=True)
def flood(ranges, quality, at, rows, worth, table):  # type: ignore[no-untyped-def]
    """The same for a good part of all rows, which are then to be gathered in their order: what follows looks at them as
    they lie in memory."""
    values = np.empty(256, np.uint8)
    for k in range(len(ranges)):
        for i in range(128):
            values[i] = HELD + np.int64(i * quality[k] + 0.5)
        for p in range(at[ranges[k, 0]], at[ranges[k, 1]]):
            row, value = rows[p], values[worth[p]]
            if table[row] < value:
                table[row] = value


@njit(cache=True, nogil=True)
def gather(table, found):  # type: ignore[no-untyped-def]
    count = 0
    for row in range(len(table)):
        if table[row]:
            found[count] = row
            count += 1
    return count


@njit(cache=True, nogil=True)
def narrow(ranges, quality, at, rows, worth, table):  # type: ignore[no-untyped-def]
    """The same for a further word, among the rows that are held."""
    values = np.empty(256, np.uint8)
    for k in range(len(ranges)):
        for i in range(128):
            values[i] = HELD + np.int64(i * quality[k] + 0.5)
        for p in range(at[ranges[k, 0]], at[ranges[k, 1]]):
            row, value = rows[p], values[worth[p]]
            if HELD <= table[row] < value:
                table[row] = value


@njit(cache=True, nogil=True)
def settle(table, found, sums, named, count):  # type: ignore[no-untyped-def]
    """After a word: add how well it is found, and count it where it is of the name itself; drop the rows without it.
    Returns how many stay."""
    kept = 0
    for i in range(count):
        row = found[i]
        value = table[row] - HELD
        if value == 0:
            table[row] = 0
            continue
        table[row] = HELD
        found[kept], sums[kept], named[kept] = row, sums[i] + value, named[i] + (value > ANOTHERS)
        kept += 1
    return kept


@njit(cache=True, nogil=True)
def best(found, sums, named, count, table, bounds, length, static, asked, most):  # type: ignore[no-untyped-def]
    """(kinds, most) int32 rows, the best first, -1 = none; their scores; how many of each kind there are; and whether
    one is called just so, or has several words in its own and its artist's name.

    asked: words that were looked for. A name all of whose words are among them is one in full. table: above HELD =
    stands before others; static: -inf = not there any more.
    """
    kinds = len(bounds) - 1
    rows = np.full((kinds, most), -1, np.int32)
    scores = np.full((kinds, most), -np.inf, np.float32)
    counts = np.zeros(kinds, np.int64)
    full = False
    for i in range(count):
        row = found[i]
        kind = 0
        while row >= bounds[kind + 1]:
            kind += 1
        if static[row] == -np.inf:
            continue
        counts[kind] += 1
        match = sums[i] / (100.0 * asked)
        score = match + static[row] + (OWN if table[row] > HELD else 0.0)
        if length[row] == named[i]:
            score += 0.5 * match * match
            full = full or match > 0.999
        full = full or (asked > 1 and match >= 0.55)
        if score <= scores[kind, most - 1]:
            continue
        j = most - 1
        while j > 0 and (scores[kind, j - 1] < score):
            scores[kind, j], rows[kind, j] = scores[kind, j - 1], rows[kind, j - 1]
            j -= 1
        scores[kind, j], rows[kind, j] = score, row
    return rows, scores, counts, full
