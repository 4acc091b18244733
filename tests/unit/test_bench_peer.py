"""`make bench-peer` without its hours: what it reads, what it counts, what it says where something is missing."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.peer import __main__ as peer
from benchmarks.peer import gorse, ours
from benchmarks.peer.gorse_process import Missing, binary, scripts, seconds
from benchmarks.peer.measure import KINDS, after, everything, people, show
from benchmarks.peer.work import K, Likeness, Work, accuracy, liked


class Shelf:
    """An engine small enough to know by heart: what was told of is gone, and with `turns` the rest turns round."""

    def __init__(self, train: dict[str, list[str]], artists: list[str], *, turns: bool = False) -> None:
        self._known = {listener: {*some} for listener, some in train.items()}
        self._artists, self._turns, self._told = artists, turns, set[str]()

    def ask(self, listener: str) -> list[str]:
        left = [a for a in self._artists if a not in self._known.get(listener, ())]
        return (left[::-1] if self._turns and listener in self._told else left)[:K]

    def tell(self, listener: str, artist: str, what: str) -> list[str]:
        assert what in KINDS
        self._known.setdefault(listener, set()).add(artist)
        self._told.add(listener)
        return self.ask(listener)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """70 listeners of 30 artists; everybody wants 0, whom nobody has heard yet."""
    lines = [f"{u} {a} {a + 1}" for u in range(70) for a in (1 + u % 29, 1 + (u + 1) % 29)]
    (tmp_path / "data1.txt").write_text("\n".join(lines))
    (tmp_path / "test1.txt").write_text("\n".join(f"{u} 0 7" for u in range(70)))
    return Work.read(tmp_path)


@pytest.fixture
def artists() -> list[str]:
    return [str(a) for a in range(30)]


def test_lines_are_read_by_listener_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "some").write_text("2\t5\t100\n1 7 3\n2 4 1\n")
    assert liked(tmp_path / "some") == {"2": ["5", "4"], "1": ["7"]}


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "some").write_text("2 5 100\n3\n")
    with pytest.raises(ValueError, match="line 2 is not listener, artist, plays: '3'"):
        liked(tmp_path / "some")


def test_validation_takes_a_fifth_of_the_training_part_and_nothing_of_the_test_part() -> None:
    work = Work({"1": [str(a) for a in range(10)], "2": ["1", "2"]}, {"1": ["90"]})
    held = work.validation(3)
    assert len(held.test["1"]) == 2
    assert sorted(held.test["1"] + held.train["1"]) == sorted(work.train["1"])
    assert (held.train["2"], "2" in held.test) == (["1", "2"], False)


def test_accuracy_is_that_of_a_sum_by_hand() -> None:
    answers = {"1": ["a", "x", "b"], "2": ["y"]}
    recall, ndcg = accuracy(answers, {"1": ["a", "b"], "2": ["z"], "3": ["a"]})
    assert recall == pytest.approx(1 / 3)
    assert ndcg == pytest.approx((1 + 0.5) / (1 + 0.6309297536) / 3)


def test_likeness_is_the_cosine_of_who_listens() -> None:
    likeness = Likeness({"1": ["a", "b"], "2": ["a"], "3": ["c"]})
    assert likeness.mean("a", ["b", "c"]) == pytest.approx((2**-0.5 + 0) / 2)
    assert likeness.within(["a", "b", "c"]) == pytest.approx(2**-0.5 / 3)
    assert (likeness.mean("a", ["nobody"]), likeness.mean("nobody", ["a"]), likeness.within(["a"])) == (0, 0, 0)


@pytest.mark.parametrize(("turns", "another"), [(False, "0 of 20"), (True, "20 of 20")])
def test_an_answer_that_only_loses_a_place_is_not_another(
    work: Work, artists: list[str], turns: bool, another: str
) -> None:
    found = after(Shelf(work.train, artists, turns=turns), work, "skip", people(work, 1)["skip"], 0.0)
    assert found["skip: the artist is gone"] == "20 of 20"
    assert found["skip: answers that stand still before it"] == "20 of 20"
    assert found["skip: the rest is another"] == another


def test_what_stays_is_not_gone(work: Work, artists: list[str]) -> None:
    class Deaf(Shelf):
        def tell(self, listener: str, artist: str, what: str) -> list[str]:
            return self.ask(listener)

    found = after(Deaf(work.train, artists), work, "dislike", people(work, 1)["dislike"], 0.0)
    assert found["dislike: the artist is gone"] == "0 of 20"


def test_everybody_is_asked_and_the_heard_are_counted(work: Work, artists: list[str]) -> None:
    forgetful = everything(Shelf({}, artists), work, 1, 0.0)
    assert forgetful["recall@20"] == "1.0000"
    assert forgetful["already heard, of all that was answered"] != "0 of 1400"
    mindful = everything(Shelf(work.train, artists), work, 1, 0.0)
    assert mindful["already heard, of all that was answered"] == "0 of 1400"
    assert {name.split(":")[0] for name in mindful if ":" in name} == {*KINDS}


def test_nobody_does_two_things_and_a_seed_chooses_the_same(work: Work) -> None:
    chosen = people(work, 1)
    assert len({one for some in chosen.values() for one in some}) == 60
    assert people(work, 1) == chosen != people(work, 2)


def test_a_column_an_engine_and_a_dash_for_what_is_not_there() -> None:
    lines = show({"Segue": {"a": 1, "b": 2}, "Gorse": {"a": 3}}).splitlines()
    assert [line.split() for line in lines] == [["Segue", "Gorse"], ["a", "1", "3"], ["b", "2", "-"]]


def test_the_time_is_read_from_what_the_script_says() -> None:
    said = "first recommendations after 147.690629494 s; cpu ticks 6507 1000; VmHWM:	  148984 kB\n"
    assert seconds(f"ready pid 7\n{said}") == pytest.approx(147.690629)
    with pytest.raises(Missing, match="said nothing of its time"):
        seconds("ready pid 7\n")


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GORSE", str(tmp_path / "gone"))
    with pytest.raises(Missing, match=r"GORSE names .*gone, which is not there"):
        binary(tmp_path)
    monkeypatch.delenv("GORSE")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("benchmarks.peer.gorse_process._USUAL_GO", tmp_path / "go")
    with pytest.raises(Missing, match="Go is not installed"):
        binary(tmp_path)
    monkeypatch.setenv("SEGUE_PEERS", str(tmp_path))
    with pytest.raises(Missing, match="set SEGUE_PEERS"):
        scripts()


def test_without_the_data_it_is_skipped_with_a_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGUE_DATA", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["benchmarks.peer"])
    peer.main()
    assert capsys.readouterr().out == "skipped: lightgcn-lastfm is not here; set SEGUE_DATA\n"


@pytest.mark.slow
def test_segue_answers_all_of_it(work: Work, tmp_path: Path) -> None:
    found = ours.measured(work, tmp_path, 1)
    assert found["already heard, of all that was answered"] == "0 of 1400"
    assert [found[f"{kind}: the artist is gone"] for kind in KINDS] == ["20 of 20"] * len(KINDS)


@pytest.mark.slow
def test_gorse_answers_all_of_it(work: Work, tmp_path: Path) -> None:
    """Where one is: built by `make bench-peer` before, or named by GORSE."""
    try:
        program = binary(peer.CACHE) if "GORSE" in os.environ or (peer.CACHE / "gorse-in-one").is_file() else None
        scripts()
    except Missing as missing:
        pytest.skip(str(missing))
    if program is None:
        pytest.skip("Gorse was not built yet: make bench-peer builds it")
    found = gorse.measured(program, work, tmp_path, 1)
    assert found["already heard, of all that was answered"].startswith("0 of ")
    assert found["different artists answered"] > K / 2
    assert found["skip: the artist is gone"] == "20 of 20"
