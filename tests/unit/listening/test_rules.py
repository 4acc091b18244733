"""What a listen means in each format: every rule, and that every rule is in the docs."""

from pathlib import Path

import pytest

from segue.listening.verdict import rules
from tests.unit.listening.told import Teller, amounts_to

DOCS = Path(__file__).parents[3] / "docs" / "meaning.md"


def left(kind: str, at: float, length: float, format_: str = "music", **settings):
    tell = Teller()
    (heard,) = amounts_to(
        tell("play", 0, position=0, length=length),
        tell(kind, at, position=at, length=length),
        format_=format_,
        **settings,
    )
    return heard


@pytest.mark.parametrize(
    ("kind", "at", "length", "format_", "outcome", "like", "skip"),
    [
        ("skip", 10, 200, "music", "skipped", 0.0, 0.9),
        ("skip", 150, 200, "music", "skipped", 0.0, 0.0),
        ("skip", 195, 200, "music", "finished", 1.0, 0.0),
        ("stop", 10, 200, "music", "left", 0.0, 0.0),
        ("stop", 150, 200, "music", "left", 0.5, 0.0),
        ("skip", 1440, 3600, "podcast", "progress", 0.2, 0.0),
        ("stop", 1440, 3600, "podcast", "progress", 0.2, 0.0),
        ("skip", 30, 3600, "podcast", "progress", 0.0, 0.5),
        ("stop", 3540, 3600, "podcast", "finished", 1.0, 0.0),
        ("complete", 1800, 1800, "audiobook", "chapter", 0.5, 0.0),
        ("stop", 900, 1800, "audiobook", "progress", 0.25, 0.0),
        ("error", 900, 1800, "music", "failed", 0.0, 0.0),
    ],
)
def test_a_skip_means_different_things_in_each_format(kind, at, length, format_, outcome, like, skip):
    heard = left(kind, at, length, format_)
    assert (heard.outcome, heard.like, heard.skip) == (
        outcome,
        pytest.approx(like, abs=0.01),
        pytest.approx(skip, abs=0.01),
    )


def test_the_weights_are_settings():
    assert left("stop", 150, 200, stopped_weight=0.25).like == 0.25
    assert left("skip", 10, 200, heard_s=10.0).skip == pytest.approx(0.9)  # half of the song is the longer one
    assert left("skip", 30, 3600, "podcast", tasted_s=20.0).skip == 0


def test_ten_skips_in_ten_seconds_are_one_decision():
    tell = Teller()
    told = [tell("skip", i, str(i), position=0) for i in range(10)]
    assert sum(heard.skip for heard in amounts_to(*told)) == pytest.approx(1.0)


def test_sleeping_with_the_speaker_on_is_not_love():
    tell = Teller()
    night = [tell("complete", 200 * i + 200, str(i), position=200) for i in range(90)]
    heard = amounts_to(tell("play", 0, "0", position=0, reason_start="clickrow"), *night)
    assert heard[3].like == 1.0
    assert heard[-1].like == pytest.approx(0.1)
    woken = amounts_to(*night[:80], tell("pause", 200 * 80 + 50, "80", position=50), *night[81:])
    assert woken[-1].like == 1.0


def test_counts_without_times_are_counted():
    (heard,) = amounts_to(Teller()("complete", 0, extra={"plays": 17}))
    assert (heard.plays, heard.like) == (17, 17.0)


def test_every_rule_is_in_the_docs():
    page = DOCS.read_text()
    for name, rule in rules().items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| [`{name}`]")]
        assert f"| {rule.why} |" in row
        assert f"| {rule.title} |" in row
