"""What each stage of an answer costs in recall and what it buys: `python -m benchmarks.peer.stages [--test]`.

The work of `make bench-peer` in one process: everybody's `discover` answer by the ranking alone, as served, with one
stage only and with one stage left out. A fifth of the training likes stands in for the test part unless `--test` is
said: settings are chosen on the former, the latter is for reporting.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace as replace_fields

from benchmarks.peer.ours import loaded
from benchmarks.peer.work import K, Likeness, Work, accuracy, track_id
from segue.app import App, build
from segue.domain.slate import Request
from segue.playlists.recipe import recipes
from segue.proof.measure import mean_interval
from segue.recommend.candidates import Candidates
from segue.recommend.explore_slate import try_out
from segue.recommend.fame import NICHE
from segue.recommend.pipeline import stages
from segue.recommend.situation import Situation, situation
from segue.settings import Settings, data_dir

_DRAWS = 4  # hours whose exploration is averaged: what is tried stands still within one
_LIKE_THIS = ("freshness", "diversity", "calibration")  # rerankers that find something to do among artists


class Way(NamedTuple):
    """How an answer is made of the ranking."""

    rerankers: tuple[str, ...]
    settings: Settings


class Found(NamedTuple):
    """Of every listener: recall, NDCG, how unlike each other the artists of the answer are, share of niche."""

    recall: list[float]
    ndcg: list[float]
    unlike: list[float]
    niche: list[float]


def ways(settings: Settings) -> dict[str, Way]:
    every, off = recipes()["discover"].pipeline.rerankers, replace(settings, explore_share=0.0)
    found = {"the ranking alone": Way((), off), "as served": Way(every, settings)}
    found |= {f"the ranking and {name}": Way((name,), off) for name in _LIKE_THIS}
    found["the ranking and exploration"] = Way((), settings)
    found |= {f"without {name}": Way(tuple(r for r in every if r != name), settings) for name in _LIKE_THIS}
    found["without exploration"] = Way(every, off)
    found["without the floor of niche"] = Way(every, replace(settings, niche_share=0.0))
    found["diversity .05 in place of .15"] = Way(every, replace(settings, diversity=0.05))
    return found


def measured(app: App, work: Work, names: Mapping[str, str], now: datetime) -> dict[str, Found]:
    model, settings = app.models.current(), app.settings
    likeness, tried = Likeness(work.train), ways(settings)
    pipeline = replace(recipes()["discover"].pipeline, rerankers=())
    found = {name: Found([], [], [], []) for name in tried}
    app.follower.sweep()
    for listener, wanted in work.test.items():
        who = app.accounts.named(f"l{listener}")
        assert who is not None
        with app.follower.use(who.id) as profile:
            seen = situation(Request(who.id, now, n=K, recipe="discover"), profile, model, settings)
        ranked, _ = pipeline.run(seen)
        for name, way in tried.items():
            rows = _answers(replace(seen, settings=way.settings), ranked, way)
            answers = [[names[model.items[row].id] for row in some] for some in rows]
            both = np.mean([accuracy({listener: answer}, {listener: wanted}) for answer in answers], axis=0)
            found[name].recall.append(float(both[0]))
            found[name].ndcg.append(float(both[1]))
            found[name].unlike.append(float(np.mean([1 - likeness.within(answer) for answer in answers])))
            found[name].niche.append(float(np.mean([model.levels[some] == NICHE for some in rows])))
    return found


def _answers(seen: Situation, ranked: Candidates, way: Way) -> list[list[int]]:
    """Rows of the answer; of several hours where something is tried."""
    for name in way.rerankers:
        ranked = stages()["rerankers"][name].rerank(seen, ranked)
    hours = range(_DRAWS if way.settings.explore_share else 1)
    requests = [replace_fields(seen.request, now=seen.request.now + timedelta(hours=h)) for h in hours]
    return [ranked.track[try_out(replace(seen, request=one), ranked).places].tolist() for one in requests]


def show(found: Mapping[str, Found], seed: int) -> str:
    """Differences are to the ranking alone, listener by listener."""
    alone = found["the ranking alone"]
    lines = [f"{'':32}recall@20                    less                 ndcg@20   unlike  niche"]
    for name, one in found.items():
        less = np.array(one.recall) - np.array(alone.recall)
        low, high = mean_interval(less, seed)
        lines.append(
            f"{name:32}{np.mean(one.recall):.4f}  {less.mean():+.4f} [{low:+.4f}, {high:+.4f}]  {np.mean(one.ndcg):.4f}"
            f"   {np.mean(one.unlike):.4f}  {np.mean(one.niche):.3f}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer.stages")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--test", action="store_true", help="the test part: for reporting, never for choosing")
    asked = parser.parse_args()
    root = data_dir()
    if root is None or not (root / "lightgcn-lastfm").is_dir():
        print("skipped: lightgcn-lastfm is not here; set SEGUE_DATA")
        return
    work = Work.read(root / "lightgcn-lastfm")
    work = work if asked.test else work.validation(asked.seed)
    with TemporaryDirectory() as folder:
        loaded(work, Path(folder) / "home", asked.seed)
        app = build(Settings(home=Path(folder) / "home"))
        print(show(measured(app, work, {track_id(a): a for a in work.artists}, datetime.now(UTC)), asked.seed))
        app.close()


if __name__ == "__main__":
    main()
