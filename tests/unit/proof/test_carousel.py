"""The carousel: its files, its drawn listeners, and regret on a small one."""

import json
from pathlib import Path

import numpy as np
import pytest

from segue.discovery import discover
from segue.learning.bandit import Floats, Ints, People, Policy, best, cascade
from segue.proof.bandit_world import Carousel, k_means, load, streams
from segue.proof.proof import Proof, Question
from segue.proof.proofs.carousel import AT_ONCE, CARDS, Trial, between, policies
from segue.settings import data_dir

PROOFS = discover("segue.proof.proofs", Proof)
PLAYLISTS, D = 40, 5


def folder(path: Path) -> Path:
    rng = np.random.default_rng(0)
    weights = np.concatenate([0.8 * rng.standard_normal((PLAYLISTS, D)), rng.normal(-2, 0.7, (PLAYLISTS, 1))], axis=1)
    people = rng.standard_normal((9, D))
    (path / "playlist_features.csv").write_text(lines([f"w{i}" for i in range(D)] + ["bias"], weights))
    head = [f"f{i}" for i in range(D)] + ["segment"]
    (path / "user_features_small.csv").write_text(lines(head, np.concatenate([people, np.arange(9)[:, None]], axis=1)))
    return path


def lines(head: list[str], rows: Floats) -> str:
    return "\n".join([",".join(head), *(",".join(f"{x:.6f}" for x in row) for row in rows)]) + "\n"


class Knows(Policy):
    """Sees the chances themselves."""

    def __init__(self, world: Carousel) -> None:
        self._world = world

    def choose(self, people: People, k: int, rng: np.random.Generator) -> Ints:
        return best(self._world.chances(people.features), k)

    def learn(self, people: People, shown: Ints, streamed: object, seen: object) -> None: ...


def test_listeners_are_drawn_by_their_seed(tmp_path: Path) -> None:
    world, again, other = (load(folder(tmp_path), 300, seed) for seed in (1, 1, 2))
    assert world.weights.shape == (PLAYLISTS, D + 1)
    assert world.people.features.shape == (300, D + 1)
    assert (world.people.features[:, -1] == 1).all()
    assert np.array_equal(world.people.features, again.people.features)
    assert not np.array_equal(world.people.features, other.people.features)
    x, w = world.people.features[:2], world.weights
    assert world.chances(x)[1, 3] == pytest.approx(1 / (1 + np.exp(-(x[1] @ w[3]))))


def test_kinds_are_found() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 200)
    points = 10 * np.eye(4)[truth] + 0.1 * rng.standard_normal((200, 4))
    found = k_means(points, 12, rng)
    assert all(len(set(truth[found == kind])) <= 1 for kind in range(12))


def test_the_dice_decide_alike_for_every_policy() -> None:
    chances, dice = np.array([[0.2, 0.9, 0.5]]), np.array([[0.3, 0.3, 0.3]])
    assert streams(chances, np.array([[2, 0]]), dice).tolist() == [[True, False]]
    assert streams(chances, np.array([[0, 1, 2]]), dice).tolist() == [[False, True, True]]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("playlist_features.csv", None, r"playlist_features\.csv: no such file"),
        ("playlist_features.csv", "", r"playlist_features\.csv: holds no rows"),
        ("playlist_features.csv", "w0,bias\n", r"playlist_features\.csv: holds no rows"),
        ("playlist_features.csv", "w0,bias\n1,2\n1\n", r"playlist_features\.csv line 3: want 2 fields, got 1"),
        (
            "playlist_features.csv",
            "w0,bias\n1,2\n1,x\n",
            r"playlist_features\.csv line 3: bias: want a number, got 'x'",
        ),
        ("user_features_small.csv", "f0,segment\n1,2\nnan,1\n", r"small\.csv line 3: f0: want a number, got 'nan'"),
        ("user_features_small.csv", "f0,segment\n1,2\n\xe9,1\n", r"small\.csv: cannot be read"),
        ("user_features_small.csv", "f0,segment\n1,2\n3,1\n", r"1 features of listeners do not fit 6 weights"),
        ("user_features_small.csv", "f0,f1,f2,f3,f4\n1,2,3,4,5\n", r"want two listeners and twelve playlists"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, file: str, text: str | None, message: str) -> None:
    folder(tmp_path)
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        PROOFS["carousel"].prove(Question(tmp_path))


