"""What arranging a playlist is worth: neighbours in it against chance and a greedy walk, on real tracks.

    python -m benchmarks sequence

Tempo, key, mode and energy of 28,356 songs (TidyTuesday, from the Spotify API), in playlists of 50 drawn from all of
them and in real playlists of 50 or more, of which the first 50 tracks. Chance is exact: the mean over all pairs of a
playlist, which is what a random order costs. The greedy walk begins at the first track and goes to the nearest one
that is left, by tempo and key alone. The interval is a 95 % bootstrap over playlists. CPU time, compiled before.
"""

import time
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from segue.domain.event import TrackId
from segue.domain.sound import Sound
from segue.domain.track import Track
from segue.playlists.sequence import SHAPES, arranged
from segue.playlists.sequence.arrange import Question, asked
from segue.playlists.sequence.distances import between, wanted
from segue.playlists.sequence.task import APART, task
from segue.proof.measure import mean_interval
from segue.proof.songs import NAMED, SPREAD, Song, read_songs
from segue.settings import data_dir

SEED, DRAWN, LENGTH = 1, 200, 50
HARMONIC, IN_TEMPO = 1.5 / 7, np.log2(1.06)  # a step on the wheel; what a pitch control of 6 % puts right
Order = NDArray[np.int64]


def main() -> None:
    folder = data_dir()
    if folder is None:
        print("no data sets; set SEGUE_DATA to their folder")
        return
    songs = read_songs(folder / "tidytuesday-spotify-songs")
    catalogue = [_track(i, song) for i, song in enumerate(songs.songs)]
    draw = np.random.default_rng(SEED)
    drawn = [[catalogue[i] for i in draw.choice(len(catalogue), LENGTH, replace=False)] for _ in range(DRAWN)]
    real = [[catalogue[i] for i in rows[:LENGTH]] for rows in songs.playlists if len(rows) >= LENGTH]
    arranged(drawn[0], "wave")  # compiled code is loaded
    for name, lists in (("drawn from all", drawn), ("real playlists", real)):
        print(f"{len(lists)} playlists of {LENGTH}, {name}; seed {SEED}")
        print(f"{'':22} {'tempo + key':^30}  tempo    key  6 % in  one step  energy  off the  artists")
        print(f"{'':22} {'against chance':^30}                 tempo   of keys    step    curve   < {APART} apart")
        _compare(lists)
        _whole(lists)
    for length in (50, 200):
        lists = [[catalogue[i] for i in draw.choice(len(catalogue), length, replace=False)] for _ in range(40)]
        for shape in ("level", "sleep", "wave"):
            took = np.array([_timed(one, shape) for one in lists])
            print(
                f"{length:4} tracks, {shape:6} CPU ms p50 {np.median(took):6.1f}   p95 {np.percentile(took, 95):6.1f}"
            )


def _track(row: int, song: Song) -> Track:
    told = dict(zip((*SPREAD, *NAMED), song.values, strict=True))
    sound = Sound(
        tempo_bpm=told["tempo"] or None,  # one song has 0
        key=int(told["key"]) if told["key"] >= 0 else None,
        mode=int(told["mode"]),
        loudness_db=told["loudness"],
        energy=told["energy"],
    )
    return Track(TrackId(str(row)), song.title, song.artist, sound=sound)


def _compare(lists: list[list[Track]]) -> None:
    asked_ = [asked(one) for one in lists]
    chance = np.array([_numbers(question, None, None) for question in asked_])
    _line("chance", chance, chance)
    ways: dict[str, Callable[[Question, list[Track]], Iterable[int]]] = {
        "as given": lambda question, _: range(len(question.artist)),
        "greedy walk": lambda question, _: _walk(question),
    }
    for name, way in ways.items():
        found = [_numbers(q, np.array(way(q, one)), None) for q, one in zip(asked_, lists, strict=True)]
        _line(name, np.array(found), chance)
    for shape in SHAPES:
        found, lot = [], []
        for question, one in zip(asked_, lists, strict=True):
            heights = SHAPES[shape].levels(len(one)) if shape != "level" else None
            found.append(_numbers(question, np.array(arranged(one, shape)), heights))
            lot.append(_numbers(question, None, heights))
        _line(f"arranged, {shape}", np.array(found), np.array(lot))


def _whole(lists: list[list[Track]]) -> None:
    """Everything that is made small, a track: neighbours with their energy, and the curve."""
    print(f"{'cost of a track':22} {'chance':>8} {'greedy':>8} {'arranged':>8}")
    for shape in SHAPES:
        found = []
        for one in lists:
            question, n = asked(one, shape), len(one)
            of = task(question.sounds, question.heights, question.artist)
            chance = (n - 1) * of.pairs[:n, :n][np.triu_indices(n, 1)].mean() + n * of.places.mean()
            orders = of.lay(of.pairs, of.places), np.array(arranged(one, shape))
            found.append([chance / n, *(of.judge(order)[1] / n for order in orders)])
        print(f"{shape:22} " + " ".join(f"{cost:8.3f}" for cost in np.mean(found, axis=0)))


def _numbers(question: Question, order: Order | None, heights: NDArray[np.float64] | None) -> list[float]:
    """tempo + key, tempo, key, in tempo, harmonic, energy, off the curve, crowded pairs; no order = by chance."""
    sounds, n = question.sounds, len(question.artist)
    if order is None:
        a, b = np.triu_indices(n, 1)
    else:
        a, b = order[:-1], order[1:]
    far = between(sounds, a, b)
    target = np.full(n, np.nan) if heights is None else wanted(sounds.level, heights)
    level = sounds.level[:, None] if order is None else sounds.level[order]
    same = question.artist[a] == question.artist[b]
    if order is None:
        crowded = same.mean() * sum(n - d for d in range(1, APART + 1))
    else:
        played = question.artist[order]
        crowded = sum((played[d:] == played[:-d]).sum() for d in range(1, APART + 1))
    octaves = np.abs(sounds.octave[a] - sounds.octave[b])
    return [
        float((far.tempo + far.key).mean()),
        float(far.tempo.mean()),
        float(far.key.mean() * 7),
        float((np.minimum(octaves, np.abs(octaves - 1)) <= IN_TEMPO).mean()),
        float((far.key <= HARMONIC).mean()),
        float(far.energy.mean()),
        float(np.abs(level - target).mean()),
        float(crowded),
    ]


def _line(name: str, found: NDArray[np.float64], chance: NDArray[np.float64]) -> None:
    less = found[:, 0] / chance[:, 0] - 1
    low, high = mean_interval(less, SEED)
    both, tempo, key, in_tempo, harmonic, energy, off, crowded = found.mean(axis=0)
    against = f"{both:.3f}  {less.mean():+6.1%} [{low:+.1%}, {high:+.1%}]"
    curve = f"{off:.3f} ({off / chance[:, 6].mean() - 1:+.0%})" if np.isfinite(off) else ""
    print(
        f"{name:22} {against:31} {tempo:.3f} {key:6.2f} {in_tempo:7.0%} {harmonic:9.0%} {energy:7.3f}"
        f" {curve:>13} {crowded:7.2f}"
    )


def _walk(question: Question) -> list[int]:
    rows = np.arange(len(question.artist))
    far = between(question.sounds, rows[:, None], rows)
    table, at = far.tempo + far.key, 0
    order, left = [0], set(rows[1:].tolist())
    while left:
        at = min(left, key=lambda i: (table[at, i], i))
        left.remove(at)
        order.append(at)
    return order


def _timed(one: list[Track], shape: str) -> float:
    start = time.process_time()
    arranged(one, shape)
    return 1000 * (time.process_time() - start)
