"""A prompt to a playlist without a model, at 100,000 tracks: the labelled prompts, each by another listener.

    python -m benchmarks prompts_at_scale
    python -m benchmarks.prompts_at_scale HOME    one that is there already, and is written to

The tracks of the generated home get genres, moods and sound that prompts speak of. CPU time of the answering thread,
beside the wall time of a machine that may be busy.
"""

import sys
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from benchmarks.large import Size, large
from benchmarks.prompts.labels import labelled
from segue.app import build
from segue.domain.slate import Request
from segue.domain.sound import Sound
from segue.playlists.prompt.concepts import MOODS
from segue.playlists.prompt.genres import GENRES
from segue.settings import Settings

SIZE = Size(100_000, 20_000, 2_000_000)
LISTENERS, ROUNDS = 20, 3


def main() -> None:
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_dir():
        _both(Path(sys.argv[1]))
    else:
        with large(SIZE, LISTENERS) as home:
            _both(home)


def _both(home: Path) -> None:
    for part in (_named, _measured):  # each in a fresh process
        job = get_context("spawn").Process(target=part, args=(home,))
        job.start()
        job.join()


def _named(home: Path) -> None:
    """Real names for numbered tags, and a sound for half of the tracks."""
    app = build(Settings(home=home))
    rng, moods = np.random.default_rng(1), [mood.tags[0] for mood in MOODS.values()]
    tracks = []
    for i, track in enumerate(sorted(app.catalog, key=lambda one: one.id)):
        chance = rng.random(6).tolist()
        sound = Sound(tempo_bpm=60 + 120 * chance[0], energy=chance[1], valence=chance[2], danceability=chance[3])
        tags = (GENRES[int(len(GENRES) * chance[4] ** 3)], moods[int(len(moods) * chance[5])])
        tracks.append(replace(track, tags=tags, sound=sound if i % 2 else None))
    app.catalog.add(tracks)
    app.close()


def _measured(home: Path) -> None:
    app = build(Settings(home=home))
    start = time.process_time()
    app.models.current()
    loaded = time.process_time()
    app.prompter.warm()
    print(f"model loaded in {loaded - start:.1f} CPU-s, words of the catalogue in {time.process_time() - loaded:.1f}")
    people = [one for i in range(LISTENERS) if (one := app.accounts.named(f"bench-{i}"))]
    prompts = [one for part in ("development", "kept_apart") for one in labelled(part)]
    took, gave = [], 0
    for turn in range(len(prompts) * ROUNDS + LISTENERS):
        who, one = people[turn % len(people)], prompts[turn % len(prompts)]
        asked = Request(who.id, datetime.now(UTC).astimezone(who.zone), lang=one.lang)
        wall, cpu = time.perf_counter(), time.thread_time()
        found = app.prompter.prompted(who, one.text, asked)
        if turn >= LISTENERS:
            took.append((time.perf_counter() - wall, time.thread_time() - cpu))
            gave += bool(found.gave)
    (p50, c50), (p99, c99) = np.percentile(np.array(took) * 1000, [50, 99], axis=0)
    print(
        f"{len(app.catalog):,} tracks, {len(took):,} prompts, something gave in {gave / len(took):.0%}: "
        f"CPU p50 {c50:.1f}, p99 {c99:.1f} ms; wall p50 {p50:.1f}, p99 {p99:.1f} ms"
    )
    app.close()


if __name__ == "__main__":
    main()
