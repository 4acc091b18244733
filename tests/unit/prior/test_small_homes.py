"""`segue prove small-homes` from files to table, on a population small enough to see through; and HetRec's tags."""

from pathlib import Path

import numpy as np
import pytest

from segue.proof.hetrec import tags_of
from segue.proof.proof import Question
from segue.proof.proofs import small_homes
from segue.proof.proofs.small_homes import Homes, only
from segue.proof.read import binary, edges, shape_of
from segue.settings import Settings
from tests.unit.prior.conftest import histories

LISTENERS = 90


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The split beside HetRec, in which the artists are numbered in another order; a tag for each style."""
    root = tmp_path_factory.mktemp("data")
    split, hetrec = root / "lightgcn-lastfm", root / "hetrec2011-lastfm-2k"
    split.mkdir()
    hetrec.mkdir()
    rows = histories(LISTENERS, 5)
    rng = np.random.default_rng(1)
    plays = {(u, i): int(rng.integers(1, 10**6)) for u, i in zip(*np.nonzero(rows), strict=True)}
    test = {pair for pair in plays if rng.random() < 0.2}
    for file, wanted in (("data1.txt", set(plays) - test), ("test1.txt", test)):
        (split / file).write_text("".join(f"{u + 1} {i + 1} {plays[u, i]}\n" for u, i in sorted(wanted)))
    told = [f"{u * 3 + 2}\t{1_000 - i}\t{n}\n" for (u, i), n in plays.items()]
    (hetrec / "user_artists.dat").write_text("userID\tartistID\tweight\n" + "".join(told))
    tagged = [f"{u * 3 + 2}\t{1_000 - i}\t{i // 15}\t1\t1\t2009\n" for u, i in plays]
    (hetrec / "user_taggedartists.dat").write_text("userID\tartistID\ttagID\tday\tmonth\tyear\n" + "".join(tagged))
    return split


def homes_of(data: Path) -> Homes:
    train, test = edges(data / "data1.txt"), edges(data / "test1.txt")
    shape = shape_of((train, test))
    return Homes.of(binary(train, shape), binary(test, shape), 7)


def test_tags_find_their_artists_and_nothing_of_the_held_out_is_known(data):
    everybody = tags_of(data.parent / "hetrec2011-lastfm-2k", data, 60, set())
    assert sum(tags == (str(artist // 15),) for artist, tags in enumerate(everybody)) >= 58
    nobody = tags_of(data.parent / "hetrec2011-lastfm-2k", data, 60, set(range(LISTENERS)))
    assert nobody == [()] * 60


def test_no_listener_of_a_home_is_in_the_population_nor_in_the_validation(data, monkeypatch):
    monkeypatch.setattr(small_homes, "HELD_OUT", 20)
    homes = homes_of(data)
    assert len(homes.members) == 20
    assert set(homes.members) & set(homes.others) == set()
    assert only(homes.train, homes.others)[homes.members].nnz == 0
    inner = homes.validation(1)
    assert set(inner.members) | set(inner.others) == set(homes.others)
    assert (inner.train + inner.test)[homes.members].nnz == 0


@pytest.mark.slow
def test_the_table_from_files(data, monkeypatch):
    monkeypatch.setattr(small_homes, "HELD_OUT", 20)
    report = small_homes.prove(Question(data, 7, Settings.example(), "", lambda what, share: None))
    share = report.facts["share_of_whole_population"]
    assert share["prior and own rows"] > 0.8 > share["own rows only"]
    assert share["prior, own rows and tags, 30 % of its artists missing"] > 0.6
    assert {one.name for one in report.beside} | {report.ours.name} == set(share)
