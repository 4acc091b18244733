"""Scoring: what a listener's past, the last minutes and the seeds say of the items, in columns.

Up to `EXACT` items every one is scored by everything. Above, each model, the session's direction, the seeds and the
listener's own record name the few hundred items that they would put first; only these candidates are scored, by
everything, on the scale of all items.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from segue.domain.slate import Request
from segue.learning.distinct import distinct
from segue.learning.model import Histories
from segue.learning.retrieval.asked import Asked
from segue.learning.retrieval.table import PROBED
from segue.recommend.chance import seed_of, uniform
from segue.recommend.familiar import familiar
from segue.recommend.history import Record
from segue.recommend.lineage import Lineage
from segue.recommend.partial import Column, Some
from segue.recommend.serving import ServingModel
from segue.settings import Settings

EXACT = 20_000  # items; both ways answer nearly alike (tests/flows/test_scale.py), this one in less time below that
_SEED_WEIGHT = 3.0  # how strongly the tracks a request starts from pull, in standard deviations
_NOISE = 0.1  # of a request with a seed
_EACH = 150  # candidates that each model, direction and the like names
_PROBED = 32  # cells looked into in the direction of the session and the context: the models name the others
_OWN = 600  # of the listener's own record
_ARTISTS, _OF_ARTIST = 20, 15  # most heard artists, and tracks of each


class Asking(NamedTuple):
    """What is scored for.

    histories: of this one listener; known: the same as a record; liked: (m,) float32, weight of each of its rows, 0 =
    not liked; heading, moment: (d,) float32, directions of the session and of the context in the item space; seeds:
    rows; also: rows that are candidates in any case
    """

    request: Request
    settings: Settings
    histories: Histories
    known: Record
    liked: NDArray[np.float32]
    finish_rate: float
    heading: NDArray[np.float32]
    moment: NDArray[np.float32]
    seeds: list[int]
    also: NDArray[np.int32] = np.empty(0, np.int32)


class Scored(NamedTuple):
    """parts: (n_components, n_items) standard scores of the blend's components; the others (n_items,)."""

    parts: Column
    blended: Column
    familiar: Column
    intent: Column
    moment: Column
    nearness: Column | None
    total: Column


def scored(model: ServingModel, asking: Asking) -> Scored:
    return _everywhere(model, asking) if len(model) <= EXACT else _among(model, asking)


def _everywhere(model: ServingModel, asking: Asking) -> Scored:
    settings = asking.settings
    parts, blended = model.blend.score_one(asking.histories)
    own = familiar(asking.known, model.lineage, asking.finish_rate, skips_count=settings.skips_count)
    intent, moment = model.packed.dot(asking.heading), model.packed.dot(asking.moment)
    total = blended + settings.familiar_weight * own + settings.intent_weight * intent
    total += settings.context_weight * moment
    nearness = None
    if asking.seeds:
        nearness = model.packed.dot(model.space[asking.seeds].mean(axis=0))
        total += _SEED_WEIGHT * (nearness - nearness.mean()) / (nearness.std() + 1e-9)
    if asking.request.seed:
        noise = np.random.default_rng(asking.request.seed).normal(0, _NOISE, len(total))
        total += noise.astype(np.float32)
    return Scored(parts, blended, own, intent, moment, nearness, total)


def _among(model: ServingModel, asking: Asking) -> Scored:
    settings, table = asking.settings, model.packed
    asked = model.blend.ask_each(asking.histories)
    rows = candidates(model, asking, asked)
    parts = np.stack([one.standard(rows) for one in asked]) if asked else np.zeros((0, len(rows)), np.float32)
    blended = model.blend.weights @ parts
    own = _familiar_among(asking, model.lineage, rows)
    intent, moment = table.at(rows, asking.heading), table.at(rows, asking.moment)
    total = blended + settings.familiar_weight * own + settings.intent_weight * intent
    total += settings.context_weight * moment
    nearness = None
    if asking.seeds:
        start = model.space[asking.seeds].mean(axis=0)
        near, (mean, deviation) = table.at(rows, start), table.moments(start)
        total += _SEED_WEIGHT * (near - np.float32(mean)) / np.float32(deviation + 1e-9)
        nearness = Some(rows, near)
    if asking.request.seed:
        total += (_NOISE * ndtri(uniform(rows, seed_of("noise", asking.request.seed)))).astype(np.float32)
    return Scored(
        Some(rows, parts), Some(rows, blended), Some(rows, own), Some(rows, intent),
        Some(rows, moment), nearness, Some(rows, total.astype(np.float32)),
    )  # fmt: skip


def candidates(model: ServingModel, asking: Asking, asked: list[Asked]) -> NDArray[np.int32]:
    """(m,) int32, ascending: what each model would put first, what lies in the direction of the session, the context
    and the seeds, what the listener finished, and more of the artists they hear most."""
    table, liked = model.packed, asking.liked
    found = [one.best(_EACH) for one, weight in zip(asked, model.blend.weights, strict=True) if weight]
    found.append(asking.also)
    settings = asking.settings
    directions = [settings.intent_weight * asking.heading + settings.context_weight * asking.moment]
    if asking.seeds:
        directions.append(model.space[asking.seeds].mean(axis=0))
    rows = asking.known.rows[liked > 0]
    if len(rows):
        weights = liked[liked > 0]
        found.append(rows[np.argsort(-asking.known.likes[liked > 0], kind="stable")[:_OWN]])
        heard, where = np.unique(model.artists[rows], return_inverse=True)
        often = np.argsort(-np.bincount(where, weights), kind="stable")[:_ARTISTS]
        found += [model.by_artist.rows(artist)[:_OF_ARTIST] for artist in heard[often].tolist()]
    found += table.best_each(directions, _EACH, PROBED if asking.seeds else _PROBED)
    return distinct(*found)


def _familiar_among(asking: Asking, lineage: Lineage, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """`familiar` of these rows: of a catalogue that holds them and what the listener knows, and nothing else."""
    known = asking.known
    every = distinct(rows, known.rows)
    releases, release = np.unique(lineage.release[every], return_inverse=True)
    _, artist = np.unique(lineage.artist[releases], return_inverse=True)
    small = Lineage(release.astype(np.int32), artist.astype(np.int32), lineage.named[releases])
    record = Record(np.searchsorted(every, known.rows).astype(np.int32), known.likes, known.skips)
    own = familiar(record, small, asking.finish_rate, skips_count=asking.settings.skips_count)
    return own[np.searchsorted(every, rows)]
