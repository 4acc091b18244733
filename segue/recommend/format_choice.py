"""Format choice: whether this answer is music, podcasts or audiobooks, before anything is ranked.

What this listener hears at this hour of this kind of day, on this device, doing this, in this place, what they have
just been hearing, and what they are in the middle of. Shares are of time and shrunk step by step, as skip rates are
(`skip_habit`): hour -> the hours beside it on like days -> the listener -> everybody here.
"""

from dataclasses import dataclass, field
from math import exp, prod

import numpy as np
from numpy.typing import NDArray

from segue.domain.slate import Request
from segue.learning.distinct import distinct
from segue.listening.sessions import GAP_MS
from segue.profiles.device_kind import OTHER
from segue.profiles.features.format_hours import FormatHours
from segue.profiles.features.skip_habit import like_hours
from segue.profiles.features.surroundings import Surroundings
from segue.profiles.mark import Mark, week_cell
from segue.profiles.profile import Profile
from segue.recommend.formats import FORMATS
from segue.recommend.habits import Where
from segue.recommend.scoring import EXACT
from segue.recommend.serving import ServingModel
from segue.recommend.unfinished import Going, unfinished

_TRUST_USUAL, _TRUST_PART, _TRUST_HOUR, _TRUST_THERE = 3600.0, 2700.0, 1800.0, 7200.0  # seconds heard
_KNOWN = 1000  # best known items of each format that say what everybody hears
_JUST = 3.0  # log-odds that what was just heard goes on
_FADE = 0.4  # of an outcome with each later one
_OPEN = 0.7  # log-odds that something unfinished adds, halved each week
_WEEK_MS = 7 * 86_400_000
_MOST = 2000  # items of a format that is less than half of a large catalogue, scored in any case


@dataclass(frozen=True, slots=True)
class Choice:
    """format: index in FORMATS, None = any; going: works in progress of that format, the latest first

    leads: they stand before anything new; rows: (m,) int32, to be scored whatever else is
    """

    format: int | None = None
    going: tuple[Going, ...] = ()
    leads: bool = False
    rows: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def runs(self) -> list[int]:
        """Every row that goes on with something."""
        return [row for one in self.going for row in one.run]


def choice(request: Request, profile: Profile, recent: list[Mark], where: Where, model: ServingModel) -> Choice:
    there = [i for i in range(len(FORMATS)) if len(model.by_format.rows(i))]
    asked = FORMATS.index(request.format) if request.format in FORMATS else None
    if not any(there):  # a catalogue of nothing but music
        return Choice(asked) if asked else Choice()
    going = () if request.seeds else unfinished(profile, model, request.now)  # who starts elsewhere does not go on
    likely = asked
    if likely is None:
        likely = _of_seeds(request, model)
    if likely is None:
        odds = shares(request, profile, recent, where, going, model)
        likely = max(there, key=lambda i: odds[i])
    chosen = None if request.format == "any" else likely
    mine = tuple(one for one in going if chosen in (None, one.format))
    first = tuple(sorted(mine, key=lambda one: one.format != likely))
    return Choice(chosen, first, bool(first) and first[0].format == likely, _rows(model, chosen, first))


def shares(
    request: Request, profile: Profile, recent: list[Mark], where: Where, going: tuple[Going, ...], model: ServingModel
) -> list[float]:
    """By format, up to a factor."""
    held: FormatHours = profile.states["format_hours"]
    now_ms, cell = request.now.timestamp() * 1000, week_cell(request.now)
    hours = [held.hours.get(name) or [0] * 168 for name in FORMATS]
    usual = _shrunk([sum(row) for row in hours], _everybody(model), _TRUST_USUAL)
    part = _shrunk([sum(row[c] for c in like_hours(cell)) for row in hours], usual, _TRUST_PART)
    here = _shrunk([row[cell] for row in hours], part, _TRUST_HOUR)
    around: Surroundings = profile.states["surroundings"]
    told = [held.devices.get(where.device or OTHER, {})]
    told += [around.seconds.get(key, {}) for key in (f"activity:{where.activity}", f"location:{where.location}")]
    there = [_shrunk([some.get(name, 0) for name in FORMATS], usual, _TRUST_THERE) for some in told]
    lately = _just_heard(recent, now_ms, model)
    found = []
    for i in range(len(FORMATS)):
        left = max((0.5 ** ((now_ms - one.at_ms) / _WEEK_MS) for one in going if one.format == i), default=0.0)
        found.append(here[i] * prod(one[i] / usual[i] for one in there) * exp(_JUST * lately[i] + _OPEN * left))
    return found


def _shrunk(seconds: list[int], prior: list[float], trust: float) -> list[float]:
    total = sum(seconds)
    return [(one + trust * share) / (total + trust) for one, share in zip(seconds, prior, strict=True)]


def _everybody(model: ServingModel) -> list[float]:
    """By how much the best known of each format are liked here; the first format there is where nobody was heard."""
    rows = [model.by_format.rows(i)[:_KNOWN] for i in range(len(FORMATS))]
    liked = [float(np.expm1(model.fame[some]).sum()) for some in rows]
    first = next(i for i, some in enumerate(rows) if len(some))
    total = sum(liked) + 2.0
    return [(one + (1.0 if i == first else 0.0) + 1 / 3) / total for i, one in enumerate(liked)]


def _just_heard(recent: list[Mark], now_ms: float, model: ServingModel) -> list[float]:
    """-1 to 1 by format: what the session goes on with, and what it turned away from.

    A skipped song asks for another song; an episode left at once, for something else.
    """
    found, weight, until = [0.0] * len(FORMATS), 1 - _FADE, now_ms
    for m in reversed(recent):
        if until - m.at_ms > GAP_MS:
            break
        row = model.row_of.get(m.track) if m.track else None
        if row is None or not m.start_ms:
            continue
        format_ = int(model.formats[row])
        found[format_] += weight * (-1.0 if m.skip and format_ else 1.0)
        weight, until = weight * _FADE, float(m.start_ms)
    return found


def _of_seeds(request: Request, model: ServingModel) -> int | None:
    """Of most of the tracks to start from."""
    rows = [model.row_of[seed] for seed in request.seeds if seed in model.row_of]
    return int(np.bincount(model.formats[rows], minlength=len(FORMATS)).argmax()) if rows else None


def _rows(model: ServingModel, chosen: int | None, going: tuple[Going, ...]) -> NDArray[np.int32]:
    found = np.array([row for one in going for row in one.run], np.int32)
    if chosen is None or len(mine := model.by_format.rows(chosen)) * 2 >= len(model):
        return distinct(found)
    most = len(mine) if len(model) <= EXACT else _MOST
    return distinct(found, model.parts.opening(mine[:most]))
