"""Continuing playlists: what is read, what is refused, what is hidden from whom, and who is better at what."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from scipy.sparse import csr_array

from segue.discovery import discover
from segue.learning.ascent import Examples, gain
from segue.learning.evaluate import accuracy
from segue.learning.model import Histories
from segue.learning.models.popularity import POPULARITY
from segue.learning.rows import nothing
from segue.learning.sound import FIELDS
from segue.proof.choosing import SCALES, better_scale, figures, greedy, ranks, weigh
from segue.proof.continuing import Contest, Task, answered, examples, parts
from segue.proof.proof import Proof, Question
from segue.proof.proofs import playlists
from segue.proof.songs import NAMED, SPREAD, read_songs
from segue.proof.views import by_group, measured, plain
from segue.settings import data_dir

PROOFS = discover("segue.proof.proofs", Proof)
GENRES, TRACKS = 3, 90


def rows(n_playlists: int = 24, seed: int = 0) -> list[dict[str, Any]]:
    """Playlists of one genre each; a genre has its artists, its sound, and tracks that many of its playlists share."""
    rng = np.random.default_rng(seed)
    found = []
    for p in range(n_playlists):
        genre = p % GENRES
        for track in rng.choice(TRACKS // GENRES, 12, replace=False) * GENRES + genre:
            sound = {name: round(float(genre + rng.random()), 3) for name in SPREAD}
            found.append({
                "track_id": f"t{track * 7919 % 1000:03}", "track_name": f"Song {track}",
                "track_artist": f"Band {track % 9}",
                "track_album_id": f"a{track % 30}", "track_album_name": f"Record {track % 30}",
                "track_album_release_date": f"{1990 + genre}-05", "playlist_id": f"p{p}",
                "playlist_name": f"{['rock', 'pop', 'folk'][genre]} no {p}", **sound, "key": track % 12, "mode": 1,
            })  # fmt: skip
    return found


def write_csv(path: Path, told: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(told[0]))
        out.writeheader()
        out.writerows(told)
    return path


def test_rows_are_playlists_in_their_order(tmp_path: Path) -> None:
    told = rows(4)
    told.insert(1, dict(told[0]))  # twice in one playlist
    songs = read_songs(write_csv(tmp_path / "spotify_songs.csv", told))
    assert songs.names[0] == "rock no 0"
    assert [len(one) for one in songs.playlists] == [12] * 4
    ids = sorted({row["track_id"] for row in told})
    assert [ids[column] for column in songs.playlists[1]] == [
        row["track_id"] for row in told if row["playlist_id"] == "p1"
    ]
    first = songs.songs[ids.index(told[0]["track_id"])]
    assert (first.title, first.artist, first.year) == (told[0]["track_name"], told[0]["track_artist"], 1990)
    assert first.values[-2:] == (told[0]["key"], 1.0)
    parquet.write_table(pa.Table.from_pylist(told), tmp_path / "spotify_songs.parquet")
    assert read_songs(tmp_path).songs == songs.songs  # the folder, and the other form of the same


def test_the_order_of_the_file_is_not_the_order_of_the_tracks(tmp_path: Path) -> None:
    """Ties go to the lower column: were playlists neighbours there, a tie would know who stands beside whom."""
    told = rows(8)
    songs = read_songs(write_csv(tmp_path / "one.csv", told))
    turned = [row for p in range(7, -1, -1) for row in told if row["playlist_id"] == f"p{p}"]
    other = read_songs(write_csv(tmp_path / "two.csv", turned))
    assert [song.title for song in other.songs] == [song.title for song in songs.songs]
    assert [one.tolist() for one in other.playlists[::-1]] == [one.tolist() for one in songs.playlists]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("track_id", "", r"track_id: is empty"),
        ("playlist_name", "  ", r"playlist_name: is empty"),
        ("track_album_release_date", "soon", r"track_album_release_date: want a date .*, got 'soon'"),
        ("key", 12, r"key: want -1 to 11, got '?12"),
        ("tempo", None, r"tempo: want a number, got '"),
        ("energy", float("nan"), r"energy: want a number, got 'nan'"),
        ("loudness", float("inf"), r"loudness: want a number, got 'inf'"),
    ],
)
def test_bad_fields_are_named(tmp_path: Path, ending: str, field: str, value: object, message: str) -> None:
    told = rows(1)
    told[2][field] = value
    path = tmp_path / f"spotify_songs.{ending}"
    if ending == "csv":
        write_csv(path, told)
    else:
        parquet.write_table(pa.Table.from_pylist(told), path)
    place = "line 4" if ending == "csv" else "row 3"
    with pytest.raises(ValueError, match=rf"spotify_songs\.{ending} {place}: {message}"):
        PROOFS["playlists"].prove(Question(tmp_path))


def test_bad_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"holds neither spotify_songs\.parquet nor spotify_songs\.csv"):
        read_songs(tmp_path)
    with pytest.raises(ValueError, match=r"other\.csv: no such file"):
        read_songs(tmp_path / "other.csv")
    (tmp_path / "broken.parquet").write_text("this is no table")
    with pytest.raises(ValueError, match=r"broken\.parquet: cannot be read"):
        read_songs(tmp_path / "broken.parquet")
    (tmp_path / "odd.csv").write_bytes(b"track_id\n\xff\n")
    with pytest.raises(ValueError, match=r"odd\.csv: (has no column|cannot be read)"):
        read_songs(tmp_path / "odd.csv")
    (tmp_path / "few.csv").write_text("track_id,tempo\nx,1\n")
    with pytest.raises(ValueError, match=r"few\.csv: has no column track_name, track_artist"):
        read_songs(tmp_path / "few.csv")
    path = write_csv(tmp_path / "short.csv", rows(1))
    path.write_text(path.read_text() + "a,b\n")
    with pytest.raises(ValueError, match=rf"short\.csv line 14: want {len(rows(1)[0])} fields"):
        read_songs(path)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    with pytest.raises(ValueError, match=r"short\.csv: holds no rows"):
        read_songs(path)


def a_task(n: int = 20, seed: int = 0) -> Task:
    rng = np.random.default_rng(seed)
    own = [rng.permutation(40)[: rng.integers(1, 12)].astype(np.int32) for _ in range(n)]
    return Task(own, 40, csr_array((n, n), dtype=np.float32))


def test_halves_are_told_and_hidden() -> None:
    task = Task([np.array([5, 3, 9, 1, 7], np.int32), np.array([2], np.int32)], 10, csr_array((2, 2), dtype=np.float32))
    assert task.told(0).tolist() == [5, 3, 9]
    assert task.hidden(0).tolist() == [1, 7]
    assert task.able(np.array([0, 1])).tolist() == [0]
    learnt = task.histories(np.array([0])).liked.toarray()
    assert np.flatnonzero(learnt[0]).tolist() == [3, 5, 9]
    assert np.flatnonzero(task.histories(np.array([1])).liked.toarray()[0]).tolist() == [1, 3, 5, 7, 9]


def test_parts_are_apart_and_the_design_part_is_always_the_same() -> None:
    one, two = parts(47, 1), parts(47, 2)
    assert np.array_equal(one[0], two[0])
    assert not np.array_equal(one[1], two[1])
    for every in (one, two):
        assert np.sort(np.concatenate(every)).tolist() == list(range(47))


def test_what_is_asked_cannot_be_seen() -> None:
    """Other hidden halves, of those asked and of those to be asked later: the answers and weights stay."""
    task = a_task()
    asked, later = np.array([0, 2, 4, 6]), np.array([1, 3])
    rng, others = np.random.default_rng(5), [one.copy() for one in task.playlists]
    for p in (*asked, *later):
        free = np.setdiff1d(np.arange(40), task.told(int(p)))
        others[p][len(task.told(int(p))) :] = rng.permutation(free)[: len(task.hidden(int(p)))]
    other = Task(others, 40, task.likeness)
    views = [plain(POPULARITY)]
    here, there = (answered(one, views, asked, later, 0) for one in (task, other))
    assert np.array_equal(here.z, there.z)
    assert np.array_equal(here.held, there.held)
    assert any(not np.array_equal(a, b) for a, b in zip(here.hidden, there.hidden, strict=True))
    changed = [one.copy() for one in task.playlists]
    changed[8] = np.setdiff1d(np.arange(40), changed[8])[:6].astype(np.int32)
    assert not np.array_equal(here.z, answered(Task(changed, 40, task.likeness), views, asked, later, 0).z)


def test_only_what_so_many_playlists_hold_is_ranked_and_wanted() -> None:
    task = a_task(30, 1)
    of = answered(task, [plain(POPULARITY)], np.arange(0, 30, 3), np.empty(0, np.int64), 0)
    learnt = task.histories(np.arange(0, 30, 3)).liked
    for fewest in (0, 1, 4):
        held = np.flatnonzero(np.bincount(learnt.indices, minlength=40) >= fewest)
        wanted = of.wanted(fewest).toarray()
        for own, hidden in zip(wanted, of.hidden, strict=True):
            assert np.flatnonzero(own).tolist() == sorted(set(hidden.tolist()) & set(held.tolist()))
        made = examples(of, fewest)
        asked = [u for u in range(len(wanted)) if wanted[u].any()]
        for u, (a, b) in zip(asked, zip(made.starts[:-1], made.starts[1:], strict=True), strict=True):
            assert b - a == len(set(held.tolist()) - set(of.told[[u]].indices.tolist()))
            assert made.relevant[a:b].sum() == wanted[u].sum()


def some_examples(n: int = 60, seed: int = 0) -> Examples:
    """The first component knows something, the second more, the third nothing."""
    rng, each = np.random.default_rng(seed), 50
    z = rng.standard_normal((n * each, 3)).astype(np.float32)
    relevant = z @ [1, 2, 0] + rng.standard_normal(len(z)) > 3.5
    wanted = np.maximum(np.add.reduceat(relevant, np.arange(0, len(z), each)), 1).astype(np.int64)
    return Examples(np.arange(0, len(z) + 1, each), z, relevant, wanted)


def test_figures_are_those_of_the_second_implementation() -> None:
    made, weights = some_examples(), np.array([0.3, 0.7, 0.0])
    n, each = len(made.wanted), 50
    top = np.argsort(-(made.z @ weights.astype(np.float32)).reshape(n, each), axis=1, kind="stable")[:, :20]
    held = csr_array(made.relevant.reshape(n, each).astype(np.float32))
    able = np.flatnonzero(np.diff(held.indptr))
    recall, ndcg = accuracy(top[able].astype(np.int32), csr_array(held[able]))
    assert figures(made, weights)[able] == pytest.approx(np.stack([recall, ndcg], axis=1))
    assert figures(made, weights).sum(axis=1).mean() == pytest.approx(gain(made, weights), abs=1e-5)


def test_weights_find_who_knows() -> None:
    made, new = some_examples(seed=0), some_examples(seed=1)
    for weights in (greedy(made, 20), weigh(made, 0, 5, 20)):
        assert weights.sum() == pytest.approx(1)
        assert weights[1] > weights[0] > weights[2]
        assert gain(new, weights) > max(gain(new, one) for one in np.eye(3))
    assert np.array_equal(weigh(made, 3, 2, 8), weigh(made, 3, 2, 8))
    assert weigh(made._replace(starts=np.zeros(1, np.int64), wanted=made.wanted[:0]), 0, 2, 5) == pytest.approx(
        [1 / 3] * 3
    )


def test_a_score_with_a_wild_end_is_ranked_instead() -> None:
    made = some_examples()
    wild = made._replace(z=np.stack([made.z[:, 0], np.exp(6 * made.z[:, 1]), made.z[:, 2]], axis=1).astype(np.float32))
    assert better_scale(wild, 0) == "ranks"
    assert set(SCALES) == {"roots", "ranks"}
    assert ranks(made).z[:50].max(axis=0) == pytest.approx([1, 1, 1])
    order = np.argsort(-made.z[:50, 0])
    assert ranks(made).z[order[20], 0] == pytest.approx(0.5)


def test_values_say_what_is_unusual_here() -> None:
    """Half of all items lie in bin 0; who likes bin 2 only is told so, and belief in the usual holds against it."""
    bins = np.array([[0], [0], [0], [1], [2], [2]])
    liked = csr_array(np.array([[0, 0, 0, 0, 1, 1]], np.float32))
    asked = Histories(liked, nothing(liked.shape))
    sure, careful = (measured(bins, (False,), belief)(asked, 0)(asked)[0] for belief in (0.1, 100.0))
    assert sure[4] == sure[5] > 0 > sure[0]
    assert sure[4] == pytest.approx(np.log((2 + 0.1 / 3) / 2.1 / (1 / 3)), abs=1e-6)
    assert 0 < careful[4] < sure[4]
    beside = measured(bins, (True,), 0.1)(asked, 0)(asked)[0]
    assert beside[3] > sure[3]


def test_an_item_scores_what_its_group_does() -> None:
    liked = csr_array(np.array([[1, 0, 0, 1, 0], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0]], np.float32))
    learnt = Histories(liked, nothing(liked.shape))
    score = by_group(POPULARITY, np.array([0, 0, 1, 1, 1], np.int32))(learnt, 0)(learnt)
    assert score[0] == pytest.approx([np.log1p(2)] * 2 + [np.log1p(2)] * 3)


def test_names_are_alike_by_their_words() -> None:
    alike = playlists.likeness(["Rock hits", "rock classics", "Jazz", "Hits of jazz"]).toarray()
    assert np.diag(alike).tolist() == [0] * 4
    assert alike[0, 1] > 0
    assert alike[0, 2] == 0
    assert alike.sum(axis=1) == pytest.approx([1, 1, 1, 1])


def test_bins_are_of_one_size_and_names_stay_names(tmp_path: Path) -> None:
    songs = read_songs(write_csv(tmp_path / "spotify_songs.csv", rows(24)))
    bins, ordered = playlists.binned(songs.songs)
    assert bins.shape == (len(songs.songs), len(SPREAD) + 1 + len(NAMED))
    assert ordered == (True,) * (len(SPREAD) + 1) + (False,) * len(NAMED)
    assert np.bincount(bins[:, 0]).max() < 2 * len(bins) / bins[:, 0].max()
    assert bins[:, -1].tolist() == [1] * len(bins)


def test_a_catalogue_would_know_the_same_of_the_sound(tmp_path: Path) -> None:
    told = rows(4)
    told[0] |= {"key": -1, "tempo": 0.0}
    songs = read_songs(write_csv(tmp_path / "spotify_songs.csv", told))
    at = sorted({row["track_id"] for row in told}).index(told[0]["track_id"])
    values = dict(zip(FIELDS, playlists.sounding_values(songs.songs)[at].tolist(), strict=True))
    assert np.isnan([values["key"], values["tempo_bpm"]]).all()
    assert (values["loudness_db"], values["mode"], values["year"]) == (told[0]["loudness"], 1.0, 1990.0)


def test_a_run_says_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlists, "_BLENDS", {
        playlists.COLLABORATIVE: ("item EASE", "popularity"),
        playlists.CONTENT: ("artist", "audio and year"),
        playlists.HYBRID: ("item EASE", "popularity", "artist", "audio and year"),
        playlists.NAMES: ("item EASE", "popularity", "artist"),
        playlists.WITH_VECTORS: ("item EASE", "popularity", "artist", playlists.SERVED),
    })  # fmt: skip
    write_csv(tmp_path / "spotify_songs.csv", rows(20))
    heard: list[float] = []
    report = PROOFS["playlists"].prove(Question(tmp_path, 3, progress=lambda stage, share: heard.append(share)))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    told = json.loads(report.to_json())
    assert told["ours"]["name"] == playlists.HYBRID
    assert {f"{m}@20 {q}" for m in ("recall", "ndcg") for q in ("all", "known", "shared")} <= set(told["ours"])
    assert told["ours"]["asked"]["all"] == 16  # all but the design part
    by_name = {row["name"]: row["ndcg@20 all"] for row in (told["ours"], *told["beside"])}
    assert by_name[playlists.HYBRID] > by_name["popularity"]
    difference = told["ours"]["differences"][f"{playlists.HYBRID} less {playlists.CONTENT}, known"]
    assert difference.startswith("recall@20 ")
    assert "ndcg@20" in difference


def test_the_same_seed_the_same_figures() -> None:
    contest = Contest(a_task(25, 3), {"fame": {"": plain(POPULARITY)}}, {"blend": ("fame",)}, {"all": 0})
    runs = [[part["all"].found["blend"] for part in contest.run(seed, lambda share: None)] for seed in (1, 1, 2)]
    assert all(np.array_equal(a, b) for a, b in zip(runs[0], runs[1], strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(runs[0], runs[2], strict=True))


@pytest.mark.data
@pytest.mark.slow
def test_the_figures_hold() -> None:
    folder = (data_dir() or Path("absent")) / "tidytuesday-spotify-songs"
    if not folder.is_dir():
        pytest.skip("tidytuesday-spotify-songs is absent: set SEGUE_DATA to the folder that holds it")
    told = PROOFS["playlists"].prove(Question(folder, 7)).facts["differences"]
    for better, worse, question in (
        (playlists.HYBRID, playlists.COLLABORATIVE, "all"),
        (playlists.HYBRID, playlists.CONTENT, "all"),
        (playlists.HYBRID, playlists.COLLABORATIVE, "known"),
        (playlists.HYBRID, playlists.CONTENT, "known"),
        (playlists.COLLABORATIVE, playlists.SOUND, "known"),
        (playlists.HYBRID, playlists.COLLABORATIVE, "shared"),
    ):
        recall = told[f"{better} less {worse}, {question}"].split(", ndcg")[0]
        assert float(recall.split("[")[1].split(",")[0]) > 0, (better, worse, question, recall)
