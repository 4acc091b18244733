"""The tags of `segue prove s3rec` against the assignments they come from: none of a test or validation event is left.

The sequences are tagging events of HetRec 2011: every event is at least one tag given by its listener to its artist.
"""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from segue.proof.proofs import s3rec
from segue.proof.sets import read_sequences
from segue.settings import data_dir

REMOVED = 5_525  # assignments of all validation and test events, as the data's README says


@pytest.mark.data
def test_no_tag_of_an_event_that_is_asked_is_left() -> None:
    root = data_dir() or Path("absent")
    folder, source = root / "s3rec-lastfm", root / "hetrec2011-lastfm-2k"
    if not folder.is_dir() or not source.is_dir():
        pytest.skip("s3rec-lastfm or hetrec2011-lastfm-2k is absent: set SEGUE_DATA to the folder that holds them")
    item_of = {row[1]: int(row[0]) for row in rows(folder / "artist_names.tsv")}
    given = Counter(item_of[row[1]] for row in rows(source / "user_taggedartists.dat") if row[1] in item_of)
    left: Counter[int] = Counter()
    for item, _, count in rows(folder / s3rec.TAGS):
        left[int(item)] += int(count)
    sequences = read_sequences(folder / s3rec.SEQUENCES)
    asked = np.concatenate([sequences.nth_last(1), sequences.nth_last(2)])
    events = Counter(sequences.names[asked[asked >= 0]].tolist())
    gone = {item: given[item] - left[item] for item in given}
    assert sum(gone.values()) == REMOVED
    assert all(gone[item] >= n for item, n in events.items())
    assert all(gone[item] == 0 for item in given if item not in events)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
