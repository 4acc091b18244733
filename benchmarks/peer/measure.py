"""What is asked of either engine: the same listeners in the same order, and the same place of the answer skipped."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.peer.work import Engine, Likeness, Work, accuracy

KINDS = ("skip", "dislike", "like")
_PLACE = 2  # from 0: the third of the answer
_EACH = 20  # listeners for each kind, others for every kind
_WARM = 20  # answers before latencies count
_PATIENCE_S = 5.0  # until the artist is gone; then once more as long for the rest to follow


def quality(engine: Engine, work: Work) -> dict[str, Any]:
    """Everybody with something to find is asked once."""
    answers, took = {}, []
    for listener in work.test:
        begin = time.perf_counter()
        answers[listener] = engine.ask(listener)
        took.append((time.perf_counter() - begin) * 1000)
    recall, ndcg = accuracy(answers, work.test)
    known = sum(len({*answer} & {*work.train.get(one, ())}) for one, answer in answers.items())
    p50, p99 = np.percentile(took[_WARM:] or took, [50, 99])
    return {
        "recall@20": f"{recall:.4f}",
        "ndcg@20": f"{ndcg:.4f}",
        "already heard, of all that was answered": f"{known} of {sum(map(len, answers.values()))}",
        "different artists answered": len({artist for answer in answers.values() for artist in answer}),
        "answer p50, ms": f"{p50:.1f}",
        "answer p99, ms": f"{p99:.1f}",
    }


def people(work: Work, seed: int) -> dict[str, list[str]]:
    """Who does what; nobody does two things."""
    everybody = sorted(work.test)
    mixed = np.random.default_rng(seed).permutation(len(everybody))[: _EACH * len(KINDS)]
    chosen = [everybody[i] for i in mixed]
    return {kind: chosen[i :: len(KINDS)] for i, kind in enumerate(KINDS)}


def after(
    engine: Engine, work: Work, kind: str, listeners: Sequence[str], patience_s: float = _PATIENCE_S
) -> dict[str, Any]:
    """What becomes of an answer when its third artist is skipped, disliked or liked.

    First the same is asked twice with nothing told: an answer that moves by itself would say nothing.
    """
    likeness, told, took, still = Likeness(work.train), [], [], 0
    for listener in listeners:
        before = engine.ask(listener)
        if len(before) <= _PLACE:
            continue
        still += engine.ask(listener) == before
        artist = before[_PLACE]
        begin = time.perf_counter()
        now = engine.tell(listener, artist, kind)
        while artist in now and time.perf_counter() - begin < patience_s:
            now = engine.ask(listener)
        took.append((time.perf_counter() - begin) * 1000)
        told.append((listener, artist, [a for a in before if a != artist]))
    time.sleep(patience_s)
    gone = moved = left = 0
    like_before, like_after = [], []
    for listener, artist, rest in told:
        now = engine.ask(listener)
        gone += artist not in now
        others = [a for a in now if a != artist]
        moved += others[: len(rest)] != rest
        left += len({*rest} - {*now})
        like_before.append(likeness.mean(artist, rest))
        like_after.append(likeness.mean(artist, others[: len(rest)]))
    many = len(told)
    if not many:
        return {f"{kind}: listeners with an answer": 0}
    return {
        f"{kind}: answers that stand still before it": f"{still} of {many}",
        f"{kind}: the artist is gone": f"{gone} of {many}",
        f"{kind}: p50 until the next answer without it, ms": f"{np.median(took):.1f}" if gone else "-",
        f"{kind}: the rest is another": f"{moved} of {many}",
        f"{kind}: of the rest, left for others": f"{left / many:.1f} of {np.mean([len(r) for _, _, r in told]):.0f}",
        f"{kind}: likeness of the rest to it": f"{np.mean(like_before):.3f} -> {np.mean(like_after):.3f}",
    }


def everything(engine: Engine, work: Work, seed: int, patience_s: float = _PATIENCE_S) -> dict[str, Any]:
    found = quality(engine, work)
    for kind, listeners in people(work, seed).items():
        found |= after(engine, work, kind, listeners, patience_s)
    return found


def show(rows: dict[str, dict[str, Any]]) -> str:
    """A line a measure, a column an engine."""
    names = list(dict.fromkeys(name for found in rows.values() for name in found))
    wide = max(map(len, names), default=0) + 2
    lines = [f"{'':{wide}}" + "".join(f"{engine:>18}" for engine in rows)]
    lines += [f"{name:{wide}}" + "".join(f"{found.get(name, '-')!s:>18}" for found in rows.values()) for name in names]
    return "\n".join(lines)
