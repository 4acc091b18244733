"""`segue prove skips` on a download."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from segue.cli import main
from segue.learning.skips.columns import LEAKS, Leak
from segue.proof.blocks import auc_gain, auc_interval
from segue.proof.lived import from_world
from segue.proof.played import from_export
from segue.proof.proof import Question
from segue.proof.proofs import skips
from segue.proof.proofs.skips import proof


def _history(n: int, seed: int) -> list[dict[str, object]]:
    """Whoever skipped skips again, in sessions of ten an hour apart."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    now, skips = 1_600_000_000, False
    for i in range(n):
        if i % 10 == 0:
            now += 5_400
            skips = bool(rng.random() < 0.4)
        skips ^= bool(rng.random() < 0.1)
        long_s = int(rng.integers(3, 28)) if skips else 210
        start, now = now, now + long_s
        ts = np.datetime_as_string(np.datetime64(now, "s"))
        rows.append({
            "ts": f"{ts}Z", "platform": "android", "ms_played": long_s * 1000, "conn_country": "DE",
            "master_metadata_track_name": f"Song {i % 50}", "master_metadata_album_artist_name": f"Band {i % 9}",
            "master_metadata_album_album_name": None, "spotify_track_uri": f"spotify:track:{i % 50:022}",
            "reason_start": "clickrow" if i % 10 == 0 else "trackdone",
            "reason_end": "fwdbtn" if skips else "trackdone",
            "shuffle": True, "skipped": skips, "offline": False, "offline_timestamp": start, "incognito_mode": False,
        })  # fmt: skip
    return rows


def test_a_download_is_told(tmp_path: Path) -> None:
    (tmp_path / "Streaming_History_Audio_1.json").write_text(json.dumps(_history(600, 1)))
    (tmp_path / "ReadMeFirst.txt").write_text("no history")
    report = proof.prove(Question(tmp_path, seed=1))
    told = json.loads(report.to_json())["ours"]
    assert told["plays"] == 600
    assert told["test_plays"] == 180
    assert told["starts_told"] == 1.0
    assert told["auc flag"] > 0.8
    assert told["brier flag"] < 0.17
    low, high = told["intervals"]["auc flag"]
    assert low < told["auc flag"] < high
    assert float(told["the session adds"]["flag"].split("[")[1].split(",")[0]) > 0  # whoever skipped skips again
    assert sum(n for n, _, _ in told["calibration"]["flag"]) == 180
    taste = next(row for row in report.beside if row.name == "taste alone")
    assert taste.values["auc flag"] < told["auc flag"]


def test_an_imported_history_is_told_as_its_download_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`segue import`, then `segue prove skips --listener NAME`: the same plays, and about the same answer."""
    download = tmp_path / "Streaming_History_Audio_1.json"
    download.write_text(json.dumps(_history(600, 1)))

    def segue(*arguments: object) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["segue", "--home", str(tmp_path / "home"), *map(str, arguments)])
        with suppress(SystemExit):
            main()
        return capsys.readouterr()

    segue("import", "spotify", download, "--listener", "me")
    ours = json.loads(segue("prove", "skips", "--listener", "me", "--json")[0])["ours"]
    theirs = json.loads(segue("prove", "skips", "--path", download, "--json")[0])["ours"]
    assert ours["plays"] == theirs["plays"] == 600
    assert ours["skipped"] == theirs["skipped"]
    assert ours["short"] == theirs["short"]
    assert abs(ours["auc flag"] - theirs["auc flag"]) < 0.03
    said = segue("prove", "skips", "--listener", "nobody")[1]
    assert "there is no listener 'nobody'" in said
    assert "Traceback" not in said


def test_columns_that_leak_are_refused_by_the_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(json.dumps(_history(300, 2)))
    for leak in LEAKS:
        monkeypatch.setattr(skips, "_WITH", skips._WITH | {"taste alone": ("track_rate", leak)})
        with pytest.raises(Leak, match=leak):
            proof.prove(Question(tmp_path / "a.json"))


@pytest.mark.slow
def test_patience_is_what_only_the_session_tells() -> None:
    """On the synthetic history the session adds to taste, and nobody does better than who knows the coin."""
    report = proof.prove(Question(None, seed=7))
    rows = {row.name: row for row in report.beside}
    ours = report.ours
    for said in ("flag", "<30 s"):
        assert ours.values[f"auc {said}"] > rows["taste, hour and device"].values[f"auc {said}"]
        assert rows["oracle"].values[f"auc {said}"] > ours.values[f"auc {said}"]
        assert rows["skip rate of the session so far"].intervals[f"auc {said}"][0] > 0.5
    assert rows["taste alone"].values["auc <30 s"] > 0.6


def test_the_same_play_twice_counts_once(tmp_path: Path) -> None:
    rows = _history(40, 2)
    (tmp_path / "a.json").write_text(json.dumps([*rows, *rows]))
    assert len(from_export(tmp_path / "a.json").plays) == 40


def test_what_cannot_be_told_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(_history(40, 2)))
    with pytest.raises(ValueError, match="40 plays, and 200"):
        proof.prove(Question(tmp_path / "a.json"))
    (tmp_path / "b.json").write_text('[{"neither": 1}]')
    with pytest.raises(ValueError, match="no plays"):
        proof.prove(Question(tmp_path / "b.json"))
    same = [{**row, "skipped": False, "ms_played": 200_000} for row in _history(300, 2)]
    (tmp_path / "c.json").write_text(json.dumps(same))
    with pytest.raises(ValueError, match="nothing to tell apart"):
        proof.prove(Question(tmp_path / "c.json"))


def test_a_world_is_told_beside_what_it_knows() -> None:
    lived = from_world(seed=3, plays=2_000)
    assert lived.oracle is not None
    assert len(lived.plays) == len(lived.oracle["short"])
    for name in ("skipped", "short"):
        happened = getattr(lived.plays, name)
        assert abs(lived.oracle[name].mean() - happened.mean()) < 0.03
    assert (lived.plays.start_ms <= lived.plays.end_ms).all()


def test_a_gain_is_paired_and_days_are_drawn_whole() -> None:
    rng = np.random.default_rng(0)
    happened = (rng.random(400) < 0.4).astype(np.float32)
    better, day = happened + rng.standard_normal(400), np.arange(400) // 10
    worse = better + 0.7 * rng.standard_normal(400)
    low, high = auc_gain(better, worse, happened, day, 1)
    assert 0 < low < high
    alone = [auc_interval(score, happened, day, 1) for score in (better, worse)]
    assert high - low < alone[0][1] - alone[1][0]  # what they share falls out
    assert auc_gain(better, 3 * better + 1, happened, day, 1) == (0, 0)
    one_day = auc_interval(better, happened, np.zeros(400, np.int64), 1)
    assert one_day[0] == one_day[1]
