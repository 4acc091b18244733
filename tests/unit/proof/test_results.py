"""All proofs in one go: each apart, failures told, one page of tables."""

from pathlib import Path

from segue.proof.everything import Outcome, machine, proofs, run_all
from segue.proof.proof import Question
from segue.proof.report import Figures, Report
from segue.proof.results import ordered, page


def _report(lower: frozenset[str] = frozenset()) -> Report:
    return Report(
        "A set",
        ("regret", "hr@10"),
        Figures("ours", {"regret": 2.0, "hr@10": 0.5}, {"regret": (1.5, 2.5)}),
        (Figures("worse | peer", {"regret": 3.0}), Figures("unmeasured", {"hr@10": 0.1})),
        (Figures("paper", {"regret": 1.0}, note="other\nlisteners"),),
        {"cpu_seconds": 1234, "weights": {"a": 0.5}},
        lower,
        {"curve": "<svg/>"},
    )


def test_names_have_dashes() -> None:
    assert {"gowalla", "lastfm"} <= set(proofs())
    assert not any("_" in name for name in proofs())


def test_the_best_is_on_top_and_the_unmeasured_below() -> None:
    assert [row[0].name for row in ordered(_report())] == ["worse | peer", "ours", "paper", "unmeasured"]
    assert ordered(_report(frozenset({"regret"})))[0][0].name == "paper"


def test_the_page_tells_everything() -> None:
    outcomes = [Outcome("one", "What one shows", _report(), "", 12.4, 6.2, 99.6), Outcome("two", "", None, "no\ndata")]
    text = page(outcomes, "segue prove all --seed 7", "a machine", "2026-01-02")
    for expected in (
        "`segue prove all --seed 7` on 2026-01-02; a machine",
        "| `one` | done | 12 | 6 | 100 |",
        "| `two` | **no figures**: no data |  |  |  |",
        "| **ours** | 2.0000 [1.5000, 2.5000] | 0.5000 | ours |  |",
        r"| worse \| peer | 3.0000 |  | this run |  |",
        "| paper | 1.0000 |  | published | other listeners |",
        "cpu seconds 1,234; weights (a 0.5).",
        "![curve](curve.svg)",
    ):
        assert expected in text
    assert "## two" not in text


def test_one_that_fails_does_not_keep_the_others_from_being_asked(tmp_path: Path) -> None:
    known = proofs()
    questions: dict[str, Question | str] = {"gowalla": Question(tmp_path), "lastfm": "not here"}
    first, second = run_all(known, questions)
    assert first.report is None
    assert first.why.startswith(f"{tmp_path}/train.txt: no such file")
    assert (second.name, second.why) == ("lastfm", "not here")


def test_the_machine_says_its_cores() -> None:
    assert "cores" in machine()
