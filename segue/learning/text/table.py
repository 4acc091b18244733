"""The table of word vectors that is shipped, and texts as the mean of theirs.

How it was made: `tools/text_table.py`; from what: NOTICE. It knows English and little else: of text in other
scripts it says nothing, which is a row of zeros.
"""

import zlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from segue.learning.text.pieces import Pieces

FILE = "table.bin"
_MAGIC = b"segue text 1\n"
_AT_ONCE = 8_192  # texts: their words' vectors take a hundred times the memory of the result


class TextTable:
    """pieces: what texts are cut into; vectors: (n_pieces, d) int8; scale: (n_pieces,) float32, of each row"""

    def __init__(self, pieces: tuple[str, ...], vectors: NDArray[np.int8], scale: NDArray[np.float32]) -> None:
        self.names, self.vectors, self.scale = pieces, vectors, scale
        self._pieces = Pieces({piece: i for i, piece in enumerate(pieces)})

    @property
    def width(self) -> int:
        return int(self.vectors.shape[1])

    def of(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """(n, d) float32, rows of length 1: the mean of the vectors of a text's pieces; zeros where none is known."""
        parts = [np.zeros((0, self.width), np.float32)]
        waiting = iter(texts)
        while some := [self._pieces.of(text) for text in islice(waiting, _AT_ONCE)]:
            parts.append(self.rows(some))
        return np.concatenate(parts)

    def rows(self, cut: list[list[int]]) -> NDArray[np.float32]:
        """The same of texts that are cut already."""
        out = np.zeros((len(cut), self.width), np.float32)
        if flat := [i for ids in cut for i in ids]:
            sizes = np.array([len(ids) for ids in cut])
            at = np.array(flat, np.int64)
            words = self.vectors[at].astype(np.float32) * self.scale[at, None]
            some = sizes > 0
            starts = np.concatenate([[0], np.cumsum(sizes[some])[:-1]])
            out[some] = np.add.reduceat(words, starts, axis=0)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
        return out

    def to_bytes(self) -> bytes:
        names = "\n".join(self.names).encode()
        head = f"{len(self.names)} {self.width} {len(names)}\n".encode()
        return _MAGIC + zlib.compress(head + names + self.scale.astype("<f4").tobytes() + self.vectors.tobytes(), 9)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises ValueError for what is not a table, or not a whole one."""
        if not data.startswith(_MAGIC):
            raise ValueError("this is not a table of word vectors")
        try:
            body = zlib.decompress(data[len(_MAGIC) :])
            head, _, rest = body.partition(b"\n")
            n, width, length = map(int, head.split())
            names = tuple(rest[:length].decode().split("\n"))
            scale = np.frombuffer(rest, "<f4", n, length).astype(np.float32)
            vectors = np.frombuffer(rest, np.int8, n * width, length + 4 * n).reshape(n, width)
        except (zlib.error, ValueError) as error:
            raise ValueError(f"the table of word vectors is damaged: {error}") from None
        if len(names) != n:
            raise ValueError(f"the table of word vectors is damaged: {len(names)} pieces for {n} rows")
        return cls(names, vectors, scale)

    @classmethod
    def packed(cls, pieces: tuple[str, ...], vectors: NDArray[np.float32]) -> Self:
        """Of (n, d) float32: each row in steps of a 127th of its largest value."""
        scale = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
        return cls(pieces, np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32))


@cache
def shipped() -> TextTable:
    """The one beside this file."""
    return TextTable.from_bytes((files(__package__) / FILE).read_bytes())


def load(path: Path) -> TextTable:
    """Raises ValueError for what is not a table; OSError when it cannot be read."""
    return TextTable.from_bytes(path.read_bytes())
