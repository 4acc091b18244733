"""Continue a playlist: 471 playlists of Spotify, 28,356 tracks, what they are called and how they measure.

Data: TidyTuesday, 2020-01-21, "Spotify Songs" (K. Thompson, J. Parry, D. Phifer, J. Wolff; `spotifyr`), values from the
Spotify API. Half of each playlist is told, half hidden (`segue/proof/continuing.py`). Three questions:

* **all**: every track may come next. Four of five hidden tracks are in no other playlist: who knows only playlists
  cannot name them.
* **known**, **shared**: what comes next out of the tracks that one playlist learnt from holds, or two; the others are
  neither ranked nor wanted.
"""

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from segue.learning.models.content import Content
from segue.learning.models.content_ease import ContentEase
from segue.learning.models.friends import FRIENDS
from segue.learning.models.item_ease import ItemEase
from segue.learning.models.popularity import POPULARITY
from segue.learning.models.sound import SOUNDS_LIKE
from segue.learning.neighbours import Neighbours
from segue.learning.sound import FIELDS, vectors
from segue.proof.choosing import Floats
from segue.proof.continuing import Contest, Part, Task
from segue.proof.measure import mean_interval, peak_mb
from segue.proof.proof import Proof, Question
from segue.proof.report import Figures, Report
from segue.proof.songs import NAMED, SPREAD, Song, Songs, read_songs
from segue.proof.views import View, by_group, described, measured, plain, sounds

HYBRID, COLLABORATIVE, CONTENT, SOUND = "hybrid", "collaborative alone", "content alone", "audio and year"
SERVED = "audio and year as vectors"  # the model of a server
NAMES, WITH_VECTORS = "hybrid without sound", "hybrid with vectors of sound"
_QUESTIONS = {"all": 0, "known": 1, "shared": 2}
METRICS = tuple(f"{metric} {said}" for said in _QUESTIONS for metric in ("recall@20", "ndcg@20"))
_BINS = 12
_WORD = re.compile(r"[^\W_]+")
_NAMED = (
    "item EASE", "playlist neighbours", "graph filter", "popularity", "artist", "album", "words", "EASE with content",
    "artists beside artists", "playlists of like names",
)  # fmt: skip
_BLENDS = {
    COLLABORATIVE: _NAMED[:4],
    CONTENT: (*_NAMED[4:7], SOUND),
    HYBRID: (*_NAMED[:7], SOUND, *_NAMED[7:]),
    NAMES: _NAMED,
    WITH_VECTORS: (*_NAMED[:7], SERVED, *_NAMED[7:]),
}


def views(songs: Songs) -> dict[str, dict[str, View]]:
    """Of each component its settings."""
    of = songs.songs
    artist = tags([[song.artist.casefold()] for song in of])
    album = tags([[song.album_id] for song in of])
    said = tags([words(f"{song.title} {song.album} {song.artist}") for song in of])
    everything = unit(hstack([artist * 2, album, said * 0.5], format="csr"))
    bins, ordered = binned(of)
    _, artists = np.unique([song.artist.casefold() for song in of], return_inverse=True)
    alone = Content()
    return {
        "item EASE": {"": plain(ItemEase())},
        "playlist neighbours": {f"sharpness {s}": plain(Neighbours(0.5, 0.5, 0.3, sharpness=s)) for s in (1.0, 1.5)},
        "graph filter": {"": plain(Neighbours(0.5, 1.0, 0.5))},
        "popularity": {"": plain(POPULARITY)},
        "artist": {"": described(alone, artist)},
        "album": {"": described(alone, album)},
        "words": {"": described(alone, said)},
        SOUND: {f"belief {b}": measured(bins, ordered, b) for b in (5.0, 15.0)},
        "EASE with content": {
            f"content {b}": described(ContentEase(content_weight=b, recency=0), everything) for b in (2.0, 8.0)
        },
        "artists beside artists": {"": by_group(ItemEase(flat=2), artists.astype(np.int32))},
        "playlists of like names": {"": plain(FRIENDS)},
        SERVED: {"": sounds(SOUNDS_LIKE, vectors(sounding_values(of)))},  # last: see `Contest.aside`
    }  # fmt: skip


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def tags(told: Sequence[Iterable[str]]) -> csr_array:
    """(n, n_tags) float32 CSR, rows of length 1 or 0; a rare tag weighs more, one of a single row nothing."""
    number: dict[str, int] = {}
    sets = [{number.setdefault(one, len(number)) for one in some if one} for some in told]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(one) for one in sets], dtype=np.int64)])
    columns = np.array([column for one in sets for column in sorted(one)], np.int64)
    matrix = csr_array((np.ones(len(columns)), columns, starts), shape=(len(sets), len(number)))
    carriers = np.bincount(columns, minlength=len(number))
    matrix.data *= np.log(len(sets) / carriers)[columns]
    return unit(matrix[:, carriers > 1])


def unit(matrix: csr_array) -> csr_array:
    """Rows of length 1 or 0, float32, sorted indices."""
    squares = np.bincount(
        np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.data**2, matrix.shape[0]
    )
    scaled = csr_array(diags_array(1 / np.sqrt(np.where(squares > 0, squares, 1))) @ matrix).astype(np.float32)
    scaled.sort_indices()
    return scaled