def test_who_knows_the_chances_misses_nothing(tmp_path: Path) -> None:
    world = load(folder(tmp_path), 300, 1)
    assert Trial(rounds=3, a_round=50).lived(world, {"all": Knows(world)}, 1)["all"] == pytest.approx(np.zeros(3))


def test_ours_is_below_the_simple_ways_and_the_report_says_so(tmp_path: Path) -> None:
    trial = Trial(rounds=20, a_round=100, listeners=400, seeds=3)
    heard: list[float] = []
    report = trial(Question(folder(tmp_path), 3, progress=lambda stage, share: heard.append(share)))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    regret = {row.name: row.values["regret"] for row in (report.ours, *report.beside)}
    ours = regret.pop(report.ours.name)
    assert ours > 0
    for name in ("random", "epsilon-greedy for all alike, .1", "top 12 for all alike"):
        less = report.facts["ours less"][name]
        assert float(less.split("[")[1].split(",")[1].rstrip("]")) < 0, (name, less)  # the whole interval
    assert ours < 0.7 * regret["random"]
    assert json.loads(report.to_json())["ours"]["seeds"] == [3, 4, 5]
    assert report.pictures["carousel"].startswith("<svg")
    assert "not comparable" in report.facts["listeners"]


def test_the_same_seed_the_same_regret(tmp_path: Path) -> None:
    trial, world = Trial(rounds=4, a_round=60), load(folder(tmp_path), 200, 1)
    one, two = (trial.lived(world, policies(world), 5) for _ in range(2))
    assert one.keys() == two.keys()
    for name, missed in one.items():
        assert np.array_equal(missed, two[name]), name
        beside = trial.lived(world, {name: policies(world)[name]}, 5)[name]
        assert np.array_equal(missed, beside), "whoever else plays changes nothing"


def test_a_round_is_heard_of_when_it_is_over(tmp_path: Path) -> None:
    """Nothing of a round reaches the policy before all of its listeners were answered, and unseen cards never do."""

    told: list[str] = []

    class Spy(Knows):
        def choose(self, people: People, k: int, rng: np.random.Generator) -> Ints:
            told.append(f"asked {len(people.groups)}")
            assert k == CARDS
            return super().choose(people, k, rng)

        def learn(self, people: People, shown: Ints, streamed: object, seen: object) -> None:
            told.append(f"heard {len(people.groups)}")
            assert np.array_equal(seen, cascade(np.asarray(streamed, np.bool_), AT_ONCE))

    world = load(folder(tmp_path), 200, 1)
    Trial(rounds=2, a_round=30).lived(world, {"spy": Spy(world)}, 1)
    assert told == ["asked 30", "heard 30"] * 2


def test_an_interval_of_a_few_worlds_is_students() -> None:
    low, high = between(np.array([1.0, 2.0, 3.0]))
    assert (low + high) / 2 == pytest.approx(2)
    assert high - 2 == pytest.approx(4.303 / np.sqrt(3), abs=1e-3)
    assert np.isnan(between(np.array([1.0]))).all()


@pytest.mark.data
@pytest.mark.slow
def test_the_figures_hold() -> None:
    path = (data_dir() or Path("absent")) / "deezer-carousel"
    if not path.is_dir():
        pytest.skip("deezer-carousel is absent: set SEGUE_DATA to the folder that holds it")
    less: dict[str, list[float]] = {}
    for seed in (7, 8, 9):
        world = load(path, Trial().listeners, seed)
        chosen = policies(world)
        musts = [name for name in chosen if name.startswith(("Segue", "epsilon-greedy", "top 12"))]
        found = {name: row.sum() for name, row in Trial().lived(world, {n: chosen[n] for n in musts}, seed).items()}
        for name in musts[1:]:
            less.setdefault(name, []).append(float(found[musts[0]] - found[name]))
    assert len(less) == 4
    for name, differences in less.items():
        assert between(np.array(differences))[1] < 0, (name, differences)
