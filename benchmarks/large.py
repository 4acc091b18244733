"""A home with a large generated catalogue and a model fitted on generated listening, built in a process of its own."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from benchmarks.generated import Generated, generate
from segue.app import App, build
from segue.discovery import discover
from segue.domain.event import Event, EventKind, TrackRef
from segue.domain.listener import Listener
from segue.flows.dataset import Dataset
from segue.flows.refresh import COMPONENTS, model_arrays
from segue.learning.blend import default_weights, fit_components
from segue.learning.model import Model
from segue.learning.models.ials import IALS
from segue.learning.models.item_ease import ITEM_EASE
from segue.settings import Settings

SEED = 1
_PLAYS = 250  # told of each listener whose answers are measured
_DAYS = 20
_HASTY: dict[str, Model] = {  # few rounds: how good a model is does not change how long it takes to answer
    "ials": replace(IALS, epochs=2),
    "item_ease": replace(ITEM_EASE, steps=4),
}


class Size(NamedTuple):
    """What is generated: listens counts plays."""

    tracks: int
    listeners: int
    listens: int


@contextmanager
def large(size: Size, answered: int) -> Iterator[Path]:
    """A home with the models of a refresh, fitted in few rounds and blended by default; removed afterwards.

    answered: listeners "bench-0", "bench-1", … with a history in the log, each of the taste of a generated one.
    """
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        start = time.perf_counter()
        job = multiprocessing.get_context("spawn").Process(target=_fill, args=(home, size, answered))
        job.start()
        job.join()
        if job.exitcode:
            raise SystemExit(f"the home of {size.tracks:,} tracks could not be built")
        mb = sum(f.stat().st_size for f in home.rglob("*.npy")) / 1e6
        print(
            f"{size.tracks:,} tracks, {size.listeners:,} listeners, {size.listens:,} listens, seed {SEED}: "
            f"built in {time.perf_counter() - start:.0f} s, the model's files {mb:,.0f} MB",
            flush=True,
        )
        yield home


def _fill(home: Path, size: Size, answered: int) -> None:
    made = generate(*size, seed=SEED)
    app = build(Settings(home=home))
    app.catalog.add(made.tracks)
    models = {name: model for name, model in discover("segue.learning.models", Model).items() if name in COMPONENTS}
    fitted = fit_components(models | _HASTY, made.data, SEED)
    learnt = Dataset(made.ids, made.data, np.zeros(made.data.histories.liked.nnz, np.int64), 0.3, size.listeners, 0)
    arrays = model_arrays(learnt, fitted, default_weights(list(fitted)), SEED)
    manifest = {"id": "large", "offset": 0, "everybody_skips": 0.3, "listeners": size.listeners}
    app.registry.save("large", {**manifest, "items": size.tracks}, arrays)
    app.registry.promote("large")
    told(app, made, answered, datetime.now(UTC))
    app.close()


def told(app: App, made: Generated, listeners: int, now: datetime) -> list[Listener]:
    """Accounts "bench-0", … with a history in log and profile, each of the taste of a generated listener."""
    known = []
    for i in range(listeners):
        app.accounts.add(f"bench-{i}", "UTC", now)
        who = app.accounts.named(f"bench-{i}")
        assert who is not None
        app.recorder.submit(who, _history(made, i, now)).result()
        known.append(who)
    app.follower.sweep()
    return known


def _history(made: Generated, listener: int, now: datetime) -> list[Event]:
    """Plays of what a generated listener likes and skips, one every two hours or so, oldest first."""
    rng = np.random.default_rng(listener)
    both = [m[[listener]].indices for m in (made.data.histories.liked, made.data.histories.skipped)]
    met = np.concatenate(both)
    ends = np.repeat([EventKind.COMPLETE, EventKind.SKIP], [len(b) for b in both])
    start, told = now - timedelta(days=_DAYS), []
    for i, at in enumerate(rng.integers(0, len(met), _PLAYS).tolist()):
        ref, kind = TrackRef(id=made.ids[met[at]]), EventKind(ends[at])
        position = 200_000 if kind is EventKind.COMPLETE else 3_000
        when = start + timedelta(minutes=i * _DAYS * 1440 / _PLAYS)
        told.append(Event(f"h-{listener}-{i}", kind, when, track=ref, position_ms=position, duration_ms=200_000))
    return told