def binned(songs: Sequence[Song]) -> tuple[NDArray[np.int64], tuple[bool, ...]]:
    """Measured values and the year of the album in bins of about equal size; key and mode as they are."""
    values = np.array([(*song.values[: len(SPREAD)], float(song.year)) for song in songs])
    edges = np.quantile(values, np.linspace(0, 1, _BINS + 1)[1:-1], axis=0)
    spread = np.stack([np.searchsorted(e, v, side="right") for e, v in zip(edges.T, values.T, strict=True)], axis=1)
    named = np.array([song.values[len(SPREAD) :] for song in songs]) - [known[0] for known in NAMED.values()]
    ordered = (True,) * spread.shape[1] + (False,) * named.shape[1]
    return np.concatenate([spread, named], axis=1).astype(np.int64), ordered


def sounding_values(songs: Sequence[Song]) -> NDArray[np.float64]:
    """(n, len(FIELDS)) float64, as a catalogue knows it; what Spotify found no key or tempo of is not known."""
    named = {name: i for i, name in enumerate((*SPREAD, *NAMED))} | {"year": len(SPREAD) + len(NAMED)}
    called = {"tempo_bpm": "tempo", "loudness_db": "loudness"}
    values = np.array([(*song.values, float(song.year)) for song in songs])
    values = values[:, [named[called.get(name, name)] for name in FIELDS]]
    for name, fewest in (("tempo_bpm", 1), ("duration_ms", 1), ("key", 0)):
        column = values[:, FIELDS.index(name)]
        column[column < fewest] = np.nan
    return values


def likeness(names: Sequence[str]) -> csr_array:
    """(n, n) cosines of the words of names, rows adding up to 1, nothing on the diagonal."""
    said = tags([words(name) for name in names])
    alike = csr_array(said @ said.T).tolil()
    alike.setdiag(0)
    matrix = csr_array(alike.tocsr())
    matrix.eliminate_zeros()
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return csr_array(diags_array(1 / np.where(total > 0, total, 1)) @ matrix).astype(np.float32)


def prove(asked: Question) -> Report:
    """Raises ValueError for data that cannot be read, with file, row and field."""
    assert asked.path is not None
    asked.progress("load", 0.0)
    songs = read_songs(asked.path)
    task = Task(songs.playlists, len(songs.songs), likeness(songs.names))
    began = time.process_time()
    contest = Contest(task, views(songs), _BLENDS, _QUESTIONS, aside=1)
    found: dict[str, list[Part]] = {said: [] for said in _QUESTIONS}
    for part in contest.run(asked.seed, lambda share: asked.progress("parts of the playlists", share)):
        for said, of in part.items():
            found[said].append(of)
    asked.progress("done", 1.0)
    return _report(asked.seed, songs, found, round(time.process_time() - began, 1))


def _report(seed: int, songs: Songs, found: Mapping[str, Sequence[Part]], cpu_seconds: float) -> Report:
    per = {said: _joined(many) for said, many in found.items()}
    rows = [_figures(name, {said: of[name] for said, of in per.items()}, seed) for name in per["all"]]
    ours = rows.pop([row.name for row in rows].index(HYBRID))
    pairs = (
        (HYBRID, COLLABORATIVE), (HYBRID, CONTENT), (COLLABORATIVE, CONTENT), (COLLABORATIVE, SOUND),
        (HYBRID, NAMES), (WITH_VECTORS, NAMES), (SERVED, SOUND),
    )  # fmt: skip
    return Report(
        "Playlists of Spotify (TidyTuesday 2020): name the hidden second half",
        METRICS,
        ours,
        tuple(rows),
        facts={
            "differences": {
                f"{left} less {right}, {said}": _difference(of[left], of[right], seed)
                for said, of in per.items()
                for left, right in pairs
            },
            "seed": seed,
            "cpu_seconds": cpu_seconds,
            "peak_mb": round(peak_mb()),
            "playlists": len(songs.playlists),
            "tracks": len(songs.songs),
            "asked": {said: len(next(iter(of.values()))) for said, of in per.items()},
            "chosen": {said: _chosen(many) for said, many in found.items()},
            "weights": {said: _weights(many) for said, many in found.items()},
        },
    )


def _joined(many: Sequence[Part]) -> dict[str, Floats]:
    """By row, (n, 2) of every playlist that could be asked."""
    return {row: np.concatenate([part.found[row] for part in many]) for row in many[0].found}


def _figures(name: str, per: Mapping[str, Floats], seed: int) -> Figures:
    values = np.concatenate([of.mean(axis=0) for of in per.values()])
    between = [mean_interval(of[:, m], seed) for of in per.values() for m in range(2)]
    return Figures(name, dict(zip(METRICS, values.tolist(), strict=True)), dict(zip(METRICS, between, strict=True)))


def _difference(left: Floats, right: Floats, seed: int) -> str:
    """Paired: the same playlists are drawn anew for both."""
    said = []
    for m, metric in enumerate(("recall@20", "ndcg@20")):
        apart = left[:, m] - right[:, m]
        said.append("{} {:+.4f} [{:+.4f}, {:+.4f}]".format(metric, apart.mean(), *mean_interval(apart, seed)))
    return ", ".join(said)


def _chosen(many: Sequence[Part]) -> dict[str, str]:
    """Of what there was to choose, how often which was kept."""
    kept: dict[str, Counter[str]] = {}
    for part in many:
        for name, how in part.chosen.items():
            kept.setdefault(name, Counter())[how] += 1
    return {name: ", ".join(f"{how} ({n})" for how, n in sorted(of.items())) for name, of in kept.items()}


def _weights(many: Sequence[Part]) -> dict[str, dict[str, float]]:
    """Of each blend, the mean over the parts."""
    return {
        row: {name: round(float(np.mean([part.weights[row][name] for part in many])), 3) for name in names}
        for row, names in _BLENDS.items()
    }


PLAYLISTS = Proof("Continue a playlist: what listening, names and sound are worth", "tidytuesday-spotify-songs", prove)
