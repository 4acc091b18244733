"""Loaders on tiny files, and the real benchmarks where the data is present."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.blend import FittedBlend
from segue.learning.evaluate import evaluate
from segue.learning.model import Histories, Interactions
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.popularity import Popularity
from segue.learning.rows import nothing
from segue.proof.loop.town import Size
from segue.proof.proof import Proof, Question
from segue.proof.proofs.ablations import Ablations
from segue.proof.proofs.scaling import Scaling
from segue.proof.ranking import evaluate_all
from segue.settings import data_dir

PROOFS = discover("segue.proof.proofs", Proof)


def lastfm_folder(folder: Path) -> Path:
    lines = [f"{u} {i} {u * i}" for u in range(1, 31) for i in range(1, 21) if (u + i) % 2 and u != i]
    (folder / "data1.txt").write_text("\n".join(lines) + "\n")
    (folder / "test1.txt").write_text("\n".join(f"{u} {u + 1} 3.2e+05" for u in range(1, 20)) + "\n")
    (folder / "trustnetwork.txt").write_text("1 2\n2 3\n900 1\n")
    return folder


def gowalla_folder(folder: Path) -> Path:
    (folder / "train.txt").write_text("\n".join(f"{u} {u % 2} {u % 2 + 2} {u % 2 + 4}" for u in range(9)))
    (folder / "test.txt").write_text("0 6\n1 7\n2\n")
    return folder


def test_gowalla_reads_adjacency(tmp_path: Path) -> None:
    benchmark = PROOFS["gowalla"].prove.load(gowalla_folder(tmp_path))
    assert benchmark.train.histories.liked.shape == (9, 8)
    assert benchmark.test.nnz == 2


def test_lastfm_reads_friends_both_ways(tmp_path: Path) -> None:
    benchmark = PROOFS["lastfm"].prove.load(lastfm_folder(tmp_path))
    friends, liked = benchmark.train.histories.friends, benchmark.train.histories.liked.toarray() > 0
    assert friends is not None
    assert friends.toarray()[1] == pytest.approx((liked[0].astype(float) + liked[2]) / 2)
    assert friends.toarray()[2] == pytest.approx(liked[1].astype(float))


def test_what_is_played_most_is_liked_most(tmp_path: Path) -> None:
    liked = PROOFS["lastfm"].prove.load(lastfm_folder(tmp_path)).train.histories.liked
    first = liked[[1]]  # played u * i times
    assert first.data.tolist() == sorted(first.data)
    assert first.data.min() >= 0.4
    assert first.data.max() <= 1.6
    assert first.data[0] < 1 < first.data[-1]
    (tmp_path / "data1.txt").write_text("1 2 5\n1 3 5\n2 3\n")
    assert set(PROOFS["lastfm"].prove.load(tmp_path).train.histories.liked.data.tolist()) == {1.0}


@pytest.mark.parametrize(
    ("name", "file", "text", "message"),
    [
        ("gowalla", "train.txt", "0 1 2\n1 x 3\n", r"train\.txt line 2: want whole numbers"),
        ("gowalla", "train.txt", "0 1 2\n\n1 -3\n", r"train\.txt line 3: want numbers from 0, got -3"),
        ("gowalla", "test.txt", "", r"test\.txt: holds no interactions"),
        ("gowalla", "test.txt", None, r"test\.txt: no such file"),
        ("lastfm", "data1.txt", "1 2 3\n1\n", r"data1\.txt line 2: want 2 or 3 numbers, got 1"),
        ("lastfm", "test1.txt", "1 2 3\n0 1 1\n", r"test1\.txt line 2: want numbers from 1, got 0"),
        ("lastfm", "data1.txt", "1 2 3\n1 3 x\n", r"data1\.txt line 2: want how often it was played, .* got 'x'"),
        ("lastfm", "data1.txt", "1 2 inf\n", r"data1\.txt line 1: want how often it was played"),
        ("lastfm", "trustnetwork.txt", None, r"trustnetwork\.txt: no such file"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, name: str, file: str, text: str | None, message: str) -> None:
    folder = (gowalla_folder if name == "gowalla" else lastfm_folder)(tmp_path)
    if text is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(text)
    with pytest.raises(ValueError, match=message):
        PROOFS[name].prove.load(folder)


def test_a_run_says_what_it_found(tmp_path: Path) -> None:
    heard: list[float] = []
    asked = Question(lastfm_folder(tmp_path), 3, progress=lambda stage, share: heard.append(share))
    result = PROOFS["lastfm"].prove(asked)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    answer = json.loads(result.to_json())
    assert set(answer) == {"dataset", "ours", "beside", "published"}
    assert {"recall@20", "ndcg@20", "cpu_seconds", "peak_mb", "seed"} <= set(answer["ours"])
    assert answer["ours"]["seed"] == 3
    assert set(answer["published"][0]) == {"name", "recall@20", "ndcg@20"}


def test_lastfm_tells_what_friends_are_worth(tmp_path: Path) -> None:
    told = PROOFS["lastfm"].prove(Question(lastfm_folder(tmp_path), 3))
    less = next(one for one in told.beside if one.name.startswith("Segue without friends"))
    assert set(less.intervals) == {"recall@20", "ndcg@20"}
    assert "gain over Segue without friends" in told.facts
    assert "friends" in told.ours.note


def test_several_blends_are_measured_as_each_alone() -> None:
    rng = np.random.default_rng(0)
    board = np.where(rng.random((30, 40)) < 0.3, 1, 0).astype(np.float32)
    test = csr_array(((rng.random((30, 40)) < 0.1) & (board == 0)).astype(np.float32))
    histories = Histories(csr_array(board), nothing((30, 40)))
    models = {"ease": ItemEase(), "popularity": Popularity()}
    fitted = {name: model.fit(Interactions(histories), 0) for name, model in models.items()}
    weights = [np.array([0.7, 0.3]), np.array([0.0, 1.0])]
    for each, found in zip(weights, evaluate_all(fitted, weights, histories, test), strict=True):
        alone = evaluate(FittedBlend(fitted, each).score, histories, test)
        assert found.recall == pytest.approx(alone.recall)
        assert found.ndcg == pytest.approx(alone.ndcg)


def test_shuffling_the_test_part_changes_no_weight(tmp_path: Path) -> None:
    folder = lastfm_folder(tmp_path)
    first = PROOFS["lastfm"].prove(Question(folder, 3)).facts["weights"]
    lines = [line.split() for line in (folder / "test1.txt").read_text().splitlines()]
    turned = [f"{u} {i} 1" for (u, _, _), (_, i, _) in zip(lines, reversed(lines), strict=True)]
    (folder / "test1.txt").write_text("\n".join(turned) + "\n")
    assert PROOFS["lastfm"].prove(Question(folder, 3)).facts["weights"] == first


def test_scaling_draws_every_line(tmp_path: Path) -> None:
    told = Scaling(dimensions=(2, 4), neighbours=(2, 4), blended=(2,))(Question(lastfm_folder(tmp_path), 3))
    rows = {one.name: one.values for one in (told.ours, *told.beside)}
    assert len(rows) == 5
    assert rows["iALS, 4 dimensions"]["million parameters"] > rows["iALS, 2 dimensions"]["million parameters"] > 0
    picture = ElementTree.fromstring(told.pictures["scaling"])
    texts = [e.text for e in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"iALS", "item EASE", "blend", "million parameters", "CPU-s"} <= set(texts)


@pytest.mark.slow
def test_ablations_have_a_row_for_everything(tmp_path: Path) -> None:
    size = Size(listeners=30, tracks=200, history_days=3, watched=2, days=1)
    told = Ablations(size, splits=1)(Question(lastfm_folder(tmp_path), 3))
    names = [one.name for one in told.beside]
    assert {"the blend without ials", "the blend with rp3beta", "item_ease alone"} <= set(names)
    assert {"reranker diversity left out", "signal left out: skips"} <= set(names)
    assert {"recall@20", "completed", "chance", "artists"} <= set(told.ours.values)


FLOORS = {"lastfm": (0.292, 0.234), "gowalla": (0.191, 0.158)}


@pytest.mark.data
@pytest.mark.parametrize("name", ["lastfm", pytest.param("gowalla", marks=pytest.mark.slow)])
def test_the_figures_hold(name: str) -> None:
    proof, root = PROOFS[name], data_dir()
    if root is None or not (root / proof.folder).is_dir():
        pytest.skip(f"{proof.folder} is absent: set SEGUE_DATA to the folder that holds it")
    result = proof.prove(Question(root / proof.folder, 7))
    recall, ndcg = FLOORS[name]
    assert result.ours.values["recall@20"] >= recall
    assert result.ours.values["ndcg@20"] >= ndcg
    assert result.ours.values["recall@20"] > max(one.values["recall@20"] for one in result.published)
