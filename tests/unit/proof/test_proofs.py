"""Loaders on tiny files, and the real benchmarks where the data is present."""

import json
from pathlib import Path

import pytest

from segue.discovery import discover
from segue.proof.proof import Proof, Question
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
    friends, liked = benchmark.train.histories.friends, benchmark.train.histories.liked.toarray()
    assert friends is not None
    assert friends.toarray()[1] == pytest.approx((liked[0] + liked[2]) / 2)
    assert friends.toarray()[2] == pytest.approx(liked[1])


@pytest.mark.parametrize(
    ("name", "file", "text", "message"),
    [
        ("gowalla", "train.txt", "0 1 2\n1 x 3\n", r"train\.txt line 2: want whole numbers"),
        ("gowalla", "train.txt", "0 1 2\n\n1 -3\n", r"train\.txt line 3: want numbers from 0, got -3"),
        ("gowalla", "test.txt", "", r"test\.txt: holds no interactions"),
        ("gowalla", "test.txt", None, r"test\.txt: no such file"),
        ("lastfm", "data1.txt", "1 2 3\n1\n", r"data1\.txt line 2: want 2 or 3 numbers, got 1"),
        ("lastfm", "test1.txt", "1 2 3\n0 1 1\n", r"test1\.txt line 2: want numbers from 1, got 0"),
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


FLOORS = {"lastfm": (0.285, 0.223), "gowalla": (0.191, 0.158)}


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
