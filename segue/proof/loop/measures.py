"""What a week was worth: one value per person and measure, so that players can be compared in pairs."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from segue.proof.loop.town import Town
from segue.proof.loop.week import Plays

FOUND = 0.7  # the mood is found when answers are this good, measured by the best there is,
KEPT = 3  # this many in a row: one good answer among others is chance
NICHE = 0.5  # the tracks that the less popular half of all listening goes to


class Measures:
    """NaN where a person has nothing to measure: no play, no session after the turn."""

    def __init__(self, town: Town) -> None:
        catalogue = town.world.catalogue
        self._genre = catalogue.genre
        order = np.argsort(-catalogue.popularity, kind="stable")
        head = np.cumsum(catalogue.popularity[order]) <= NICHE
        self._niche = np.ones(len(catalogue), np.bool_)
        self._niche[order[head]] = False

    def of(self, plays: Plays) -> dict[str, float]:
        """All of them for one person's week."""
        return {name: measure(self, plays) if len(plays.row) else np.nan for name, measure in _MEASURES.items()}

    def completed(self, plays: Plays) -> float:
        return float(plays.completed.mean())

    def skips_per_session(self, plays: Plays) -> float:
        return float((~plays.completed).sum() / len(np.unique(plays.session)))

    def regret(self, plays: Plays) -> float:
        return float((plays.best - plays.chance).mean())

    def heard(self, plays: Plays) -> float:
        return float(len(np.unique(plays.row)))

    def niche(self, plays: Plays) -> float:
        return float(self._niche[plays.row].mean())

    def diversity(self, plays: Plays) -> float:
        """Share of pairs within a session that are of another genre."""
        pairs = different = 0
        for session in np.unique(plays.session):
            genre = self._genre[plays.row[plays.session == session]]
            counts = np.unique(genre, return_counts=True)[1]
            n = len(genre)
            pairs += n * (n - 1) // 2
            different += n * (n - 1) // 2 - int((counts * (counts - 1) // 2).sum())
        return different / pairs if pairs else float("nan")

    def skips_until_found(self, plays: Plays) -> float:
        """Of somebody whose taste has turned: skips before the first answers in a row that are nearly the best."""
        after = plays.after_shift
        if not after.any():
            return float("nan")
        good = (plays.chance >= FOUND * plays.best)[after]
        runs = np.convolve(good, np.ones(KEPT), "valid") == KEPT if len(good) >= KEPT else np.zeros(0, np.bool_)
        until = int(np.argmax(runs)) if runs.any() else len(good)
        return float((~plays.completed[after][:until]).sum())


_MEASURES: dict[str, Callable[[Measures, Plays], float]] = {
    "completed": Measures.completed,
    "skips/session": Measures.skips_per_session,
    "regret": Measures.regret,
    "skips to mood": Measures.skips_until_found,
    "tracks heard": Measures.heard,
    "niche": Measures.niche,
    "diversity": Measures.diversity,
}
NAMES = tuple(_MEASURES)


def by_answer(plays: Sequence[Plays], most: int) -> NDArray[np.float64]:
    """(most,) mean chance of the first, second, ... answer after the turn; NaN where nobody came so far."""
    total, count = np.zeros(most), np.zeros(most)
    for one in plays:
        chance = one.chance[one.after_shift][:most]
        total[: len(chance)] += chance
        count[: len(chance)] += 1
    return _means(total, count)


def by_day(plays: Sequence[Plays], days: int) -> NDArray[np.float64]:
    """(days,) share of plays that were completed; what is heard after the last midnight belongs to that evening."""
    done, count = np.zeros(days), np.zeros(days)
    for one in plays:
        day = np.minimum(one.day, days - 1)
        np.add.at(done, day, one.completed)
        np.add.at(count, day, 1)
    return _means(done, count)


def _means(total: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.full(len(total), np.nan)
    np.divide(total, count, out=found, where=count > 0)
    return found
