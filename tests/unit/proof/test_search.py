"""The proof of search: what a slip is, what counts as found, and who finds what."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segue.proof.proof import Question
from segue.proof.proofs import search
from segue.proof.songs import NAMED, SPREAD
from segue.settings import data_dir


def _folder(path: Path) -> Path:
    """A few songs under names of two words each."""
    firsts, seconds = ("Golden", "Broken", "Quiet", "Distant"), ("Garden", "Window", "Thunder", "Harbour", "Letters")
    rows: list[dict[str, Any]] = []
    for i, (one, two) in enumerate((a, b) for a in firsts for b in seconds):
        texts = {"track_id": f"t{i}", "track_name": f"{one} {two}", "track_artist": f"Singer {two}", "playlist_id": "p"}
        texts |= {"track_album_id": f"a{i}", "track_album_name": one, "playlist_name": "all"}
        texts["track_album_release_date"] = "2019"
        rows.append({**texts, **dict.fromkeys(SPREAD, 0.5), **dict.fromkeys(NAMED, 1)})
    with (path / "spotify_songs.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def test_a_slip_changes_one_long_word_by_one_letter() -> None:
    rng = np.random.default_rng(0)
    slipped = {search.slip("the thunder is", rng) for _ in range(200)}
    assert all(text.startswith("the ") and text.endswith(" is") for text in slipped)
    assert {len(text.split()[1]) for text in slipped} == {6, 7, 8}
    assert search.slip("oh la la", rng) == "oh la la"


def test_what_is_written_everybody_finds_and_slips_segue_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_QUERIES", 60)
    report = search.prove(Question(_folder(tmp_path)))
    assert report.ours.values["title"] == report.ours.values["title and artist"] == 1
    by_name = {row.name: row.values for row in report.beside}
    assert by_name["FTS5"]["title"] == by_name["like"]["title"] == 1
    for kind in ("a slip", "a slip in each", "title, a slip"):
        assert report.ours.values[kind] >= 0.95
        assert max(by_name["FTS5"][kind], by_name["like"][kind]) < 0.3
    assert report.facts["names"] == 20


@pytest.mark.data
@pytest.mark.slow
def test_the_real_songs() -> None:
    folder = data_dir() / search.SEARCH.folder
    if not folder.is_dir():
        pytest.skip(f"no {folder}")
    report = search.prove(Question(folder))
    assert report.ours.values["title and artist"] > 0.98
    assert report.ours.values["a slip"] > max(row.values["a slip"] for row in report.beside) + 0.3
