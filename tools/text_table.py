"""Makes `segue/learning/text/table.bin`: word-piece vectors distilled from a sentence encoder, with NumPy alone.

    make text-table        (downloads 90 MB, about ten CPU-minutes)

1. Each piece of the vocabulary goes through the encoder by itself; the mean of its states is reduced to 128 principal
   directions and weighed by how rare the piece is (S. Arora et al., "A simple but tough-to-beat baseline for sentence
   embeddings", ICLR 2017; the recipe of Model2Vec, https://github.com/MinishLab/model2vec).
2. The table is then fitted so that the mean over a text's pieces comes close to what the encoder says of the whole
   text: least squares over the glosses and compounds of WordNet, held near step 1 by a ridge.

The encoder is all-MiniLM-L6-v2 (Apache-2.0), six layers of BERT: run here by hand, because that is all it takes.
"""

import argparse
import hashlib
import json
import re
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import erf

from segue.learning.text.pieces import Pieces
from segue.learning.text.table import TextTable

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, RARE, RIDGE, STEPS = 128, 1e-4, 3.0, 60
_LONGEST, _BATCH = 48, 4096  # pieces of a gloss; pieces in a batch
_HEADS = 12
Floats = NDArray[np.float32]


def tensors(path: Path) -> dict[str, Floats]:
    """A safetensors file: length of the head, head as JSON, numbers.

    Raises:
        ValueError: it is another file than the one the table is made from.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{path}: not the weights of all-MiniLM-L6-v2 that are expected (sha256 {SHA256})")
    (size,) = struct.unpack("<Q", data[:8])
    head = json.loads(data[8 : 8 + size])
    found = {}
    for name, one in head.items():
        if name != "__metadata__" and one["dtype"] == "F32":
            first, last = (8 + size + at for at in one["data_offsets"])
            found[name] = np.frombuffer(data[first:last], "<f4").reshape(one["shape"])
    return found


class Encoder:
    def __init__(self, weights: dict[str, Floats]) -> None:
        self._w = weights

    def __call__(self, ids: NDArray[np.int64]) -> Floats:
        """(n, 384) mean of the last states. ids: (n, length), all of one length, with [CLS] and [SEP]."""
        w, (n, length) = self._w, ids.shape
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:length]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            at = f"encoder.layer.{layer}"
            q, k, v = (
                self._dense(x, f"{at}.attention.self.{one}").reshape(n, length, _HEADS, -1).transpose(0, 2, 1, 3)
                for one in ("query", "key", "value")
            )
            near = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(q.shape[-1]))
            near = np.exp(near - near.max(axis=-1, keepdims=True))
            mixed = ((near / near.sum(axis=-1, keepdims=True)) @ v).transpose(0, 2, 1, 3).reshape(n, length, -1)
            x = self._norm(x + self._dense(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
            wide = self._dense(x, f"{at}.intermediate.dense")
            wide = wide * (0.5 * (1 + erf(wide * np.float32(1 / np.sqrt(2)))))
            x = self._norm(x + self._dense(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        mean: Floats = x.mean(axis=1)
        return mean

    def _dense(self, x: Floats, name: str) -> Floats:
        flat = x.reshape(-1, x.shape[-1]) @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        y: Floats = (scaled * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]).astype(np.float32)
        return y

    def many(self, cut: list[list[int]], cls: int, sep: int, what: str) -> Floats:
        """(n, 384), texts of one length together."""
        out, sizes = np.empty((len(cut), 384), np.float32), np.array([len(ids) for ids in cut])
        order, done, said = np.argsort(sizes, kind="stable"), 0, time.monotonic()
        while done < len(order):
            size = int(sizes[order[done]])
            some = order[done : done + max(1, _BATCH // (size + 2))]
            some = some[sizes[some] == size]
            ids = np.array([[cls, *cut[i], sep] for i in some])
            out[some] = self(ids)
            done += len(some)
            if time.monotonic() - said > 10:
                said = time.monotonic()
                print(f"  {what}: {done:,} of {len(order):,}", file=sys.stderr, flush=True)
        return out


def glosses(folder: Path) -> Iterator[str]:
    """Of WordNet's files: the compounds and the meanings, without the examples in quotes."""
    for file in ("data.noun", "data.verb", "data.adj", "data.adv"):
        for line in (folder / file).read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            fields, _, gloss = line.partition(" | ")
            word = fields.split(" ")[4]
            if "_" in word:
                yield word.replace("_", " ").lower()
            meaning = re.sub(r'"[^"]*"', "", gloss).strip(" ;")
            if len(meaning) > 12:
                yield meaning


