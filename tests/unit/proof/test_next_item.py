"""The next-item protocol: what it reads, what it refuses, what its figures are, what it cannot see."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.discovery import discover
from segue.learning.fusion import choices, fuse
from segue.learning.model import Arrays, Fitted, Histories, Interactions
from segue.learning.models.next_item import NextItem
from segue.learning.rows import pick
from segue.proof.next_item import hits_and_gains, measure, ranks
from segue.proof.proof import Proof, Question
from segue.proof.proofs import s3rec, sequence
from segue.proof.sets import SequenceSet, histories, read_sequences, read_tags
from segue.settings import data_dir

PROOFS = discover("segue.proof.proofs", Proof)
GROUPS, SIZE = 4, 6


class Fixed(Fitted):
    """Everybody gets the same scores."""

    def __init__(self, scores: NDArray[np.float32]) -> None:
        self._scores = scores

    def score(self, histories: Histories) -> NDArray[np.float32]:
        return np.tile(self._scores, (histories.liked.shape[0], 1))

    def arrays(self) -> Arrays:
        return {"scores": self._scores}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Fixed":
        return cls(np.asarray(arrays["scores"], np.float32))


def planted(listeners: int = 60) -> str:
    """Lines of listeners who walk around in one of four circles of six items, a few steps at random."""
    rng, lines = np.random.default_rng(0), []
    for u in range(listeners):
        start, length = int(rng.integers(SIZE)), int(rng.integers(3, SIZE))
        group = u % GROUPS
        lines.append(" ".join(map(str, [u + 1, *(1 + group * SIZE + (start + n) % SIZE for n in range(length))])))
    return "\n".join(lines) + "\n"


def s3rec_folder(folder: Path) -> Path:
    (folder / s3rec.SEQUENCES).write_text(planted())
    tags = [f"{i + 1}\tgroup {i // SIZE}\t{1 + i % 3}" for i in range(GROUPS * SIZE)]
    (folder / s3rec.TAGS).write_text("\n".join(["item\ttag\tcount", *tags]) + "\n")
    return folder


def test_a_set_is_split_from_its_end(tmp_path: Path) -> None:
    (tmp_path / "set.txt").write_text("7 30 10 20 40\n\n2 10 20\n9 20 40 10\n")
    found = read_sequences(tmp_path / "set.txt")
    assert found.names.tolist() == [10, 20, 30, 40]
    assert found.asked().tolist() == [0, 2]
    assert found.nth_last(1).tolist() == [3, -1, 0]
    assert found.nth_last(2).tolist() == [1, -1, 3]
    learnt, known = found.without_last(2), found.without_last(1)
    assert learnt.liked.toarray().tolist() == [[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 0, 0]]
    assert learnt.sequences is not None
    assert known.sequences is not None
    assert learnt.sequences.items.tolist() == [2, 0, 0, 1, 1]
    assert known.sequences.items.tolist() == [2, 0, 1, 0, 1, 1, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3 4\n2 3 x\n", r"set\.txt line 2 word 3: want a whole number from 0, got 'x'"),
        ("1 2 3 4\n\n2 -3 4\n", r"set\.txt line 3 word 2: want a whole number from 0, got '-3'"),
        ("1 2 3 4\n1 5 6 7\n", r"set\.txt line 2: user 1 was there before, on line 1"),
        ("1 2 3 4\n5\n", r"set\.txt line 2: user 5 has no items"),
        ("1 2 3\n2 3 4\n", r"set\.txt: nobody has 3 items"),
        ("", r"set\.txt: nobody has 3 items"),
        ("1 2 3 \N{DIGIT FOUR}\N{ARABIC-INDIC DIGIT FOUR}\n", r"set\.txt: cannot be read"),
        ("1 2 3 99999999999999999999\n", r"set\.txt line 1 word 4: want a whole number"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "set.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        PROOFS["sequence"].prove(Question(tmp_path / "set.txt"))


def test_tags_are_weighed_by_how_often_and_how_rare(tmp_path: Path) -> None:
    (tmp_path / "tags.tsv").write_text(
        "item\ttag\tcount\n5\trock\t3\n5\tlive\t1\n6\trock\t1\n9\tlive\t1\n8\talone\t4\n7\tx\t1\n"
    )
    found = read_tags(tmp_path / "tags.tsv", np.array([5, 6, 8, 9])).toarray()
    both = np.array([math.log(4) * math.log(2), math.log(2) * math.log(2)])
    assert found == pytest.approx(np.array([both / np.linalg.norm(both), [1, 0], [0, 0], [0, 1]]), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("item,tag,count\n", r"line 1: want the headings item tag count"),
        ("item\ttag\tcount\n1\trock\n", r"line 2: want item, tag and count"),
        ("item\ttag\tcount\n1\trock\t1\n1\tpop\tmany\n", r"line 3: want item, tag and count"),
    ],
)
def test_bad_tags_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "tags.tsv").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_tags(tmp_path / "tags.tsv", np.arange(3))


@pytest.mark.parametrize("name", [s3rec.LEAKING, "renamed.tsv"])
def test_tags_that_leak_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"1": [1, 2, 3], "2": [1, 20]}')
    sequences = read_sequences(s3rec_folder(tmp_path) / s3rec.SEQUENCES)
    with pytest.raises(ValueError, match=r"it leaks.*the very events.*use artist_tags_leakfree\.tsv"):
        s3rec.tags_of(tmp_path / name, sequences)
    (tmp_path / s3rec.TAGS).write_bytes((tmp_path / name).read_bytes())
    with pytest.raises(ValueError, match="it leaks"):  # under the name of the good ones, too
        PROOFS["s3rec"].prove(Question(tmp_path))


@pytest.mark.data
def test_the_shipped_tags_are_refused() -> None:
    folder = (data_dir() or Path("absent")) / "s3rec-lastfm"
    if not folder.is_dir():
        pytest.skip("s3rec-lastfm is absent: set SEGUE_DATA to the folder that holds it")
    with pytest.raises(ValueError, match="it leaks"):
        s3rec.tags_of(folder / s3rec.LEAKING, read_sequences(folder / s3rec.SEQUENCES))


def test_figures_match_a_hand_computed_example() -> None:
    """Twelve items; the first listener has heard items 0 and 1, wants 2; the second heard 0, wants 11."""
    scores = np.array([[9, 8, 5, 7, 6, 0, 0, 0, 0, 0, 0, 0], np.arange(12, 0, -1), np.ones(12)], np.float32)
    before = histories(np.array([0, 2, 3, 4]), np.array([0, 1, 0, 3], np.int32), 12)
    above = ranks(scores, before.liked, np.array([2, 11, 3], np.int32))
    assert above.tolist() == [2, 10, 12]  # third; eleventh of the unheard; heard before
    found = hits_and_gains(above)
    assert found[0] == pytest.approx([1, 1 / math.log2(4)])
    assert found[1:] == pytest.approx(np.zeros((2, 2)))


def plain_figures(scores: NDArray[np.float32], heard: list[set[int]], wanted: NDArray[np.int32]) -> list[list[float]]:
    """The metrics once more, slowly: sort what was not heard, look where the wanted item stands."""
    found = []
    for row, own, want in zip(scores, heard, wanted, strict=True):
        order = sorted((i for i in range(len(row)) if i not in own), key=lambda i: (-row[i], i == want))
        place = order.index(want) + 1 if want in order else len(row)
        found.append([1.0, 1 / math.log2(place + 1)] if place <= 10 else [0.0, 0.0])
    return found


@pytest.mark.parametrize("levels", [3, 1000])
def test_figures_match_a_second_implementation(levels: int) -> None:
    rng = np.random.default_rng(levels)
    n, items = 80, 40
    heard = [set(rng.choice(items, int(rng.integers(0, 12)), replace=False).tolist()) for _ in range(n)]
    scores = rng.integers(0, levels, (n, items)).astype(np.float32)
    wanted = rng.integers(0, items, n).astype(np.int32)
    starts = np.concatenate([[0], np.cumsum([len(own) for own in heard])])
    before = histories(starts, np.array([i for own in heard for i in own], np.int32), items)
    assert hits_and_gains(ranks(scores.copy(), before.liked, wanted)).tolist() == plain_figures(scores, heard, wanted)


def test_a_model_that_says_the_same_of_everything_hits_nothing() -> None:
    before = histories(np.array([0, 1]), np.array([0], np.int32), 30)
    found = measure([Fixed(np.ones(30, np.float32))], {"flat": np.ones(1)}, before, np.array([5], np.int32))
    assert found["flat"].tolist() == [[0, 0]]


def test_weights_are_those_the_choices_were_made_with() -> None:
    """Listeners choose by 1.5 x the first model - 0.5 x the second; the third is noise."""
    rng = np.random.default_rng(1)
    items, n = 60, 3000
    models = [Fixed(rng.standard_normal(items).astype(np.float32)) for _ in range(3)]
    before = histories(np.arange(n + 1), np.zeros(n, np.int32), items)
    z = np.stack([one.score(pick(before, slice(0, 1)))[0] for one in models])
    z[:, 0] = 0
    z = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)
    share = np.exp(np.array([1.5, -0.5, 0.0]) @ z)
    share[0] = 0
    wanted = rng.choice(items, n, p=share / share.sum()).astype(np.int32)
    assert fuse(choices(models, before, wanted, 0)) == pytest.approx([1.5, -0.5, 0.0], abs=0.1)


def test_nobody_to_choose_by_gives_equal_weights() -> None:
    before = histories(np.array([0, 1]), np.array([0], np.int32), 5)
    made = choices([Fixed(np.ones(5, np.float32))] * 2, before, np.array([-1], np.int32), 0)
    assert fuse(made).tolist() == [1, 1]


def shuffled(found: SequenceSet) -> SequenceSet:
    """The same set with the last items of all listeners dealt out anew."""
    columns, ends = found.columns.copy(), found.starts[found.asked() + 1] - 1
    columns[ends] = np.random.default_rng(4).permutation(columns[ends])
    return SequenceSet(found.starts, columns, found.names)


def test_test_events_change_nothing_in_the_fit(tmp_path: Path) -> None:
    work = s3rec.load(s3rec_folder(tmp_path))
    other = shuffled(work.set)
    assert (other.nth_last(1) != work.set.nth_last(1)).any()
    models = {name: work.models[name] for name in work.singles} | {"next": NextItem(epochs=2)}
    fits = [
        {name: model.fit(Interactions(of.without_last(2), work.content), 1) for name, model in models.items()}
        for of in (work.set, other)
    ]
    for one, two in zip(fits[0].values(), fits[1].values(), strict=True):
        for key, array in one.arrays().items():
            assert np.array_equal(array, two.arrays()[key])
    made = [
        choices(list(fit.values()), of.without_last(2), of.nth_last(2), 1)
        for fit, of in zip(fits, (work.set, other), strict=True)
    ]
    assert np.array_equal(fuse(made[0]), fuse(made[1]))


def test_a_run_says_what_it_found(tmp_path: Path) -> None:
    heard: list[float] = []
    asked = Question(s3rec_folder(tmp_path), 3, progress=lambda stage, share: heard.append(share))
    answer = json.loads(PROOFS["s3rec"].prove(asked).to_json())
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert {"hr@10", "ndcg@10", "intervals", "cpu_seconds", "peak_mb", "weights", "items"} <= set(answer["ours"])
    rows = {row["name"] for row in answer["beside"]}
    assert {"transformer, mean of 3 seeds", "fusion without transformer", "fusion without tags", "popularity"} <= rows
    assert answer["ours"]["hr@10"] > 0.9  # each circle holds six items, and ten may be named
    assert "leak" in {row["name"]: row for row in answer["published"]}["S3-Rec"]["note"]


def test_any_file_will_do(tmp_path: Path) -> None:
    (tmp_path / "set.txt").write_text(planted().replace(" ", " 10"))  # numbers with gaps
    result = PROOFS["sequence"].prove(Question(tmp_path / "set.txt", 3))
    assert result.ours.values["hr@10"] > 0.9
    with pytest.raises(ValueError, match="want the file with the sequences, got a folder"):
        PROOFS["sequence"].prove(Question(tmp_path))


def test_a_large_catalogue_is_not_inverted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "set.txt").write_text(planted())
    monkeypatch.setattr(sequence, "_DENSE", 10)
    monkeypatch.setattr("segue.learning.models.content_ease.lapack", None)  # used by the dense inverse only
    work = sequence.load(tmp_path / "set.txt")
    ease = work.singles["EASE"].fit(Interactions(work.set.without_last(2)), 0)
    found = measure([ease], {"ease": np.ones(1)}, work.set.without_last(1), work.set.nth_last(1))
    assert found["ease"][:, 0].mean() > 0.9


@pytest.mark.data
@pytest.mark.slow
def test_the_figures_hold() -> None:
    folder = (data_dir() or Path("absent")) / "s3rec-lastfm"
    if not folder.is_dir():
        pytest.skip("s3rec-lastfm is absent: set SEGUE_DATA to the folder that holds it")
    result = PROOFS["s3rec"].prove(Question(folder, 7))
    assert result.ours.values["hr@10"] >= 0.110
    assert result.ours.values["ndcg@10"] >= 0.060
    low, _ = result.ours.intervals["ndcg@10"]
    assert low > max(row.values.get("ndcg@10", 0) for row in result.published)
