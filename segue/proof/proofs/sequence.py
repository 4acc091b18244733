"""Any set of sequences: lines of `user item item ...`, oldest first; the last item is the test.

No tags, no times: what the order and the company of items say. The sizes below follow the size of the set.
"""

from pathlib import Path

from segue.learning.model import Model
from segue.learning.models.content_ease import ContentEase
from segue.learning.models.next_item import NextItem
from segue.learning.models.popularity import Popularity
from segue.learning.models.session_neighbours import SessionNeighbours
from segue.proof.next_item import NextItemProof, Work
from segue.proof.proof import Proof
from segue.proof.sets import read_sequences

MANY_EVENTS = 300_000  # from here one wide transformer and a narrow one are worth more than three narrow ones
_DENSE = 20_000  # items up to which a dense inverse fits into 2 GB


def load(path: Path) -> Work:
    """A file. Raises ValueError with the line that is wrong."""
    if path.is_dir():
        raise ValueError(f"{path}: want the file with the sequences, got a folder")
    sequences = read_sequences(path)
    singles: dict[str, Model] = {
        "EASE": ContentEase(ridge=100, recency=0, dense_up_to=_DENSE),
        "EASE, recent": ContentEase(ridge=100, recency=10, dense_up_to=_DENSE),
        "session neighbours": SessionNeighbours(),
        "popularity": Popularity(),
    }
    return Work(sequences, None, singles, _transformers(len(sequences.columns)))


def _transformers(events: int) -> dict[str, NextItem]:
    """About 25 CPU-minutes for a million events, most of them for the wide one."""
    if events < MANY_EVENTS:
        return {f"transformer {n + 1}": NextItem(skip_cost=0) for n in range(3)}
    epochs = max(2, 16_000_000 // events)
    return {
        "transformer, 128 wide": NextItem(width=128, rate=1.5e-3, epochs=min(epochs, 16), skip_cost=0),
        "transformer, 64 wide": NextItem(epochs=min(epochs, 20), skip_cost=0),
    }


SEQUENCE = Proof(
    "any file of `user item item ...`, oldest first: which item next",
    "s3rec-lastfm/LastFM.txt",
    NextItemProof(dataset="sequences", load=load),
)