def principal(x: Floats, width: int) -> tuple[Floats, Floats]:
    """Mean, and (columns, width) the directions of most variance."""
    mean = x.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((x - mean).T.astype(np.float64)))
    found = vectors[:, np.argsort(-values)[:width]]
    found *= np.sign(found[np.abs(found).argmax(axis=0), np.arange(width)])  # a sign of its own: eigh's may be any
    return mean, found.astype(np.float32)


def fitted(start: Floats, cut: list[list[int]], wanted: Floats) -> Floats:
    """The table T nearest to `start` whose means over a text's pieces are close to `wanted`: (A'A + r) T = A'Y + r T0
    by conjugate gradients, A the (texts, pieces) shares."""
    sizes = np.array([len(ids) for ids in cut])
    columns = np.array([i for ids in cut for i in ids])
    rows = np.repeat(np.arange(len(cut)), sizes)
    a = csr_array((1 / sizes[rows].astype(np.float64), (rows, columns)), shape=(len(cut), len(start)))
    met = np.asarray((a * a).sum(axis=0)).ravel()
    ridge = RIDGE * met[met > 0].mean()
    table = start.astype(np.float64)
    left = a.T @ (wanted - a @ table)
    way, size = left.copy(), (left**2).sum(axis=0)
    for _ in range(STEPS):
        along = a.T @ (a @ way) + ridge * way
        step = size / np.maximum((way * along).sum(axis=0), 1e-30)
        table += step * way
        left -= step * along
        now = (left**2).sum(axis=0)
        way, size = left + now / np.maximum(size, 1e-30) * way, now
    return table.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with WordNet's data.noun, data.verb, ...")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=36_000, help="glosses and compounds of WordNet to learn from")
    parser.add_argument("--plain", type=Path, help="where the table of step 1 goes, too")
    asked: Any = parser.parse_args()
    names = asked.encoder.joinpath("vocab.txt").read_text(encoding="utf-8").split("\n")
    names = [one for one in names if one]
    ids = {name: i for i, name in enumerate(names)}
    cls, sep = ids["[CLS]"], ids["[SEP]"]
    # what occurs in no text of ours: marks of the encoder's own, and single characters of scripts it does not know
    kept = [i for i, one in enumerate(names) if not (one.startswith("[") and one.endswith("]"))]
    kept = [i for i in kept if len(names[i].removeprefix("##")) > 1 or names[i].removeprefix("##").isascii()]
    encoder = Encoder(tensors(asked.encoder / "model.safetensors"))
    single = encoder.many([[i] for i in kept], cls, sep, "pieces")
    mean, directions = principal(single, WIDTH)
    rarity = 1 / np.arange(2, len(kept) + 2)
    share = RARE / (RARE + rarity / rarity.sum())  # the vocabulary is in order of how frequent a piece is
    plain = ((single - mean) @ directions * share[:, None]).astype(np.float32)
    kept_names = tuple(names[i] for i in kept)
    if asked.plain:
        asked.plain.write_bytes(TextTable.packed(kept_names, plain).to_bytes())
    pieces, all_pieces = Pieces({name: i for i, name in enumerate(kept_names)}), Pieces(ids)
    texts = sorted(set(glosses(asked.wordnet)))
    some = np.random.default_rng(0).choice(len(texts), min(asked.texts, len(texts)), replace=False)
    texts = [texts[i] for i in np.sort(some)]
    cut = [(pieces.of(text)[:_LONGEST], all_pieces.of(text)[:_LONGEST]) for text in texts]
    cut = [(ours, theirs) for ours, theirs in cut if ours and theirs]
    said = encoder.many([theirs for _, theirs in cut], cls, sep, "texts")
    said /= np.linalg.norm(said, axis=1, keepdims=True)
    centre, ways = principal(said, WIDTH)
    wanted = (said - centre) @ ways
    # step 1 lives in directions of its own: turn it to those of the texts before it is the anchor
    means = np.stack([plain[ours].mean(axis=0) for ours, _ in cut])
    turn = np.linalg.lstsq(means.astype(np.float64), wanted, rcond=None)[0]
    table = fitted((plain @ turn).astype(np.float32), [ours for ours, _ in cut], wanted)
    packed = TextTable.packed(kept_names, table)
    asked.out.write_bytes(packed.to_bytes())
    print(f"{asked.out}: {len(kept_names):,} pieces, {asked.out.stat().st_size / 1e6:.1f} MB, sha256 "
          f"{hashlib.sha256(asked.out.read_bytes()).hexdigest()}")  # fmt: skip


if __name__ == "__main__":
    main()
