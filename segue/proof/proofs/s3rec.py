"""Last.fm in order of time: 1,090 listeners, 3,646 artists, 52,551 events, and what listeners tagged.

Set and protocol: K. Zhou et al., "S3-Rec: Self-Supervised Learning for Sequential Recommendation with Mutual
Information Maximization", CIKM 2020, over HetRec 2011 (I. Cantador, P. Brusilovsky, T. Kuflik, RecSys 2011). Terms
of the data: non-commercial; cite Last.fm and HetRec 2011.

**The attributes that come with the set leak.** Its sequences are the tagging events of HetRec, and
`LastFM_item2attributes.json` holds the tags of the events that are to be predicted. Read here are the tags without
the assignments of every validation and test event, `artist_tags_leakfree.tsv`.
"""

from pathlib import Path

from scipy.sparse import csr_array

from segue.learning.models.content_ease import ContentEase
from segue.learning.models.next_item import NextItem
from segue.learning.models.popularity import Popularity
from segue.learning.models.session_neighbours import SessionNeighbours
from segue.proof.next_item import NextItemProof, Work
from segue.proof.proof import Proof
from segue.proof.report import Figures
from segue.proof.sets import SequenceSet, read_sequences, read_tags

SEQUENCES, TAGS, LEAKING = "LastFM.txt", "artist_tags_leakfree.tsv", "LastFM_item2attributes.json"
_SEEDS, _ENOUGH = 3, 4096


def load(path: Path) -> Work:
    """`LastFM.txt` and the leak-free tags of a folder. Raises ValueError for the tags that leak."""
    sequences = read_sequences(path / SEQUENCES)
    tags = tags_of(path / TAGS, sequences)
    # settings chosen on validation
    singles = {
        "EASE": ContentEase(content_weight=0, ridge=100, recency=0, keep=0),
        "EASE with tags": ContentEase(content_weight=4, ridge=200, recency=10, keep=0),
        "session neighbours": SessionNeighbours(neighbours=50),
        "popularity": Popularity(),
    }
    transformers = {f"transformer {n + 1}": NextItem(skip_cost=0) for n in range(_SEEDS)}
    return Work(sequences, tags, singles, transformers, {"fusion without tags": ("EASE with tags",)})


def tags_of(path: Path, sequences: SequenceSet) -> csr_array:
    """(n_items, n_tags) float32 of a file of tags. Raises ValueError for the one whose tags leak, by any name."""
    with path.open("rb") as file:
        begin = file.read(_ENOUGH).lstrip()
    if path.name == LEAKING or begin.startswith(b"{"):
        raise ValueError(
            f"{path}: refused, it leaks: the sequences are tagging events, and these attributes hold the tags of the "
            f"very events that are to be predicted; use {TAGS}, without those of every validation and test event"
        )
    return read_tags(path, sequences.names)


def _published(name: str, hit_rate: float, gain: float | None = None, note: str = "") -> Figures:
    values = {"hr@10": hit_rate} | ({} if gain is None else {"ndcg@10": gain})
    return Figures(name, values, note=note)


S3REC = Proof(
    "Last.fm artists in order of time: which artist next, without tags of the future",
    "s3rec-lastfm",
    NextItemProof(
        dataset="Last.fm in order of time (S3-Rec split), leak-free tags",
        load=load,
        published=(
            _published("PopRec", 0.0440, 0.0203, "counts the test item"),
            _published("GRU4Rec", 0.0367),
            _published("SASRec", 0.0688, 0.0390),
            _published("BERT4Rec", 0.0633),
            _published("HGN", 0.0505),
            _published("S3-Rec", 0.0743, 0.0427, "with tags of the test events: they leak, which favours it"),
        ),
    ),
)
